"""Everything that a page sends to its browser, drawn or not."""

from __future__ import annotations

from typing import Any

import ipywidgets
import solara
from solara.routing import Router, router_context


def widgets(start: ipywidgets.Widget) -> list[ipywidgets.Widget]:
    """All widgets of a page."""
    found: dict[str, ipywidgets.Widget] = {}
    open_ends: list[Any] = [start]
    while open_ends:
        item = open_ends.pop()
        if isinstance(item, list | tuple):
            open_ends.extend(item)
        elif isinstance(item, ipywidgets.Widget) and item.model_id not in found:
            found[item.model_id] = item
            open_ends.extend(getattr(item, name) for name in item.keys)
    return list(found.values())


def sent_at(path: str, route: Any) -> str:
    """Everything that a page sends at an address, but for numbers of widgets."""

    @solara.component
    def page() -> None:
        router_context.provide(Router(path, [solara.Route(route.path, component=route.component)]))
        route.component()

    box, context = solara.render(page(), handle_error=False)
    lines = []
    for widget in widgets(box):
        for name in widget.keys:
            value = getattr(widget, name)
            parts = value if isinstance(value, list | tuple) else [value]
            inner = any(isinstance(part, ipywidgets.Widget) for part in parts)
            if not name.startswith("_") and not inner:
                lines.append(f"{type(widget).__name__}.{name} = {value!r}")
    context.close()
    return "\n".join(sorted(lines))
