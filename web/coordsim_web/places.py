"""The places that the bar on top of every page leads to."""

from pathlib import Path
from typing import Final, NamedTuple

from coordsim_web.rooms import address
from coordsim_web.served import may_make
from coordsim_web.texts import texts

DOCUMENTS: Final = Path(__file__).resolve().parents[2] / "docs"
"""The documents of the source tree; a wheel has none."""


class Place(NamedTuple):
    """A page, or the documents, which are not drawn by Solara: a ``plain`` link leads there."""

    path: str
    label: str
    plain: bool = False


def places(language: str = "") -> list[Place]:
    """Return the places that are there, as a language calls them. The Lab and the documents speak
    English.
    """
    said = texts("room", language)["bar"]
    pages = [Place(address.spoken(address.teach(), language), said["teach"])] * may_make("")
    pages += [Place(address.spoken(address.learn(), language), said["learn"])]
    pages += [Place("/lab", said["lab"])]
    return pages + [Place("/docs", said["docs"], plain=True)] * DOCUMENTS.is_dir()
