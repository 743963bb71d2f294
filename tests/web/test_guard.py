"""A page that fails shows a sentence; the reason goes to the log."""

import logging
from typing import Any

import ipyvue
import pytest
import solara

from coordsim_web.parts.guard import guarded


@solara.component
def Broken() -> None:
    solara.Text("before")
    raise ValueError("the reason")


@solara.component
def BrokenInside() -> None:
    solara.Text("before")
    with solara.Column():
        Broken()
    solara.Text("after")


@pytest.mark.parametrize("page", [Broken, BrokenInside])
def test_a_failing_page_ends_in_a_sentence(page: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="coordsim.web"):
        _box, context = solara.render(guarded(page, "Test")(), handle_error=False)
        sent = [str(widget.get_state()) for widget in context.find(ipyvue.VueTemplate).widgets]
        context.close()
    assert any("Something went wrong on this page" in state for state in sent)
    assert "the reason" not in "".join(sent)
    assert "page 'Test' failed" in caplog.text
