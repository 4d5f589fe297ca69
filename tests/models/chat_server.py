"""A server that speaks OpenAI's protocol, on loopback."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def completion(text):
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class Server:
    """Gives its bodies one after another, the last one for ever; None never answers, a function of this gives pieces."""

    def __init__(self, *bodies, status=200):
        self.bodies, self.status = list(bodies), status
        self.requests, self.headers = [], []
        self.done = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                owner.serve(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"

    def serve(self, handler):
        length = int(handler.headers["Content-Length"])
        self.requests.append((handler.path, json.loads(handler.rfile.read(length))))
        self.headers.append(dict(handler.headers))
        body = self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0]
        if body is None:
            self.done.wait(30)
            return
        handler.send_response(self.status)
        handler.end_headers()
        try:
            for piece in [body] if isinstance(body, bytes) else body(self):
                handler.wfile.write(piece)
        except OSError:
            pass  # the client has gone

    def close(self):
        self.done.set()
        self.http.shutdown()
        self.http.server_close()
