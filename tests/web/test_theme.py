"""Colours and sizes are the same in pages and in figures, and words in them can be read."""

import re
from pathlib import Path

import pytest

import coordsim_web
from coordsim_web.theme import COLOURS, tokens

CSS = Path(coordsim_web.__file__).parent / "assets" / "custom.css"


def test_style_sheet_and_theme_agree() -> None:
    declared = dict(re.findall(r"--cs-([\w-]+):\s*([^;]+);", CSS.read_text()))
    assert declared == tokens()


def test_style_sheet_uses_no_unknown_token() -> None:
    sources = [CSS, *CSS.parents[1].rglob("*.vue")]
    used = {
        name
        for source in sources
        for name in re.findall(r"var\(--cs-([\w-]+)\)", source.read_text())
    }
    assert used <= set(tokens())


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "ink", ["ink", "ink-2", "ink-3", *(name for name in COLOURS if name.endswith("-text"))]
)
@pytest.mark.parametrize("ground", ["paper", "paper-2", "marketing-pale", "operations-pale"])
def test_words_can_be_read(ink: str, ground: str) -> None:
    light, dark = luminance(COLOURS[ground]), luminance(COLOURS[ink])
    assert (light + 0.05) / (dark + 0.05) >= 4.5
