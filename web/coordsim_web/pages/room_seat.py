"""Seat: what somebody on a seat sees and does. A page is sent what its seat may see, and nothing
else.
"""

from __future__ import annotations

import solara

from coordsim.room.state.records import RoomError
from coordsim_web.parts.shared import use_shared
from coordsim_web.rooms import address
from coordsim_web.rooms.hub import hub


@solara.component
def Seat() -> None:
    """Show the seat whose token the address has."""
    use_shared()
    token = address.place_of(solara.use_router().path).key
    try:
        chair = hub().sight_of(token).chair(token)
        told = f"{chair.role}, team {chair.team}, round {chair.round}"
    except RoomError as error:
        told = str(error)
    with solara.v.Html(tag="main", class_="cs-page cs-seat", attributes={"id": "content"}):
        solara.v.Html(tag="h1", children=[told])
