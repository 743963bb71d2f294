"""What each role earns under each pay rule, so that rates can be fitted to pay that somebody would
sign.

    python -m coordsim.study.pay_levels base 16

prints the means of a scenario's coordinated firm, and the rates at which the variable part would be
``SHARE`` of ``LEVEL``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.rules.pay import PAY
from coordsim.rules.pay.rates import rates_of
from coordsim.run.simulate import simulate
from coordsim.scenario.file import Scenario, load

COORDINATED = {"incentives": "shared", "communication": "sop"}
LEVEL = 33.0  # money/week: what either role earns in the coordinated firm
SHARE = 0.4  # of it that hangs on results: Zoltners, Sinha & Lorimer 2012
LEAST = 1e-6  # money/week: less cannot be scaled


class PayLevel(NamedTuple):
    """Mean pay of a role under a pay rule, money a week: all of it, and what hangs on results."""

    pay: str
    role: str
    total: float
    variable: float

    @property
    def share(self) -> float:
        """Share of pay that hangs on results; nan where there is none."""
        return self.variable / self.total if self.total else float("nan")


def pay_levels(
    scenario: Scenario,
    presets: Sequence[str] | None = None,
    *,
    firms: int = 16,
    seed: int = 1,
    steered: Mapping[str, object] = COORDINATED,
) -> list[PayLevel]:
    """Return what each role earns under each of some pay rules (all that there are when omitted),
    after warm-up and over ``firms`` worlds from ``seed`` on.

    The firm is the same under all: people act as under the rules in ``steered``, and what came of
    it is paid by each rule, so that rates do not change what they are fitted to.
    """
    run = simulate(scenario.with_(steered), firms=firms, seed=seed)
    out = []
    for name in presets or tuple(PAY):
        slips = run.paid_by(name)
        for role in ROLES:
            lines = {
                line: float(values[:, run.warmup :][paid].mean())
                for line, values in slips[role].items()
                if (paid := values[:, run.warmup :] == values[:, run.warmup :]).any()
            }
            total = sum(lines.values())
            out.append(PayLevel(name, role, total, total - lines.get("salary", 0.0)))
    return out


def fitted(
    scenario: Scenario, levels: Sequence[PayLevel], *, level: float = LEVEL, share: float = SHARE
) -> dict[str, dict[str, float]]:
    """Return rates, rule -> rate -> number, at which the variable part of each role's pay would be
    ``share`` of ``level`` in the firm that was measured; with a salary of the rest both earn
    ``level``. Rates of both roles follow the mean of both. A rule keeps its rates where its
    variable part is not above 0, or is another rule's.
    """
    out: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(one.pay for one in levels):
        mine = {one.role: one.variable for one in levels if one.pay == name}
        mine["both"] = sum(mine.values()) / len(mine)
        rule = scenario.rules.at_rates(PAY[name])
        out[name] = {
            rate: getattr(rule, rate) * share * level / mine[known.whose]
            for rate, known in rates_of(rule).items()
            if known.whose and mine[known.whose] > LEAST and getattr(rule, rate)
        }
    return out


def told(scenario: Scenario, levels: Sequence[PayLevel]) -> str:
    """Return levels and the rates that would fit as lines of text."""
    out = [f"{'pay rule':18} {'role':12} {'a week':>8} {'variable':>9}"]
    out += [f"{one.pay:18} {one.role:12} {one.total:8.2f} {one.variable:9.2f}" for one in levels]
    out += ["", f"salary = {LEVEL * (1 - SHARE):g}"]
    for name, numbers in fitted(scenario, levels).items():
        said = ", ".join(f"{rate} = {value:.4g}" for rate, value in numbers.items())
        out.append(f"rates.{name} = {{{said}}}" if said else f"# {name}: nothing to fit")
    return "\n".join([*out, ""])


def main(arguments: Sequence[str]) -> None:
    """Write the levels of a scenario and the rates that would fit."""
    scenario = load(arguments[0] if arguments else "base")
    firms = int(arguments[1]) if len(arguments) > 1 else 16
    sys.stdout.write(told(scenario, pay_levels(scenario, firms=firms)))


if __name__ == "__main__":
    main(sys.argv[1:])
