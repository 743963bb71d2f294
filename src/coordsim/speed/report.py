"""All measurements of one call, as one object for JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from coordsim.speed import market_week, memory, runs, scaling, startup, where
from coordsim.speed.figures import Figure
from coordsim.speed.machine import facts
from coordsim.speed.workers import has_benchmarks

PARTS = ("market-week", "runs", "scaling", "memory", "startup", "where")
NO_PEERS = (
    "The folder benchmarks of the repository is not here, so the market week and its peers cannot"
    " be measured."
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What was asked for; a part that was not is None."""

    machine: dict[str, Any]
    market_week: market_week.MarketWeek | None = None
    runs: runs.Runs | None = None
    scaling: scaling.Scaling | None = None
    memory: memory.Memory | None = None
    startup: startup.Startup | None = None
    where: where.Where | None = None
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return medians where a reader looks first, and quartiles and ratios beside them."""
        out: dict[str, Any] = {"machine": self.machine}
        spread: dict[str, Any] = {}
        times: dict[str, Any] = {}
        notes = list(self.notes)
        if week := self.market_week:
            shown = [*market_week.PEERS, "coordsim"]
            out["market_week"] = {
                str(size): {name: peers[name].median if name in peers else None for name in shown}
                for size, peers in week.seconds.items()
            }
            spread["market_week"] = {
                str(size): _spreads(peers) for size, peers in week.seconds.items()
            }
            times["market_week"] = {
                str(size): _medians(peers) for size, peers in week.times.items()
            }
            out["versions"] = week.versions
        if done := self.runs:
            out["runs_per_second"] = (
                {"batch_run": None, "plain_firm": None}
                | _medians(done.per_second)
                | {"batch": done.batch}
            )
            out["runs_per_second"] |= {
                "million_customers_seconds": done.huge_seconds[0] if done.huge_seconds else None
            }
            out["decisions_per_second"] = _medians(done.decisions)
            spread["decisions_per_second"] = _spreads(done.decisions)
            spread["runs_per_second"], times["runs_per_second"] = (
                _spreads(done.per_second),
                _medians(done.times),
            )
        if grown := self.scaling:
            seconds = {
                what: {str(size): each.median for size, each in ladder.items()}
                for what, ladder in grown.seconds.items()
            }
            out["scaling"] = {
                "exponents": _medians(grown.exponents),
                "fixed": grown.fixed,
                "seconds": seconds,
            }
            spread["scaling"] = _spreads(grown.exponents)
        if held := self.memory:
            out["memory"] = {
                f"bytes_per_{what}": each.median for what, each in held.bytes_per.items()
            }
            spread["memory"] = {
                f"bytes_per_{what}": each.spread for what, each in held.bytes_per.items()
            }
        if waited := self.startup:
            out["startup"], spread["startup"] = _medians(waited.seconds), _spreads(waited.seconds)
        if gone := self.where:
            run = {str(firms): parts for firms, parts in gone.shares.items()}
            out["where"] = {
                "market_week": _medians(gone.stages),
                "run": {firms: _medians(parts) for firms, parts in run.items()},
            }
            spread["where"] = {
                "market_week": _spreads(gone.stages),
                "run": {firms: _spreads(parts) for firms, parts in run.items()},
            }
        for part in (
            self.market_week,
            self.runs,
            self.scaling,
            self.memory,
            self.startup,
            self.where,
        ):
            notes.extend(part.notes if part else ())
        return out | {"times": times, "spread": spread, "notes": notes}


def _medians(figures: dict[str, Figure]) -> dict[str, float]:
    return {name: each.median for name, each in figures.items()}


def _spreads(figures: dict[str, Figure]) -> dict[str, list[float]]:
    return {name: each.spread for name, each in figures.items()}


def measure(
    parts: Sequence[str], sizes: Sequence[int] | None, repeats: int, quick: bool, say: Say
) -> Report:
    """Measure the parts asked for, one after the other; nothing else of this program runs
    meanwhile.

    Raises ValueError for a part that is not known, and when nothing is asked for but the market
    week and its folder is missing.
    """
    for part in parts:
        if part not in PARTS:
            raise ValueError(f"part = {part!r} is not one of {', '.join(PARTS)}, all")
    if tuple(parts) == ("market-week",) and not has_benchmarks():
        raise ValueError(NO_PEERS)
    machine, week = facts(), None
    notes: tuple[str, ...] = ()
    if "market-week" in parts and has_benchmarks():
        week = market_week.measure(
            tuple(sizes or (market_week.QUICK if quick else market_week.SIZES)), repeats, say
        )
    elif "market-week" in parts:
        notes = (NO_PEERS,)
    return Report(
        machine,
        market_week=week,
        runs=runs.measure(repeats, say, quick) if "runs" in parts else None,
        scaling=scaling.measure(repeats, say, quick=quick) if "scaling" in parts else None,
        memory=memory.measure(min(repeats, 3), say, quick) if "memory" in parts else None,
        startup=startup.measure(repeats, say) if "startup" in parts else None,
        where=where.measure(repeats, say, quick) if "where" in parts else None,
        notes=notes,
    )
