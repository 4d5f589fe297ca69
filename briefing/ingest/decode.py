"""Undoes a body's Content-Encoding piece by piece, and never holds more than was allowed.

A client that decodes in one go lets 200 KB on the wire become hundreds of megabytes in memory.
"""

from __future__ import annotations

import zlib

__all__ = ["ACCEPTED", "BadEncoding", "BoundedDecoder"]

ACCEPTED = "gzip, deflate"

_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 65_536  # what one call to zlib may give out


class BadEncoding(Exception):
    """A body is not encoded as it says, or in a way that was not asked for."""


class BoundedDecoder:
    """Collects a body: `feed` raw bytes until it says False, then take `body`.

    At most `max_bytes` are kept; `capped` then says that there was more.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            msg = f"the server answered in the encoding {self._encoding!r}, which was not asked for"
            raise BadEncoding(msg)
        self._plain = self._encoding in ("", "identity")
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS if self._encoding == "deflate" else _GZIP)
        self._begun = False
        self._left = max_bytes
        self._parts: list[bytes] = []
        self.capped = False

    def feed(self, raw: bytes) -> bool:
        """Take the next raw bytes; False when the cap is reached and the rest need not be read."""
        if self._plain:
            return self._keep(raw)
        try:
            return self._inflate(raw)
        except zlib.error as error:
            msg = "the body is not compressed as its header says"
            raise BadEncoding(msg) from error

    def body(self) -> bytes:
        """What was collected; `BadEncoding` when a compressed body ended in its middle."""
        if not self._plain and self._begun and not self.capped and not self._zlib.eof:
            msg = "the compressed body ends in its middle"
            raise BadEncoding(msg)
        return b"".join(self._parts)

    def _inflate(self, raw: bytes) -> bool:
        if not self._begun and raw:
            self._begin(raw)
        while raw:
            if self._zlib.eof:  # a gzip file may have several members
                if self._encoding == "deflate" or not raw.strip(b"\0"):
                    return True
                self._zlib = zlib.decompressobj(_GZIP)
            if not self._keep(self._zlib.decompress(raw, _PIECE)):
                return False
            raw = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail
        return True

    def _begin(self, raw: bytes) -> None:
        self._begun = True
        if (
            self._encoding == "deflate" and raw[0] & 0x0F != 8
        ):  # some servers leave out the zlib header (RFC 9110 §8.4.1.2)
            self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)

    def _keep(self, piece: bytes) -> bool:
        self.capped = len(piece) > self._left
        self._parts.append(piece[: self._left])
        self._left -= len(self._parts[-1])
        return not self.capped
