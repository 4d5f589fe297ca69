"""All checks in their order.

    briefing.toml, feeds/, prompts/ ─ files ──────────────┐
    Python, memory, disk, models, clock ─ this machine ───┤
    database ─ read only ─> Condition ─ its state,        ├─> findings, without secrets
                            editions, ledger, sending ────┤
    feeds, mail server, DNS, public address ─ network ────┘   all at once, each with its own limit on time
Nothing is written, and nothing is mailed. A fault of one check is a finding too: the others go on.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.clock import SystemClock
from briefing.doctor import (
    database,
    editions,
    feeds,
    files,
    ledger,
    local_models,
    machine,
    mail,
    records,
    site,
)
from briefing.doctor.finding import Finding, fail, ok, warn, without_secrets
from briefing.errors import ConfigError, ModelError, StoreError
from briefing.model import Feed
from briefing.ports import Clock, Progress
from briefing.settings.mail import is_loopback
from briefing.store.condition import Condition, read_condition

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

    from briefing.editorial import Editorial
    from briefing.settings import Settings

__all__ = ["Outside", "examine", "examine_machine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """How the rest of the world is reached."""

    offline: bool = False  # nothing beyond this machine is asked
    names: Callable[[], Resolver] | None = None  # None: the system's name servers
    trust: ssl.SSLContext | None = None  # of https; None = the system's certificates


def examine(
    settings: Settings, outside: Outside, progress: Progress, clock: Clock | None = None
) -> list[Finding]:
    """Every finding, in the order of the checks."""
    clock = clock or SystemClock()
    progress.stage("files")
    desk, findings = files.desk_of(settings)
    progress.stage("machine and models")
    findings += _machine(settings)
    progress.stage("database")
    condition, told = _database(settings, clock)
    findings += [editions.clock(clock.now(), condition), *told]
    if condition and condition.is_current:
        findings += _state(settings, condition, clock)
    elif condition is None:
        findings += editions.editions(settings.editions, {}, clock.now())
    progress.stage("network")
    findings += asyncio.run(_network(settings, desk, condition, outside, clock))
    secrets = (
        settings.smtp_password,
        settings.imap_password,
        settings.rewriter_key,
        settings.operator_token,
        settings.alert_secret,
    )
    return without_secrets(findings, secrets)


def examine_machine() -> list[Finding]:
    """What can be said where the settings have faults."""
    return [machine.python(), *machine.packages()]


def _machine(settings: Settings) -> list[Finding]:
    from briefing.models.survey import survey

    findings = examine_machine()
    try:
        states = survey(local_models.chosen(settings), settings.cache, settings.dtype, full=True)
    except ModelError as error:
        findings.append(fail("models", str(error), "correct [models] in briefing.toml"))
    else:
        findings += local_models.judged(states)
        findings.append(machine.memory(machine.memory_of_machine(), local_models.weights(states)))
    places = {"output": settings.output, "models": settings.cache}
    if isinstance(settings.database, Path):
        places["database"] = settings.database.parent
    return [*findings, *machine.disk(places), *files.secrets_kept(settings.secret_files)]


def _database(settings: Settings, clock: Clock) -> tuple[Condition | None, list[Finding]]:
    place = settings.database
    try:
        condition = read_condition(place, clock.now(), thorough=True)
    except StoreError as error:
        what, _, mend = str(error).rpartition(": ")
        return None, [fail("database", what, mend)]
    if condition is None:
        return None, [warn("database", f"none at {place} yet", "`briefing run` makes it")]
    return condition, list(database.database(condition, place))


def _state(settings: Settings, condition: Condition, clock: Clock) -> Iterable[Finding]:
    yield from editions.editions(settings.editions, condition.newest, clock.now())
    yield from editions.runs(condition.runs)
    yield from ledger.ledger(condition)
    yield database.restored(condition, settings.beside_database())


async def _network(
    settings: Settings, desk: Editorial | None, condition: Condition | None, outside: Outside, clock: Clock
) -> list[Finding]:
    people = condition.subscribers if condition else 0
    fault = _mail_fault(settings)
    findings = list(mail.outgoing(fault, settings.mail, people))
    jobs: list[Awaitable[list[Finding]]] = []
    if desk is not None:
        jobs.append(_guarded("feeds", _feeds(settings, desk, condition, outside, clock)))
    jobs += [_guarded(name, job) for name, job in _servers(settings, outside, clock).items()]
    for found in await asyncio.gather(*jobs):
        findings += found
    if outside.offline:
        findings.append(ok("network", "nothing beyond this machine was asked (--offline)"))
    return findings


def _servers(settings: Settings, outside: Outside, clock: Clock) -> dict[str, Awaitable[list[Finding]]]:
    """The servers that are set, but for those that --offline leaves alone."""
    jobs: dict[str, Awaitable[list[Finding]]] = {}
    policy, now = settings.mail, clock.now()

    def may_ask(host: str) -> bool:
        return bool(host) and (not outside.offline or is_loopback(host))

    if may_ask(policy.smtp_host):
        jobs["mail server"] = mail.smtp(policy, settings.mail_from, settings.smtp_password, now)
    if may_ask(settings.imap.host):
        jobs["bounces"] = _bounces(settings)
    if settings.mail_from and not outside.offline:
        jobs["dns"] = _names(settings, outside)
    if may_ask(urlsplit(settings.public_url).hostname or ""):
        jobs["public address"] = site.site(settings.public_url, settings.fetch, now, outside.trust)
    return jobs


async def _guarded(name: str, job: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        return await job
    except Exception as error:  # noqa: BLE001  # one check that breaks must not hide the others
        what = f"a fault of this program ({type(error).__name__}: {error})"
        return [fail(name, what, "please report it; see it whole with --debug")]


async def _feeds(
    settings: Settings, desk: Editorial, condition: Condition | None, outside: Outside, clock: Clock
) -> list[Finding]:
    from briefing.app import configured_feeds

    wanted: dict[str, Feed] = {}
    findings: list[Finding] = []
    for plan in settings.editions:
        try:
            wanted |= {feed.location: feed for feed in configured_feeds(settings, desk, plan)}
        except ConfigError as error:
            findings += files.faulty(error.faults)
    offline = outside.offline or settings.fetch.offline
    states = condition.feeds if condition else {}
    asked = await feeds.ask_feeds(list(wanted.values()), states, settings.fetch, clock, offline=offline)
    return [*findings, *asked.findings, *editions.clock_of_others(asked.ahead)]


async def _bounces(settings: Settings) -> list[Finding]:
    return [await asyncio.to_thread(mail.imap, settings.imap, settings.imap_password, settings.mail.tls_ca)]


async def _names(settings: Settings, outside: Outside) -> list[Finding]:
    from dns import exception
    from dns.asyncresolver import Resolver

    try:
        names = outside.names() if outside.names else Resolver()
    except exception.DNSException as error:
        return [warn("dns", f"this machine has no name server ({error})", "set one in /etc/resolv.conf")]
    sender = records.Sender.of(settings.mail_from, settings.mail, settings.dkim_key)
    return await records.mail_records(sender, names)


def _mail_fault(settings: Settings) -> ConfigError | None:
    from briefing.sending import demand

    try:
        demand(settings)
    except ConfigError as error:
        return error
    return None
