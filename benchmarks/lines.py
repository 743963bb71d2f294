"""A process that answers JSON lines with JSON lines, until it is told to quit or its input ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def serve(begin: Callable[[], Answer]) -> None:
    """Answer every line by what ``begin`` returns; say so if it cannot begin. What libraries print
    goes to standard error.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(data: dict[str, Any]) -> None:
        out.write(json.dumps(data) + "\n")
        out.flush()

    try:
        answer = begin()
    except ImportError as error:
        say({"missing": f"{type(error).__name__}: {error}"})
        return
    say({"ready": True})
    for text in sys.stdin:
        line = json.loads(text)
        if line["do"] == "quit":
            return
        say(answer(line))
