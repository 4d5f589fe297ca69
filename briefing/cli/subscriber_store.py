"""What the commands on subscribers share: the store, and the mails to confirm that are due after a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress

if TYPE_CHECKING:
    from briefing.settings import Settings
    from briefing.store import SqlStore

FEW = 20  # mails, for which no progress is shown
STATUS = click.Choice(["pending", "confirmed", "unsubscribed", "suppressed"])


@contextmanager
def opened(
    config: Path | None, output: Path | None, *, new: bool = False, scratch: bool = False
) -> Iterator[tuple[Settings, SqlStore]]:
    """The settings and their database; one that is not there is made where `new`, else an error.

    With `scratch` there is an empty one instead that goes away: for trying things out.
    """
    from briefing.app import existing_store, open_store, with_output
    from briefing.settings import load_settings
    from briefing.store import is_there

    settings = with_output(load_settings(config), output)
    with ExitStack() as after:
        if scratch and not is_there(settings.database):
            folder = Path(after.enter_context(TemporaryDirectory()))
            store = open_store(replace(settings, database=folder / "empty.sqlite"))
        else:
            store = open_store(settings) if new else existing_store(settings)
        after.callback(store.close)
        yield settings, store


def send_confirmations(settings: Settings, store: SqlStore) -> None:
    """Send the mails that are due; where that cannot be now they stay due, and standard error says why."""
    from briefing.clock import SystemClock
    from briefing.confirming import send_due
    from briefing.errors import BriefingError

    try:
        with progress() as shown:
            many = store.subscribers.confirmations.waiting() > FEW
            sent = send_due(settings, store, SystemClock(), progress=shown if many else None)
    except BriefingError as error:
        click.echo(
            f"mails to confirm stay due, the next command or the web server sends them: {error}", err=True
        )
        return
    if sent:
        way = settings.mail.smtp_host or settings.mail.outbox
        click.echo(f"{sent} mail{'' if sent == 1 else 's'} to confirm went to {way}", err=True)
