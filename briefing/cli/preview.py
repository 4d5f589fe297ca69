"""``briefing preview``: a stored edition in the browser, served from memory; with --watch as the files of now make it."""

from __future__ import annotations

import threading
import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefing.cli.progress import progress
from briefing.cli.run import CONFIG, OUTPUT
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from http.server import ThreadingHTTPServer

    from briefing.desk.files import Files
    from briefing.settings import Settings

SHOWN = {"page": "/", "mail": "/digest.html", "text": "/digest.txt", "message": "/digest.eml"}


@click.command()
@CONFIG
@OUTPUT
@click.argument("edition", default="")
@click.option("--watch", is_flag=True, help="Make it again whenever a file of yours changes, and show it.")
@click.option("--open", "opening", is_flag=True, help="Open it in the browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="The port; 0 takes a free one.",
)
def preview(
    config: Path | None,
    output: Path | None,
    edition: str,
    watch: bool,
    opening: bool,
    host: str,
    port: int,
) -> None:
    """Look at a digest in the browser: page, mail, text and message.

    EDITION is an id such as daily-2026-03-12; without it, the newest. It is rendered from what is stored and served until
    Ctrl-C.

    With --watch it is made again, from the articles that it was made of, whenever briefing.toml or a file in feeds/ or
    prompts/ changes, and the browser shows it at once, with what changed. Feeds are read only where a list names a new one.
    Nothing of it is stored or sent. A fault stands on top with its file and line, over the last good digest.

    Ends with 1 when there is no such edition or the port is taken, with 4 when the embedder is missing.
    """
    from briefing.app import stored_files, with_output
    from briefing.desk.serve import of_files, server
    from briefing.settings import load_settings

    settings = with_output(load_settings(config), output)
    if watch:
        _watch(settings, config, edition, (host, port), opening)
        return
    files = stored_files(settings, edition or _newest(settings))
    with server(of_files(files), host, port) as listening:
        _serve(listening, SHOWN, opening)


def _watch(settings: Settings, config: Path | None, edition: str, at: tuple[str, int], opening: bool) -> None:
    from briefing.clock import SystemClock
    from briefing.desk.looks import TABS
    from briefing.desk.remake import Bench
    from briefing.desk.serve import of_screen, server
    from briefing.desk.view import Screen
    from briefing.desk.watch import Watcher, first_view

    def within(files: Files) -> Files:
        """The same output folder as at the start, whatever the file says now."""
        there = replace(files.settings, output=settings.output, database=settings.database)
        return replace(files, settings=there)

    with Bench(settings, edition, SystemClock()) as bench:
        bench.models(settings)  # a missing embedder is told before anything is opened
        screen = Screen(first_view(bench))
        with (
            server(of_screen(screen), *at, screen) as listening,
            progress() as shown,
            Watcher(bench, screen, config, shown, within),
        ):
            _serve(listening, {name.lower(): path for path, name in TABS}, opening)


def _serve(listening: ThreadingHTTPServer, shown: dict[str, str], opening: bool) -> None:
    """Name the addresses and answer until Ctrl-C."""
    from briefing.desk.serve import address

    root = address(listening)
    for name, path in shown.items():
        click.echo(f"{name:<8} {root}{path}")
    click.echo("Ctrl-C ends it.", err=True)
    if opening:
        threading.Thread(target=webbrowser.open, args=(root,), daemon=True).start()
    try:
        listening.serve_forever()
    except KeyboardInterrupt:
        click.echo("", err=True)


def _newest(settings: Settings) -> str:
    from briefing.app import existing_store

    store = existing_store(settings)
    try:
        newest = store.editions(1)
    finally:
        store.close()
    if not newest:
        msg = f"no edition in {settings.database}: `briefing run` makes one"
        raise BriefingError(msg)
    return newest[0]
