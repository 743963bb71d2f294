"""What is English in what somebody reads in German: texts that are the same in both languages but
for names, numbers and the few words that both have; English words within a sentence; numbers in the
English form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from coordsim.core.facts import FACTS
from coordsim.core.kpis import CAUSES
from coordsim.core.levers import LEVERS
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim_web.rooms.debrief.words import OWN
from coordsim_web.texts import translated

LETTERS = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")
CODE = re.compile(r"[A-Z0-9]{4,8}")
BOTH = {  # words that both languages have, names of rules as files spell them, and our own name
    "coordsim",
    "partner",
    "marketing",
    "name",
    "team",
    "bot",
    "pdf",
    "html",
    "code",
    "arm",
    "start",
    "software",
    "silo",
    "lab",
    "english",
    "teams",
    "links",
    "plan",
    "standard",
    "all",
    "phase",
    "deutsch",
    "ada",
    "bob",
    "max",
    "min",
}
ADDRESS = re.compile(r"\S+:\d+/\S*")
ENGLISH = re.compile(
    r"\b(?:the|of|and|with|for|from|each|every|what|week|weeks|unit|units|money|ago|is|are|to|your"
    r"|you|never|standard deviations?|share|hours?)\b"
)
NUMBERS = re.compile(r"(?<![\w.,])(?:[1-9]\d{0,2}(?:,\d{3})+|\d+\.\d{1,2}|0\.\d+)(?![\w.,]\d|\w)")


def unspoken() -> Iterator[str]:
    """Yield what parts of the model that have no German word call themselves: they keep it."""
    keys = {
        "causes": CAUSES,
        "levers": [lever.name for lever in LEVERS],
        "facts": [fact.name for fact in FACTS],
        "pay": PAY,
        "talk": TALK,
    }
    german = translated("de")
    assert set(keys) == set(OWN)
    for kind, own in OWN.items():
        yield from (own(key) for key in keys[kind] if key not in german.get(kind, {}))


def english(first: set[str], german: set[str], names: Iterable[str] = ()) -> set[str]:
    """Return the texts in German that have English in them; ``first`` are those in English, and
    ``names`` what people and agendas call their own.
    """
    own = (*names, *unspoken())
    known = BOTH | {word.lower() for name in own for word in LETTERS.findall(name)}
    found = set()
    for text in (one for one in german if not ADDRESS.fullmatch(one)):
        words = set(map(str.lower, LETTERS.findall(text))) - known
        same = text in first and words and not CODE.fullmatch(text)
        if same or ENGLISH.search(text) or NUMBERS.search(text):
            found.add(text)
    return found
