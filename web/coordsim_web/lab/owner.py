"""Sentences on what a firm was taken over with, on its owner's orders, on its cash and its end."""

from typing import Final

import numpy as np

from coordsim.core.levers import LEVERS
from coordsim.core.records import Floats
from coordsim.run.result import Run
from coordsim_web.lab.said import listing, said
from coordsim_web.lab.weekly import money

AT_MOST: Final = {"blunt": "at most ", "informed": ""}


def inherited_words(run: Run, start: Floats) -> str:
    """Name the levers whose first values the world has drawn, with these, ``start`` (L,); empty
    where nothing is inherited.
    """
    scenario = run.scenarios[0]
    drawn = [
        f"{lever.label.lower()} {said(lever, float(start[place]))}".replace("every never", "never")
        for place, lever in enumerate(LEVERS)
        if scenario.lever_inherited(lever.name)
    ]
    if not drawn:
        return ""
    return f"Others left this plan; this world drew it, the same under all rules: {listing(drawn)}."


def owner_words(run: Run, week: int, before: int | None) -> str:
    """Say what the owner orders in the round of a week; ``before`` is a week of the round before.
    Empty where it lets the firm be.
    """
    scenario = run.scenarios[0]
    holds, held = (
        at is not None and bool(run.flows["under_orders"][0, at] > 0) for at in (week, before)
    )
    if not holds:
        return "The firm has recovered: the owner lifts its orders." if held else ""
    most = AT_MOST.get(scenario.owner.acts, "")
    orders = [
        f"{lever.label.lower()} {most}{said(lever, float(run.orders[lever.name][0, week]))}"
        for lever in LEVERS
        if lever.name in run.orders and np.isfinite(run.orders[lever.name][0, week])
    ]
    if not orders:
        return "The owner has lost patience, but orders nothing."
    if held:
        return f"The owner's orders hold: {listing(orders)}."
    return f"The owner has lost patience and orders: {listing(orders)}."


def cash_words(run: Run, week: int) -> str:
    """Say what is in the bank at a week's end; empty where no firm can become insolvent."""
    scenario, cash = run.scenarios[0], float(run.flows["cash"][0, week])
    if not scenario.money.insolvency:
        return ""
    if cash >= 0:
        return f"{money(cash)} in the bank."
    return f"{money(-cash)} owed to the bank, which lends up to {money(scenario.money.credit)}."


def stop_words(run: Run, week: int) -> str:
    """Say, in a round that ends in a week, that a firm could not pay and has stopped; empty while
    it lives.
    """
    stop = float(run.stops[0])
    if not np.isfinite(stop) or stop > week:
        return ""
    return (
        f"The firm could not pay any more and stopped after week {int(stop) + 1}: nobody decides,"
        " nothing is made or sold."
    )
