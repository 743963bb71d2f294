"""Addresses at which others reach this machine, to be given away: as text and as a QR code."""

import errno
import io
import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from coordsim_web.door import ANYWHERE
from coordsim_web.rooms import address

if TYPE_CHECKING:
    from coordsim.room.room import Opened

ELSEWHERE: Final = ("192.0.2.1", 9)  # kept for documents; nothing is sent to it
WHITE_ON_BLACK: Final = "\033[97;40m{}\033[0m"  # so that it is right on light terminals too


def url_of(host: str, port: int) -> str:
    """Return the address of the pages on a host."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def reachable(host: str) -> list[str]:
    """Return the addresses of this machine that a server asked to listen on ``host`` is reached at
    from elsewhere, the likeliest first; none when it is reached from here only.
    """
    if host not in ANYWHERE:
        return [] if _local(host) else [host]
    found = [each for each in _addresses() if host == "::" or ":" not in each]
    first = _towards_others()
    return sorted(found, key=lambda address: (address != first, ":" in address))


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _addresses() -> list[str]:
    """Return every address of this machine that others may reach."""
    import psutil

    up = {name for name, facts in psutil.net_if_stats().items() if facts.isup}
    found = {
        each.address
        for name, addresses in psutil.net_if_addrs().items()
        if name in up
        for each in addresses
        if each.family in (socket.AF_INET, socket.AF_INET6)
    }
    return sorted(
        address
        for address in found
        if "%" not in address and not (ip_address(address).is_loopback)  # % : this cable only
    )


def _towards_others() -> str:
    """Return the address from which this machine would speak to others; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def qr(text: str, *, colours: bool) -> str:
    """Return a text as a QR code in lines of blocks."""
    import segno

    lines = io.StringIO()
    segno.make(text, micro=False).terminal(out=lines, compact=True)
    rows = lines.getvalue().splitlines()
    return "\n".join(WHITE_ON_BLACK.format(row) if colours else row for row in rows)


def announcement(
    host: str,
    port: int,
    room: "Opened | None" = None,
    host_key: str = "",
    *,
    blocks: bool,
    colours: bool,
) -> str:
    """Say where the pages are, for this machine and for others: those of a room where one was
    opened, with its trainer's key; where rooms are made with the ``host_key``; with ``blocks`` a
    QR code of the first address for others.
    """
    given = reachable(host)
    here = "127.0.0.1" if host in ANYWHERE else host
    path = address.join(room.room.state.code) if room else ""
    lines = [f"coordsim is at {url_of(here, port)}  (Ctrl+C stops it)"]
    if room:
        key = f"{url_of(here, port)}{address.console(room.key)}"
        lines += [
            f"A room is open: {room.room.state.agenda.title}. Its code is {room.room.state.code}.",
            f"You lead it at {key}",
            "Keep this link to yourself: it is shown once, and whoever has it leads the room.",
            f"Its wall: {url_of(here, port)}{address.wall(room.room.state.code)}",
        ]
    if room and not (given and host in ANYWHERE):
        lines.append(f"Players open {url_of(here, port)}{path}")
    if given and host in ANYWHERE:
        lines.append("Others on the network open:")
        lines += [f"  {url_of(each, port)}{path}" for each in given]
    elif host in ANYWHERE:
        lines.append("This machine has no address on a network: nobody else can open it now.")
    if host_key:
        lines += [
            f"You make rooms at {url_of(here, port)}{address.teach(host_key)}",
            "Nobody makes rooms without this link: keep it to yourself too.",
        ]
    if given and blocks:
        first = f"{url_of(given[0], port)}{path}"
        lines += [qr(first, colours=colours), f"The code is {first}"]
    return "\n".join(lines) + "\n"


def refusal(host: str, port: int, error: Exception) -> str:
    """Say why nothing can listen on a host and port, and what is allowed."""
    why = (getattr(error, "strerror", None) or str(error)).strip()
    named = host if host.isascii() and host.isprintable() and len(host) < 80 else ascii(host)[:80]
    taken = getattr(error, "errno", None) in (errno.EADDRINUSE, errno.EACCES)
    if taken:
        return f"cannot listen on {named}:{port} ({why}): choose another with --port"
    return (
        f"--host {named} is no address to listen on ({why}); allowed: 127.0.0.1 for this machine,"
        " 0.0.0.0 for the network, or an address of this machine"
    )
