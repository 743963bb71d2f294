"""What a scenario may set as numbers: every field with its unit, its bounds and its source.

A group is generic in the type of its real numbers: ``Market[float]`` is what a file holds and is
validated as a whole; inside the engine the same group holds one array of shape (firms,) per field,
so that firms of one batch may differ. Fields of type ``int`` and ``bool`` decide shapes or physics
and are the same for all firms of a batch.
"""

from __future__ import annotations

from coordsim.core.parameters.declare import ASSUMED as ASSUMED
from coordsim.core.parameters.declare import BASE as BASE
from coordsim.core.parameters.declare import Group as Group
from coordsim.core.parameters.declare import bounds as bounds
from coordsim.core.parameters.declare import is_neutral as is_neutral
from coordsim.core.parameters.declare import number as number
from coordsim.core.parameters.declare import one_of as one_of
from coordsim.core.parameters.declare import switch as switch
from coordsim.core.parameters.given import Given as Given
from coordsim.core.parameters.given import moments as moments
from coordsim.core.parameters.horizon import Horizon as Horizon
from coordsim.core.parameters.line import Line as Line
from coordsim.core.parameters.managers import Managers as Managers
from coordsim.core.parameters.market import Market as Market
from coordsim.core.parameters.money import Money as Money
from coordsim.core.parameters.owner import Owner as Owner
from coordsim.core.parameters.people import People as People
from coordsim.core.parameters.plant import Plant as Plant
from coordsim.core.parameters.service import Service as Service
from coordsim.core.parameters.start import Start as Start
from coordsim.core.parameters.supply import Supply as Supply
from coordsim.core.parameters.systems import Systems as Systems


class Parameters[T](Group):
    """All numbers of a scenario."""

    market: Market[T]
    line: Line[T]
    plant: Plant[T]
    supply: Supply[T]
    service: Service[T]
    systems: Systems[T]
    money: Money[T]
    people: People[T]
    managers: Managers[T]
    owner: Owner[T]
    given: Given[T]
    start: Start[T]
    horizon: Horizon


GROUPS = tuple(Parameters.model_fields)
