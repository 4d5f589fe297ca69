"""A model on a server that speaks OpenAI's protocol (llama.cpp, vLLM, Ollama ...): it writes, it cannot be asked to score.

    prompt ─ POST URL/chat/completions ─ within the time left, at most 1 MB ─ JSON ─ choices[0].message.content ─> answer

Each answer takes a request of its own, because not every server gives several. What the server does wrong is a `ModelError`
in one line, without its text: an answer may hold what was sent, and with it the key.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx2

from briefing.errors import ModelError
from briefing.model import ModelUsed, RemoteModel

__all__ = ["RemoteWriter"]

_MOST_BYTES = 1_000_000  # of one answer
_TOKENS_PER_WORD = 2
_LONGEST = 600.0  # seconds for one call of `write` that is given no time of its own


class RemoteWriter:
    """`ports.Rewriter` by a server. Nothing is sent before the first call."""

    def __init__(self, choice: RemoteModel, key: str = "") -> None:
        self._choice, self._key = choice, key

    def describe(self) -> ModelUsed:
        """The name that the server knows it by; where it runs stands for the revision, as nothing else is known of it."""
        where = urlsplit(self._choice.url).netloc
        return ModelUsed(
            role="rewriter", name=self._choice.name, revision=where, licence="unknown", sha256="", dtype=""
        )

    def write(self, prompt: str, *, count: int, max_words: int, seconds: float | None = None) -> list[str]:
        """See `ports.Rewriter.write`: the likeliest answer first, the others sampled; fewer where the time runs out."""
        return asyncio.run(self._write(prompt, count, max_words, min(seconds or _LONGEST, _LONGEST)))

    async def _write(self, prompt: str, count: int, max_words: int, seconds: float) -> list[str]:
        answers: list[str] = []
        try:
            async with (
                asyncio.timeout(seconds),
                httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=None) as client,
            ):
                for request in (self._request(prompt, max_words, index) for index in range(count)):
                    answers += [await self._answer(client, request)]
        except ModelError:
            if not answers:
                raise
        except TimeoutError as error:
            if not answers:
                msg = f"{self._what}: no answer within {seconds:.0f} s"
                raise ModelError(msg) from error
        return answers

    def _request(self, prompt: str, max_words: int, index: int) -> dict[str, Any]:
        return {
            "model": self._choice.name,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": max_words * _TOKENS_PER_WORD,
            "temperature": 0.7 if index else 0.0,
            "seed": (zlib.crc32(prompt.encode()) + index) % 2**31,
            "stream": False,
        }

    async def _answer(self, client: httpx2.AsyncClient, request: dict[str, Any]) -> str:
        headers = {"Accept-Encoding": "identity"}  # unpacked, an answer has no bounds
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        url = f"{self._choice.url.rstrip('/')}/chat/completions"
        try:
            async with client.stream("POST", url, json=request, headers=headers) as response:
                if response.status_code != HTTPStatus.OK:
                    msg = f"{self._what}: the server answered {response.status_code}"
                    raise ModelError(msg)
                body = await self._body(response)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            msg = f"{self._what} cannot be reached ({type(error).__name__}); check [models] rewriter in briefing.toml"
            raise ModelError(msg) from error
        return _content(body, self._what)

    async def _body(self, response: httpx2.Response) -> bytes:
        body = b""
        async for piece in response.aiter_raw():
            body += piece
            if len(body) > _MOST_BYTES:
                msg = f"{self._what}: the answer is longer than {_MOST_BYTES:,} bytes"
                raise ModelError(msg)
        return body

    @property
    def _what(self) -> str:
        return f"rewriter {self._choice.name} at {urlsplit(self._choice.url).netloc}"


def _content(body: bytes, what: str) -> str:
    try:
        text = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        msg = f"{what}: the answer is not a chat completion"
        raise ModelError(msg) from error
    if not isinstance(text, str):
        msg = f"{what}: the answer has no text"
        raise ModelError(msg)
    return text.strip()
