"""Where the database is: BRIEFING_DATABASE, the file that BRIEFING_DATABASE_FILE names, then [output] database.

A path counts from the current folder in the environment, from the folder of briefing.toml in there. An address with a
password belongs into the environment: briefing.toml holds no secret.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from briefing.database_address import AddressFault, Database, address_of, is_address
from briefing.settings.secrets import secret

__all__ = ["chosen_database", "database_faults"]

VARIABLE = "BRIEFING_DATABASE"
FILE = "briefing.sqlite"


def chosen_database(
    given: Mapping[str, str], here: Path, configured: str, root: Path, output: Path
) -> Database:
    """The database; one whose address is wrong (see `database_faults`) counts as a file."""
    named = secret(given, VARIABLE, here).strip()
    text, base = (named, here) if named else (configured or FILE, root if configured else output)
    if is_address(text):
        try:
            return address_of(text)
        except AddressFault:
            return output / FILE
    return Path(os.path.normpath((base / Path(text).expanduser()).absolute()))


def database_faults(
    given: Mapping[str, str], here: Path, configured: str
) -> Iterator[tuple[str | None, str, str]]:
    """What is wrong, and the mend; before them the variable that says so, None of the key in the file."""
    for variable, text in ((VARIABLE, secret(given, VARIABLE, here).strip()), (None, configured)):
        if not is_address(text):
            continue
        try:
            address = address_of(text)
        except AddressFault as fault:
            yield variable, fault.what, fault.mend
        else:
            if variable is None and address.is_secret:
                mend = f"take it out, and give the whole address in {VARIABLE} or in a file that {VARIABLE}_FILE names"
                yield variable, "a password has no place in this file", mend
