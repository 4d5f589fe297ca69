"""How often one client may ask: a bucket that fills steadily for each, in bounded memory."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict

__all__ = ["Rate", "client_key"]

MOST_CLIENTS = 10_000  # that are remembered; whoever was quiet longest is forgotten first


class Rate:
    """At most `burst` requests at once and `burst` in each `seconds` after."""

    def __init__(self, burst: int, seconds: float, most: int = MOST_CLIENTS) -> None:
        self._burst = float(burst)
        self._per_second = burst / seconds
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client -> left, when
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, client: str, now: float) -> float:
        """0 where the client may go on, which counts; else the seconds until it may. `now` in monotonic seconds."""
        with self._lock:
            left, when = self._buckets.pop(client, (self._burst, now))
            left = min(self._burst, left + max(0.0, now - when) * self._per_second)
            late = 0.0 if left >= 1 else (1 - left) / self._per_second
            self._buckets[client] = (left if late else left - 1, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return late


def client_key(host: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 that an IPv6 address is in, since one customer has it all."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
