"""Which addresses a feed may lead to: public ones only, unless the feed is marked as local.

The check is made on the address that is then dialled, not on the name: a name that resolves to something else a moment
later (DNS rebinding) gains nothing, and every redirect is checked again.
"""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from etl.errors import FetchError

NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
PADDED = ipaddress.IPv6Network("::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet; addresses mapped or tunnelled into IPv6 are unwrapped."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _translated(ip)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a NAT64 gateway (RFC 6052) makes of it, or that it merely pads with zeros."""
    if ip in NAT64 or (ip in PADDED and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def refuse_literal(host: str) -> None:
    """Raise `FetchError` if `host` is an IP address, in any notation, that is not public; names are for the resolver."""
    try:
        address = socket.inet_ntoa(socket.inet_aton(host)) if ":" not in host else host
        public = is_public(address)
    except (OSError, ValueError):
        return
    if not public:
        raise FetchError("refused_address", f"{host} is no address of the open internet")


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only; `FetchError` where none is left."""

    def __init__(self) -> None:
        self._inner = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The public addresses of `host`."""
        found = await self._inner.resolve(host, port, family)
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise FetchError("refused_address", f"{host} leads to {found[0]['host']}, no address of the open internet")
        return public

    async def close(self) -> None:
        """Nothing is held."""
        await self._inner.close()
