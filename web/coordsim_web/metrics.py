"""/metrics: what this process does, in the text format of Prometheus, for whoever watches over it.
Nothing private: no room, no name, no key. Open to the host key, and without it only where a setting
says so to this machine itself: what a proxy on it hands on may look as if it were from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from coordsim_web.door import HERE
from coordsim_web.front import plain
from coordsim_web.rooms.debrief.working import DESK
from coordsim_web.rooms.hub import Hub, hub
from coordsim_web.rooms.meter import BOUNDS
from coordsim_web.rooms.presence import PRESENCE
from coordsim_web.rooms.tries import HurriedError
from coordsim_web.served import HERE_ALONE, WATCHED, figures_told, is_host_key

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

KIND: Final = "text/plain; version=0.0.4; charset=utf-8"
CLOSED: Final = (
    "Figures of this server are for who sends its host key: Authorization: Bearer KEY. Started with"
    f" {WATCHED}={HERE_ALONE} it tells them to its own machine too, without a proxy between.\n"
)


class Metric(NamedTuple):
    """One figure, with its lines by suffix and labels."""

    name: str
    kind: str
    what: str
    lines: Mapping[str, float]


def metrics_of(one: Hub) -> list[Metric]:
    """Return the figures of this moment."""
    read, here = one.meter.read(), PRESENCE.here()
    bounds = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")
    took: dict[str, float] = {
        f'_bucket{{le="{bound}"}}': count for bound, count in zip(bounds, read.within, strict=True)
    }
    took |= {"_sum": read.seconds, "_count": read.within[-1]}
    kinds: dict[str, float] = {
        f'{{kind="{kind}"}}': count for kind, count in sorted(read.written.items())
    }
    return [
        _gauge("rooms_open", "Rooms that this process holds open.", one.open_rooms),
        _gauge("seats_connected", "People with a page connected here.", sum(here.values())),
        _gauge("debriefs_working", "Debriefs being worked out.", DESK.working),
        _gauge("memory_bytes", "Memory that this process holds.", _memory()),
        Metric("events_total", "counter", "Events put on disk, by kind.", kinds),
        _counter("rounds_closed_total", "Rounds closed.", read.written.get("round_closed", 0)),
        _counter("notifications_total", "News of other processes taken in.", read.heard),
        Metric("acknowledge_seconds", "histogram", "From a deed to its acknowledgement.", took),
    ]


def text_of(metrics: Iterable[Metric]) -> str:
    """Return figures in the text format."""
    lines: list[str] = []
    for metric in metrics:
        name = f"coordsim_{metric.name}"
        lines += [f"# HELP {name} {metric.what}", f"# TYPE {name} {metric.kind}"]
        lines += [f"{name}{end} {value:.15g}" for end, value in metric.lines.items()]
    return "\n".join([*lines, ""])


def may_read(host: str, *, direct: bool, authorization: str) -> bool:
    """Whether a call from an address, with what it says of itself, may read. Raises HurriedError
    for one of too many wrong keys.
    """
    if figures_told() and direct and plain(host) in HERE:
        return True
    kind, _, key = authorization.partition(" ")
    return kind.lower() == "bearer" and is_host_key(key.strip())


async def metrics(request: Request) -> Response:
    """Answer with the figures."""
    from starlette.responses import PlainTextResponse

    host = request.client.host if request.client else ""
    said = request.headers.get("authorization", "")
    try:
        if not may_read(host, direct=request.scope.get("direct", False), authorization=said):
            return PlainTextResponse(CLOSED, 403)
    except HurriedError as hurried:
        return PlainTextResponse(f"{hurried}\n", 429)
    return PlainTextResponse(
        text_of(metrics_of(hub())), media_type=KIND, headers={"cache-control": "no-store"}
    )


def _gauge(name: str, what: str, value: float) -> Metric:
    return Metric(name, "gauge", what, {"": value})


def _counter(name: str, what: str, value: float) -> Metric:
    return Metric(name, "counter", what, {"": value})


def _memory() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)
