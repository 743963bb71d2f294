"""What people, the trainer and the server do in a room: one frozen record for each kind of deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import BaseModel, Discriminator, Field, TypeAdapter

from coordsim.core.signs import Text
from coordsim.room.agenda import Agenda, ArmName, Changes
from coordsim.room.deed import (
    PERSON,
    SERVER,
    TRAINER,
    AtSeat,
    BroadcastEnded,
    Deed,
    FirmStopped,
    InRound,
    Name,
    Newer,
    Number,
    Role,
)
from coordsim.scenario.file import Scenario
from coordsim.scenario.rules import ShockSetting

Levers = dict[str, float]
Word = Annotated[float | None, Field(description="marketing's word on demand, units/week")]
SCREENS = 5  # of the debrief on the wall
Shown = Literal["room", "standings", "guess", "screen"]


class RoomOpened(Deed):
    """A room was opened: agenda, each arm's whole scenario, the first world, and which engine."""

    kind: Literal["room_opened"] = "room_opened"
    said: ClassVar[str] = "The room {code} was opened."
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]{4,12}$")]
    agenda: Agenda
    scenarios: dict[ArmName, Scenario]
    seed: Annotated[int, Field(ge=0, le=2**62)]
    engine: Text
    key: Annotated[Text, Field(description="hash of the trainer's key")]


class PhaseBegun(Deed):
    """The next phase of the agenda began."""

    kind: Literal["phase_begun"] = "phase_begun"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "Phase {number} began."
    number: Number


class Joined(Deed):
    """Somebody came in, with a new token."""

    kind: Literal["joined"] = "joined"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{name} joined."
    name: Name


class SeatTaken(AtSeat):
    """Somebody was given a seat."""

    kind: Literal["seat_taken"] = "seat_taken"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER, PERSON})
    said: ClassVar[str] = "Somebody sat down in {role}'s seat of team {team}."
    person: Text


class SeatLeft(AtSeat):
    """Whoever sat there left for good."""

    kind: Literal["seat_left"] = "seat_left"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} left."


class SeatFreed(AtSeat):
    """The trainer made a seat free for somebody else."""

    kind: Literal["seat_freed"] = "seat_freed"
    said: ClassVar[str] = "The trainer freed {role}'s seat of team {team}."


class HandedToBot(AtSeat):
    """A bot drives a seat; whoever sat there may come back."""

    kind: Literal["handed_to_bot"] = "handed_to_bot"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER, PERSON})
    said: ClassVar[str] = "A bot took over {role} of team {team}: {why}."
    why: Literal["asked for", "away"] = "asked for"


class GivenBack(AtSeat):
    """A seat was given back to the person to whom it belongs."""

    kind: Literal["given_back"] = "given_back"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER, PERSON})
    said: ClassVar[str] = "{role} of team {team} was given back."


class Swapped(AtSeat):
    """Two seats exchanged their people."""

    kind: Literal["swapped"] = "swapped"
    said: ClassVar[str] = "{role} of team {team} and {other_role} of team {other_team} swapped."
    other_team: Number
    other_role: Role


class DraftSaved(InRound):
    """A plan that is not handed in yet."""

    kind: Literal["draft_saved"] = "draft_saved"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} thinks about round {round}."
    levers: Levers
    forecast: Word = None


class PlanSubmitted(InRound):
    """A plan was handed in; leadership's are orders that go over what the two settled."""

    kind: Literal["plan_submitted"] = "plan_submitted"
    by: ClassVar[frozenset[str]] = frozenset({PERSON, TRAINER, SERVER})
    said: ClassVar[str] = "{role} of team {team} handed in a plan for round {round}."
    levers: Levers
    forecast: Word = None


class PlanSigned(InRound):
    """A side signed one plan for both; it is handed in when both have signed the same."""

    kind: Literal["plan_signed"] = "plan_signed"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} signed a joint plan for round {round}."
    levers: Levers
    forecast: Word = None


class MessageSent(InRound):
    """Words from one seat to the others of its team, as far as the talk rule lets them speak."""

    kind: Literal["message_sent"] = "message_sent"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} wrote to its team in round {round}."
    text: Annotated[Text, Field(min_length=1, max_length=600)]


class PromotionCalendar(BaseModel):
    """Marketing promises when it will promote, and how deep."""

    model_config = Deed.model_config
    what: Literal["promotion_calendar"] = "promotion_calendar"
    every: Annotated[int, Field(ge=0, le=104, description="weeks; 0 = never")]
    depth: Annotated[float, Field(ge=0, le=0.95, description="share of price")]


class MinimumSupply(BaseModel):
    """Operations promises to have so many units a week to sell."""

    model_config = Deed.model_config
    what: Literal["minimum_supply"] = "minimum_supply"
    units: Annotated[float, Field(ge=0, le=1e9, description="units/week")]


class CommitmentMade(InRound):
    """A promise to the other side for a round, which can be checked afterwards."""

    kind: Literal["commitment_made"] = "commitment_made"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} made a promise for round {round}."
    promise: Annotated[PromotionCalendar | MinimumSupply, Discriminator("what")]


class MeetingOpened(Deed):
    """Teams may talk."""

    kind: Literal["meeting_opened"] = "meeting_opened"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "The meeting began."


class MeetingClosed(Deed):
    """Teams may no longer talk."""

    kind: Literal["meeting_closed"] = "meeting_closed"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "The meeting ended."


class RoundOpened(Deed):
    """Plans are waited for."""

    kind: Literal["round_opened"] = "round_opened"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "Round {round} opened{seconds}."
    round: Number
    seconds: Annotated[int | None, Field(ge=1, le=100_000)] = None


