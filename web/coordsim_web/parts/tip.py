"""The explanation of a KPI, wherever its name stands: on hover, on keyboard focus, on a tap."""

import solara

from coordsim.core.kpis import KPIS


def explained() -> dict[str, dict[str, str]]:
    """Return what there is to say of every KPI: label, formula, unit, source, which direction is
    better.
    """
    return {
        kpi.name: {
            "label": kpi.label,
            "formula": kpi.formula,
            "unit": kpi.unit,
            "source": kpi.source,
            "better": kpi.better,
        }
        for kpi in KPIS
    }


@solara.component_vue("tip.vue", vuetify=False)
def TipView(kpis: dict[str, dict[str, str]]) -> None:
    """A box that appears beside whatever carries the attribute ``data-kpi``."""


@solara.component
def Tip() -> None:
    """Explain KPIs on this page."""
    TipView(kpis=solara.use_memo(explained, []))
