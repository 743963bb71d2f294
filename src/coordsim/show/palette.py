"""The one set of colours of pages, figures and reports.

The hues are Okabe and Ito's, which colour-blind people can tell apart; a hue is never the only sign
of a meaning. Words take the darker variant of their hue, grounds the pale one. The style sheet of
the pages declares the same colours as variables, `--cs-marketing` and so on; a test compares them.
"""

from __future__ import annotations

from typing import Final

MARKETING: Final = "#E69F00"
OPERATIONS: Final = "#0072B2"
CUSTOMERS: Final = "#009E73"
LEADERSHIP: Final = "#CC79A7"
LOSS: Final = "#D55E00"
INK: Final = "#1B1F24"
INK_2: Final = "#4A525C"
GREY: Final = "#8A919B"
LINE: Final = "#D5DAE0"
LINE_2: Final = "#E9ECF0"
PAPER: Final = "#FFFFFF"

COLOURS: Final = {
    "marketing": MARKETING,
    "operations": OPERATIONS,
    "customers": CUSTOMERS,
    "leadership": LEADERSHIP,
    "loss": LOSS,
    "marketing-text": "#8A5F00",
    "operations-text": "#00609A",
    "customers-text": "#00744F",
    "leadership-text": "#9A4473",
    "loss-text": "#A84A00",
    "marketing-light": "#F4D08A",
    "operations-light": "#93C4E3",
    "operations-middle": "#4A9BCB",
    "operations-dark": "#004B78",
    "leadership-light": "#E7BFD4",
    "marketing-pale": "#FDF3DF",
    "operations-pale": "#E3F0F8",
    "loss-pale": "#FBEADF",
    "mood-1": "#D9EFE7",
    "mood-2": "#A6D8C5",
    "mood-3": "#66B99B",
    "mood-4": "#2A8F6E",
    "mood-5": "#00543C",
    "ink": INK,
    "ink-2": INK_2,
    "ink-3": "#5F6873",
    "grey": GREY,
    "line": LINE,
    "line-2": LINE_2,
    "paper": PAPER,
    "paper-2": "#F6F7F9",
}
"""Every colour by the name of its variable; `mood-1` to `mood-5` are even steps of one green, from
content with nothing to content with everything."""
