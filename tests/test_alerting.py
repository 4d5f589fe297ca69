"""Alerts over a real mail server and a real web hook: each problem once, and once more when it is over."""

import email
import email.policy
import hmac
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from briefing.alerting import looked_at_after, tell, try_ways
from briefing.edition.freeze import freeze
from briefing.errors import BriefingError, Busy, ConfigError, MailError
from briefing.model import Feed, FeedReading, FeedState, Run
from briefing.settings import load_settings
from briefing.store import open_store
from briefing.store.deliveries import Queued
from tests.conftest import briefing
from tests.deliver.server import Script, smtp_server
from tests.editions import edition
from tests.fakes import FakeClock

SEVEN = datetime(2026, 3, 10, 7, tzinfo=UTC)
TOML = """
title = "The Brief"
[mail]
from = "The Brief <brief@brief.example>"
smtp_host = "127.0.0.1"
smtp_port = {smtp}
[alerts]
to = "operator@brief.example"
hook = "http://127.0.0.1:{http}/hooks/canary"
{more}
"""
LIST = '[[feed]]\nname = "Wire"\nurl = "https://wire.example/rss?key=canary-key"\n'
RUN = Run(
    id="a" * 12,
    name="daily",
    date=date(2026, 3, 10),
    started=SEVEN,
    ended=SEVEN,
    outcome="failed",
    exit_code=4,
    error="no embedder: run `briefing models pull`",
    stage="embed",
)


@dataclass
class Hook:
    """What was posted, and what is answered."""

    status: int = 204
    posted: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def hook_server(hook):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posted.append(({k.lower(): v for k, v in self.headers.items()} | {"path": self.path}, body))
            self.send_response(hook.status)
            if hook.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Scene:
    """An installation whose edition of today is made."""

    def __init__(self, folder, smtp, http, script, hook, more=""):
        (folder / "feeds").mkdir()
        (folder / "feeds" / "world.toml").write_text(LIST)
        (folder / "briefing.toml").write_text(TOML.format(smtp=smtp, http=http, more=more))
        environment = {"BRIEFING_ALERT_SECRET": "canary-secret"}
        self.settings = load_settings(folder / "briefing.toml", environment, cwd=folder)
        self.clock = FakeClock(SEVEN)
        self.store = open_store(self.settings.database, self.clock)
        self.script, self.hook = script, hook
        self.make(SEVEN.date())

    def make(self, day):
        made = edition(id=f"daily-{day}", date=day)
        self.store.add_edition(made, freeze(made), "{}")

    def run(self, **changes):
        run = replace(RUN, **{"started": self.clock.now(), "ended": self.clock.now()} | changes)
        self.store.runs.begin(replace(run, outcome="running", ended=None))
        self.store.runs.end(run)

    def read_feed(self, **state):
        feed = Feed(name="Wire", location="https://wire.example/rss?key=canary-key")
        whole = FeedState(location=feed.location, name="Wire", last_attempt=self.clock.now(), **state)
        self.store.save_readings([FeedReading(feed=feed, state=whole)])

    def tell(self):
        return [problem.key.split()[0] for problem in tell(self.settings, self.store, self.clock)]

    @property
    def subjects(self):
        return [mail["Subject"] for mail in self.mails]

    @property
    def mails(self):
        return [
            email.message_from_bytes(each.message, policy=email.policy.default)
            for each in self.script.received
        ]

    @property
    def posts(self):
        return [json.loads(body) for _, body in self.hook.posted]


@pytest.fixture
def scene(tmp_path):
    script, hook = Script(), Hook()
    with smtp_server(script) as smtp, hook_server(hook) as http:
        scene = Scene(tmp_path, smtp, http, script, hook)
        yield scene
        scene.store.close()


def test_failed_run_is_told_once_by_mail_and_hook_and_once_that_it_is_over(scene):
    scene.run()
    assert scene.tell() == ["run"]
    assert scene.tell() == ["run"]
    assert scene.subjects == ["The Brief: the last run of daily failed"]
    assert "no embedder: run `briefing models pull`" in scene.mails[0].get_content()
    assert "It had come to: embed." in scene.mails[0].get_content()
    assert [problem["key"] for problem in scene.posts[0]["problems"]] == ["run daily"]
    scene.clock.move(minutes=30)
    scene.run(id="b" * 12, outcome="made", exit_code=0, error="")
    assert scene.tell() == []
    assert scene.tell() == []
    assert scene.subjects[1:] == ["The Brief: all clear: the last run of daily failed"]
    assert [problem["key"] for problem in scene.posts[1]["over"]] == ["run daily"]
    assert len(scene.posts) == 2


