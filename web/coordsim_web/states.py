"""A tab that lost its connection asks for the states of its widgets when it is back. ipywidgets is
made for one tab: it answers whoever asked last, so that of two tabs that come back at once one is
left waiting, and the other is sent a page that is not its own. Here each is answered itself.
"""

from __future__ import annotations

from typing import Any


class Asked:
    """What ipywidgets knows of a tab that asks; it keeps one for all."""

    def __init__(self, comm: Any) -> None:
        self._control_comm = comm

    def get_manager_state(self) -> None:
        """Do without: ipywidgets works all states out here, and then once more to send them."""


def opened(comm: Any, _message: Any) -> None:
    """Let a tab ask, over a channel that it has opened."""
    from ipywidgets import Widget

    answer, asked = Widget._handle_control_comm_msg.__func__, Asked(comm)
    comm.on_msg(lambda message: answer(asked, message))


def answer_each() -> None:
    """Answer each tab itself from now on."""
    from ipywidgets import Widget

    Widget.handle_control_comm_opened = staticmethod(opened)
