"""What the commands on subscribers share: the store, and the mails to confirm that are due after a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from briefing.settings import Settings
    from briefing.store import SqlStore

STATUS = click.Choice(["pending", "confirmed", "unsubscribed", "suppressed"])


@contextmanager
def opened(
    config: Path | None, output: Path | None, *, new: bool = False
) -> Iterator[tuple[Settings, SqlStore]]:
    """The settings and their database; one that is not there is made where `new`, else an error."""
    from briefing.app import existing_store, open_store, with_output
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    store = open_store(settings) if new else existing_store(settings)
    try:
        yield settings, store
    finally:
        store.close()


def send_confirmations(settings: Settings, store: SqlStore) -> None:
    """Send the mails that are due; where that cannot be now they stay due, and standard error says why."""
    from briefing.clock import SystemClock
    from briefing.confirming import send_due
    from briefing.errors import BriefingError

    try:
        sent = send_due(settings, store, SystemClock())
    except BriefingError as error:
        click.echo(
            f"mails to confirm stay due, the next command or the web server sends them: {error}", err=True
        )
        return
    if sent:
        way = settings.mail.smtp_host or settings.mail.outbox
        click.echo(f"{sent} mail{'' if sent == 1 else 's'} to confirm went to {way}", err=True)
