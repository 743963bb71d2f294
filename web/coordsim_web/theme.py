"""The one visual language of pages, figures and reports: colours, type scale, spacing.

Hues follow Okabe and Ito and stay apart for colour-blind readers; a hue is never the only sign of a
meaning. `assets/custom.css` declares the same tokens as CSS variables (`--cs-marketing`, ...); a
test keeps both equal.
"""

from typing import Final

MARKETING: Final = "#E69F00"
OPERATIONS: Final = "#0072B2"
CUSTOMERS: Final = "#009E73"
LEADERSHIP: Final = "#CC79A7"
LOSS: Final = "#D55E00"

COLOURS: Final[dict[str, str]] = {
    "marketing": MARKETING,
    "operations": OPERATIONS,
    "customers": CUSTOMERS,
    "leadership": LEADERSHIP,
    "loss": LOSS,
    # for words: the same hues, dark enough on white (contrast of at least 4.5)
    "marketing-text": "#8A5F00",
    "operations-text": "#00609A",
    "customers-text": "#00744F",
    "leadership-text": "#9A4473",
    "loss-text": "#A84A00",
    # pale grounds
    "marketing-pale": "#FDF3DF",
    "operations-pale": "#E3F0F8",
    "customers-pale": "#E1F4EE",
    "leadership-pale": "#F8EBF2",
    "loss-pale": "#FBEADF",
    # greys, from ink to paper
    "ink": "#1B1F24",
    "ink-2": "#4A525C",
    "ink-3": "#5F6873",
    "line": "#D5DAE0",
    "line-2": "#E9ECF0",
    "paper": "#FFFFFF",
    "paper-2": "#F6F7F9",
}

SIZES: Final[dict[str, str]] = {
    "text-xs": "0.75rem",
    "text-s": "0.875rem",
    "text-m": "1rem",
    "text-l": "1.25rem",
    "text-xl": "1.625rem",
    "text-2xl": "2.25rem",
    "text-3xl": "3.25rem",
    "space-1": "4px",
    "space-2": "8px",
    "space-3": "12px",
    "space-4": "16px",
    "space-5": "24px",
    "space-6": "40px",
    "space-7": "64px",
    "radius": "12px",
}


def tokens() -> dict[str, str]:
    """Every token by its name without the prefix `--cs-`."""
    return {**COLOURS, **SIZES}
