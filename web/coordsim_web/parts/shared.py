"""Vue components that the templates of pages use by name, so that a frame is drawn in one way."""

from pathlib import Path
from typing import Final

import ipyvue
import solara

HERE: Final = Path(__file__).parent
SHARED: Final = {
    "cs-card": "card.vue",
    "cs-grid": "grid.vue",
    "cs-section": "section.vue",
    "cs-table": "table.vue",
    "cs-chart": "chart.vue",
    "cs-figure": "figure.vue",
    "cs-drawing": "drawing.vue",
    "cs-settings": "settings.vue",
    "cs-clock": "clock.vue",
    "cs-qr": "qr.vue",
    "cs-lever": "lever.vue",
    "cs-beside": "beside.vue",
    "cs-pick": "pick.vue",
    "cs-deed": "deed.vue",
    "cs-link": "link.vue",
}


def use_shared() -> None:
    """Register them once in each tab, before what uses them is drawn."""
    solara.use_memo(_register, [])


def _register() -> None:
    for name, file in SHARED.items():
        ipyvue.register_component_from_file(name, str(HERE / file))
