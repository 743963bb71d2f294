"""The places that the bar on top of every page leads to."""

from pathlib import Path
from typing import Final, NamedTuple

from coordsim_web.rooms import address
from coordsim_web.served import may_make

DOCUMENTS: Final = Path(__file__).resolve().parents[2] / "docs"
"""The documents of the source tree; a wheel has none."""


class Place(NamedTuple):
    """A page, or the documents, which are not drawn by Solara: a ``plain`` link leads there."""

    path: str
    label: str
    plain: bool = False


def places() -> list[Place]:
    """Return the places that are there."""
    pages = [Place(address.teach(), "Teach")] * may_make("")
    pages += [Place(address.learn(), "Learn"), Place("/lab", "Lab")]
    return pages + [Place("/docs", "Docs", plain=True)] * DOCUMENTS.is_dir()
