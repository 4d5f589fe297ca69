"""docs/commands.md is what the commands say of themselves; rewrite it with ``python -m tests.test_docs``.

And what the documents point to is there.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from briefing.cli import COMMANDS, cli

ROOT = Path(__file__).parent.parent
COMMANDS_PAGE = ROOT / "docs" / "commands.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
HEAD = """# The commands

Generated from the program's own help. `briefing` is in `.venv/bin`.
"""


def generated() -> str:
    return "\n".join([HEAD, *_sections(cli, "briefing")])


def _sections(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    yield f"## {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _sections(found, f"{name} {child}")


def test_page_of_commands_is_what_they_say():
    assert COMMANDS_PAGE.read_text(encoding="utf-8") == generated()


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )
    assert [name for name in COMMANDS if f"`{name}" not in text and f"briefing {name}" not in text] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_named_is_there(page):
    named = re.findall(r"`((?:briefing|tests|docs)/[\w./-]+?)/?`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    names = [re.split(r"[<>=\[]", line)[0] for line in wanted]
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if f"| {name} |" not in reasons] == []


def test_every_direct_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").casefold().replace("_", "-")
    names = [re.split(r"[<>=\[]", line)[0].casefold() for line in wanted]
    assert [name for name in names if f"\n{name}==" not in f"\n{pins}"] == []


if __name__ == "__main__":
    COMMANDS_PAGE.write_text(generated(), encoding="utf-8")
