"""The routes of the pages. Solara imports this module by its name in `server.ENVIRONMENT`."""

import solara

from coordsim_web.pages.home import Home
from coordsim_web.pages.lab import Lab
from coordsim_web.pages.play import Play
from coordsim_web.parts.bar import Bare
from coordsim_web.parts.guard import guarded

routes = [
    solara.Route(path="/", component=guarded(Home, ""), label="coordsim", layout=Bare),
    solara.Route(path="lab", component=guarded(Lab, "Lab"), label="Lab"),
    solara.Route(path="play", component=guarded(Play, "Play"), label="Play"),
]
