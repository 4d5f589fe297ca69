"""What the DNS says of our mail: where bounces go (MX), who may send (SPF), our key (DKIM), the policy (DMARC).

    return path's domain ─ MX, TXT ──────────────> can answer; v=spf1
    selector._domainkey.domain ─ TXT ────────────> the public half of our key
    _dmarc.From's domain, then those above ─ TXT ─> a policy that our mail meets
RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC). Whether the relay's own address is in the SPF record is not checked: only the
relay knows from which address it sends.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from dkim.crypto import parse_pem_private_key, parse_public_key
from dns import exception, resolver
from dns.asyncresolver import Resolver

from briefing.doctor.finding import Finding, fail, ok, warn
from briefing.model import MailPolicy

__all__ = ["SECONDS", "Sender", "mail_records"]

SECONDS = 8.0  # for one question, all name servers together


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who we say we are: domains in small letters."""

    domain: str  # of From
    bounces: str  # of the envelope's sender
    signs: str  # "" where we sign nothing
    selector: str
    key: bytes  # PEM

    @classmethod
    def of(cls, mail_from: str, policy: MailPolicy, key: bytes) -> Sender:
        """The sender of these settings."""
        address = parseaddr(mail_from)[1]
        return cls(
            domain=_domain(address),
            bounces=_domain(policy.return_path or address),
            signs=policy.dkim_domain.casefold(),
            selector=policy.dkim_selector,
            key=key,
        )


class _NoAnswerFault(Exception):
    """The name servers did not answer; the message is one line."""


async def mail_records(sender: Sender, names: Resolver) -> list[Finding]:
    """What receivers will find."""
    findings: list[Finding] = []
    for look in (_mx, _spf, _dkim, _dmarc):
        try:
            findings += await look(sender, names)
        except _NoAnswerFault as fault:
            mend = "check this machine's name server (/etc/resolv.conf), and that of the domain"
            findings.append(warn(f"dns: {look.__name__[1:].upper()}", str(fault), mend))
    return findings


async def _mx(sender: Sender, names: Resolver) -> list[Finding]:
    for kind in ("MX", "A", "AAAA"):
        found = await _records(names, sender.bounces, kind)
        if found:
            return [ok("dns: MX", f"bounces go to {sender.bounces} ({kind} {found[0]})")]
    what = f"{sender.bounces} has no MX and no address: bounces and replies are lost, and mail from it is suspect"
    return [warn("dns: MX", what, f"add an MX record to {sender.bounces}, or set another [mail] return_path")]


async def _spf(sender: Sender, names: Resolver) -> list[Finding]:
    texts = await _texts(names, sender.bounces)
    found = [text for text in texts if text.casefold().split(" ")[0] == "v=spf1"]
    name, domain = "dns: SPF", sender.bounces
    if not found:
        mend = (
            f'add a TXT record to {domain}: "v=spf1 mx -all", with what the mail provider names instead of mx'
        )
        return [warn(name, f"{domain} does not say who may send for it", mend)]
    if len(found) > 1:
        return [fail(name, f"{domain} has {len(found)} records: receivers heed none", "leave one of them")]
    terms = found[0].casefold().split()
    if "+all" in terms or "all" in terms:
        return [warn(name, f"{domain}: {found[0]}: anybody may send", "end it with -all or ~all")]
    return [ok(name, f"{domain}: {found[0]}")]


async def _dkim(sender: Sender, names: Resolver) -> list[Finding]:
    name = "dns: DKIM"
    if not sender.signs:
        return [ok(name, "not signed here ([mail] dkim_domain is empty): the mail server has to sign")]
    place = f"{sender.selector}._domainkey.{sender.signs}"
    if not sender.key:
        return [fail(name, "there is no key to sign with", "name its file in BRIEFING_DKIM_KEY_FILE")]
    wanted = _public_half(sender.key)
    mend = f'publish it: TXT record at {place}: "v=DKIM1; k=rsa; p={wanted or "…"}"'
    found = [tags for tags in map(_tags, await _texts(names, place)) if "p" in tags]
    if not found:
        return [fail(name, f"no key at {place}: every signature fails", mend)]
    if len(found) > 1:
        return [fail(name, f"{len(found)} keys at {place}: receivers may take any", "leave one of them")]
    return [_compared(name, place, found[0], sender.key, mend)]


