"""The flow chart of a week in docs/model.md: who acts in which order. The steps are those that
week/story.py says of itself, and acts have to come in the order in which it calls them.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from inspect import getsource
from itertools import pairwise
from typing import NamedTuple

from coordsim.core.levers import ROLES
from coordsim.show.palette import COLOURS
from coordsim.week import story
from generator.page import WHOLE, Parts, Settings

FILE, FIGURE = "docs/model.md", "docs/figures/week.svg"


class Act(NamedTuple):
    """What somebody does, and the calls of week/story.py by which it comes about."""

    who: str
    does: str
    calls: tuple[str, ...] = ()


class Step(NamedTuple):
    """A step of the week; ``by_round``: in the first week of a round alone."""

    name: str
    acts: tuple[Act, ...]
    by_round: bool = False


STEPS = (
    Step(
        "communicate",
        (
            Act("Scenario", "begins and ends its shocks", ("look_up_trends",)),
            Act("Both sides", "learn in meetings and trainings", ("beliefs.carries",)),
            Act("Operations", "tells its facts, on channels that are due", ("beliefs.tell",)),
        ),
    ),
    Step(
        "decide",
        (
            Act("Marketing", "proposes a plan, words a forecast", ("manage",)),
            Act("Marketing", "tells both, as far as talk carries them", ("beliefs.tell",)),
            Act("Operations", "proposes, by what it was told"),
        ),
        by_round=True,
    ),
    Step(
        "agree",
        (
            Act("Governance", "makes one plan of the two", ("mind.settle",)),
            Act(
                "Leadership, owner",
                "put in their orders",
                ("owner.order", "cure", "owner.bind"),
            ),
            Act("Both sides", "contest levers of the other's", ("mind.contest",)),
            Act(
                "Sales people",
                "try as hard as it pays",
                ("mind.reward_of_selling", "mind.sales_effort"),
            ),
            Act("Both sides", "note what they expect of it", ("mind.expect_of",)),
        ),
        by_round=True,
    ),
    Step(
        "develop",
        (
            Act("Marketing", "tells its facts, on channels that are due", ("beliefs.tell",)),
            Act(
                "Both sides",
                "begin, finish, announce and retire variants",
                ("development.develop",),
            ),
            Act("Operations", "forecasts, for lots and materials", ("desk.plan_lots",)),
        ),
    ),
    Step("supply", (Act("Supplier", "delivers, or a week late", ("supply.arrive",)),)),
    Step(
        "produce",
        (
            Act("Operations", "makes the lots that are due", ("plant.produce",)),
            Act("Marketing", "launches what is new on sale", ("development.launch",)),
            Act("Operations", "orders materials", ("supply.order",)),
            Act("Operations", "serves what is owed", ("delivery.ship_backlog",)),
        ),
    ),
    Step(
        "sell",
        (
            Act("Market", "moves its shock and the adstock on", ("market.advance",)),
            Act(
                "Marketing",
                "promotes, or calls it off before an empty shelf",
                ("market.promoted", "desk.in_a_week"),
            ),
            Act(
                "Customers",
                "come one after the other: are put off, choose, buy, switch, wait or leave",
                ("market.visit_factor", "market.open_shop", "market.sell"),
            ),
        ),
    ),
    Step(
        "deliver",
        (
            Act("Operations", "ships what was sold", ("delivery.ship",)),
            Act("Customers", "wait; some cancel what is overdue", ("delivery.age_backlog",)),
            Act("Books", "give every lost unit its cause", ("delivery.explain_lost",)),
            Act(
                "Goods",
                "grow old; some are cleared or written off",
                ("ageing.clear_shelf", "development.grow_old"),
            ),
            Act("Service desk", "answers", ("delivery.answer",)),
        ),
    ),
    Step(
        "account",
        (
            Act("Books", "post every amount to an account", ("books.post", "cash.interest")),
            Act("Bank", "is paid; a firm that cannot pay stops", ("cash.bank",)),
            Act("Owner", "judges, at a quarter's end", ("books.profit", "owner.watch")),
        ),
    ),
    Step(
        "feel",
        (
            Act(
                "Everybody",
                "feels and remembers: trust, reputation, frustration, records",
                ("closing.remember",),
            ),
            Act(
                "Both sides",
                "learn from results and are paid, at a round's end",
                ("closing.settle_pay",),
            ),
        ),
    ),
)
BESIDE = {  # looks things up or writes them down; nobody acts
    *("Eye", "Scene", "Words", "copy", "round_of", "remember", "mind.meet", "look_ahead"),
    *("beliefs.look_up_facts", "beliefs.believe", "desk.plan_informed", "orders.count_needs"),
    *("closing.belief_error", "closing.write_down", "mean_satisfaction", "stand_still"),
    *("int", "len", "range", "max", "math.isnan"),
}
PARTS_OF_THE_STORY = {"communicate", "decide", "hear", "say", "agree", "command", "work", "account"}

WIDE, EDGE, LEFT, TEXT = 360, 10, 30, 13
LINE, HEAD, GAP, LETTERS, CAPTION = 18, 28, 16, 43, 42
INK = {
    "Marketing": "marketing",
    "Sales people": "marketing",
    "Operations": "operations",
    "Supplier": "operations",
    "Service desk": "operations",
    "Customers": "customers",
    "Governance": "leadership",
    "Leadership, owner": "leadership",
    "Owner": "leadership",
}


def week(_settings: Settings) -> Parts:
    """The chart and its place in the text. Raises SystemExit where it and the story disagree."""
    disagree(STEPS)
    steps = [step.name for step in STEPS]
    picture = f"![A flow chart of a week: {', '.join(steps)}, and again; the list below says it"
    return {
        (FILE, "week"): f"{picture} in words](figures/week.svg)",
        (FIGURE, WHOLE): drawn(STEPS),
    }


def disagree(steps: Sequence[Step]) -> None:
    """Raise SystemExit unless the steps are the story's own, and their acts all that it calls, in
    its order.
    """
    told = next(line for line in (story.__doc__ or "").splitlines() if " - " in line)
    named, ours = [word.strip() for word in told.split(" - ")], [step.name for step in steps]
    if named != ours or ROLES != ("marketing", "operations"):
        raise SystemExit(f"docs/generator/week.py: {ours}; week/story.py: {named}, {ROLES}")
    charted = [call for step in steps for act in step.acts for call in act.calls]
    lived = [call for call in calls("live") if call not in BESIDE | PARTS_OF_THE_STORY]
    for place, (one, other) in enumerate(zip([*charted, ""], [*lived, ""], strict=False)):
        if one != other:
            raise SystemExit(
                f"docs/generator/week.py: call {place} is {one or 'none'}, and {other or 'none'} in"
                " week/story.py"
            )


def calls(name: str) -> list[str]:
    """Return what a function of week/story.py calls, in order, with what its own functions call."""
    tree = ast.parse(getsource(story))
    own = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}

    def within(node: ast.AST) -> Iterator[str]:
        for child in ast.iter_child_nodes(node):
            yield from within(child)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            yield called
            if called in own:
                yield from within(ast.Module(own[called].body, []))

    return list(within(ast.Module(own[name].body, [])))


def drawn(steps: Sequence[Step]) -> str:
    """Return the chart as SVG, legible where it is as wide as a phone."""
    parts, tops, at = [], {}, float(EDGE)
    grouped = [step.name for step in steps if step.by_round]
    for number, step in enumerate(steps, start=1):
        if step.name in grouped[:1]:
            at += CAPTION
        tops[step.name] = at
        shown, bottom = box(number, step, at)
        parts.append(shown)
        if step.name in grouped[-1:]:
            tops["after"] = bottom
            bottom += GAP / 2
        at = bottom + GAP
    end = at - GAP
    first, last = tops[grouped[0]] - CAPTION, tops["after"] + GAP / 2
    ways = [*ahead(steps, tops, last), around(tops[steps[0].name], end)]
    height = round(end + CAPTION)
    described = escape("; ".join(in_words(steps)))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{height}"'
            f' viewBox="0 0 {WIDE} {height}" font-family="Helvetica, Arial, sans-serif"'
            f' font-size="{TEXT}">',
            "<title>A week of a firm</title>",
            f"<desc>{described}</desc>",
            f'<rect width="{WIDE}" height="{height}" fill="{COLOURS["paper"]}"/>',
            f'<rect x="{LEFT - 10}" y="{first:g}" width="{WIDE - LEFT - 8}"'
            f' height="{last - first:g}" rx="8" fill="{COLOURS["leadership-light"]}"'
            f' fill-opacity="0.35" stroke="{COLOURS["leadership-text"]}"/>',
            words(LEFT, first + 16, "Only in the first week of a round;", "leadership-text"),
            words(LEFT, first + 32, "other weeks go on to 4", "leadership-text"),
            *parts,
            *ways,
            words(LEFT, end + 24, "then the next week, from 1", "ink-2"),
            "</svg>\n",
        ]
    )


def in_words(steps: Sequence[Step]) -> list[str]:
    """Return a sentence for each step."""
    return [
        f"{number} {step.name}{' (first week of a round)' * step.by_round}: "
        + ", ".join(f"{act.who}: {act.does}" for act in step.acts)
        for number, step in enumerate(steps, start=1)
    ]


def box(number: int, step: Step, top: float) -> tuple[str, float]:
    """Return a step, and where it ends."""
    lines, at = [], top + HEAD
    for act in step.acts:
        colour = INK.get(act.who, "ink")
        begins = at
        said = textwrap.wrap(f"{act.who}: {act.does}", LETTERS)
        for place, text in enumerate(said):
            at += LINE
            rest = text.removeprefix(f"{act.who}:") if place == 0 else text
            who = f'<tspan font-weight="bold">{escape(act.who)}</tspan>' if place == 0 else ""
            tone = f"{colour}-text" if colour != "ink" else "ink"
            lines.append(words(LEFT + 18, at - 5, who + escape(rest), tone, safe=True))
        lines.append(
            f'<rect x="{LEFT + 8}" y="{begins + 2:g}" width="4" height="{at - begins - 4:g}"'
            f' fill="{COLOURS[colour]}"/>'
        )
    bottom = at + 6
    frame = (
        f'<rect x="{LEFT}" y="{top:g}" width="{WIDE - LEFT - 28}" height="{bottom - top:g}" rx="6"'
        f' fill="{COLOURS["paper"]}" stroke="{COLOURS["grey"]}"/>'
    )
    name = f'<tspan font-weight="bold">{number} {escape(step.name.capitalize())}</tspan>'
    head = words(LEFT + 8, top + 19, name, "ink", safe=True, size=15)
    return "\n".join([frame, head, *lines]), bottom


def words(
    x: float, y: float, text: str, colour: str, *, safe: bool = False, size: int = TEXT
) -> str:
    """Return a line of words; ``safe`` when it is SVG already."""
    said = text if safe else escape(text)
    larger = f' font-size="{size}"' if size != TEXT else ""
    return f'<text x="{x:g}" y="{y:g}" fill="{COLOURS[colour]}"{larger}>{said}</text>'


def ahead(steps: Sequence[Step], tops: Mapping[str, float], last: float) -> Iterator[str]:
    """Yield the way past the steps that are not taken in every week, and arrows between steps."""
    after = next(one.name for before, one in pairwise(steps) if before.by_round if not one.by_round)
    rare = next(step.name for step in steps if step.by_round)
    first = tops[rare] - CAPTION
    out = f"M{LEFT + 6} {first - GAP:g} V{first - 6:g} H{EDGE}"
    yield arrow(f"{out} V{last + 6:g} H{LEFT + 6} V{tops[after]:g}")
    for step in steps[1:]:
        if step.name == after:
            continue
        top = tops[step.name] - CAPTION * (step.name == rare)
        yield arrow(f"M{WIDE / 2:g} {top - GAP:g} V{top:g}")
    yield arrow(f"M{WIDE / 2:g} {last:g} V{tops[after]:g}")


def around(top: float, end: float) -> str:
    """Return the way from the end of a week to the next."""
    return arrow(f"M{WIDE - 28} {end - 12:g} H{WIDE - EDGE} V{top + 14:g} H{WIDE - 28}")


def arrow(path: str) -> str:
    """Return a line along a path of moves that ends in a head."""
    tokens = path.replace("M", "").replace("V", " V").replace("H", " H").split()
    x, y = float(tokens[0]), float(tokens[1])
    way = (0.0, 1.0)
    for token in tokens[2:]:
        goes = float(token[1:])
        if token[0] == "V":
            way, y = (0.0, 1.0 if goes > y else -1.0), goes
        else:
            way, x = (1.0 if goes > x else -1.0, 0.0), goes
    (dx, dy), size = way, 6
    head = (
        f"M{x:g} {y:g} L{x - size * dx - 4 * dy:g} {y - size * dy - 4 * dx:g}"
        f" L{x - size * dx + 4 * dy:g} {y - size * dy + 4 * dx:g} Z"
    )
    ink = COLOURS["ink-2"]
    return f'<path d="{path}" fill="none" stroke="{ink}"/>\n<path d="{head}" fill="{ink}"/>'
