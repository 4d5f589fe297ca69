"""``briefing web``: the site for readers and subscribers."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from briefing import logs
from briefing.cli.run import CONFIG, OUTPUT


@click.command()
@CONFIG
@OUTPUT
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes a free one.",
)
def web(config: Path | None, output: Path | None, host: str, port: int) -> None:
    """Serve the site: sign-up, preferences, the archive with search, stories, feeds.

    It runs until SIGTERM or Ctrl-C, answers open requests and ends with 0. Put a server that speaks HTTPS in front of it, and
    give its address as [output] public_url: links in mails and feeds start with it. Without it the site can be read, but
    takes no subscribers. X-Forwarded-For is believed of a server on this machine only. One line for each request goes to
    standard error, as JSON where that is no terminal, without addresses and tokens.

    / is the sign-up, /archive/ the editions with search, /archive/EDITION/ one of them with its corrections, /stories/STORY a
    story over the days, /feed.xml and /themes/THEME/feed.xml the Atom feeds, /healthz says "ok" while it answers, /readyz whether it can work.
    With BRIEFING_OPERATOR_TOKEN set, /status and /metrics tell operators how it is doing.

    Ends with 1 when the port is taken or the editor's files have faults, with 5 when the database cannot be opened.
    """
    from briefing.app import open_store, with_output
    from briefing.cli import log_work
    from briefing.clock import SystemClock
    from briefing.confirming import send_due
    from briefing.settings import load_settings
    from briefing.subscribing import offer_of
    from briefing.web import create
    from briefing.web.postman import Postman
    from briefing.web.serve import listen, serve

    settings = with_output(load_settings(config), output)
    offer = offer_of(settings)
    clock = SystemClock()
    store = open_store(settings, clock)
    try:
        postman = Postman(
            lambda over: send_due(settings, store, clock, over=over) if settings.public_url else 0
        )
        app = create(settings, store, clock, offer, postman.wake)
        listening = listen(host, port)
        log_work()
        _say(f"http://{host}:{listening.getsockname()[1]}/archive/")
        if not settings.public_url:
            _say("sign-up is closed: [output] public_url in briefing.toml opens it")
        with postman:
            serve(app, listening)
    finally:
        store.close()


def _say(line: str) -> None:
    """To whoever started it, or as a line of the log where that is for programs."""
    if logs.is_json():
        logging.getLogger("briefing.web").info("%s", line)
    else:
        click.echo(line, err=True)