def test_run_that_is_tried_again_and_fails_again_is_the_same_problem(scene):
    for n in range(3):
        scene.run(id=f"{n:012}", error=f"other reason {n}")
        scene.tell()
        scene.clock.move(minutes=5)
    assert len(scene.subjects) == 1


@pytest.mark.parametrize("outcome", ["busy", "stopped"])
def test_run_that_gave_way_says_nothing_of_the_one_before(scene, outcome):
    scene.run()
    scene.clock.move(minutes=1)
    scene.run(id="b" * 12, outcome=outcome)
    assert scene.tell() == ["run"]


def test_edition_is_overdue_an_hour_after_its_hour(scene):
    scene.clock.move(days=1, minutes=-1)  # 06:59; it is made at six
    assert scene.tell() == []
    scene.clock.move(minutes=1)
    assert scene.tell() == ["overdue"]
    assert scene.subjects == ["The Brief: daily of 2026-03-11 is overdue"]
    scene.make(date(2026, 3, 11))
    assert scene.tell() == []
    assert scene.subjects[-1] == "The Brief: all clear: daily of 2026-03-11 is overdue"


def test_edition_that_is_not_made_for_days_stays_overdue(scene):
    scene.clock.move(days=1)
    scene.tell()
    scene.clock.move(days=40)
    assert scene.tell() == ["overdue"]
    assert len(scene.subjects) == 1


def test_copies_that_wait_too_long_are_told(scene):
    scene.store.ledger.open("daily-2026-03-10", SEVEN)
    rows = [Queued(subscriber=f"s{n}", due=SEVEN, choice={}) for n in range(3)]
    scene.store.ledger.queue("daily-2026-03-10", rows, SEVEN)
    scene.clock.move(minutes=60)
    assert scene.tell() == []
    scene.clock.move(minutes=1)
    assert scene.tell() == ["sending"]
    assert scene.subjects == ["The Brief: 3 copies are late"]


def test_feed_that_fails_for_three_days_is_told_without_the_key_of_its_address(scene):
    scene.read_feed(last_success=SEVEN, failures=1, last_error="https://wire.example/rss?key=canary-key: 500")
    scene.clock.move(days=2, hours=22)
    assert scene.tell() == []
    scene.clock.move(hours=3)
    scene.make(scene.clock.now().date())
    assert scene.tell() == ["feed"]
    assert "canary-key" not in str(scene.mails[0])
    assert b"canary-key" not in scene.hook.posted[0][1]


def test_feed_that_is_gone_is_told_at_once_and_a_paused_one_never(scene):
    scene.read_feed(last_success=SEVEN, gone=True, failures=1, last_error="410")
    assert scene.tell() == ["feed"]
    (scene.settings.root / "feeds" / "world.toml").write_text(f"{LIST}paused = true\n")
    assert scene.tell() == []


def test_several_problems_are_one_mail(scene):
    scene.run()
    scene.read_feed(last_success=SEVEN, gone=True, failures=1)
    scene.tell()
    (mail,) = scene.mails
    assert mail["Subject"] == "The Brief: the last run of daily failed, and 1 more"
    assert "Wire is gone" in mail.get_content()
    assert (mail["To"], mail["Auto-Submitted"]) == ("operator@brief.example", "auto-generated")


def test_hook_is_signed_over_its_time_and_body(scene):
    scene.run()
    scene.tell()
    headers, body = scene.hook.posted[0]
    signed = f"{int(SEVEN.timestamp())}.".encode() + body
    expected = hmac.new(b"canary-secret", signed, "sha256").hexdigest()
    assert headers["x-briefing-signature"] == f"sha256={expected}"
    assert headers["x-briefing-time"] == str(int(SEVEN.timestamp()))


@pytest.mark.parametrize("status", [302, 404, 500])
def test_way_that_is_closed_is_tried_again_and_the_other_one_is_not_used_twice(scene, status):
    scene.hook.status = status
    scene.run()
    with pytest.raises(MailError, match=f"the web hook at 127.0.0.1 answered {status}"):
        scene.tell()
    assert {headers["path"] for headers, _ in scene.hook.posted} == {"/hooks/canary"}
    scene.hook.status = 200
    scene.tell()
    assert (len(scene.posts), len(scene.subjects)) == (2, 1)