class RoundsFollow(Deed):
    """From now on the rounds that follow a phase's first are opened by the server, or wait for the
    trainer.
    """

    kind: Literal["rounds_follow"] = "rounds_follow"
    said: ClassVar[str] = "Rounds that follow are opened by the {follow}."
    follow: Literal["trainer", "server"]


class RoundExtended(Deed):
    """More time."""

    kind: Literal["round_extended"] = "round_extended"
    said: ClassVar[str] = "Round {round} was extended{seconds}."
    round: Number
    seconds: Annotated[int, Field(ge=1, le=100_000)]


class RoundPaused(Deed):
    """The clock stands still."""

    kind: Literal["round_paused"] = "round_paused"
    said: ClassVar[str] = "Round {round} was paused."
    round: Number


class RoundResumed(Deed):
    """The clock goes on."""

    kind: Literal["round_resumed"] = "round_resumed"
    said: ClassVar[str] = "Round {round} went on."
    round: Number


class RoundClosed(Deed):
    """The round's weeks are played with what was handed in."""

    kind: Literal["round_closed"] = "round_closed"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "Round {round} was closed: {why}."
    round: Number
    why: Literal["all in", "time over", "by the trainer"]


class RoundUndone(Deed):
    """Back to the beginning of a round that was played: from it on nothing has happened."""

    kind: Literal["round_undone"] = "round_undone"
    said: ClassVar[str] = "Back to round {round}."
    round: Number
    reseats: Newer = Field(None, validate_default=True, description="drivers go back too")


class ShockInjected(Deed):
    """Something happens to the firms of an arm, or of all, from the next round on."""

    kind: Literal["shock_injected"] = "shock_injected"
    said: ClassVar[str] = "Something happens to the firms (arm: {arm})."
    arm: Text | None = None
    shock: ShockSetting


class RulesChanged(Deed):
    """Pay, talk or settling changes for an arm, or for all, from the next round on."""

    kind: Literal["rules_changed"] = "rules_changed"
    said: ClassVar[str] = "The rules change (arm: {arm})."
    arm: Text | None = None
    rules: Changes


class BeliefCaptured(Deed):
    """Somebody said before the reveal what they believe."""

    kind: Literal["belief_captured"] = "belief_captured"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "Somebody said what they believe (phase {phase}, question {question})."
    phase: Number
    question: Number
    answer: float


class PredictionCaptured(InRound):
    """A seat said what it expects of a round."""

    kind: Literal["prediction_captured"] = "prediction_captured"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "{role} of team {team} said what it expects of round {round}."
    of: Annotated[Text, Field(max_length=60)]
    value: float


class ConsentGiven(Deed):
    """Somebody agreed that their deeds are used for research."""

    kind: Literal["consent_given"] = "consent_given"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "Somebody consented."


class ConsentWithdrawn(Deed):
    """Somebody no longer agrees: nothing of theirs is exported."""

    kind: Literal["consent_withdrawn"] = "consent_withdrawn"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "Somebody withdrew their consent."


class ComprehensionAnswered(Deed):
    """Somebody answered a question on the rules of the game."""

    kind: Literal["comprehension_answered"] = "comprehension_answered"
    by: ClassVar[frozenset[str]] = frozenset({PERSON})
    said: ClassVar[str] = "Somebody answered question {question} on the rules."
    question: Number
    answer: Annotated[int, Field(ge=0, le=7)]


class Broadcast(Deed):
    """The trainer said something to everybody."""

    kind: Literal["broadcast"] = "broadcast"
    said: ClassVar[str] = "The trainer said something to everybody."
    text: Annotated[Text, Field(min_length=1, max_length=600)]


class WallShown(Deed):
    """The trainer chose what the wall shows: of a screen of the debrief first what is guessed."""

    kind: Literal["wall_shown"] = "wall_shown"
    said: ClassVar[str] = "The wall shows another thing: {what}."
    what: Shown
    screen: Annotated[int | None, Field(ge=1, le=SCREENS)] = None


class Ended(Deed):
    """The room is over; what really happened may be shown."""

    kind: Literal["ended"] = "ended"
    by: ClassVar[frozenset[str]] = frozenset({TRAINER, SERVER})
    said: ClassVar[str] = "The room ended."


class Archived(Deed):
    """The room is put away: nobody comes in any more, and it is kept."""

    kind: Literal["archived"] = "archived"
    said: ClassVar[str] = "The room was put away."


AnyDeed = (
    RoomOpened
    | PhaseBegun
    | Joined
    | SeatTaken
    | SeatLeft
    | SeatFreed
    | HandedToBot
    | GivenBack
    | Swapped
    | DraftSaved
    | PlanSubmitted
    | PlanSigned
    | MessageSent
    | CommitmentMade
    | MeetingOpened
    | MeetingClosed
    | RoundOpened
    | RoundsFollow
    | RoundExtended
    | RoundPaused
    | RoundResumed
    | RoundClosed
    | RoundUndone
    | FirmStopped
    | ShockInjected
    | RulesChanged
    | BeliefCaptured
    | PredictionCaptured
    | ConsentGiven
    | ConsentWithdrawn
    | ComprehensionAnswered
    | Broadcast
    | BroadcastEnded
    | WallShown
    | Ended
    | Archived
)
KINDS: Mapping[str, type[Deed]] = {
    kind.model_fields["kind"].default: kind for kind in get_args(AnyDeed)
}
READER: TypeAdapter[AnyDeed] = TypeAdapter(Annotated[AnyDeed, Discriminator("kind")])
