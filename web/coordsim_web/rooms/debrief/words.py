"""The debrief's words in a language, and its sentences, right in every case of sign and size. A
number is rounded once: what a sentence says of two numbers is worked out from them as written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from coordsim.core.facts import FACTS, INDEX
from coordsim.core.kpis import KPI
from coordsim.core.levers import BY_NAME
from coordsim.room.after.records import (
    Frictions,
    Silence,
    StandIn,
    Teachable,
    TeamTold,
    Told,
    Unusual,
)
from coordsim.room.after.stand_ins import COPIES, ENOUGH, FEWEST
from coordsim.room.arms import Gap
from coordsim.room.moments import KNEW, NOBODY, Choice, Moment
from coordsim.room.records import Number
from coordsim.room.scores import Luck
from coordsim.room.seen import as_shown, fact_words
from coordsim.rules.pay import PAY
from coordsim.rules.talk import TALK
from coordsim.show.numbers import number, rounded, share
from coordsim_web.rooms.words import capital, fact_value, lever_measured, value_of
from coordsim_web.texts import translated
from coordsim_web.texts.spoken import PageWords

OWN: Mapping[str, Callable[[str], str]] = {
    "causes": str,
    "levers": lambda name: BY_NAME[name].label,
    "facts": lambda name: fact_words(FACTS[INDEX[name]])["label"],
    "pay": lambda name: str(PAY[name].title),
    "talk": lambda name: TALK[name].title,
}
"""What the model itself calls its things."""
MORE, LESS, SAME = "more", "less", "same"
LUCKY, UNLUCKY = 0.95, 0.05  # in what share of other worlds the same decisions come to less

SHORT = 26  # weeks: half a year, in which other rules show in part only


class Words(PageWords):
    """Texts of the debrief in one language."""

    def __init__(self, language: str) -> None:
        super().__init__("debrief", language)

    def name(self, kind: str, key: str) -> str:
        """Return what something of the model is called: roles, causes, levers, pay, talk, facts,
        frictions; what has no word in a language keeps the model's own.
        """
        own = OWN.get(kind)
        if own is None:
            return str(self.texts[kind].get(key, key))
        return translated(self.language).get(kind, {}).get(key) or own(key)


def money(value: float) -> str:
    """Write money a week as every sentence and every chart of the debrief does: whole."""
    return number(value, 0)


def than(theirs: float, own: float) -> tuple[str, str]:
    """Return whether theirs is more than one's own as both are written, and by how much."""
    gap = rounded(theirs, 0) - rounded(own, 0)
    return (MORE if gap > 0 else LESS if gap < 0 else SAME), money(abs(gap))


def headline(words: Words, who: str, profit: float) -> str:
    """Say what a firm came to. ``who``: yours, or a team by its name."""
    came = rounded(profit, 0)
    kind = "made" if came > 0 else "lost" if came < 0 else "even"
    key = "yours" if not who else "team"
    return words(f"headline.{key}.{kind}", team=who, money=money(abs(came)))


def against(words: Words, kind: str, own: float, theirs: float) -> str:
    """Say how a firm did that is held against: managers, coordinated, plan; what the reader's came
    to is ``own``.
    """
    how, gap = than(theirs, own)
    return words(f"against.{kind}.{how}", money=gap, theirs=money(theirs))


def paid(words: Words, role: str, own: float, theirs: float) -> str:
    """Say what a rule-based manager in a seat's chair would have been paid."""
    how, gap = than(theirs, own)
    return words(f"paid.{how}", role=words.name("roles", role), own=money(own), money=gap)


def idle(words: Words, role: str, own: float, theirs: float) -> str:
    """Say what the firm of a seat that touched nothing would have come to with a manager there."""
    how, gap = than(theirs, own)
    said = {"role": words.name("roles", role), "money": gap, "theirs": money(theirs)}
    return words(f"idle.{how}", **said)


def most_paid(words: Words, own: float, most: float) -> str:
    """Say what the most is that a seat could have earned in these replays."""
    how, gap = than(most, own)
    return words(f"most.{how if how == MORE else SAME}", most=money(most), money=gap)


