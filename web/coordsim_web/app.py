"""The routes of the pages. Solara imports this module by its name in `server.ENVIRONMENT`."""

import solara

from coordsim_web.pages.home import Home
from coordsim_web.pages.lab import Lab
from coordsim_web.pages.room_console import Console
from coordsim_web.pages.room_debrief import Debrief
from coordsim_web.pages.room_join import Join
from coordsim_web.pages.room_learn import Learn
from coordsim_web.pages.room_paper import Paper
from coordsim_web.pages.room_seat import Seat
from coordsim_web.pages.room_teach import Teach
from coordsim_web.pages.room_wall import Wall
from coordsim_web.parts.bar import Bare
from coordsim_web.parts.guard import guarded
from coordsim_web.rooms import address

routes = [
    solara.Route(path="/", component=guarded(Home, ""), label="coordsim", layout=Bare),
    solara.Route(path="lab", component=guarded(Lab, "Lab"), label="Lab"),
    solara.Route(path=address.JOIN, component=guarded(Join, "Join"), label="Join"),
    solara.Route(path=address.CONSOLE, component=guarded(Console, "Console"), label="Console"),
    solara.Route(path=address.SEAT, component=guarded(Seat, "Seat"), label="Seat"),
    solara.Route(path=address.DEBRIEF, component=guarded(Debrief, "Debrief"), label="Debrief"),
    solara.Route(path=address.LEARN, component=guarded(Learn, "Learn"), label="Learn"),
    solara.Route(path=address.TEACH, component=guarded(Teach, "Teach"), label="Teach"),
    solara.Route(path=address.WALL, component=guarded(Wall, "Wall"), label="Wall"),
    solara.Route(path=address.PAPER, component=guarded(Paper, "Paper"), label="Paper"),
]
