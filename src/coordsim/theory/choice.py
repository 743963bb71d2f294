"""Who buys what: multinomial and nested logit, recapture of a missing variant, price elasticity.

The firm's variants form one nest against not buying. `scale` mu in (0, 1] is how different the
variants are to the customer: 1 is the multinomial logit, near 0 they are almost the same thing.
Utilities have no unit; not buying has utility `outside` (weight exp(outside)). The last axis is the
variant, any axes before it (firms) are kept. A8, A9.

Source: McFadden 1974, Conditional Logit Analysis of Qualitative Choice Behavior; Train 2009,
Discrete Choice Methods with Simulation, ch. 3 and 4.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from coordsim.theory import _checks

FloatArray = npt.NDArray[np.float64]


def inclusive_value(utilities: npt.ArrayLike, scale: float = 1.0) -> FloatArray:
    """What the whole range is worth: scale x log sum_v exp(u_v / scale). (..., V) -> (...).

    A utility of -inf is a variant that cannot be had; none to be had gives -inf.
    Raises ValueError if there is no variant, a utility is nan or +inf, or scale is outside (0, 1].
    """
    scaled = _utilities(utilities) / _scale(scale)
    return np.asarray(scale * np.logaddexp.reduce(scaled, axis=-1), dtype=np.float64)


def shares(utilities: npt.ArrayLike, scale: float = 1.0, outside: float = 0.0) -> FloatArray:
    """Share of customers who choose each variant, (..., V); the rest up to 1 buys nothing.

    Arguments and errors as `inclusive_value`; ValueError too if outside is not finite.
    """
    _checks.finite(outside=outside)
    values = _utilities(utilities)
    range_value = inclusive_value(values, scale)[..., np.newaxis]
    buys = np.exp(range_value - np.logaddexp(range_value, outside))
    reference = np.where(np.isfinite(range_value), range_value, 0.0)
    return np.asarray(buys * np.exp((values - reference) / scale), dtype=np.float64)


def recapture(
    utilities: npt.ArrayLike, missing: int, scale: float = 1.0, outside: float = 0.0
) -> FloatArray:
    """Share of the missing variant's customers who take another of ours instead. (..., V) -> (...).

    missing: index of the variant that is out of stock, known to customers before they choose.
    Raises ValueError as `shares` does, and if missing is no index of a variant that would sell.
    """
    values = _utilities(utilities)
    if not 0 <= missing < values.shape[-1]:
        raise _checks.refuse("missing", missing, f"an index from 0 to {values.shape[-1] - 1}")
    complete = shares(values, scale, outside)
    wanted = complete[..., missing]
    if np.any(wanted <= 0):
        raise _checks.refuse("missing", missing, "a variant with a share above 0")
    without = values.copy()
    without[..., missing] = -np.inf
    buying = shares(without, scale, outside).sum(axis=-1)
    within = np.minimum(wanted / complete.sum(axis=-1), 1.0)
    # gained / wanted, with the difference of two nearly equal shares taken analytically
    with np.errstate(divide="ignore"):
        gone = -np.expm1(scale * np.log1p(-within)) / within
    return np.asarray(np.where(within < 1, 1 - (1 - buying) * gone, 0.0), dtype=np.float64)


def own_price_elasticity(
    price_coefficient: float,
    price: float,
    share: float,
    share_in_nest: float | None = None,
    scale: float = 1.0,
) -> float:
    """Elasticity of a variant's demand to its own price, no unit, below 0.

    price_coefficient: utility lost per unit of money; share: of all customers, in (0, 1);
    share_in_nest: of the firm's buyers, in [share, 1], needed when scale < 1. With w =
    share_in_nest and B = share / w the share that buys at all: -coefficient x price x ((1 - w) /
    scale + w (1 - B)); with scale = 1 that is -coefficient x price x (1 - share). Raises ValueError
    if an argument is outside its range.
    """
    _checks.positive(price_coefficient=price_coefficient, price=price)
    _checks.inside_zero_one(share=share)
    within = share if share_in_nest is None and _scale(scale) == 1 else share_in_nest
    if within is None or not share <= within <= 1:
        raise _checks.refuse("share_in_nest", share_in_nest, f"in [{share}, 1]")
    return -price_coefficient * price * ((1 - within) / _scale(scale) + within - share)


def price_coefficient(elasticity: float, price: float, share: float) -> float:
    """Multinomial logit price coefficient (per money) that has `elasticity` (< 0) at this price and
    share.

    Raises ValueError unless elasticity < 0, price > 0 and share is in (0, 1).
    """
    if not -np.inf < elasticity < 0:
        raise _checks.refuse("elasticity", elasticity, "a finite number below 0")
    return elasticity / own_price_elasticity(1.0, price, share)


def _utilities(utilities: npt.ArrayLike) -> FloatArray:
    values = np.asarray(utilities, dtype=np.float64)
    if values.ndim == 0 or values.shape[-1] == 0:
        raise _checks.refuse("utilities", utilities, "an array (..., V) with one variant or more")
    if np.any(np.isnan(values) | (values == np.inf)):
        raise _checks.refuse(
            "utilities", utilities, "finite numbers, or -inf for a variant that cannot be had"
        )
    return values


def _scale(scale: float) -> float:
    if not 0 < scale <= 1:
        raise _checks.refuse("scale", scale, "above 0 and at most 1")
    return scale
