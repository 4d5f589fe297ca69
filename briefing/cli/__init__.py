"""The command line: one file for each group of commands, loaded when it is called.

Exit codes: 0 done; 1 a fault in the editor's files, or any other error that is told in one line; 2 wrong usage; 3 nothing to
report; 4 a model is missing or refused; 5 database or output folder; 6 another run is at it; 7 no mail can be sent
now; 70 a fault of this program; 130 interrupted.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from briefing import __version__, logs
from briefing.errors import BriefingError
from briefing.redaction import redacted

__all__ = ["cli", "main"]

# command -> (module, attribute, what `briefing --help` says): the list is here so that --help loads nothing
COMMANDS = {
    "run": ("run", "run", "Read the feeds and make the digest."),
    "preview": ("preview", "preview", "Look at a digest in the browser: page, mail, text and message."),
    "diff": (
        "diff",
        "diff",
        "Say what briefing.toml, feeds/ and prompts/, as they are now, would change in a digest.",
    ),
    "try": ("try_on", "try_on", "See what a prompt, or the themes, make of one article."),
    "check": ("check", "check", "Find every fault in briefing.toml, feeds/ and prompts/."),
    "feeds": (
        "feeds",
        "feeds",
        "List, find, add, pause, remove, import and export feeds; see how they are doing.",
    ),
    "themes": ("themes", "themes", "List the themes; try them on a text; correct them with a labelled line."),
    "stories": ("stories", "stories", "Follow stories over days; merge and split them."),
    "models": ("models", "models", "Get the local models; see what is there."),
    "explain": ("explain", "explain", "Say why a story is in an edition and what each check said."),
    "audit": (
        "audit",
        "audit",
        "Write a reading sheet: every sentence beside its source, for readers' marks.",
    ),
    "correct": (
        "correct",
        "correct",
        "Say what an edition said wrongly: the mail, its page, the next edition.",
    ),
    "subscribers": (
        "subscribers",
        "subscribers",
        "Who gets the digest: add, import, export, list, show, forget.",
    ),
    "send": ("send", "send", "Send an edition, or a correction, to its subscribers; go on where it stopped."),
    "ledger": ("ledger", "ledger", "See what became of each copy of an edition; release what is held."),
    "bounces": ("bounces", "bounces", "Read what servers and readers report of the mail that was sent."),
    "approve": ("approve", "approve", "Say yes or no to an edition."),
    "approvals": (
        "approve",
        "approvals",
        "List the editions of the last 7 days that wait for a yes, and until when",
    ),
    "alerts": ("alerts", "alerts", "See what is wrong; tell those whom [alerts] names what is new or over."),
    "rebuild": ("rebuild", "rebuild", "Write an edition's files again, byte by byte, from what is stored."),
    "database": (
        "database",
        "database",
        "See what the database holds; copy it to another place.",
    ),
    "web": ("web", "web", "Serve the site: sign-up, preferences, the archive with search, stories, feeds."),
    "doctor": (
        "doctor",
        "doctor",
        "Check everything that the next digest needs; say of each fault what to do.",
    ),
    "serve": (
        "serve",
        "serve",
        "Run for good: editions at their hours, feeds in between, mail, reports, the site.",
    ),
    "poll": (
        "poll",
        "poll",
        "Read the feeds of all editions and keep what they list; make no digest, load no model.",
    ),
    "backup": (
        "backup",
        "backup",
        "Write the database and the editor's files to FILE, a .tar.gz that is not there yet.",
    ),
    "restore": (
        "backup",
        "restore",
        "Put what `briefing backup` wrote back in its place; sending then waits for your yes.",
    ),
    "eval": ("evaluate", "evaluate", "Measure editions, and each stage, against labelled data."),
}

EXIT_CODES = (
    "Exit codes: 0 done; 1 a fault in the editor's files or another error told in one line; 2 wrong usage; "
    "3 nothing to report; 4 a model is missing or refused; 5 database or output folder; 6 another run is at it; "
    "7 no mail can be sent now; 70 a fault of this program; 130 interrupted."
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"briefing.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXIT_CODES)
@click.version_option(__version__, "-V", "--version", prog_name="briefing")
@click.option(
    "--debug", is_flag=True, help="Show the program's own traceback and log when something goes wrong."
)
@click.option(
    "--log-format",
    type=click.Choice(logs.FORMATS),
    default="auto",
    envvar=logs.FORMAT_VARIABLE,
    show_envvar=True,
    help="How the log is written to standard error: for people on a terminal and JSON elsewhere, unless you choose.",
)
@click.option(
    "--log-level",
    type=click.Choice(logs.LEVELS),
    envvar=logs.LEVEL_VARIABLE,
    show_envvar=True,
    help="From what level on there is a log.  [default: info for web and serve, warning for others]",
)
@click.pass_context
def cli(ctx: click.Context, debug: bool, log_format: str, log_level: str | None) -> None:
    """A daily news briefing whose every sentence can be traced to its source."""
    ctx.obj = {"debug": debug, "kind": log_format, "level": log_level or ""}
    logs.configure(**ctx.obj)


def log_work() -> None:
    """Have what goes on until it is stopped say what it does, as the operator chose."""
    logs.configure(**click.get_current_context().obj, working=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """The program: runs a command, prints an error as one line, and ends with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _replace_closed_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: holds are given back
    try:
        code = cli.main(args=words, prog_name="briefing", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        _end_at_once(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BriefingError as error:
        _trace(words)
        _say(str(error), error.exit_code)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  # the last line of defence: one line instead of a traceback
        _trace(words)
        _say(f"a fault of this program ({type(error).__name__}: {error}); see it with --debug", 70)
        sys.exit(70)
    sys.exit(code if isinstance(code, int) else 0)


def _end_at_once(code: int) -> NoReturn:
    """End; where models are loaded, without taking them apart piece by piece: that takes seconds which a stop has not."""
    if "torch" not in sys.modules:
        sys.exit(code)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _say(error: str, exit_code: int) -> None:
    """The error as a line for people, or as one of the log where that is for programs."""
    if logs.is_json():
        logging.getLogger("briefing").error("%s", error, extra={"exit_code": exit_code})
    else:
        click.echo(f"briefing: {error}", err=True)


def _trace(words: Sequence[str]) -> None:
    if "--debug" in words:
        import traceback

        told = redacted(traceback.format_exc())
        if logs.is_json():
            logging.getLogger("briefing").debug("%s", told)
        else:
            click.echo(told, err=True)


def _replace_closed_streams() -> None:
    """Whoever started us may have closed standard output; then what we say goes nowhere, but the work is done."""
    if not (sys.stdout and sys.stderr):
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        sys.stdout = sys.stdout or nowhere
        sys.stderr = sys.stderr or nowhere