def _compared(name: str, place: str, tags: dict[str, str], key: bytes, mend: str) -> Finding:
    published = "".join(tags["p"].split())
    if not published:
        return fail(name, f"the key at {place} is revoked (p= is empty)", mend)
    try:
        theirs, ours = parse_public_key(base64.b64decode(published)), parse_pem_private_key(key)
    except (binascii.Error, ValueError, KeyError) as error:
        return fail(name, f"the key at {place} cannot be read ({type(error).__name__})", mend)
    except Exception as error:  # noqa: BLE001  # the library's own errors have no common root
        return fail(name, f"the key at {place} cannot be compared ({type(error).__name__})", mend)
    if (theirs["modulus"], theirs["publicExponent"]) != (ours["modulus"], ours["publicExponent"]):
        return fail(
            name, f"the key at {place} is not that of BRIEFING_DKIM_KEY_FILE: every signature fails", mend
        )
    if "y" in tags.get("t", "").casefold().split(":"):
        return warn(name, f"{place} says t=y: receivers treat our signatures as a trial", "take t=y away")
    return ok(name, f"{place} has the key that we sign with")


async def _dmarc(sender: Sender, names: Resolver) -> list[Finding]:
    name, labels = "dns: DMARC", sender.domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[start:])
        texts = [text for text in await _texts(names, f"_dmarc.{domain}") if _tags(text).get("v") == "DMARC1"]
        if len(texts) > 1:
            return [
                fail(
                    name,
                    f"_dmarc.{domain} has {len(texts)} records: receivers heed none",
                    "leave one of them",
                )
            ]
        if texts:
            return list(_policy(name, domain, _tags(texts[0]), sender))
    mend = f'add a TXT record at _dmarc.{sender.domain}: "v=DMARC1; p=none; rua=mailto:you@{sender.domain}"'
    return [warn(name, f"{sender.domain} has no policy: large receivers want one of who mails many", mend)]


def _policy(name: str, domain: str, tags: dict[str, str], sender: Sender) -> Iterator[Finding]:
    below = domain != sender.domain
    policy = tags.get("sp", tags.get("p", "none")) if below else tags.get("p", "none")
    by_key = bool(sender.signs) and _aligned(sender.domain, sender.signs, tags.get("adkim", "r"))
    by_path = _aligned(sender.domain, sender.bounces, tags.get("aspf", "r"))
    told = f"_dmarc.{domain}: p={policy}"
    if by_key or by_path:
        yield ok(
            name, f"{told}, and {'our signature' if by_key else 'the return path'} is of the domain of from"
        )
    else:
        what = f"{told}, and neither return_path ({sender.bounces}) nor a signature is of {sender.domain}"
        mend = "set [mail] return_path in the domain of from, or sign here with dkim_domain"
        yield (warn if policy == "none" else fail)(name, what, mend)


def _aligned(domain: str, other: str, mode: str) -> bool:
    """RFC 7489 §3.1; relaxed: one is the other, or above it."""
    if domain == other:
        return True
    return mode.casefold() != "s" and (domain.endswith(f".{other}") or other.endswith(f".{domain}"))


def _tags(text: str) -> dict[str, str]:
    """The tags of a record: "v=DKIM1; p=…" (RFC 6376 §3.2)."""
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {key.strip().casefold(): value.strip() for key, _, value in pairs}


def _public_half(key: bytes) -> str:
    """Our public key as a record has it; "" where the private one cannot be read."""
    try:
        found = parse_pem_private_key(key)
    except Exception:  # noqa: BLE001  # the library's own errors have no common root
        return ""
    numbers = _der(2, _integer(found["modulus"])) + _der(2, _integer(found["publicExponent"]))
    algorithm = bytes.fromhex("300d06092a864886f70d0101010500")  # rsaEncryption, NULL
    return base64.b64encode(_der(0x30, algorithm + _der(3, b"\0" + _der(0x30, numbers)))).decode()


def _integer(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _der(tag: int, content: bytes) -> bytes:
    """One value in DER (X.690 §8.1)."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


async def _texts(names: Resolver, domain: str) -> list[str]:
    """The TXT records of a name, each with its strings joined (RFC 7208 §3.3)."""
    found = await _answer(names, domain, "TXT")
    return [b"".join(record.strings).decode("ascii", "replace") for record in found]


async def _records(names: Resolver, domain: str, kind: str) -> list[str]:
    found = [str(record) for record in await _answer(names, domain, kind)]
    return [each for each in found if each != "0 ."]  # RFC 7505: no mail is taken


async def _answer(names: Resolver, domain: str, kind: str) -> list[Any]:
    try:
        return list(await names.resolve(domain, kind, lifetime=SECONDS))
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    except (exception.DNSException, OSError) as error:
        msg = f"{domain}: {' '.join(str(error).split())[:160] or type(error).__name__}"
        raise _NoAnswerFault(msg) from error


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
