"""``briefing serve``: everything that a service does, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import click

from briefing.cli.run import CONFIG, OUTPUT

if TYPE_CHECKING:
    import socket

    from briefing.live_site import LiveSite
    from briefing.running import Running
    from briefing.serving import Service, ServiceParts
    from briefing.web.postman import Postman

log = logging.getLogger("briefing.serve")


@click.command()
@CONFIG
@OUTPUT
@click.option(
    "--no-web", is_flag=True, help="Without the site: `briefing web` may serve it in another process."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the site listens on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The site's port; 0 takes a free one.",
)
@click.option(
    "--once",
    is_flag=True,
    help="Do what is due now, then end: for cron. No site, and feeds are read for editions only.",
)
def serve(config: Path | None, output: Path | None, no_web: bool, host: str, port: int, once: bool) -> None:
    """Run for good: editions at their hours, feeds in between, mail, reports, the site.

    \b
    each edition at its hour  [[editions]] at, timezone; one for each date. An hour that a change of clocks leaves out is the
                              one that the clock shows instead; an hour that comes twice counts once
    missed dates              made up for, oldest first, for [serve] catch_up_days; what feeds no longer list is lost
    feeds                     read every [serve] poll_minutes, so that no item is missed
    mail                      editions go to their subscribers, each at their own hour, where [mail] from and
                              [output] public_url are given; with what a server asked to send later. From an edition's hour
                              on, for [mail] expire_hours: older ones, made up for, stay in the archive
    reports                   the account of [bounces] is read every [serve] bounce_minutes
    the site                  as `briefing web`

    What is due is looked for in the database each minute: after a crash it goes on where it was, and several may run at one
    database. The work is done by `briefing run --if-missing`, `poll`, `send` and `bounces`, each a process of its own; what they
    say goes to standard error. What fails is tried again after 1, 2, 4, 8, then every 15 minutes, an edition of an earlier date
    three times. A fault in feeds/ or prompts/ is told with file and line, and so is one in briefing.toml, which is read again
    when it changes: until it is right, everything goes on with what it said before. Another output folder, database, host or
    port counts after a new start.

    SIGTERM and Ctrl-C end it with 0: nothing new is begun, a message on its way is waited for, a run is broken off and made anew
    at the next start, requests are answered; what has not ended after 30 seconds is killed. SIGHUP: look at everything now, also
    at what waits for its next attempt.

    Ends with 1 when the port is taken or a file has faults at the start, 5 when the output folder or the database cannot be
    written; with --once, with the code of what failed last (see `briefing --help`).
    """
    from briefing.cli import log_work
    from briefing.clock import SystemClock
    from briefing.live_settings import LiveSettings
    from briefing.logs import child_environment, relay
    from briefing.schedule.children import Children
    from briefing.serving import serving

    def children(live: LiveSettings) -> Children:
        return Children(relay, lambda: live.environment(child_environment()))

    log_work()
    with serving(config, output, SystemClock(), children) as (service, parts):
        if once:
            sys.exit(service.once())
        run_until_told(service, parts, None if no_web else (host, port))


def run_until_told(service: Service, parts: ServiceParts, address: tuple[str, int] | None) -> None:
    """Serve until a signal comes, at this address or without a site."""
    from briefing.confirming import send_due
    from briefing.running import Running
    from briefing.web.postman import Postman
    from briefing.web.serve import listen

    def confirm(over: Event) -> int:
        settings = parts.settings.present
        return send_due(settings, parts.store, parts.clock, over=over) if settings.public_url else 0

    with ExitStack() as stack:
        listening = stack.enter_context(listen(*address)) if address else None
        postman = stack.enter_context(Postman(confirm))
        running = Running(service, parts)
        site = _site(service, parts, postman, running) if listening else None
        stack.enter_context(running)
        if listening:
            log.info("http://%s:%d/archive/", *listening.getsockname()[:2])
        asyncio.run(_until_told(running, site, listening))


def _site(service: Service, parts: ServiceParts, postman: Postman, running: Running) -> LiveSite:
    from briefing.live_site import LiveSite
    from briefing.subscribing import offer_of
    from briefing.web import create

    live, store, clock = parts.settings, parts.store, parts.clock
    probes = {"schedule": running.fault}
    site = LiveSite(
        lambda: live.present,
        offer_of,
        lambda settings, offer: create(settings, store, clock, offer, postman.wake, probes),
    )
    service.renewed = site.renew
    return site


async def _until_told(running: Running, site: LiveSite | None, listening: socket.socket | None) -> None:
    from briefing.web.serve import answer

    ended = asyncio.Event()

    def end() -> None:
        running.stop()  # at once, while open requests are answered
        ended.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    loop.add_signal_handler(signal.SIGHUP, running.look_now)
    if site and listening:
        await answer(site, listening, ended)
    else:
        await ended.wait()
