"""The explanation of a KPI, wherever its name stands: on hover, on keyboard focus, on a tap."""

from typing import Final, TypedDict

import solara

from coordsim.core.kpis import KPIS
from coordsim.show.numbers import in_hundredths

BETTER: Final = {
    "up": "More is better.",
    "down": "Less is better.",
    "none": "Neither more nor less is better as such.",
}


class Explained(TypedDict):
    """What there is to say of a KPI: its label, how it is reckoned, which direction is better and
    who says so.
    """

    label: str
    formula: str
    source: str


def explained() -> dict[str, Explained]:
    """Return what there is to say of every KPI."""
    return {
        kpi.name: Explained(
            label=kpi.label,
            formula=f"{kpi.formula}{_read_in(kpi.unit)}.",
            source=f"{BETTER[kpi.better]} Source: {kpi.source.removesuffix('.')}.",
        )
        for kpi in KPIS
    }


def _read_in(unit: str) -> str:
    """Say what a KPI's numbers are in as the pages write them: shares in hundredths."""
    if unit.startswith("share of "):
        return f", in {unit.replace('share', '%', 1)}"
    if in_hundredths(unit):
        return ", of 100"
    return f", {'' if unit.startswith('per ') else 'in '}{unit}" if unit else ""


@solara.component_vue("tip.vue", vuetify=False)
def TipView(kpis: dict[str, Explained]) -> None:
    """A box that appears beside whatever carries the attribute ``data-kpi``."""


@solara.component
def Tip() -> None:
    """Explain KPIs on this page."""
    TipView(kpis=solara.use_memo(explained, []))
