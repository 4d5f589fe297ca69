"""A little name server on loopback that answers from a table."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.asyncresolver import Resolver

Zone = Mapping[tuple[str, str], Sequence[str]]  # (name, type) -> records as a zone file has them
BROKEN = "SERVFAIL"  # as the only record of a name


@contextmanager
def name_server(zone: Zone) -> Iterator[Resolver]:
    """A resolver that asks this server only, which runs while the block does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_answer_all, args=(listening, zone), daemon=True)
        thread.start()
        resolver = Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = listening.getsockname()[1]
        try:
            yield resolver
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
                last.sendto(b"", listening.getsockname())
            thread.join()


def _answer_all(listening: socket.socket, zone: Zone) -> None:
    while True:
        data, whose = listening.recvfrom(4096)
        if not data:
            return
        listening.sendto(_answer(dns.message.from_wire(data), zone).to_wire(), whose)


def _answer(query: dns.message.Message, zone: Zone) -> dns.message.Message:
    answer = dns.message.make_response(query)
    answer.flags |= dns.flags.RA
    question = query.question[0]
    name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
    records = zone.get((name, kind), ())
    if BROKEN in records:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif records:
        answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
    elif not any(known == name for known, _ in zone):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
