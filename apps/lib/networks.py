"""What an address counts as where tries are counted: the subscriber, not the single address."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Network, ip_address


def network_of(address: str) -> str:
    """Return what an address counts as: an IPv6 connection is given a whole /64 and picks from it at will."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    # An IPv4 address in the clothes of an IPv6 one is one subscriber, not the network of all of them.
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))
