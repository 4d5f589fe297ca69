"""A mailbox on an IMAP server (RFC 3501), through TLS: its unread messages, marked as read when they are dealt with.

    connect ─ log in ─ SELECT ─ UID SEARCH UNSEEN ─ UID FETCH BODY.PEEK[]<0.n> ─> Received ─ settled ─ UID STORE \\Seen

Peeking leaves the mark to us: what is not a report stays unread, for a person.
"""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from briefing.deliver.bounces import LONGEST
from briefing.deliver.mailbox import Received
from briefing.errors import BriefingError
from briefing.model import ImapAccount

__all__ = ["imap_reachable", "imap_received"]

_SECONDS = 60.0  # that the server may take for one answer


def imap_received(
    account: ImapAccount,
    password: str,
    *,
    seen: bool = False,
    read_only: bool = False,
    tls_ca: str = "",
) -> Iterator[Received]:
    """The messages of the account's folder, unread ones unless `seen`; `BriefingError` names the server, never the password.

    `tls_ca` is a file of further certificates to trust.
    """
    with _selected(account, password, tls_ca, read_only=read_only) as server:
        _, found = server.uid("SEARCH", "ALL" if seen else "UNSEEN")
        for uid in b" ".join(part for part in found if part).decode("ascii", "replace").split():
            content = _content(server, uid)
            if content is not None:
                yield Received(name=f"UID {uid}", content=content, settled=partial(_settle, server, uid))


def imap_reachable(account: ImapAccount, password: str, *, tls_ca: str = "") -> None:
    """Log in and look at the folder, no more; `BriefingError` as of `imap_received`."""
    with _selected(account, password, tls_ca, read_only=True):
        pass


@contextmanager
def _selected(
    account: ImapAccount, password: str, tls_ca: str, *, read_only: bool
) -> Iterator[imaplib.IMAP4]:
    place = f"{account.host}:{account.port}"
    with _connected(account, place, tls_ca) as server:
        _log_in(server, account, password, place)
        _done(
            server.select(_quoted(account.folder), readonly=read_only),
            f"{place}: no folder {account.folder!r}",
        )
        yield server


@contextmanager
def _connected(account: ImapAccount, place: str, tls_ca: str) -> Iterator[imaplib.IMAP4]:
    """A connection, ended whatever happens; what goes wrong while it is used is a `BriefingError` too."""
    server: imaplib.IMAP4 | None = None
    context = ssl.create_default_context()
    try:
        if tls_ca:
            context.load_verify_locations(tls_ca)
        if account.tls == "implicit":
            server = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=_SECONDS)
        else:
            server = imaplib.IMAP4(account.host, account.port, timeout=_SECONDS)
            if account.tls == "starttls":
                server.starttls(context)
        yield server
    except ssl.SSLError as error:
        why = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason
        msg = f"{place}: no TLS: {why}: check [bounces] host, port and tls"
        raise BriefingError(msg) from error
    except OSError as error:
        msg = f"{place}: {error.strerror or error}: check [bounces] host and port, and try again"
        raise BriefingError(msg) from error
    except imaplib.IMAP4.error as error:
        msg = f"{place}: the server broke off or answers what is no IMAP: check [bounces] host, port and tls"
        raise BriefingError(msg) from error
    finally:
        if server is not None:
            _end(server)


def _end(server: imaplib.IMAP4) -> None:
    with contextlib.suppress(imaplib.IMAP4.error, OSError):
        server.logout()
    with contextlib.suppress(OSError):  # logging out leaves it open where that fails
        server.shutdown()


def _log_in(server: imaplib.IMAP4, account: ImapAccount, password: str, place: str) -> None:
    """Log in; neither what we say nor what the server answers is repeated, for it may hold the password."""
    plain = f"\0{account.user}\0{password}".encode()
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _: plain)
        else:
            server.login(account.user, password)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeError):
        msg = f"{place}: the server refuses to log {account.user!r} in: check [bounces] user and BRIEFING_IMAP_PASSWORD"
        raise BriefingError(msg) from None


def _content(server: imaplib.IMAP4, uid: str) -> bytes | None:
    """The start of a message; None where it has gone."""
    _, parts = server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LONGEST}>)")
    return next((part[1] for part in parts if isinstance(part, tuple)), None)


def _settle(server: imaplib.IMAP4, uid: str, report: bool) -> None:
    try:
        if report:
            server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    except (imaplib.IMAP4.error, OSError) as error:
        msg = f"UID {uid} is read and kept, but cannot be marked: the connection broke: run the command again"
        raise BriefingError(msg) from error


def _done(answer: tuple[str, list[bytes | None]], message: str) -> None:
    if answer[0] != "OK":
        msg = f"{message}: check [bounces] folder"
        raise BriefingError(msg)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
