"""The log: for people or for programs, with the run's id in each line, and nothing in it that nobody should read."""

import json
import logging

import pytest

from briefing import logs
from briefing.redaction import hide, redacted
from briefing.settings import load_settings
from tests.conftest import briefing

TOKEN = "0123456789abcdef." + "A" * 43
DATED = "0123456789abcdef.Zk3x_w." + "b-_" * 14 + "c"


@pytest.fixture
def said(capsys):
    """What standard error is told; the log is afterwards as it was."""
    root = logging.getLogger()
    before = (
        list(root.handlers),
        root.level,
        {n: logging.getLogger(n).level for n in ("briefing", "briefing.run")},
    )
    yield lambda: capsys.readouterr().err
    root.handlers[:], level, levels = before
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def lines(said):
    return [json.loads(line) for line in said().splitlines()]


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        (TOKEN, f"GET /unsubscribe/daily/{TOKEN} 404"),
        (DATED, f"https://brief.example/confirm/{DATED}"),
        ("jane.doe+x@mail.example.org", "550 <jane.doe+x@mail.example.org>: unknown"),
        ("jane%40mail.example", "/x?to=jane%40mail.example"),
        ("жанна@пошта.укр", "to жанна@пошта.укр"),
        ("me@[192.0.2.1]", "me@[192.0.2.1]"),
        ("hunter2!", "postgresql://user:hunter2!@db.example/briefing"),
        ("hunter2", "https://feed.example/rss?id=3&api_key=hunter2&x=1"),
        ("hunter2", "password=hunter2"),
        ("hunter2", "Authorization: Bearer hunter2"),
        ("hunter2", "headers [(b'Authorization', b'Token hunter2'), (b'Host', b'x')]"),
        ("hunter2", "Cookie: a=1; briefing_operator=hunter2"),
        ("AGZvbwBiYXI=", "AUTH PLAIN AGZvbwBiYXI="),
    ],
)
def test_what_nobody_should_read_is_left_out(secret, text):
    assert secret not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "lease daily: process 4711@host is at it until 06:00:00 UTC",
        "https://feed.example/rss?id=3&lang=en",
        "daily-2026-03-10-r2: 31 articles",
        "feeds/world.toml:12: no key of a feed",
    ],
)
def test_what_operators_need_is_kept(text):
    assert redacted(text) == text


def test_what_stands_behind_a_hidden_value_is_kept():
    assert redacted("Wire (https://wire.example/rss?key=x1y2): 500") == (
        "Wire (https://wire.example/rss?key=<hidden>): 500"
    )


def test_secret_is_hidden_in_each_of_its_spellings_and_of_its_lines():
    hide("kanarienvogel/9", "first-line-of-key\nsecond-line-of-key\n")
    assert redacted("a kanarienvogel/9 b kanarienvogel%2F9") == "a <hidden> b <hidden>"
    assert redacted("x second-line-of-key") == "x <hidden>"


def test_secret_that_was_read_from_a_file_is_hidden(tmp_path):
    (tmp_path / "password").write_text("canary-of-a-file\n")
    load_settings(None, {"BRIEFING_SMTP_PASSWORD_FILE": "password"}, cwd=tmp_path)
    assert redacted("535 canary-of-a-file") == "535 <hidden>"


def test_json_line_has_time_level_run_and_fields(said):
    from structlog.contextvars import bound_contextvars

    logs.configure(kind="json", level="info")
    with bound_contextvars(run="r1"):
        logging.getLogger("briefing.web").info("request %d", 1, extra={"status": 200, "who": "a@b.example"})
    (line,) = lines(said)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request 1",
        "level": "info",
        "logger": "briefing.web",
        "run": "r1",
        "status": 200,
        "who": "<address>",
    }


def test_traceback_is_one_line_of_json_without_secrets(said):
    logs.configure(kind="json")
    try:
        raise ValueError("no mailbox: a@b.example")
    except ValueError:
        logging.getLogger("briefing.web").exception("fault")
    (line,) = lines(said)
    assert "ValueError: no mailbox: <address>" in line["exception"]


@pytest.mark.parametrize("name", ["briefing.x", "uvicorn.error", "apscheduler.scheduler"])
def test_libraries_that_do_our_work_speak_as_we_do(said, name):
    logs.configure(kind="json", working=True)
    logging.getLogger(name).info("started")
    assert [line["logger"] for line in lines(said)] == [name]


def test_other_libraries_are_heard_from_warnings_on(said):
    logs.configure(kind="json", working=True)
    logging.getLogger("some.library").info("chatter")
    logging.getLogger("some.library").warning("trouble")
    assert [line["event"] for line in lines(said)] == ["trouble"]


def test_what_a_command_prints_is_not_logged_beside_it_unless_asked_for(said):
    logs.configure()
    logging.getLogger("briefing.run").error("run ends")
    logging.getLogger("briefing.run").info("stage")
    assert said() == ""
    logs.configure(level="info")
    logging.getLogger("briefing.run").info("stage")
    assert len(lines(said)) == 1


def test_configuring_again_does_not_say_everything_twice(said):
    logs.configure(kind="text", level="info")
    logs.configure(kind="text", level="info")
    logging.getLogger("briefing.run").info("stage", extra={"stage": "embed"})
    assert said().count("embed") == 1


def test_line_of_a_command_that_was_started_keeps_its_level_run_and_fields(said):
    logs.configure(kind="json", working=True)
    logs.relay(
        '{"event": "run ends", "level": "error", "run": "r9", "exit_code": 4, "logger": "briefing.run"}',
        "serve",
    )
    logs.relay("Traceback (most recent call last):", "serve")
    ended, plain = lines(said)
    assert (ended["level"], ended["run"], ended["exit_code"]) == ("error", "r9", 4)
    assert (plain["event"], plain["logger"]) == ("Traceback (most recent call last):", "briefing.serve")


def test_run_for_programs_says_only_json_with_its_id_in_each_line(tmp_path):
    ran = briefing(
        "--log-format", "json", "--log-level", "info", "run", "--offline", "--feeds", ROOTLESS, cwd=tmp_path
    )
    said = [json.loads(line) for line in ran.err.splitlines()]
    assert ran.code == 1
    own = [line for line in said if line["logger"] == "briefing.run"]
    assert [line["event"] for line in own] == ["run begins", "run ends"]
    assert len({line["run"] for line in own}) == 1
    assert said[-1]["exit_code"] == 1


ROOTLESS = "no-such-list.toml"


def test_environment_chooses_where_no_option_does(tmp_path):
    ran = briefing("run", "--feeds", ROOTLESS, cwd=tmp_path, BRIEFING_LOG_FORMAT="json")
    assert json.loads(ran.err.splitlines()[-1])["level"] == "error"
    ran = briefing(
        "--log-format", "text", "run", "--feeds", ROOTLESS, cwd=tmp_path, BRIEFING_LOG_FORMAT="json"
    )
    assert ran.err.startswith("briefing: ")
