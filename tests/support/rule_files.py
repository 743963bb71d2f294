"""A rule of somebody else: its file, and a tiny installed package that offers it."""

from __future__ import annotations

from pathlib import Path

PIECEWORK = """
from dataclasses import dataclass

from coordsim.rules.pay import PAY


@dataclass(frozen=True)
class Piecework:
    name: str = "piecework"
    title: str = "Both by the unit"
    per_unit: float = 0.1

    def pay(self, role, kpis):
        return {"pieces": self.per_unit * kpis["units"]}

    def how(self, line, amount):
        return f"{amount / self.per_unit:,.1f} pieces × {self.per_unit:g}"

    def words(self, role):
        return f"{self.per_unit:g} for every unit sold."


PAY.register(Piecework())
"""


def written(folder: Path, name: str = "piecework", text: str = PIECEWORK) -> Path:
    """Write a rule's file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text(text, "utf-8")
    return path


def installed(
    folder: Path, distribution: str, *, group: str, name: str = "piecework", place: str = ""
) -> None:
    """Write what pip leaves of a package that offers a rule by an entry point."""
    about = folder / f"{distribution.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{group}]\n{name} = {place or name}\n")
