"""The newcomer's transcript in docs/operate.md, typed by a machine: every command of its first chapter, and what it answers.

    docs/operate.md ─ blocks ```console ─> commands, expected lines
                    one shell types them ─> output of each ─ compared, "…" for what may differ
Replaced are the address that is cloned, `make setup`, and the two ports; the page says so.
"""

import os
import re
import socket
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operate.md"
REPOSITORY = "https://git.example.org/briefing.git"
MARK = "@@ the command before ended with"
MAKE = """#!/bin/sh
# `make setup` of this copy, from packages that are installed already
test "$*" = setup || exit 2
mkdir -p .venv/bin
printf '#!/bin/sh\\nexport PYTHONPATH=%s\\nexec {python} -m briefing "$@"\\n' "$PWD" > .venv/bin/briefing
printf '#!/bin/sh\\nexec {python} "$@"\\n' > .venv/bin/python
chmod +x .venv/bin/briefing .venv/bin/python
echo "PATH=$PWD/.venv/bin:\\$PATH" > .venv/bin/activate
"""

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]


@dataclass(kw_only=True)
class Step:
    """What is typed, and what must be answered."""

    command: str
    expected: list[str] = field(default_factory=list)


def steps():
    """The steps of all console blocks, in order."""
    found = []
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Step(command=line[2:]))
            elif line.startswith(">") and not found[-1].expected:
                found[-1].command += "\n" + line[1:].removeprefix(" ")
            else:
                found[-1].expected.append(line)
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What each step answered: its lines and exit code."""
    home = tmp_path_factory.mktemp("home")
    tools = home / "tools"
    tools.mkdir()
    make = tools / "make"
    make.write_text(MAKE.format(python=sys.executable))
    make.chmod(make.stat().st_mode | stat.S_IXUSR)
    ports = {"8000": str(free_port()), "2525": str(free_port())}
    script = "\n".join(f"{step.command}\necho; echo '{MARK}' $?" for step in steps())
    for told, taken in ports.items():
        script = re.sub(rf"\b{told}\b", taken, script)
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=home,
        env=environment(home, tools),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=560,
        check=False,
    )
    output = done.stdout
    for told, taken in ports.items():
        output = output.replace(taken, told)
    log = home / "serve.log"
    print(log.read_text() if log.exists() else "no log of the service")  # noqa: T201  # shown where a test fails
    parts = re.split(rf"\n{MARK} (\d+)\n", output)
    return [(text.splitlines(), int(code)) for text, code in zip(parts[::2], parts[1::2], strict=False)]


def environment(home, tools):
    """That of somebody new, with the models that are here, and a copy of this project where the page has its address."""
    from platformdirs import user_cache_dir

    kept = {name: os.environ[name] for name in ("LANG", "TZ", "BRIEFING_CACHE") if name in os.environ}  # noqa: TID251
    return {
        "BRIEFING_CACHE": user_cache_dir("briefing", appauthor=False),
        "OMP_NUM_THREADS": "1",
        **kept,
        "HOME": str(home),
        "PATH": f"{tools}:{os.environ['PATH']}",  # noqa: TID251
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"url.{copy_of_project(home)}.insteadOf",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
        "GIT_CONFIG_KEY_1": "safe.directory",
        "GIT_CONFIG_VALUE_1": "*",
    }


def copy_of_project(home):
    """A repository that can be cloned: this one, or one of these files where this is no repository."""
    if (ROOT / ".git").exists():
        return ROOT
    other = home / "origin"
    for command in (
        ["cp", "-r", "--", str(ROOT), str(other)],
        ["git", "-C", str(other), "init", "--quiet"],
        ["git", "-C", str(other), "add", "--all"],
        ["git", "-C", str(other), "-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    return other


def is_answer(expected, lines):
    """Whether lines are as expected: "…" stands for part of a line, alone in one for any lines."""
    pattern = ""
    for line in expected:
        if line == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += "[^\n]*".join(map(re.escape, line.split("…"))) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines if line)) is not None


def test_every_command_of_the_page_ends_well(answers):
    failed = [
        f"{step.command}\nended with {code}:\n" + "\n".join(lines)
        for step, (lines, code) in zip(steps(), answers, strict=False)
        if code and "doctor" not in step.command
    ]
    assert failed == []
    assert len(answers) == len(steps())


def test_every_command_answers_what_the_page_says(answers):
    differ = [
        f"{step.command}\nexpected:\n" + "\n".join(step.expected) + "\ngot:\n" + "\n".join(lines)
        for step, (lines, _) in zip(steps(), answers, strict=False)
        if step.expected and not is_answer(step.expected, lines)
    ]
    assert differ == [], "\n\n".join(differ)


def test_the_instance_of_the_page_has_nothing_to_mend(answers):
    looked = [
        lines
        for step, (lines, _) in zip(steps(), answers, strict=False)
        if step.command == "briefing doctor --offline"
    ]
    assert [line for line in looked[-1] if line.startswith("fail")] == []


@pytest.mark.parametrize(
    ("expected", "lines", "fits"),
    [
        (["a…z", "…", "end"], ["abz", "more", "and more", "end"], True),
        (["a…z"], ["abz", "more"], False),
        (["…", "end"], ["end"], True),
        (["a"], ["b"], False),
    ],
)
def test_answers_are_compared_line_by_line(expected, lines, fits):
    assert is_answer(expected, lines) is fits
