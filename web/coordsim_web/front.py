"""What stands before this server, where something does: the names that it is called by from
outside, and the proxies that are believed when they say for whom they ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from starlette.types import Scope

FORWARDED: Final = b"x-forwarded-for"
OF_PROXIES: Final = (b"x-forwarded-", b"x-script-name", b"script-name")  # never passed on
SAYS_PROXY: Final = (*OF_PROXIES, b"forwarded", b"via", b"x-real-ip")


class Front(NamedTuple):
    """Names besides those of the machine, and addresses of trusted proxies; mostly none."""

    names: frozenset[str] = frozenset()
    proxies: frozenset[str] = frozenset()


ALONE: Final = Front()  # nothing stands before it


def plain(host: str) -> str:
    """Return a name or address of a host in one spelling: small letters, IPv4 within IPv6 as
    IPv4.
    """
    name = host.strip().strip("[]").rstrip(".").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return name
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def front_of(proxies: Sequence[str], names: Sequence[str]) -> Front:
    """Return what stands before the server, as the options say. Raises ValueError."""
    for one in proxies:
        try:
            ip_address(one)
        except ValueError:
            raise ValueError(
                f"--proxy {one}: not an address; allowed: the address that the proxy's calls come"
                " from, as 127.0.0.1"
            ) from None
    for one in names:
        if not one or not one.isascii() or not set(one).isdisjoint("/:@ \t\n"):
            raise ValueError(
                f"--name {one!r}: not the name of a host; allowed: a name without https:// and"
                " without a port, as rooms.example.org"
            )
    return Front(frozenset(map(plain, names)), frozenset(map(plain, proxies)))


def direct(scope: Scope) -> bool:
    """Whether a call says nothing of a proxy that it came through."""
    return not any(name.startswith(SAYS_PROXY) for name, _ in scope["headers"])


def visitor_of(scope: Scope, proxies: frozenset[str] = frozenset()) -> str:
    """Return the address that a call comes from: of a trusted proxy's the last that is not a
    trusted proxy's own, since all before it anybody may have made up. Of IPv6 the network, whose
    addresses are all one household's.
    """
    caller = plain((scope.get("client") or ("",))[0] or "")
    if caller in proxies:
        lines = [value.decode("latin-1") for name, value in scope["headers"] if name == FORWARDED]
        said = [plain(one) for one in ",".join(lines).split(",") if one.strip()]
        while caller in proxies and said:
            caller = said.pop()
    return _household(caller)


def _household(name: str) -> str:
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return name
    long = address.version == 6
    return str(ip_network((address, 64), strict=False)) if long else name
