"""What a hub answers of one repository, "org/tiny" at one commit."""

from __future__ import annotations

import hashlib
import json

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def answer(handler, files, *, body):
    path = handler.path.partition("?")[0]
    resolved = f"/org/tiny/resolve/{COMMIT}/"
    if path == f"/api/models/org/tiny/revision/{COMMIT}":
        siblings = [{"rfilename": name} for name in files]
        content = json.dumps({"id": "org/tiny", "sha": COMMIT, "siblings": siblings}).encode()
    elif path == f"/api/models/org/tiny/tree/{COMMIT}":
        entries = [
            {"type": "file", "path": name, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
            for name, data in files.items()
        ]
        content = json.dumps(entries).encode()
    elif path.startswith(resolved) and path.removeprefix(resolved) in files:
        content = files[path.removeprefix(resolved)]
    else:
        handler.send_response(404)
        handler.send_header("X-Error-Code", "RepoNotFound")
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("Content-Type", "application/json")
    handler.send_header("ETag", f'"{hashlib.sha1(content).hexdigest()}"')
    handler.send_header("X-Repo-Commit", COMMIT)
    handler.end_headers()
    if body:
        handler.wfile.write(content)
