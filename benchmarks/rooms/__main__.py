"""Measure a class: ``python -m benchmarks.rooms --seats 200 --rounds 5``; with ``--minutes`` a
soak.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.rooms.host import Host
from benchmarks.rooms.load import Beat, agenda, sized, soaked


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="benchmarks.rooms", description=__doc__)
    parser.add_argument("--seats", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--within", type=float, help="seconds: fail where 95 of 100 pages take longer"
    )
    parser.add_argument("--minutes", type=float, default=0.0, help="soak for so long instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="coordsim-") as name:
        folder = Path(name)
        host = Host(folder, agenda(folder, 1200 if options.minutes else options.rounds + 1))
        host.start()
        try:
            if options.minutes:
                _soak(host, options.seats, options.minutes)
            else:
                most = _size(host, options.seats, options.rounds)
                if options.within is not None and most > options.within:
                    sys.exit(f"95 of 100 pages took {most:.3f} s; allowed: {options.within:g} s")
        finally:
            host.stop()


def _size(host: Host, seats: int, rounds: int) -> float:
    """Print what a class takes; return seconds until 95 of 100 pages showed the next round, the
    median of the rounds.
    """
    sizes = asyncio.run(sized(host, seats, rounds))
    _say(f"{seats} seats: {sizes.empty:.0f} MB without a page, {sizes.seat:.2f} MB for each")
    for place, name in enumerate(("half of the pages", "95 of 100", "the last", "work a seat")):
        values = [closed[place] for closed in sizes.rounds]
        told = f"{min(values):.3f} to {max(values):.3f}"
        _say(f"{name}: {statistics.median(values):.3f} s ({told}; {len(values)} rounds)")
    _say(f"{sizes.rounds[-1].memory:.0f} MB at the end")
    return statistics.median(closed.most for closed in sizes.rounds)


def _soak(host: Host, seats: int, minutes: float) -> None:
    last = [0.0]

    def say(beat: Beat) -> None:
        if beat.seconds // 60 > last[0]:
            last[0] = beat.seconds // 60
            _say(f"minute {last[0]:.0f}: {beat.rounds} rounds, {beat.memory:.0f} MB")

    asyncio.run(soaked(host, seats, seats // 10, lambda seconds, _: seconds < 60 * minutes, say))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
