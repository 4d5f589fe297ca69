"""Foreign bytes are parsed in a process of their own, with limits on its time and memory.

    reader ─ Child.run(job, body) ─ pipe ─> [ parse_feed | extract_page | advertised ] ─ pipe ─> JSON
                 └ too slow, too big, dead: killed, `ChildFailed`, a new one for the next job

One warm process serves a whole run. It is told the job as JSON and answers in JSON, so that nothing which a hostile document
might make of it is trusted here. It inherits no open file but its pipes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from briefing.ingest.entries import ParsedEntry, ParsedFeed

__all__ = ["Child", "ChildFailed", "ChildLimits"]

_log = logging.getLogger(__name__)

_SIZES = struct.Struct(">II")  # of the job's JSON and of the body behind it
_SIZE = struct.Struct(">I")  # of the answer
_LONGEST_ANSWER = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildLimits:
    """What one job may use."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory_bytes: int = 512 * 1024 * 1024  # address space beyond what the idle process has


class ChildFailed(Exception):
    """The job overstepped a limit or broke the process; the message says which, in one line."""


class Child:
    """The parsing process, started at its first job; belongs to one event loop; `close` it there."""

    def __init__(self, limits: ChildLimits | None = None) -> None:
        self._limits = limits or ChildLimits()
        self._process: asyncio.subprocess.Process | None = None
        self._one = asyncio.Lock()

    async def feed(self, body: bytes, content_type: str, url: str, max_items: int) -> ParsedFeed:
        """`parse.parse_feed` behind the limits."""
        job = {"job": "feed", "content_type": content_type, "url": url, "max_items": max_items}
        return _parsed(await self._run(job, body))

    async def page(self, body: bytes, content_type: str, url: str) -> str:
        """`extract.extract_page` behind the limits."""
        answer = await self._run({"job": "page", "content_type": content_type, "url": url}, body)
        return str(answer["text"])

    async def advertised(self, body: bytes, content_type: str, url: str) -> list[str]:
        """`advertised.advertised` behind the limits."""
        job = {"job": "advertised", "content_type": content_type, "url": url}
        return [str(address) for address in (await self._run(job, body))["addresses"]]

    async def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.communicate()

    async def _run(self, job: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        async with self._one:
            try:
                async with asyncio.timeout(self._limits.wall_seconds):
                    answer = await self._ask(job, body)
            except TimeoutError as error:
                await self.close()
                msg = f"it could not be read within {self._limits.wall_seconds:g} seconds"
                raise ChildFailed(msg) from error
            except (OSError, EOFError, ValueError) as error:
                await self.close()
                msg = "reading it took more time or memory than a document may"
                raise ChildFailed(msg) from error
            except asyncio.CancelledError:
                await self.close()
                raise
        if "failed" in answer:
            _log.debug("%s: %s", job["url"], answer["failed"])
            msg = "it is broken in a way that the parser cannot read"
            raise ChildFailed(msg)
        return answer

    async def _ask(self, job: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        process = self._process or await self._start()
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        head = json.dumps(job).encode()
        stdin.write(_SIZES.pack(len(head), len(body)) + head + body)
        await stdin.drain()
        (size,) = _SIZE.unpack(await stdout.readexactly(_SIZE.size))
        if size > _LONGEST_ANSWER:
            msg = "the answer is too long"
            raise ValueError(msg)
        answer: dict[str, Any] = json.loads(await stdout.readexactly(size))
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        limits = self._limits
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", __name__, str(limits.cpu_seconds), str(limits.memory_bytes)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return self._process


def _parsed(answer: Mapping[str, Any]) -> ParsedFeed:
    return ParsedFeed(
        entries=tuple(ParsedEntry(**entry) for entry in answer["entries"]),
        title=answer["title"],
        notes=tuple(answer["notes"]),
        fault=answer["fault"],
        mend=answer["mend"],
    )


# ── In the child ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _serve(source: BinaryIO, sink: BinaryIO, before_job: Callable[[], None]) -> None:
    """Answer jobs until the pipe closes; a job that runs out of memory ends the process, its parent starts another."""
    while len(sizes := source.read(_SIZES.size)) == _SIZES.size:
        head, length = _SIZES.unpack(sizes)
        job = json.loads(source.read(head))
        body = source.read(length)
        before_job()
        answer = json.dumps(_answer(job, body)).encode()
        sink.write(_SIZE.pack(len(answer)) + answer)
        sink.flush()


def _answer(job: Mapping[str, Any], body: bytes) -> dict[str, Any]:
    try:
        if job["job"] == "feed":
            from briefing.ingest.parse import parse_feed

            return asdict(parse_feed(body, job["content_type"], job["url"], job["max_items"]))
        if job["job"] == "advertised":
            from briefing.ingest.advertised import advertised

            return {"addresses": advertised(body, job["content_type"], job["url"])}
        from briefing.ingest.extract import extract_page

        return {"text": extract_page(body, job["content_type"], job["url"])}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the parsers raise on foreign bytes is the document's fault
        return {"failed": repr(error)[:500]}


def _limit_cpu(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds + 1, hard))


def _limit_memory(extra: int) -> None:
    """The process's present address space and `extra` on top; where the system cannot say, `extra` alone is not enough."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - no import for one number
            present = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (present + extra, present + extra))
    except (OSError, ValueError):
        return  # not Linux: the time limits still hold


def _main() -> None:
    cpu_seconds, memory_bytes = int(sys.argv[1]), int(sys.argv[2])

    _limit_memory(memory_bytes)
    _serve(sys.stdin.buffer, sys.stdout.buffer, lambda: _limit_cpu(cpu_seconds))


if __name__ == "__main__":
    _main()
