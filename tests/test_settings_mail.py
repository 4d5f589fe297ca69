"""[mail] of briefing.toml, and the secrets that are not in it."""

import pytest

from briefing.settings import inspect

FROM = 'from = "The Morning Brief <brief@brief.example>"\n'


def read(folder, text, **environment):
    (folder / "briefing.toml").write_text(f"[mail]\n{text}")
    return inspect(None, environment, cwd=folder)


def test_everything_has_a_default_that_needs_no_server(tmp_path):
    settings, faults = read(tmp_path, "")
    assert faults == []
    assert (settings.mail.smtp_host, settings.mail.on_unknown, settings.smtp_password) == ("", "resend", "")
    assert settings.mail.outbox == str(tmp_path / "output" / "outbox")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("smtp_port = 0", 2, "smtp_port"),
        ('tls = "sometimes"', 2, '"auto", "starttls", "implicit" or "never"'),
        ('on_unknown = "perhaps"', 2, '"resend" or "hold"'),
        ('smtp_host = "mail example"', 2, "mail.example.org"),
        ('return_path = "Name <a@b.example>"', 2, "bounces@example.org"),
        ('smtp_password = "sesame"', 2, "smtp_password"),
        ('smtp_host = "mail.example.org"', 2, "nobody who sends"),
        (FROM + 'smtp_host = "mail.example.org"\nsmtp_user = "me"\ntls = "never"', 5, "in the clear"),
        (FROM + 'dkim_domain = "brief.example"', 3, "go together"),
        (FROM + 'dkim_selector = "a"\ndkim_domain = "other.example"', 4, "does not sign for brief.example"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_mend(tmp_path, text, line, said):
    _, faults = read(tmp_path, text)
    told = [str(fault) for fault in faults]
    assert any(each.startswith(("briefing.toml:", "/")) and said in each for each in told), told
    assert line in {fault.line for fault in faults} or "nobody" in said


def test_a_password_comes_from_the_environment_or_a_file_and_is_never_shown(tmp_path):
    file = tmp_path / "password"
    file.write_text("canary\n")
    for given in ({"BRIEFING_SMTP_PASSWORD": "canary"}, {"BRIEFING_SMTP_PASSWORD_FILE": str(file)}):
        settings, _ = read(tmp_path, "", **given)
        assert settings.smtp_password == "canary"
        assert "canary" not in repr(settings)


def test_a_key_is_read_from_its_file_and_never_shown(tmp_path):
    (tmp_path / "key.pem").write_bytes(b"canary")
    settings, _ = read(tmp_path, "", BRIEFING_DKIM_KEY_FILE="key.pem")
    assert settings.dkim_key == b"canary"
    assert "canary" not in repr(settings)


def test_a_file_of_a_secret_that_is_not_there_is_a_fault(tmp_path):
    settings, faults = read(tmp_path, "", BRIEFING_SMTP_PASSWORD_FILE="nowhere")
    assert settings is None
    assert "BRIEFING_SMTP_PASSWORD_FILE: No such file or directory" in str(faults[0])
