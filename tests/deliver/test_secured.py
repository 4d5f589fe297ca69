"""TLS, log-in and signatures, with a real server and the library's own verification."""

import ssl
import subprocess
from pathlib import Path

import dkim
import pytest

from briefing.deliver.signing import Signer
from briefing.errors import MailError
from tests.deliver.desk import Desk, reader
from tests.deliver.server import Script, self_signed, smtp_server
from tests.editions import edition


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def tls(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def desk(tmp_path):
    past = edition()  # a signature of tomorrow would not be believed
    desk = Desk(tmp_path, [reader(0), reader(1)], past)
    desk.queue()
    return desk


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """PEM files of 2048 and 1024 bits, and the DNS record of the first."""
    folder: Path = tmp_path_factory.mktemp("keys")
    made = {}
    for bits in (1024, 2048):
        made[bits] = folder / f"{bits}.pem"
        subprocess.run(
            ["openssl", "genrsa", "-out", str(made[bits]), str(bits)], check=True, capture_output=True
        )
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(made[2048]), "-pubout", "-outform", "PEM"],
        check=True,
        capture_output=True,
    ).stdout.decode()
    record = "".join(line for line in public.splitlines() if "-----" not in line)
    return made[2048].read_bytes(), made[1024].read_bytes(), f"v=DKIM1; k=rsa; p={record}".encode()


@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "implicit"])
def test_log_in_goes_through_tls(desk, tls, certificate, implicit):
    script = Script()
    mode = "implicit" if implicit else "auto"
    with smtp_server(script, tls=tls, user="brief", password="sesame", implicit=implicit) as port:
        assert desk.send(port, smtp_user="brief", tls=mode, tls_ca=str(certificate)) == {"accepted": 2}


def test_no_log_in_without_tls(desk):
    script = Script()
    with (
        smtp_server(script, user="brief", password="sesame") as port,
        pytest.raises(MailError, match="no TLS"),
    ):
        desk.send(port, smtp_user="brief")
    assert set(desk.states().values()) == {"queued"}


def test_a_wrong_password_costs_nobody_their_message_and_is_not_told(desk, tls, certificate):
    script = Script()
    with (
        smtp_server(script, tls=tls, user="brief", password="other") as port,
        pytest.raises(MailError, match="535") as raised,
    ):
        desk.send(port, smtp_user="brief", tls_ca=str(certificate))
    assert "sesame" not in str(raised.value)
    assert set(desk.states().values()) == {"queued"}


def test_a_certificate_that_nobody_vouches_for_is_refused(desk, tls):
    script = Script()
    with smtp_server(script, tls=tls) as port, pytest.raises(MailError, match=r"certificate|TLS"):
        desk.send(port, tls="starttls")
    assert script.received == []


def test_tls_that_is_demanded_and_not_offered_is_an_error(desk):
    script = Script()
    with smtp_server(script) as port, pytest.raises(MailError):
        desk.send(port, tls="starttls")
    assert script.received == []


def test_signature_holds_on_the_bytes_that_arrive_and_covers_unsubscribing(desk, keys):
    private, _, record = keys
    script = Script()
    with smtp_server(script) as port:
        desk.send(port, signer=Signer("brief.example", "brief2026", private))
    raw = script.received[0].message
    asked = []

    def dns(name, timeout=5):
        asked.append(name)
        return record

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"brief2026._domainkey.brief.example."]
    signature = raw.partition(b"\r\nFrom:")[0].replace(b"\r\n ", b"").lower()
    assert b"list-unsubscribe " in signature
    assert b"list-unsubscribe-post " in signature


def test_a_changed_link_breaks_the_signature(desk, keys):
    private, _, record = keys
    script = Script()
    with smtp_server(script) as port:
        desk.send(port, signer=Signer("brief.example", "brief2026", private))
    raw = script.received[0].message
    assert not dkim.verify(
        raw.replace(b"/unsubscribe/", b"/unsubscribf/", 1), dnsfunc=lambda *_, **__: record
    )


def test_signing_twice_gives_the_same_bytes(desk, keys):
    signer = Signer("brief.example", "brief2026", keys[0])
    copies = [
        desk.copies(signer).make(desk.edition.id, reader(0).id, reader(0).address, {}) for _ in range(2)
    ]
    assert copies[0] == copies[1]


def test_a_key_of_1024_bits_is_refused(keys):
    with pytest.raises(MailError, match="1024 bits: make one of 2048"):
        Signer("brief.example", "brief2026", keys[1])


def test_what_is_no_key_is_refused_without_telling_it():
    with pytest.raises(MailError, match="no RSA key") as raised:
        Signer("brief.example", "brief2026", b"canary-secret")
    assert "canary" not in str(raised.value)
