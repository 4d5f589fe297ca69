"""Addresses as they are typed, and the one form in which they are kept."""

import pytest

from briefing.subscribers.addresses import mailbox_key, normal, same_key

LONG = "a" * 64


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("reader@example.org", "reader@example.org"),
        ("  reader@example.org\t", "reader@example.org"),
        ("\ufeffreader@example.org", "reader@example.org"),
        ("First.Last+news@Example.ORG", "First.Last+news@example.org"),
        ("o'neil_#1@mail.example.org", "o'neil_#1@mail.example.org"),
        ("reader@bücher.example", "reader@xn--bcher-kva.example"),
        ("reader@почта.рф", "reader@xn--80a1acny.xn--p1ai"),
        ("reader@xn--bcher-kva.example", "reader@xn--bcher-kva.example"),
        (f"{LONG}@example.org", f"{LONG}@example.org"),
    ],
)
def test_address_is_kept_trimmed_with_its_domain_in_small_ascii(typed, kept):
    assert normal(typed) == kept
    assert normal(kept) == kept


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("", "no address: give one"),
        ("reader", "not one @ in it: write name@example.org"),
        ("reader@@example.org", "not one @"),
        ("reader@example.org\nBcc: all@example.org", "line break"),
        ("reader@example.org\r\n", "line break"),
        ("rea der@example.org", "a space"),
        ("reader\u200b@example.org", "invisible character"),
        ("reader\u2028@example.org", "line break"),
        ("reader\0@example.org", "invisible character"),
        ('"a reader"@example.org', "a space"),
        ('"reader"@example.org', "leave out names, quotes"),
        ("Reader<reader@example.org>", "leave out names"),
        ("a@example.org,b@example.org", "commas"),
        ("reader@[192.0.2.1]", "brackets"),
        ("reader@192.0.2.1", "a number after the @"),
        ("reader@localhost", "not a domain"),
        ("reader@.example.org", "not a domain"),
        ("reader@example.org.", "not a domain"),
        ("reader@-example.org", "not a domain"),
        ("reader@exa_mple.org", "not a domain"),
        (f"reader@{LONG}.org", "not a domain"),
        ("reader@straße.example", "begins with xn--"),
        (".reader@example.org", "check its dots"),
        ("rea..der@example.org", "check its dots"),
        ("@example.org", "before the @"),
        ("rêader@example.org", "letters outside ASCII"),
        (f"{LONG}a@example.org", "more than 64 characters before the @"),
        (f"{'a' * 1000}@example.org", "longer than 254 characters"),
        ("reader@" + ".".join(["a" * 60] * 5), "longer than 254"),
    ],
)
def test_what_is_no_address_is_refused_with_the_mend_and_without_being_repeated(typed, what):
    with pytest.raises(ValueError, match=r"^[^:]+: [^:]+$") as refused:
        normal(typed)
    assert what in str(refused.value)
    assert len(typed) < 2 or typed not in str(refused.value)


def test_spellings_of_one_address_share_a_key():
    assert same_key("Reader@example.org") == same_key("reader@example.org")
    assert same_key("reader+a@example.org") != same_key("reader@example.org")


def test_tags_lead_to_one_mailbox():
    keys = {
        mailbox_key(each) for each in ("reader@example.org", "Reader+a@example.org", "reader+a+b@example.org")
    }
    assert keys == {"reader@example.org"}
    assert mailbox_key("+a@example.org") == "+a@example.org"
