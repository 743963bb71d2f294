"""The firm as an ordinary Mesa 3.5 model: the only room that imports Mesa.

    model = CoordinationModel("base", rng=1)
    model.run_for(52)
    model.datacollector.get_model_vars_dataframe()

Marketing, Operations, Leadership and the customer segments are Mesa agents; the physics stays in
arrays. ``mesa.batch_run`` and ``SolaraViz`` work on it with keyword arguments: fields of the
scenario by name, with two underscores in place of dots (``market__shock_sd=[0.1, 0.3]``), and
scenarios, players and tables of changes as objects in lists.

An agent that is made for a role takes its seat: ``MyMarketing(model)``, with ``MyMarketing`` a
subclass of ``Marketing``, replaces the manager of marketing.
"""

from __future__ import annotations

from coordsim.mesa_model.agents import CustomerSegment as CustomerSegment
from coordsim.mesa_model.agents import Leadership as Leadership
from coordsim.mesa_model.agents import Marketing as Marketing
from coordsim.mesa_model.agents import Operations as Operations
from coordsim.mesa_model.agents import RoleAgent as RoleAgent
from coordsim.mesa_model.model import CoordinationModel as CoordinationModel
