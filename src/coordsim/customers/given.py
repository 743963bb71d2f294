"""Demand from a given distribution, for cases of theory and for controls: no individuals, no taste,
no reaction to price.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from coordsim.core.luck.normal import to_normals
from coordsim.core.luck.streams import Streams
from coordsim.core.parameters import Given, Parameters
from coordsim.core.records import Floats, Traits


def demand_of(given: Given[float], uniforms: Floats) -> Floats:
    """Return the demands (units) of which uniforms in (0, 1), of any shape, are the chances of at
    most as much: the inverse distribution function.

    Uniform between mean - sqrt(3) sd and mean + sqrt(3) sd; lognormal with ln D ~ N(m, s^2), s^2 =
    ln(1 + sd^2 / mean^2), m = ln mean - s^2 / 2 (Johnson, Kotz & Balakrishnan 1994, ch. 14); of a
    list the first value up to which the chances sum to the uniform. Raises ValueError for other
    families, which are drawn elsewhere.
    """
    if given.distribution == "uniform":
        return np.asarray(given.mean + given.sd * math.sqrt(3) * (2 * uniforms - 1))
    if given.distribution == "lognormal":
        variance = math.log1p((given.sd / given.mean) ** 2)
        normals = np.array(uniforms, dtype=np.float64)
        to_normals(normals.reshape(-1))
        return np.asarray(
            np.exp(math.log(given.mean) - variance / 2 + math.sqrt(variance) * normals)
        )
    if given.distribution == "listed":
        whole = np.cumsum(given.chances)
        places = np.searchsorted(whole, uniforms, side="left")
        return np.asarray(given.values)[np.minimum(places, len(whole) - 1)]
    raise ValueError(
        f"given.distribution = '{given.distribution}' has no inverse here; allowed: 'uniform',"
        " 'lognormal', 'listed'"
    )


def drawn_before(given: Given[float]) -> bool:
    """Say whether all weeks of a demand are drawn before the first; a normal one remembers and is
    drawn week by week.
    """
    return given.distribution != "normal"


def demand_in(given: Given[float], seed: int, week: int, variants: int) -> Floats:
    """Draw a week's demand of each of ``variants`` (units, (V,)) in world ``seed``, for families
    that are drawn before: but for Poisson's from the same uniforms as a normal demand is.
    """
    if given.distribution == "poisson":
        luck = Streams.generator(seed, "given", week)
        return np.asarray(luck.poisson(given.mean, variants), dtype=np.float64)
    streams = Streams(np.array([seed], dtype=np.int64))
    return demand_of(given, streams.uniforms("given", week, variants)[0])


@dataclass(frozen=True)
class GivenDemand:
    """Weekly demand of each variant on sale has a given distribution (normal: truncated at 0,
    autocorrelated if asked).
    """

    name: str = "given"

    def traits(self, parameters: Parameters[Floats], streams: Streams) -> Traits | None:
        """Return None: there are no individuals."""
        return None
