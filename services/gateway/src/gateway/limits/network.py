"""Which network a caller without a key comes from."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import Any


def network_of(scope: Any, trusted_proxies: int) -> str:
    """Give the caller's network: an IPv4 address, or the /64 of an IPv6 address.

    A household has one IPv4 address and a whole /64 of IPv6, so counting IPv6 addresses one by one
    would limit nobody.

    Args:
        scope: the ASGI scope of the request.
        trusted_proxies: how many proxies of ours added to X-Forwarded-For; the address that the
            outermost of them saw counts. What stands before it, anybody can make up.
    """
    client = scope.get("client")
    address = client[0] if client else "unknown"
    if trusted_proxies:
        seen = _forwarded(scope["headers"])
        if len(seen) >= trusted_proxies:
            address = seen[-trusted_proxies]
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64)) + "/64"
    return str(parsed)


def wider_network(network: str) -> str:
    """Give the network that a caller's network belongs to: an IPv4 /24, or the /48 that a provider
    commonly hands to one site."""
    address = network.partition("/")[0]
    try:
        parsed = ip_address(address)
    except ValueError:
        return network
    drop, length = (80, "/48") if isinstance(parsed, IPv6Address) else (8, "/24")
    return str(type(parsed)(int(parsed) >> drop << drop)) + length


def is_from_outside(scope: Any, trusted_proxies: int) -> bool:
    """Say whether a request came through our proxies, which all do that the outer world sends.

    What has not, such as a probe or the collector of metrics, comes from our own network. Where no
    proxy stands before the gateway, nothing tells the two apart, and this is false.
    """
    return trusted_proxies > 0 and bool(_forwarded(scope["headers"]))


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    values = [v.decode("latin-1") for name, v in headers if name == b"x-forwarded-for"]
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
