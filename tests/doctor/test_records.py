"""What the DNS says of our mail, with a real name server on loopback and real keys."""

import asyncio
import subprocess

import pytest

from briefing.doctor.records import Sender, mail_records
from briefing.model import MailPolicy
from tests.doctor.names import BROKEN, name_server

FROM = "The Morning Brief <brief@news.brief.example>"
DOMAIN = "news.brief.example"
KEY_AT = ("s1._domainkey.brief.example", "TXT")


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A private key in PEM and its public half as a record has it, both made by openssl."""
    file = tmp_path_factory.mktemp("keys") / "key.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(file), "2048"], check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(file), "-pubout"], check=True, capture_output=True, text=True
    )
    return file.read_bytes(), "".join(public.stdout.splitlines()[1:-1])


def txt(*strings):
    return " ".join(f'"{each}"' for each in strings)


def good(public):
    return {
        (DOMAIN, "MX"): ["10 mx.brief.example."],
        (DOMAIN, "TXT"): [txt("some-verification=1"), txt("v=spf1 mx ", "-all")],
        KEY_AT: [txt("v=DKIM1; k=rsa; p=" + public[:200], public[200:])],
        ("_dmarc.brief.example", "TXT"): [txt("v=DMARC1; p=quarantine")],
    }


def look(zone, key=b"", *, mail_from=FROM, **policy):
    sender = Sender.of(mail_from, MailPolicy(**policy), key)
    with name_server(zone) as names:
        found = asyncio.run(mail_records(sender, names))
    return {each.name.removeprefix("dns: "): each for each in found}


def signing(zone, key):
    return look(zone, key, dkim_domain="brief.example", dkim_selector="s1")


def states(found):
    return {name: each.state for name, each in found.items()}


def test_all_is_well_where_all_records_are_there(key):
    private, public = key
    found = signing(good(public), private)
    assert states(found) == {"MX": "ok", "SPF": "ok", "DKIM": "ok", "DMARC": "ok"}
    assert "v=spf1 mx -all" in found["SPF"].what
    assert "our signature is of the domain of from" in found["DMARC"].what


def test_a_domain_without_records_gets_each_with_its_mend(key):
    private, public = key
    found = signing({}, private)
    assert states(found) == {"MX": "warn", "SPF": "warn", "DKIM": "fail", "DMARC": "warn"}
    assert f'"v=DKIM1; k=rsa; p={public}"' in found["DKIM"].mend
    assert all(each.mend for each in found.values())


def test_another_key_than_ours_fails(key):
    private, public = key
    other = public[:60] + ("A" if public[60] != "A" else "B") + public[61:]
    found = signing(good(other), private)
    assert (found["DKIM"].state, "is not that of BRIEFING_DKIM_KEY_FILE" in found["DKIM"].what) == (
        "fail",
        True,
    )


@pytest.mark.parametrize(
    ("record", "state", "said"),
    [
        ("v=DKIM1; p=", "fail", "revoked"),
        ("v=DKIM1; p=nonsense", "fail", "cannot be"),
        ("v=DKIM1; t=y; p={}", "warn", "t=y"),
        ("p={}", "ok", "has the key"),
    ],
)
def test_what_a_key_record_may_say(key, record, state, said):
    private, public = key
    text = record.format(public)
    found = signing(good(public) | {KEY_AT: [txt(text[:200], text[200:])]}, private)
    assert (found["DKIM"].state, said in found["DKIM"].what) == (state, True), found["DKIM"]


@pytest.mark.parametrize(
    ("records", "state", "said"),
    [
        (["v=spf1 mx -all", "v=spf1 a -all"], "fail", "2 records"),
        (["v=spf1 +all"], "warn", "anybody may send"),
        (["v=spf10 -all"], "warn", "does not say who may send"),
    ],
)
def test_faults_of_spf(records, state, said):
    found = look(good("") | {(DOMAIN, "TXT"): [txt(each) for each in records]})
    assert (found["SPF"].state, said in found["SPF"].what) == (state, True), found["SPF"]


def test_spf_is_that_of_the_return_path():
    zone = good("") | {("bounces.example", "TXT"): [txt("v=spf1 -all")], ("bounces.example", "MX"): ["0 ."]}
    found = look(zone, return_path="b@bounces.example")
    assert (found["SPF"].what, found["MX"].state) == ("bounces.example: v=spf1 -all", "warn")


def test_mail_that_is_aligned_with_nothing_fails_a_strict_policy():
    found = look(good(""), return_path="b@bounces.example")
    assert (found["DMARC"].state, "bounces.example" in found["DMARC"].what) == ("fail", True)


def test_strict_alignment_wants_the_very_domain(key):
    private, public = key
    zone = good(public) | {("_dmarc.brief.example", "TXT"): [txt("v=DMARC1; p=reject; adkim=s; aspf=s")]}
    found = look(
        zone, private, dkim_domain="brief.example", dkim_selector="s1", return_path="b@brief.example"
    )
    assert found["DMARC"].state == "fail"


def test_unsigned_mail_is_said_to_be_the_servers_business():
    assert look(good(""))["DKIM"].state == "ok"


def test_a_name_server_that_breaks_hides_no_other_answer():
    found = look(good("") | {(DOMAIN, "TXT"): [BROKEN]})
    assert states(found) == {"MX": "ok", "SPF": "warn", "DKIM": "ok", "DMARC": "ok"}
    assert "resolv.conf" in found["SPF"].mend