def test_mail_server_that_refuses_does_not_silence_the_hook(scene):
    scene.script.say("rcpt", "*", "550 unknown")
    scene.run()
    with pytest.raises(MailError):
        scene.tell()
    assert (len(scene.posts), scene.subjects) == (1, [])
    scene.tell()
    assert (len(scene.posts), len(scene.subjects)) == (1, 1)


def test_what_was_over_before_anybody_could_be_told_is_never_told(scene):
    scene.hook.status = 500
    scene.script.say("rcpt", "*", "451 later")
    scene.run()
    with pytest.raises(MailError):
        scene.tell()
    scene.clock.move(minutes=1)
    scene.run(id="b" * 12, outcome="made", error="")
    scene.tell()
    assert scene.subjects == []


def test_two_processes_do_not_tell_the_same(scene):
    scene.run()
    with scene.store.lease("alerts", 60), pytest.raises(Busy):
        scene.tell()
    assert scene.posts == []


def test_problem_that_comes_back_is_told_again(scene):
    for n, outcome in enumerate(("failed", "made", "failed")):
        scene.run(id=f"{n:012}", outcome=outcome)
        scene.tell()
        scene.clock.move(minutes=1)
    assert len(scene.subjects) == 3


def test_whatever_ends_a_run_operators_are_told_and_the_error_goes_on(scene):
    scene.run()
    with pytest.raises(ZeroDivisionError), looked_at_after(scene.settings, scene.clock):
        raise ZeroDivisionError
    assert len(scene.subjects) == 1


def test_run_that_is_told_to_stop_does_not_wait_for_a_mail_server(scene):
    scene.run()
    with pytest.raises(KeyboardInterrupt), looked_at_after(scene.settings, scene.clock):
        raise KeyboardInterrupt
    assert scene.subjects == []


def test_alert_that_cannot_be_told_does_not_fail_what_was_done(scene, caplog):
    scene.hook.status = 500
    scene.run()
    with looked_at_after(scene.settings, scene.clock):
        pass
    assert "the web hook at 127.0.0.1 answered 500" in caplog.text
    assert "canary" not in caplog.text


def test_database_that_cannot_be_used_is_told_now_and_not_at_every_run(scene):
    scene.store.close()
    scene.settings.database.write_bytes(b"no database" * 1000)
    for _ in range(3):
        with looked_at_after(scene.settings, scene.clock):
            pass
    assert scene.subjects == ["The Brief: the database cannot be used"]
    scene.clock.move(hours=6)
    with looked_at_after(scene.settings, scene.clock):
        pass
    assert len(scene.posts) == 2


def test_way_can_be_tried(scene):
    assert try_ways(scene.settings, scene.clock) == ("mail", "hook")
    assert (scene.subjects, scene.posts[0]["problems"][0]["key"]) == (["The Brief: this is a test"], "test")
    assert scene.store.problems.open() == []


def test_without_anybody_to_tell_there_is_nothing_to_try(tmp_path):
    with pytest.raises(BriefingError, match=r"give \[alerts\] to or hook"):
        try_ways(load_settings(None, {}, cwd=tmp_path), FakeClock())


def test_alerts_to_somebody_need_somebody_who_writes(tmp_path):
    (tmp_path / "briefing.toml").write_text('[alerts]\nto = "operator@brief.example"\n')
    with pytest.raises(ConfigError, match=r"briefing\.toml:2: .*nobody who writes: add from"):
        load_settings(None, {}, cwd=tmp_path)


def test_run_from_cron_that_fails_leaves_a_mail_and_the_command_lists_what_is_wrong(tmp_path):
    text = '[mail]\nfrom = "brief@brief.example"\n[alerts]\nto = "operator@brief.example"\n'
    (tmp_path / "briefing.toml").write_text(text)
    assert briefing("run", "--offline", "--feeds", "no-such-list.toml", cwd=tmp_path).code == 1
    (mail,) = (tmp_path / "output" / "outbox").rglob("*.eml")
    assert "the last run of daily failed" in mail.read_text()
    listed = briefing("alerts", cwd=tmp_path)
    assert (listed.code, listed.out.startswith("the last run of daily failed (since ")) == (0, True)
    assert [each["key"] for each in briefing("alerts", "--json", cwd=tmp_path).json] == ["run daily"]


def test_nothing_is_wrong_where_nothing_is(scene):
    assert scene.tell() == []
    assert (scene.subjects, scene.posts) == ([], [])
