"""Decides which network addresses a request may reach: globally routable unicast, and nothing else.

The standard library's `is_global` counts addresses as global that lead back inside (NAT64, 6to4, site-local), so those are
listed here, and an address that carries an IPv4 address is judged by that one too.
Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
"""

from __future__ import annotations

import ipaddress

__all__ = ["is_public"]

_NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # shared between a provider and its customers
        "192.88.99.0/24",  # 6to4 relays
        "255.255.255.255/32",
        "::/96",  # IPv4-compatible
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64: reaches whatever IPv4 address it carries
        "64:ff9b:1::/48",
        "100::/64",  # discarded
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "5f00::/16",  # segment routing
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",  # site-local, deprecated and still routed
    )
)


def is_public(address: str) -> bool:
    """Whether `address` (as text, an IPv6 zone allowed) is a globally routable unicast address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return False  # no name server gives these for good reasons
    listed = any(ip.version == network.version and ip in network for network in _NEVER)
    return ip.is_global and not (listed or ip.is_multicast or ip.is_reserved or ip.is_unspecified)
