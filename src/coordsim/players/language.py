"""A player that talks to a language model, or to anybody, through a plain function of texts.

    player = Language(propose, transcript="talk.jsonl")      # propose(text) -> text

Nobody is called unless such a player is seated, and nothing but ``propose`` is called. The text
holds what a seat holds. An answer is a plan in a small grammar, line by line:

    # a line that begins with # is thought aloud: kept, not read
    hold                        nothing is changed; stands alone
    price: 9.5                  an own lever and its new value
    forecast: 420               marketing's word to operations, units a week

Whatever else is answered, and a plan outside the limits, changes nothing: the lever stays, and the
reason is kept with the transcript. A transcript has one line of JSON for each question; it is
written as it is spoken, and can be played again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coordsim.core.decisions import DecisionError, check
from coordsim.core.facts import FACTS, limitless
from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME, ROLES, Lever, owned
from coordsim.core.records import Decision
from coordsim.core.spelling import missing, plain, quoted, shown
from coordsim.core.spelling import told as spelt
from coordsim.players.student import Function, PlayerError, Seat, Student

Propose = Callable[[str], str]
HOLD, WORD, THOUGHT = "hold", "forecast", "#"
LINE = re.compile(r"([a-z_]+)\s*[:=]\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))", re.ASCII)
LONGEST = 20_000  # characters of an answer that are read
GRAMMAR = (
    "Answer with a plan: a line for each lever that you change, as in `price: 9.5`. Lines that"
    " begin with # are not read. If you change nothing, answer `hold`."
)
OF_WORD = "Marketing may add a line `forecast: UNITS`, its word to operations on demand a week."


class Place(NamedTuple):
    """Where a question belongs in a run."""

    role: str
    firm: int
    world: int
    week: int


@dataclass(frozen=True)
class Turn:
    """One question and its answer. ``levers`` and ``forecast`` are what was decided; ``refused``
    says why nothing was, empty where the answer could be used.
    """

    role: str
    firm: int
    world: int
    week: int
    asked: str
    answered: str
    levers: Mapping[str, float]
    forecast: float | None
    refused: str


class AnswerError(ValueError):
    """An answer that is no plan; the message says which line, and what is allowed."""


def told(seat: Seat, briefing: str = "") -> str:
    """Return what a seat holds, as text: who it is, its levers and limits, what it believes, what
    came of the last round. ``briefing`` stands above it.
    """
    lines = [briefing.strip()] if briefing.strip() else []
    lines += [f"You are {seat.role} of a firm, in week {seat.week} (weeks count from 0)."]
    lines += ["", "Your levers:", *(_lever(seat, name) for name in seat.limits)]
    lines += ["", "What you believe:", *_beliefs(seat)]
    lines += ["", f"You expect a demand of {_number(seat.expected_demand)} units a week."]
    lines += [f"The other side's trust in your word: {_number(seat.trust)} (0 to 1)."]
    lines += _section("Your last round, a week:", seat.result, _unit)
    lines += _section("Your pay in it, money a week:", seat.pay, lambda name: "")
    lines += _section("The quarter:", seat.progress, lambda name: "")
    lines += _section("What results have taught you:", seat.learnt, lambda name: "")
    lines += ["", GRAMMAR, *([OF_WORD] if seat.role == ROLES[0] and seat.heeded else [])]
    return "\n".join(lines) + "\n"


def _lever(seat: Seat, name: str) -> str:
    lever, (low, high) = BY_NAME[name], seat.limits[name]
    allowed = f"{plain(low)} to {plain(high)}"
    if lever.choices:
        inside = lever.grid(low, high)
        allowed = "one of " + ", ".join(plain(float(value)) for value in np.sort(inside))
    elif lever.whole:
        allowed += ", whole"
    return f"- {name} = {_number(seat.plan[name])} ({_of(lever.unit)}{allowed}): {lever.help}"


def _of(unit: str) -> str:
    return "" if unit == "1" else f"{unit}; "


def _beliefs(seat: Seat) -> Iterator[str]:
    mine = {lever.name for lever in owned(seat.role)}
    for fact in FACTS:
        if fact.name in mine or (fact.name in BY_NAME and _idle(seat, BY_NAME[fact.name])):
            continue
        age = seat.age[fact.name]
        known = "never told" if age is None else f"{plain(age)} weeks old" if age else "known"
        value = seat.beliefs[fact.name]
        shown_as = _number(np.inf if limitless(fact, value) else value)
        yield f"- {fact.name} = {shown_as} ({_of(fact.unit)}{known}): {fact.label}"


def _idle(seat: Seat, lever: Lever) -> bool:
    """Say whether nothing is to be told of a lever: it is shut unless a scenario opens it, and is
    believed where it changes nothing.
    """
    return not lever.open and seat.beliefs[lever.name] == lever.start


def _section(head: str, values: Mapping[str, float], unit: Callable[[str], str]) -> Iterator[str]:
    if values:
        yield from ("", head)
        for name, value in values.items():
            yield f"- {name} = {_number(value)} {unit(name)}".rstrip()


def _unit(name: str) -> str:
    return KPI[name].unit


def _number(value: float) -> str:
    return "unknown" if np.isnan(value) else "no limit" if np.isinf(value) else f"{value:.6g}"


def read(answer: object) -> dict[str, float]:
    """Return the levers, and perhaps the forecast, that an answer sets; empty for ``hold``. Raises
    AnswerError for what is no plan.
    """
    if not isinstance(answer, str):
        raise AnswerError(f"the answer is {shown(answer)}, not a text")
    if len(answer) > LONGEST:
        raise AnswerError(f"the answer has {len(answer)} characters; allowed: {LONGEST}")
    lines = [line.strip() for line in answer.splitlines()]
    lines = [line for line in lines if line and not line.startswith(THOUGHT)]
    if lines == [HOLD]:
        return {}
    if not lines:
        raise AnswerError("the answer has no line that is read; allowed: hold, or lever: number")
    plan: dict[str, float] = {}
    for line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            raise AnswerError(f"{shown(line)} is no line of a plan; allowed: lever: number")
        name, value = found[1], float(found[2])
        if name in plan:
            raise AnswerError(f"{quoted(name)} is set twice")
        plan[name] = value
    return plan


def _allowed(plan: Mapping[str, float], seat: Seat) -> None:
    """Put a plan through the one door for decisions. Raises DecisionError where it is not
    allowed.
    """
    levers = {name: np.array([value]) for name, value in plan.items() if name != WORD}
    word = np.array([plan[WORD]]) if WORD in plan else None
    check(seat.role, Decision(levers, word), seat.limits, 1, seat.week)


@dataclass(frozen=True)
class Language:
    """A player that asks ``propose`` for each firm and round. ``briefing``: text above each
    question, such as the pay rule's words. ``transcript``: a file to which each turn is added when
    it is over. ``heard``: turns that were spoken before, which are not asked again.
    """

    propose: Propose
    briefing: str = ""
    transcript: Path | None = None
    heard: Mapping[Place, Turn] = field(default_factory=dict)

    def seated(self) -> Student:
        """Return a player that has seen nothing yet."""
        return Student(self._fresh, "language player")

    def _fresh(self) -> Function:
        return self._decide

    def _decide(self, seat: Seat) -> dict[str, float]:
        asked = told(seat, self.briefing)
        place = _place(seat)
        before = self.heard.get(place)
        if before is not None and before.asked != asked:
            raise PlayerError(
                f"the transcript has another question for {seat.role} of firm {seat.firm} in world"
                f" {seat.world}, week {seat.week}: it is of another scenario, partner or briefing"
            )
        answer = self._answer(asked, seat) if before is None else before.answered
        plan, refused = {}, ""
        try:
            plan = read(answer)
            _allowed(plan, seat)
        except (AnswerError, DecisionError) as error:
            plan, refused = {}, str(error)
        levers = {name: value for name, value in plan.items() if name != WORD}
        if before is None:
            text = answer if isinstance(answer, str) else shown(answer)
            turn = Turn(
                **place._asdict(),
                asked=asked,
                answered=text,
                levers=levers,
                forecast=plan.get(WORD),
                refused=refused,
            )
            self._keep(turn)
        return plan

    def _answer(self, asked: str, seat: Seat) -> object:
        try:
            return self.propose(asked)
        except Exception as error:  # a callable is anybody's code, and may raise anything
            raise PlayerError(
                f"language player: propose() failed in week {seat.week} as {seat.role} of firm"
                f" {seat.firm}: {spelt(error)}"
            ) from error

    def _keep(self, turn: Turn) -> None:
        if self.transcript is not None:
            with self.transcript.open("a", encoding="utf-8") as file:
                file.write(_line(turn))


def _line(turn: Turn) -> str:
    return json.dumps(asdict(turn), ensure_ascii=False) + "\n"


def _place(of: Turn | Seat) -> Place:
    return Place(of.role, of.firm, of.world, of.week)


def _nobody(_: str) -> str:
    raise EOFError("the transcript ends here, and there is nobody to ask")


def language_player(
    propose: Propose | None = None,
    *,
    briefing: str = "",
    transcript: str | Path | None = None,
    replay: str | Path | None = None,
) -> Language:
    """Return a player that asks ``propose(text) -> text``.

    ``transcript``: a new file to which the turns of one run are added, one line of JSON each.
    ``replay``: a transcript whose answers are given again; from where it ends ``propose`` is asked,
    if there is one, and what is said is added to it. Raises PlayerError where there is nobody to
    ask, and for a file that cannot be used.
    """
    if propose is None and replay is None:
        raise PlayerError("language player: needed is propose(text), or a transcript to replay")
    if propose is not None and not callable(propose):
        raise PlayerError(f"language player: propose = {shown(propose)} cannot be called")
    if replay is not None:
        if transcript is not None:
            raise PlayerError(
                "language player: a transcript that is replayed is itself gone on with"
            )
        turns = read_transcript(replay)
        path = Path(replay)
        if propose is not None and not path.read_text("utf-8").endswith("\n"):
            path.write_text("".join(map(_line, turns)), "utf-8")  # without the line that was cut
        return Language(propose or _nobody, briefing, path, {_place(turn): turn for turn in turns})
    new = None if transcript is None else Path(transcript)
    if new is not None and new.exists():
        raise PlayerError(f"{new.name} is there already; name another file, or replay it")
    return Language(propose or _nobody, briefing, new)


def read_transcript(path: str | Path) -> tuple[Turn, ...]:
    """Return the turns of a transcript; a last line that was cut off is left out. Raises
    PlayerError where it is none, or of several runs.
    """
    path = Path(path)
    if not path.is_file():
        raise PlayerError(f"{path.name}: {missing(path)}; a transcript is a file of JSON lines")
    whole = path.read_text("utf-8").splitlines(keepends=True)
    turns = [
        _turn(path.name, number, line)
        for number, line in enumerate(whole, 1)
        if number < len(whole) or line.endswith("\n")
    ]
    places = [_place(turn) for turn in turns]
    twice = next((place for at, place in enumerate(places) if place in places[:at]), None)
    if twice is not None:
        role, firm, world, week = twice
        raise PlayerError(
            f"{path.name}: {role} of firm {firm} in world {world} is asked twice in week {week}: a"
            " transcript is of one run"
        )
    return tuple(turns)


def _turn(name: str, number: int, line: str) -> Turn:
    try:
        data = json.loads(line)
    except ValueError:
        data = None
    wanted = {item.name for item in fields(Turn)}
    if not isinstance(data, dict) or set(data) != wanted:
        raise PlayerError(f"{name}: line {number} is no turn; needed: {', '.join(sorted(wanted))}")
    return Turn(**data)
