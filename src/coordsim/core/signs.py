"""Signs of a text that nobody sees, and that make the rest be read another way than it was
written. A text from outside is of the type ``Text``, which holds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, NamedTuple
from unicodedata import category

from pydantic import BeforeValidator, ValidationInfo

OF_A_LOG: Final = {"texts": "of a log"}
"""Context of a validation that refuses no text for what it holds: an older version took it in."""
NOTHING_SEEN: Final = "\ufffd"  # stands in a log for a text of hidden signs alone
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control signs, but for tabs and line breaks
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks that turn the direction of writing
    "\u2028\u2029\ufeff\ufff9-\ufffb]"  # breaks and marks that no keyboard has
)


BLANK: Final = "\u115f\u1160\u3164\uffa0\u2800"  # letters and signs that leave no mark
_BESIDE: Final = r"[^\s\u200c\u200d!-/:-@\[-`{-~]"
JOINER: Final = re.compile(rf"(?<={_BESIDE})[\u200c\u200d](?={_BESIDE})")
"""What joins two letters or two pictures to one."""


class Found(NamedTuple):
    """A hidden sign, and the field that holds it."""

    field: str
    sign: str


def without(text: str) -> str:
    """Return a text without hidden signs; line breaks and tabs stay."""
    return HIDDEN.sub("", text.replace("\r\n", "\n"))


def shows(text: str) -> bool:
    """Say whether there is anything to see in a text."""
    return any(category(sign)[0] not in "ZCM" and sign not in BLANK for sign in text)


def on_one_line(text: str) -> bool:
    """Say whether a text has no break and no hidden sign but what joins two signs to one."""
    return JOINER.sub("", text).isprintable()


def names(text: str) -> bool:
    """Say whether a text may be a name: on one line, with something to see."""
    return shows(text) and on_one_line(text)


def _without(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    seen = without(value)
    return NOTHING_SEEN if value and not seen and info.context == OF_A_LOG else seen


Text = Annotated[str, BeforeValidator(_without)]


def hidden_in(data: Any, field: str = "") -> Found | None:
    """Return the first hidden sign in data of a file, in its names too; None where there is
    none.
    """
    if isinstance(data, str):
        found = HIDDEN.search(data)
        return found and Found(field, f"U+{ord(found[0]):04X}")
    parts: Iterable[tuple[Any, Any]] = data.items() if isinstance(data, Mapping) else ()
    if isinstance(data, list):
        parts = enumerate(data)
    for name, part in parts:
        found_here = hidden_in(str(name), f"a name in {field}" if field else "a name") or hidden_in(
            part, f"{field}.{name}".lstrip(".")
        )
        if found_here:
            return found_here
    return None