def dilemma(words: Words, team: TeamTold, role: str) -> str:
    """Say how pay and firm went apart, or together; empty with nothing to hold against."""
    manager = team.scores.against(f"manager in the chair of {role}")
    best = team.scores.against("coordinated managers")
    if manager is None or best is None:
        return ""
    pay = than(team.scores.pay[role], manager.pay[role])[0]
    firm = than(team.scores.profit, best.profit)[0]
    kind = f"{'well' if pay != LESS else 'badly'}_{'well' if firm != LESS else 'badly'}"
    return words(f"dilemma.{kind}", role=words.name("roles", role))


def moment(words: Words, one: Moment, round_weeks: int) -> tuple[str, str]:
    """Say what a moment was and cost; and what was believed, what was true, and who knew."""
    choice, lever = one.choice, BY_NAME[one.choice.lever]
    rounds = [week // round_weeks + 1 for week in choice.weeks]
    span = str(rounds[0]) if len(rounds) == 1 else f"{rounds[0]}–{rounds[-1]}"
    what = words(
        f"moment.what.{'kept' if choice.kept else 'set'}",
        rounds=span,
        role=capital(words.name("roles", choice.role)),
        lever=words.name("levers", lever.name),
        chose=words.model(lever_measured(lever.name, choice.chose)),
        at=words(
            f"moment.at.{'none' if choice.ends_promotions else 'value'}",
            instead=_instead(words, choice),
        ),
        cost=money(one.cost),
    )
    how, gap = than(one.pay_cost, 0.0)
    own = words(f"moment.pay.{how}", role=words.name("roles", choice.role), money=gap)
    return f"{what} {own}", _why(words, one)


def _fact_value(name: str, value: Number, unit: str) -> str:
    """Write what was believed or true of a fact, in the unit that it is shown in."""
    return fact_value(name, None if value is None else as_shown(name, value), unit)


def _instead(words: Words, choice: Choice) -> str:
    """Name the other choice of a moment."""
    if choice.ends_promotions:
        return words("moment.none")
    return words.model(lever_measured(choice.lever, choice.instead))


def _reason(one: Moment) -> str:
    """Return why a decision was made, as it is said: who knew better already set the lever all the
    same, left it as it was, or would have been paid no more.
    """
    if one.reason != KNEW:
        return one.reason
    came = than(one.pay_cost, 0.0)[0] == MORE
    return f"{KNEW}_else" if not came else f"{KNEW}_kept" if one.choice.kept else KNEW


def _why(words: Words, one: Moment) -> str:
    choice, told = one.choice, one.told
    role = words.name("roles", choice.role)
    instead = _instead(words, choice)
    if told is None:
        return words(
            f"moment.{_reason(one)}",
            role=role,
            chose=words.model(lever_measured(choice.lever, choice.chose)),
            instead=instead,
        )
    fact = FACTS[INDEX[told.fact]]
    plain = told.plain
    unit = fact_words(fact)["unit"]
    believed = _fact_value(fact.name, plain["believed"], unit)
    if plain["words"]:
        believed = words(f"moment.{'limit' if plain['words'] == 'no limit' else 'idea'}")
    age = "never" if told.age is None else "now" if told.age == 0 else "old"
    age = NOBODY if told.teller == NOBODY else age
    said = words(
        f"moment.told.{age}",
        fact=words.name("facts", fact.name),
        role=role,
        believed=believed,
        true=_fact_value(fact.name, told.true, unit),
        teller=capital(words.name("roles", told.teller)),
        age=number(told.age),
    )
    return f"{said} {words('moment.turned', role=role, instead=instead)}"


def stand_in(words: Words, one: StandIn) -> str:
    """Say how well a seat's moves can be told from those of a manager, and whether that is enough
    to say how it would have answered to other rules.
    """
    return words(
        f"stand_in.{one.verdict}",
        role=words.name("roles", one.role),
        share=share(one.share, 0),
        skill=share(max(one.skill or 0.0, 0.0), 0),
        rounds=number(one.rounds),
        fewest=number(FEWEST),
        enough=share(ENOUGH, 0),
        copies=number(COPIES),
    )


def stand_ins(words: Words, told: Told) -> str:
    """Say in how many teams stand-ins can be told well enough to be shown (L3)."""
    people = [team for team in told.teams if team.stand_ins]
    fine = sum(any(one.level == "L3" for one in team.elsewhere) for team in people)
    kind = "nobody" if not people else "none" if not fine else "some"
    return words(f"stand_in.teams.{kind}", count=number(fine), teams=number(len(people)))


def silence(words: Words, found: Silence | None) -> str:
    """Say what it cost two managers not to agree one plan."""
    if found is None:
        return words("silence.none")
    how, gap = than(found.agreed, found.own)
    said = words(
        f"silence.{how}",
        money=gap,
        own=money(found.own),
        told=money(found.told),
        agreed=money(found.agreed),
    )
    return f"{said} {words('silence.quiet')}" if found.quiet and how == MORE else said


def unusual(words: Words, found: Unusual) -> str:
    """Say that managers came out here against what they do in most worlds."""
    return words(
        f"unusual.{MORE if found.more else LESS}",
        rules=rules(words, found.pay, found.talk),
        against=number(found.against),
        worlds=number(found.worlds),
    )


def short(words: Words, weeks: int) -> tuple[str, ...]:
    """Say that a game was too short for other rules to show whole; nothing where it was not."""
    return (words("unusual.short", weeks=number(weeks)),) if weeks < SHORT else ()


def rules(words: Words, pay: str, talk: str) -> str:
    """Name a pair of pay and talk."""
    return words("elsewhere.rules", pay=words.name("pay", pay), talk=words.name("talk", talk))


def most_helped(words: Words, own: float, others: Mapping[tuple[str, str], float]) -> str:
    """Say which of other rules managers came to most under."""
    pay, talk = max(others, key=lambda pair: others[pair])
    how, gap = than(others[pay, talk], own)
    said = {"own": money(own), "theirs": money(others[pay, talk]), "money": gap}
    return words(f"screens.most.{how}", rules=rules(words, pay, talk), **said)


def frictions(words: Words, found: Frictions) -> str:
    """Say what stands between two managers as they are ruled and coordinated ones, and what of it
    is the most.
    """
    how, gap = than(found.best, found.worst)
    name = max(found.parts, key=lambda one: _weight(how, found.parts[one]))
    idle = how == SAME and not rounded(found.parts[name], 0)
    said = words(
        f"frictions.{'nothing' if idle else how}",
        best=words(f"frictions.who{'_range' if 'range' in found.parts else ''}"),
        money=gap,
        friction=words.name("frictions", name),
        part=number(found.parts[name], 0, sign=True),
    )
    return f"{said} {words('frictions.no_range')}" if found.missing else said


def _weight(how: str, part: float) -> float:
    """Say how much a part has to do with what coordinated managers make more, less, or just as
    much.
    """
    return {MORE: part, LESS: -part, SAME: abs(part)}[how]


def luck(words: Words, found: Luck) -> str:
    """Say how far luck had a hand in what a team came to."""
    kind = "good" if found.below > LUCKY else "bad" if found.below < UNLUCKY else "usual"
    return words(
        f"luck.{kind}",
        worlds=number(found.worlds),
        own=money(found.own),
        mean=money(found.mean),
        low=money(found.low),
        high=money(found.high),
        below=share(found.below, 0),
    )


def teachable(words: Words, one: Teachable) -> str:
    """Say what happened that is worth a question, with its week and its numbers."""
    kind, told = one.kind, one.numbers
    if kind == "broken_promise":
        kind = "broken_calendar" if "promised_depth" in told else "broken_supply"
    shares = ("depth", "promised_depth")
    values = {
        name: share(value, 0) if name in shares else number(value) for name, value in told.items()
    }
    return words(f"teachable.{kind}", week=one.week + 1, **values)


def gap(words: Words, one: Gap) -> str:
    """Say how an arm did against another: by how much, how sure, and how they were compared."""
    names = {
        "arm": one.arm,
        "base": one.base,
        "measure": words.name("measures", one.measure),
        "how": words.name("how", "paired" if one.how.startswith("paired") else "between"),
    }
    if one.gap is None:
        return words("gap.none", **names)
    unit = KPI[one.measure].unit
    values = {
        "mean": value_of(abs(one.gap.mean), unit),
        "low": value_of(one.gap.low, unit),
        "high": value_of(one.gap.high, unit),
    }
    open_ = one.gap.low <= 0 <= one.gap.high
    kind = "open" if open_ else "above" if one.gap.mean > 0 else "below"
    return words(f"gap.{kind}", **names, **values)
