"""``briefing subscribers``: who gets the digest, for the operator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefing.cli.run import CONFIG, OUTPUT
from briefing.cli.subscriber_lists import export, import_
from briefing.cli.subscriber_store import STATUS, opened, send_confirmations

if TYPE_CHECKING:
    from briefing.model import Delivery, Subscriber

AS_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON on standard output.")


@click.group()
def subscribers() -> None:
    """Who gets the digest: add, import, export, list, show, forget.

    Nobody is mailed the digest before they confirmed that they want it: by the link in a mail, or by a consent that is on
    record. Somebody is pending until then, then confirmed; unsubscribed when they left; suppressed when their server refused
    the address for good or they complained.
    """


@subscribers.command()
@CONFIG
@OUTPUT
@click.argument("address")
@click.option("--confirmed", is_flag=True, help="They need not confirm by mail; needs --consent.")
@click.option("--consent", metavar="TEXT", default="", help="What they agreed to, in the words they saw.")
@click.option(
    "--consented-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="When, in UTC.  [default: now]",
)
@click.option(
    "--edition", "editions", multiple=True, help="An edition's name; again for more.  [default: the first]"
)
@click.option("--theme", "themes", multiple=True, help="A theme they want; again for more.  [default: all]")
@click.option("--mute", "muted", multiple=True, help="A theme they do not want; again for more.")
@click.option("--language", default="", help="Of what we write to them.  [default: the edition's]")
@click.option(
    "--hour",
    default="",
    help="Local time from which they want it, as 07:30.  [default: as soon as it is made]",
)
@click.option("--timezone", default="UTC", show_default=True, help="Their zone of the IANA list.")
@click.option(
    "--even-if-left",
    is_flag=True,
    help="Also somebody who unsubscribed, was suppressed or forgotten: with --confirmed, when they ask for it themselves.",
)
def add(
    config: Path | None,
    output: Path | None,
    address: str,
    confirmed: bool,
    consent: str,
    consented_at: datetime | None,
    editions: tuple[str, ...],
    themes: tuple[str, ...],
    muted: tuple[str, ...],
    even_if_left: bool,
    **plain: str,
) -> None:
    """Put somebody on the list.

    Without --confirmed they are pending, and a mail asks them to confirm: at most one an hour and three a day to one mailbox.
    Without a mail server the mail lies in the outbox. Who is there already stays as they are, but who is pending is confirmed by
    --confirmed. Somebody who left does not come back by this, unless with --even-if-left and --confirmed.

    Ends with 1 when the address or a preference is refused, or they left; 2 when --confirmed and --consent are not together.
    """
    from briefing.clock import SystemClock
    from briefing.enrolling import add as put
    from briefing.errors import BriefingError
    from briefing.model import Consent
    from briefing.subscribers.preferences import Preferences

    consent = " ".join(consent.split())
    if confirmed != bool(consent):
        msg = (
            "--confirmed and --consent TEXT belong together: nobody is confirmed without a consent on record"
        )
        raise click.UsageError(msg)
    clock = SystemClock()
    at = consented_at.replace(tzinfo=UTC) if consented_at else clock.now()
    agreed = Consent(at=at, source="command", text=consent) if consent else None
    wanted = Preferences(editions=editions, themes=themes, muted=muted, **plain)
    with opened(config, output, new=True) as (settings, store):
        done = put(settings, store, clock, address, wanted, agreed, lift=even_if_left)
        if done.outcome in ("unsubscribed", "suppressed", "forgotten"):
            msg = (
                f"{done.outcome}: they are not mailed; --even-if-left with --confirmed and --consent brings them "
                "back when they ask for it"
            )
            raise BriefingError(msg)
        assert done.subscriber is not None
        state = (
            done.subscriber.status if done.outcome != "known" else f"there already, {done.subscriber.status}"
        )
        click.echo(f"{done.subscriber.address}: {state}")
        send_confirmations(settings, store)


@subscribers.command("list")
@CONFIG
@OUTPUT
@click.option("--status", type=STATUS, help="Only those.")
@click.option("--edition", default="", help="Only those who want this edition.")
@click.option("--counts", is_flag=True, help="Only how many there are of each status.")
@AS_JSON
def list_(
    config: Path | None, output: Path | None, status: Any, edition: str, counts: bool, as_json: bool
) -> None:
    """List subscribers: id, status, address, editions; then how many there are of each status.

    With --json each subscriber is one line of JSON. The order is that of the ids, which mean nothing.
    """
    from briefing.app import edition_plan
    from briefing.enrolling import each
    from briefing.subscribers.people import json_row

    with opened(config, output) as (settings, store):
        if edition:
            edition_plan(settings, edition)
        if not counts:
            for found in each(store, status, edition or None, settings.editions[0].name):
                click.echo(json_row(found) if as_json else _listed(found))
        totals = store.subscribers.count()
        if counts and as_json:
            click.echo(json.dumps(totals))
        else:
            told = ", ".join(f"{number} {state}" for state, number in totals.items())
            click.echo(told, err=not counts)


@subscribers.command()
@CONFIG
@OUTPUT
@click.argument("whom", metavar="ADDRESS|ID")
@AS_JSON
def show(config: Path | None, output: Path | None, whom: str, as_json: bool) -> None:
    """Show everything that is kept of somebody: row, consents, deliveries.

    This answers "what do you know of me?": there is nothing else, but for a salted hash of the address after a bounce, a
    complaint or `forget`. Ends with 1 when there is no such person; then it says whether such a hash is kept.
    """
    from briefing.codec import to_json
    from briefing.enrolling import whom as find

    with opened(config, output) as (_, store):
        found = find(store, whom)
        deliveries = store.ledger.of_subscriber(found.id, limit=1000)
        reason = store.subscribers.suppression(found.address)
    if as_json:
        row = to_json(found) | {"suppression": reason, "deliveries": [to_json(made) for made in deliveries]}
        click.echo(json.dumps(row, ensure_ascii=False, indent=2))
        return
    from briefing.render.plain import plain

    for name, value in _shown(found, reason, deliveries):
        click.echo(f"{name:<10} {plain(value)}")


@subscribers.command()
@CONFIG
@OUTPUT
@click.argument("whom", metavar="ADDRESS|ID")
def forget(config: Path | None, output: Path | None, whom: str) -> None:
    """Erase somebody for good, and say what was kept.

    The row with its consents goes, and messages to them in the outbox. A salted hash of the address stays, so that no import
    brings them back, and the ledger's rows stay under an id that leads to nobody. They may sign up again themselves. Backups
    and mails that were sent are not touched. Ends with 1 when there is no such person.
    """
    from briefing.clock import SystemClock
    from briefing.enrolling import forget as erase

    with opened(config, output) as (settings, store):
        gone = erase(settings, store, SystemClock(), whom)
    click.echo(f"{gone.subscriber.address}: erased, with {_count(len(gone.subscriber.consents), 'consent')}")
    for path in gone.files:
        click.echo(f"erased {path}")
    rows = _count(gone.deliveries, "delivery", "deliveries")
    click.echo(f"kept: a salted hash of the address; {rows} of the id {gone.subscriber.id} in the ledger")


@subscribers.command("resend-confirmation")
@CONFIG
@OUTPUT
@click.argument("whom", metavar="ADDRESS|ID")
def resend_confirmation(config: Path | None, output: Path | None, whom: str) -> None:
    """Ask somebody once more to confirm.

    At most one mail an hour and three a day go to one mailbox, whoever asks for them. Ends with 1 when there were as many,
    when there is nothing to confirm, and when no public URL is configured.
    """
    from briefing.clock import SystemClock
    from briefing.confirming import demand_public_url, send_due
    from briefing.enrolling import whom as find
    from briefing.errors import BriefingError
    from briefing.subscribing import Subscribing

    clock = SystemClock()
    with opened(config, output) as (settings, store):
        demand_public_url(settings)
        found = find(store, whom)
        if not Subscribing(store, clock, settings.editions[0].name).ask_again(found.id):
            msg = f"{found.address}: at most one mail an hour and three a day: try again later"
            raise BriefingError(msg)
        send_due(settings, store, clock)
        way = settings.mail.smtp_host or settings.mail.outbox
        click.echo(f"{found.address}: asked again, by {way}")


def _listed(found: Subscriber) -> str:
    return f"{found.id}  {found.status:<12}  {found.address}  {','.join(found.editions)}"


def _shown(found: Subscriber, reason: str | None, deliveries: list[Delivery]) -> Iterator[tuple[str, str]]:
    rows = {
        "address": found.address,
        "id": found.id,
        "status": found.status + (f" ({reason})" if reason else ""),
        "created": _moment(found.created),
        "confirmed": _moment(found.confirmed),
        "changed": _moment(found.changed),
        "editions": ", ".join(found.editions) or "the first one",
        "themes": ", ".join(found.themes) or "all",
        "muted": ", ".join(found.muted) or "none",
        "hour": f"{found.hour or 'as soon as it is made'} ({found.timezone})",
        "language": found.language or "the edition's",
        "bounces": str(found.bounces),
    }
    yield from rows.items()
    for consent in found.consents:
        yield "consent", f"{_moment(consent.at)}, {consent.source}: {consent.text}"
    for made in deliveries:
        yield "delivery", f"{made.edition}, {made.state}, {_moment(made.changed)} {made.reply}"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


subscribers.add_command(import_)
subscribers.add_command(export)
