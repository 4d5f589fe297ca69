"""What nobody should read is in no line, however much is logged: a sending that fails, a sign-up, a log-in, an alert."""

import json
import re
import socket
from datetime import UTC, datetime

import pytest

from briefing.edition.freeze import freeze
from briefing.store import open_store
from tests.conftest import briefing
from tests.deliver.desk import reader
from tests.deliver.server import Script, smtp_server
from tests.fakes import FakeClock
from tests.render import editions

PASSWORD, KEY, SECRET = "canary-password-1", "canary-key-2", "canary-secret-3"
TOML = """
[output]
public_url = "https://brief.example"
[mail]
from = "The Morning Brief <brief@brief.example>"
smtp_host = "127.0.0.1"
smtp_port = {port}
smtp_user = "brief"
tls = "never"
attempts = 1
expire_hours = 240.0
[alerts]
to = "operator@brief.example"
hook = "http://127.0.0.1:{closed}/hooks/x?key={key}"
"""


@pytest.fixture
def here(tmp_path):
    """A folder with an edition of now and three subscribers."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "password").write_text(PASSWORD + "\n")
    now = datetime.now(UTC)  # noqa: TID251  # commands read the real clock
    store = open_store(tmp_path / "output" / "briefing.sqlite", FakeClock(now))
    edition = editions.morning()
    store.add_edition(edition, freeze(edition), "{}")
    for n in range(3):
        store.subscribers.add(reader(n))
    store.close()
    return tmp_path


def said(here, *words):
    """Everything that a command says at its most talkative, and its lines as values."""
    environment = {"BRIEFING_SMTP_PASSWORD_FILE": "password", "BRIEFING_ALERT_SECRET": SECRET}
    ran = briefing("--debug", "--log-format", "json", *words, cwd=here, **environment)
    return ran.err, [json.loads(line) for line in ran.err.splitlines()]


def secrets(script):
    """Passwords, addresses and the tokens of the mails that went out."""
    bodies = [re.sub(rb"=\r\n", b"", each.message) for each in script.received]
    tokens = {found for body in bodies for found in re.findall(rb"[0-9a-f]{16}\.[A-Za-z0-9_-]{43}", body)}
    assert tokens
    return {
        PASSWORD,
        KEY,
        SECRET,
        *(reader(n).address for n in range(3)),
        *(each.decode() for each in tokens),
    }


def test_sending_says_nothing_that_nobody_should_read(here):
    script = Script()
    script.say("rcpt", reader(1).address, f"550 <{reader(1).address}> is unknown here")
    with smtp_server(script, user="brief", password=PASSWORD) as port:
        (here / "briefing.toml").write_text(TOML.format(port=port, closed=1, key=KEY))
        text, lines = said(here, "send", editions.morning().id)
    assert len(script.received) == 2
    assert lines
    assert [secret for secret in secrets(script) if secret in text] == []


def test_log_in_that_a_mail_server_refuses_does_not_show_the_password(here):
    script = Script()
    with smtp_server(script, user="brief", password="another") as port:
        (here / "briefing.toml").write_text(TOML.format(port=port, closed=1, key=KEY))
        text, lines = said(here, "send", editions.morning().id)
    assert lines[-1]["exit_code"] == 7
    assert PASSWORD not in text


def test_alert_that_cannot_be_told_does_not_show_where_it_was_to_go(here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = taken.getsockname()[1]
    (here / "briefing.toml").write_text(TOML.format(port=closed, closed=closed, key=KEY))
    text, lines = said(here, "run", "--offline", "--feeds", "no-such-list.toml")
    assert [line["event"] for line in lines if line["logger"] == "briefing.alerts"]
    for secret in (PASSWORD, KEY, SECRET, "operator@"):
        assert secret not in text
