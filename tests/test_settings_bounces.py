"""Settings of bounces and approval: what they are, and what of them cannot go together."""

import pytest

from briefing.errors import ConfigError
from briefing.model import ApprovalRule, ImapAccount
from briefing.settings import load_settings


def settings(folder, text, **environ):
    (folder / "briefing.toml").write_text(text)
    return load_settings(None, environ, cwd=folder)


def fault(folder, text):
    with pytest.raises(ConfigError) as caught:
        settings(folder, text)
    [only] = caught.value.faults
    return str(only)


def test_an_account_is_read_with_its_password_from_the_environment_or_a_file(tmp_path):
    text = '[bounces]\nsoft_limit = 3\nhost = "imap.example.org"\nuser = "b@example.org"\nfolder = "Back"\n'
    found = settings(tmp_path, text, BRIEFING_IMAP_PASSWORD="canary")
    assert found.imap == ImapAccount(host="imap.example.org", user="b@example.org", folder="Back")
    assert (found.soft_bounces, found.imap_password) == (3, "canary")
    assert "canary" not in repr(found)
    (tmp_path / "secret").write_text("canary\n")
    assert settings(tmp_path, text, BRIEFING_IMAP_PASSWORD_FILE="secret").imap_password == "canary"


def test_editions_that_need_approval_are_told_with_their_rule(tmp_path):
    text = (
        '[[editions]]\nname = "a"\n[[editions]]\nname = "b"\napproval = "verbatim"\napprove_by = "07:30"\n'
        '[[editions]]\nname = "c"\napproval = "hold"\n'
    )
    assert settings(tmp_path, text).approvals == {
        "b": ApprovalRule(policy="verbatim", by="07:30"),
        "c": ApprovalRule(policy="hold"),
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[editions]]\napprove_by = "07:30"', "briefing.toml:2: nobody's approval is needed"),
        ('[[editions]]\napproval = "send"', 'briefing.toml:2: "send" needs a time'),
        ('[[editions]]\napproval = "verbatim"', 'briefing.toml:2: "verbatim" needs a time'),
        ('[[editions]]\napproval = "maybe"', "briefing.toml:2: "),
        ('[[editions]]\napproval = "hold"\napprove_by = "7:30"', "briefing.toml:3: "),
        ('[bounces]\nuser = "x"', "briefing.toml:2: there is a user, but no server"),
        ('[bounces]\nhost = "imap.example.org"', "briefing.toml:2: there is a server, but nobody"),
        (
            '[bounces]\nhost = "imap.example.org"\nuser = "x"\ntls = "never"',
            "briefing.toml:4: the password would travel in the clear",
        ),
        ("[bounces]\nsoft_limit = 0", "briefing.toml:2: "),
    ],
)
def test_what_cannot_be_meant_is_a_fault_with_its_line(tmp_path, text, told):
    assert fault(tmp_path, text).startswith(told)
