"""The head of a seat's page: where it stands, the clock, who is with it, what was said to all."""

from __future__ import annotations

from collections.abc import Sequence

from coordsim.core.levers import BY_NAME, ROLES
from coordsim.room.agenda import AgendaPhase
from coordsim.room.chair import Chair
from coordsim.room.records import Reason, View
from coordsim.room.standing import Standing
from coordsim.show.numbers import number, spelled
from coordsim_web.rooms.seat.records import Head, Partner
from coordsim_web.rooms.seat.seen import moves_told
from coordsim_web.rooms.seat.talk import text_of
from coordsim_web.rooms.words import known_value, lever_measured, weeks_old
from coordsim_web.texts import Texts, say, texts
from coordsim_web.texts.spoken import spoken

LAST = 3  # broadcasts that are shown
TOLD = 3  # facts that stand for the voice of somebody who has said nothing


def head_of(
    chair: Chair, phase: AgendaPhase | None, at: int, language: str, debrief: str = ""
) -> Head:
    """Return the head of a seat's page at ``at`` milliseconds of the server's clock; ``debrief`` is
    where it is, when it may be looked at.
    """
    said, roles = texts("seat", language), texts("room", language)["roles"]
    view = chair.views[0] if chair.views else None
    stage = stage_of(chair)
    left = chair.left if chair.deadline is None else max(0, chair.deadline - at)
    title = say(said, "round", round=view.round, rounds=view.rounds) if view else said["over"]
    if stage == "stopped":
        title = said["stopped"]
    if stage == "waiting" and chair.round == 1:
        title = phase.title if phase else said["before"]
    where = say(said, "team", role=roles[chair.role], team=chair.team)
    if view:
        where += " · " + _weeks(view, said)
    return Head(
        role=chair.role,
        title=title,
        where=where,
        stage=stage,
        says=_stage(chair, stage, said, debrief),
        round=chair.round,
        rounds=view.rounds if view else 0,
        left=left,
        paused=chair.open and chair.deadline is None and chair.left is not None,
        partners=tuple(_partner(chair, role, language) for role in chair.partners),
        broadcasts=tuple(one.text for one in chair.broadcasts[-LAST:]),
        news=(
            *owner_told(chair.standing, language),
            *(said["news"][f"{one.kind}_{one.way}"] for one in chair.news),
        ),
        cash=cash_told(chair.standing, language),
        told=chair.told,
        debrief=debrief,
    )


def stage_of(chair: Chair) -> str:
    """Return how a seat stands: stopped, over, bot, waiting, handed or open."""
    if chair.standing.stopped is not None:
        return "stopped"
    if not chair.views:
        return "over"
    if chair.driver == "bot":
        return "bot"
    if not chair.open:
        return "waiting"
    return "open" if chair.plan is None else "handed"


def _stage(chair: Chair, stage: str, said: Texts, debrief: str) -> str:
    """Say how a seat stands, and what is waited for."""
    stopped, next_ = chair.standing.stopped, stage
    if stage == "stopped":
        next_ = "over" if chair.over else "others"
    if next_ == "over" and not debrief:
        next_ = "to_come"
    words: str = said["stages"][next_]
    if stopped is None:
        return words
    return f"{say(said, 'stages.stopped', week=stopped + 1)} {words}"


def owner_told(stands: Standing, language: str) -> tuple[str, ...]:
    """Say what the owner does in this round; nothing where it lets the firm be."""
    owner, said, model = stands.owner, texts("seat", language), spoken(language)
    if owner is None:
        return ()
    orders = listed_in(
        [
            say(
                said,
                f"owner.{owner.acts}",
                lever=model(BY_NAME[name].label),
                value=model(lever_measured(name, value)),
            )
            for name, value in owner.orders.items()
        ],
        said["owner"]["and"],
    )
    if owner.does == "lifted":
        return (say(said, "owner.lifted"),)
    if not orders:
        return (say(said, "owner.free"),)
    return (say(said, f"owner.{owner.does}", orders=orders),)


def listed_in(parts: Sequence[str], last: str) -> str:
    """Join words as in a sentence, ``last`` before the last of them."""
    return f" {last} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def cash_told(stands: Standing, language: str) -> str:
    """Say what is in the bank; empty where no firm can become insolvent."""
    if stands.cash is None:
        return ""
    key, said = "cash_owed" if stands.cash < 0 else "cash_kept", texts("seat", language)
    credit = number(stands.credit, 0)
    return say(said, key, cash=number(abs(stands.cash), 0), credit=credit)


def _weeks(view: View, said: Texts) -> str:
    last = min(view.week + view.round_weeks, view.weeks)
    return say(said, "weeks", first=view.week + 1, last=last, all=view.weeks)


def _partner(chair: Chair, role: str, language: str) -> Partner:
    said, shared = texts("seat", language), texts("room", language)
    driver, pay = chair.partners[role], chair.pays.get(role)
    return Partner(
        role=role,
        name=shared["roles"][role],
        who=chair.names.get(role, "") if driver == "person" else said["drivers"][driver],
        pay=pay.words if pay else "",
        voice=_voice(chair, role, language),
    )


def _voice(chair: Chair, role: str, language: str) -> str:
    """Return what a partner last said, or why a bot did what it did; else the figures that the
    talk rule brought from it.
    """
    words = [one for one in chair.talk if one.role == role]
    if words:
        return say(texts("seat", language), "says", words=text_of(words[-1], language))
    return spelled(_shown(chair, role, language), language)


def _shown(chair: Chair, role: str, language: str) -> str:
    said, model = texts("seat", language), spoken(language)
    if role in chair.reasons:
        return say(said, "says", words=_reason(chair.reasons[role], language))
    told = [
        fact
        for view in chair.views
        for fact in view.facts
        if fact.source == "told" and role in ROLES
    ][:TOLD]
    if not told or len(chair.views) > 1:
        return say(said, f"silent.{chair.spoken}")
    figures = "; ".join(
        f"{model(fact.label)} {model(' '.join(filter(None, known_value(fact))))}"
        f" ({model(weeks_old(fact.age))})"
        for fact in told
    )
    return say(said, "tells", figures=figures)


def _reason(reason: Reason, language: str) -> str:
    said, model = texts("seat", language), spoken(language)
    if reason.move is None:
        return say(said, "reasons.kept")
    moved = moves_told((reason.move,), said, model)
    if reason.line is None:
        return say(said, "reasons.moved", moved=moved)
    return say(said, "reasons.paid", moved=moved, line=model(reason.line))
