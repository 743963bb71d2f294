"""What is English in what somebody reads in German: texts that are the same in both languages but
for names, numbers and the few words that both have; English words within a sentence; numbers in the
English form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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


def english(first: set[str], german: set[str], names: Iterable[str] = ()) -> set[str]:
    """Return the texts in German that have English in them; ``first`` are those in English, and
    ``names`` what people and agendas call their own.
    """
    known = BOTH | {word.lower() for name in names for word in LETTERS.findall(name)}
    found = set()
    for text in (one for one in german if not ADDRESS.fullmatch(one)):
        words = set(map(str.lower, LETTERS.findall(text))) - known
        same = text in first and words and not CODE.fullmatch(text)
        if same or ENGLISH.search(text) or NUMBERS.search(text):
            found.add(text)
    return found
