"""The command line before any command does its work."""

import subprocess
import sys
from pathlib import Path

import pytest

from briefing.cli import COMMANDS

HEAVY = ("torch", "transformers", "spacy", "sklearn", "trafilatura")
ROOT = Path(__file__).parent.parent


def loaded(*arguments: str) -> set[str]:
    """Top-level modules that a command loads, by Python's own account."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "briefing", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}


@pytest.mark.parametrize(
    "arguments", [("--help",), ("check",), ("feeds", "list"), ("run", "--help"), ("models", "--help")]
)
def test_command_loads_no_model_library(arguments):
    assert loaded(*arguments).isdisjoint(HEAVY)


def test_help_names_every_command_and_exit_code(briefing):
    shown = briefing("--help").out
    assert [name for name in COMMANDS if f"\n  {name} " not in shown] == []
    assert "6 another run is at it" in " ".join(shown.split())


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself(briefing, command):
    ran = briefing(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "Usage: briefing" in ran.out


@pytest.mark.parametrize("command", list(COMMANDS))
def test_list_of_commands_says_what_the_command_says(command):
    from briefing.cli import cli

    module, _, short = COMMANDS[command]
    assert cli.get_command(None, command).help.startswith(short), module


def test_wrong_option_is_wrong_usage(briefing):
    ran = briefing("run", "--nonsense")
    assert (ran.code, "No such option" in ran.err) == (2, True)


def test_unknown_command_is_wrong_usage(briefing):
    assert briefing("nonsense").code == 2


def test_missing_config_is_one_line(briefing, tmp_path):
    ran = briefing("run", "--config", tmp_path / "none.toml")
    assert ran.code == 1
    assert "none.toml" in ran.err
    assert "Traceback" not in ran.err
