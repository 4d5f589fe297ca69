"""E-mail addresses as they are typed, brought into the one form in which they are kept and mailed.

    typed ─ one line? one address? ─ local part (RFC 5321 §4.1.2, dot-atom) ─ domain in ASCII (IDNA) ─> "name@example.org"

Stricter than RFC 5322: quoted local parts, comments and address literals are refused. They are mistakes or attacks far more
often than addresses, and many servers refuse them too.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST", "mailbox_key", "normal", "same_key"]

LONGEST = 254  # bytes of a whole address: RFC 5321 §4.5.3.1.3 less the angle brackets
_LOCAL = 64  # RFC 5321 §4.5.3.1.1
_DOMAIN = 253
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# What the older and the newer rules for such names (RFC 3490, RFC 5891) turn into different domains.
_AMBIGUOUS = frozenset("ßς\u200c\u200d")


def normal(address: str) -> str:
    """The address as it is kept: trimmed, the domain in small ASCII letters; `ValueError` with the mend where it is none.

    The message never repeats the address: it may end up in a log.
    """
    text = address.strip(" \t\ufeff")
    if not text:
        raise _refusal(what="no address", mend="give one, such as name@example.org")
    if any(unicodedata.category(char)[0] in "CZ" for char in text):
        raise _refusal(
            what="a space, line break or invisible character in it", mend="give one address on one line"
        )
    if any(char in '"<>()[],;:\\' for char in text):
        raise _refusal(what="more than an address", mend="leave out names, quotes, brackets and commas")
    if text.count("@") != 1:
        raise _refusal(what="not one @ in it", mend="write name@example.org")
    if len(text) > LONGEST:
        raise _refusal(what=f"longer than {LONGEST} characters", mend="check it")
    local, _, domain = text.partition("@")
    return f"{_local(local)}@{_domain(domain)}"


def same_key(address: str) -> str:
    """What two spellings of one address share: a `normal` address without regard to case."""
    return address.casefold()


def mailbox_key(address: str) -> str:
    """`same_key` without a "+tag": what limits how often one person is written to unasked."""
    local, _, domain = same_key(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _local(local: str) -> str:
    if not local.isascii():
        raise _refusal(
            what="letters outside ASCII before the @", mend="give the address that its provider has for it"
        )
    if len(local) > _LOCAL:
        raise _refusal(what=f"more than {_LOCAL} characters before the @", mend="check it")
    if not _ATOMS.fullmatch(local):
        raise _refusal(
            what="not what can stand before the @", mend="check its dots, none first, last or doubled"
        )
    return local


def _domain(domain: str) -> str:
    if _AMBIGUOUS & set(domain):
        raise _refusal(
            what="a domain that is read in two ways", mend="write its ASCII form, which begins with xn--"
        )
    try:
        name = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _refusal(what="not a domain after the @", mend="write one such as example.org") from None
    labels = name.split(".")
    if len(name) > _DOMAIN or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise _refusal(what="not a domain after the @", mend="write one such as example.org")
    if labels[-1].isdigit():
        raise _refusal(what="a number after the @ instead of a domain", mend="write one such as example.org")
    return name


def _refusal(*, what: str, mend: str) -> ValueError:
    return ValueError(f"{what}: {mend}")
