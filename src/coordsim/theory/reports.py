"""What a forecaster reports under a given pay, and what an honest report is worth.

Demand as the forecaster believes it is N(mean, sd) in units, not truncated; pay rates are money per
unit; all scalars.

Sources: A13 Gonik 1978, Tie Salesmen's Bonuses to Their Forecasts; Chen 2005, Salesforce
Incentives, Market Information, and Production/Inventory Planning. A14 Scheele, Thonemann & Slikker
2018, Designing Incentive Systems for Truthful Forecast Information Sharing Within a Firm. A15 the
normal newsvendor, Snyder & Shen, ch. 4.
"""

from __future__ import annotations

import math

from coordsim.theory import _checks, _normal


def bonus_fractile(alpha: float, beta: float, gamma: float) -> float:
    """Fractile of demand reported under pay alpha F + beta (A - F)+ - gamma (F - A)+:
    (alpha-beta)/(gamma-beta).

    Raises ValueError unless 0 <= beta < alpha < gamma, all finite.
    """
    _checks.not_negative(beta=beta)
    _checks.finite(alpha=alpha, gamma=gamma)
    if not beta < alpha < gamma:
        raise _checks.refuse("alpha", alpha, f"above beta ({beta}) and below gamma ({gamma})")
    return (alpha - beta) / (gamma - beta)


def bonus_pay(
    report: float, mean: float, sd: float, *, alpha: float, beta: float, gamma: float
) -> float:
    """Expected forecast bonus (money) of a `report` F (units). Raises ValueError as
    `best_bonus_report` does.
    """
    bonus_fractile(alpha, beta, gamma)
    _belief(mean, sd)
    _checks.finite(report=report)
    return (
        alpha * report
        + beta * _normal.shortage(report, mean, sd)
        - gamma * _normal.excess(report, mean, sd)
    )


def best_bonus_report(mean: float, sd: float, alpha: float, beta: float, gamma: float) -> float:
    """Report (units) of greatest expected forecast bonus.

    Raises ValueError as `bonus_fractile` does, and if mean is not finite or sd is negative.
    """
    _belief(mean, sd)
    return mean + _normal.quantile(bonus_fractile(alpha, beta, gamma)) * sd


def commission_fractile(commission: float, penalty: float) -> float:
    """Fractile reported under commission r on sales, penalty rho on error, supply = report: (r +
    rho) / (r + 2 rho).

    Above one half: the forecaster inflates. Raises ValueError unless commission and penalty are
    above 0.
    """
    _checks.positive(commission=commission, penalty=penalty)
    return (commission + penalty) / (commission + 2 * penalty)


def commission_pay(
    report: float, mean: float, sd: float, commission: float, penalty: float
) -> float:
    """Expected pay (money): commission x E[min(D, report)] - penalty x E|D - report|. Errors as the
    best report's.
    """
    _checks.positive(commission=commission, penalty=penalty)
    _belief(mean, sd)
    _checks.finite(report=report)
    short, over = _normal.shortage(report, mean, sd), _normal.excess(report, mean, sd)
    return commission * (mean - short) - penalty * (short + over)


def best_commission_report(mean: float, sd: float, commission: float, penalty: float) -> float:
    """Report (units) of greatest expected pay under commission and error penalty.

    Raises ValueError as `commission_fractile` does, and if mean is not finite or sd is negative.
    """
    _belief(mean, sd)
    return mean + _normal.quantile(commission_fractile(commission, penalty)) * sd


def aligning_penalty(commission: float, critical_ratio: float) -> float:
    """Error penalty (money/unit) that makes the report the firm's newsvendor quantity: r (1 - CR) /
    (2 CR - 1).

    Raises ValueError unless commission > 0 and critical_ratio is above 0.5 and below 1: below that
    no penalty does it.
    """
    _checks.positive(commission=commission)
    if not 0.5 < critical_ratio < 1:
        raise _checks.refuse("critical_ratio", critical_ratio, "above 0.5 and below 1")
    return commission * (1 - critical_ratio) / (2 * critical_ratio - 1)


def mismatch_cost(sd: float, margin_span: float, critical_ratio: float) -> float:
    """Least expected cost (money) of supply not matching demand: margin_span x density(z(CR)) x sd.

    sd: units, of what is still unknown when ordering; margin_span: price less salvage, r - v,
    money/unit. Raises ValueError unless sd >= 0, margin_span > 0 and critical_ratio is in (0, 1).
    """
    _checks.not_negative(sd=sd)
    _checks.positive(margin_span=margin_span)
    _checks.inside_zero_one(critical_ratio=critical_ratio)
    return margin_span * _normal.density(_normal.quantile(critical_ratio)) * sd


def unshared_mismatch_cost(
    market_sd: float, private_sd: float, margin_span: float, critical_ratio: float
) -> float:
    """`mismatch_cost` when the forecaster keeps its private part (private_sd) of demand to itself;
    independent parts.

    Shared, the cost is mismatch_cost(market_sd, ...). Raises ValueError as `mismatch_cost` does for
    both sds.
    """
    _checks.not_negative(market_sd=market_sd, private_sd=private_sd)
    return mismatch_cost(math.hypot(market_sd, private_sd), margin_span, critical_ratio)


def _belief(mean: float, sd: float) -> None:
    _checks.finite(mean=mean)
    _checks.not_negative(sd=sd)
