"""A small IMAP server on loopback that does what a test scripts: one folder, one account, through TLS."""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CERTIFICATE = Path(__file__).parent / "loopback.pem"


class ImapServer(socketserver.ThreadingTCPServer):
    """Messages by UID, those that are seen, and what it was asked for."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, *messages: bytes, user: str = "brief", password: str = "pässword", plain: bool = True
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages = {uid: message.replace(b"\n", b"\r\n") for uid, message in enumerate(messages, 11)}
        self.seen: set[int] = set()
        self.user, self.password, self.plain = user, password, plain
        self.heard: list[str] = []
        self.greeting = b"* OK here\r\n"
        self.hang_up_at = ""
        self.context: ssl.SSLContext | None = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(CERTIFICATE)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def get_request(self):
        connection, address = super().get_request()
        connection.settimeout(10)
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, client_address):
        """A client that goes away is what some tests are about."""


class _Session(socketserver.StreamRequestHandler):
    server: ImapServer

    def handle(self) -> None:
        self.say(self.server.greeting)
        self.allowed = False
        while line := self.rfile.readline(10_000):
            tag, _, command = line.decode().strip().partition(" ")
            self.server.heard.append(command)
            verb = command.removeprefix("UID ").split()[0].upper()
            if verb == self.server.hang_up_at:
                return
            done = getattr(self, f"do_{verb.lower()}")(command)
            self.say(f"{tag} {done} done\r\n".encode())
            if verb == "LOGOUT":
                return

    def say(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def do_capability(self, command: str) -> str:
        self.say(b"* CAPABILITY IMAP4rev1" + (b" AUTH=PLAIN" if self.server.plain else b"") + b"\r\n")
        return "OK"

    def do_authenticate(self, command: str) -> str:
        self.say(b"+ \r\n")
        given = base64.b64decode(self.rfile.readline(10_000)).decode().split("\0")[1:]
        return self.judge(*given)

    def do_login(self, command: str) -> str:
        user, password = (part.strip('"') for part in command.split()[1:])
        return self.judge(user, password)

    def judge(self, user: str, password: str) -> str:
        self.allowed = (user, password) == (self.server.user, self.server.password)
        return "OK" if self.allowed else f"NO {user} {password} is wrong"

    def do_select(self, command: str) -> str:
        if not self.allowed or "Nowhere" in command:
            return "NO"
        self.say(f"* {len(self.server.messages)} EXISTS\r\n".encode())
        return "OK"

    do_examine = do_select

    def do_search(self, command: str) -> str:
        wanted = [u for u in self.server.messages if "ALL" in command or u not in self.server.seen]
        self.say(f"* SEARCH {' '.join(map(str, wanted))}\r\n".encode())
        return "OK"

    def do_fetch(self, command: str) -> str:
        uid, limit = map(int, re.search(r"FETCH (\d+) .*<0\.(\d+)>", command).groups())
        content = self.server.messages[uid][:limit]
        self.say(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n")
        return "OK"

    def do_store(self, command: str) -> str:
        self.server.seen.add(int(command.split()[2]))
        return "OK"

    def do_logout(self, command: str) -> str:
        self.say(b"* BYE\r\n")
        return "OK"


@contextmanager
def serving(*messages: bytes, **options) -> Iterator[ImapServer]:
    with ImapServer(*messages, **options) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
