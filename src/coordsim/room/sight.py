"""Who sees what of a room: a token opens the seat it sits on and no other; the trainer may look at
every seat as its person sees it.
"""

from __future__ import annotations

from collections.abc import Mapping

from coordsim.core.levers import COLUMN, ROLES, owned
from coordsim.room import seen
from coordsim.room.agenda import LEADERSHIP
from coordsim.room.chair import Chair, Past, expected_of, preview, swings, view
from coordsim.room.deed import TRAINER
from coordsim.room.records import PastRound, Preview, Reason, RuleWords, Slip, View
from coordsim.room.room import Room
from coordsim.room.standing import Owner, owner_of, standing
from coordsim.room.state.records import Plan, RoomError
from coordsim.room.state.rounds import scenario_of
from coordsim.room.talk import spoken
from coordsim.room.track import track
from coordsim.room.voice import news, reason


class Sight:
    """What the seats of one room see."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._expected: dict[tuple[str, int, str], tuple[Plan, Preview]] = {}
        self._reasons: dict[tuple[int, str], tuple[str, Reason]] = {}

    def place(self, token: str) -> tuple[int, str]:
        """Return team and role of whoever holds a token. Raises RoomError where it opens no
        seat.
        """
        sat = self.room.state.seat_of(self.room.actor(token))
        if sat is None:
            raise RoomError("You have no seat in this room yet.")
        return sat[0].number, sat[1]

    def chair(self, token: str) -> Chair:
        """Return what the person with this token may see. Raises RoomError where there is
        none.
        """
        with self.room.lock:
            return self._chair(*self.place(token))

    def shown(self, key: str, team: int, role: str) -> Chair:
        """Return what a seat sees, for the trainer. Raises RoomError for anybody else."""
        if self.room.actor(key) != TRAINER:
            raise RoomError("This is for the trainer to see.")
        self.room.state.seat(team, role)
        with self.room.lock:
            return self._chair(team, role)

    def expect(self, token: str, levers: Mapping[str, float], word: float = 1.0) -> Preview:
        """Return what the person with this token would expect of a plan, on their own beliefs.
        Raises RoomError or DecisionError.
        """
        team, role = self.place(token)
        if role == LEADERSHIP:
            raise RoomError("Leadership has no reckoning of its own: it sees those of both sides.")
        if self.room.state.over:
            raise RoomError("The last round has been played: there is nothing left to decide.")
        if not self.room.state.team(team).lives:
            raise RoomError("Your firm has stopped: there is nothing left to decide.")
        with self.room.lock:
            observation = self.room.observation(team, role)
            reckoning, owner = self.room.desk(team).reckoning, self._owner(team)
        return preview(*reckoning, observation, levers, word, owner=owner)

    def _chair(self, team: int, role: str) -> Chair:
        state = self.room.state
        seat, waiting, place = state.seat(team, role), state.open, (team, role)
        seats = state.team(team).seats
        roles = ROLES if role == LEADERSHIP else (role,)
        over = state.over or not state.team(team).lives
        views = () if over else tuple(self._view(team, side) for side in roles)
        if waiting is not None and place in waiting.plans and role in ROLES:
            self._expect_now(team, role, waiting.plans[place])
        return Chair(
            team=team,
            role=role,
            driver=seat.driver,
            views=views,
            round=state.next_round,
            open=waiting is not None,
            deadline=None if waiting is None else waiting.deadline,
            left=None if waiting is None else waiting.left,
            draft=None if waiting is None else waiting.drafts.get(place),
            plan=None if waiting is None else waiting.plans.get(place),
            agreed=not over and state.rules(state.team(team)).channel.consensus,
            signed=(
                {}
                if waiting is None or role not in ROLES
                else {who: plan for (number, who), plan in waiting.signed.items() if number == team}
            ),
            partners={who: other.driver for who, other in seats.items() if who != role},
            names=self._names(team, role),
            pays=self._partners_pay(team, role),
            tracks={side: self._track(team, side) for side in roles},
            phase=state.phase,
            spoken="silent" if state.over else spoken(state.rules(state.team(team)).channel),
            meeting=state.meeting,
            talk=tuple(words for words in state.talk if words.team == team),
            broadcasts=state.broadcasts,
            told=state.agenda.told.get(state.team(team).arm, ""),
            reasons=self._partners_reasons(team, role),
            news=() if over else news(scenario_of(state, team), role, views[0].week),
            over=state.over,
            standing=standing(state, self.room.course().rounds, team),
        )

    def _owner(self, team: int, back: int = 0) -> Owner | None:
        """Return what the owner does in the round that is open, or ``back`` rounds before."""
        rounds, state = self.room.course().rounds, self.room.state
        before = rounds[: len(rounds) - back]
        return owner_of(scenario_of(state, team), before[-1], team) if before else None

    def _names(self, team: int, role: str) -> dict[str, str]:
        """Return what the partners who are people call themselves."""
        state = self.room.state
        holders = {who: seat.holder for who, seat in state.team(team).seats.items() if who != role}
        return {who: state.people[holder].name for who, holder in holders.items() if holder}

    def _partners_pay(self, team: int, role: str) -> dict[str, RuleWords]:
        """Return what the other managers are paid for, under the rules of the round."""
        state = self.room.state
        if state.over:
            return {}
        rule = state.rules(state.team(team)).incentive
        return {
            side: RuleWords(rule.name, rule.title, rule.words(side))
            for side in ROLES
            if side != role
        }

    def _partners_reasons(self, team: int, role: str) -> dict[str, Reason]:
        """Return why the other managers who are bots did what they did in the last round, where the
        talk rule lets them speak.
        """
        state, rounds = self.room.state, self.room.course().rounds
        silent = state.over or not rounds or not state.team(team).lives
        if silent or spoken(state.rules(state.team(team)).channel) == "silent":
            return {}
        answers = {side: state.played[-1].answer(team, side) for side in ROLES if side != role}
        return {
            side: self._reason(team, side, rounds[-1].key)
            for side, answer in answers.items()
            if answer.source == "bot"
        }

    def _reason(self, team: int, role: str, key: str) -> Reason:
        known = self._reasons.get((team, role))
        if known is None or known[0] != key:
            said = self.room.state.played[-1].answer(team, ROLES[0])
            known = (key, reason(self.room.desk(team, back=1), role, said))
            self._reasons[team, role] = known
        return known[1]

    def _track(self, team: int, role: str) -> tuple[PastRound, ...]:
        """Return what a seat has behind it, round by round."""
        world = self.room.desk(team).engine.world
        start = {
            lever.name: float(world.start_plan[0, COLUMN[lever.name]]) for lever in owned(role)
        }
        return track(self.room.state, self.room.course().rounds, (team, role), start)

    def swings(self, token: str) -> dict[str, float]:
        """Return by how much each lever of the person with this token would move their pay now, on
        their own beliefs; none for leadership. Raises RoomError.
        """
        team, role = self.place(token)
        state = self.room.state
        if role == LEADERSHIP or state.over or not state.team(team).lives:
            return {}
        with self.room.lock:
            observation = self.room.observation(team, role)
            reckoning, owner = self.room.desk(team).reckoning, self._owner(team)
        return swings(*reckoning, observation, owner=owner)

    def _view(self, team: int, role: str) -> View:
        state = self.room.state
        scenario = scenario_of(state, team)
        observation = self.room.observation(team, role)
        model = self.room.desk(team).engine.world.model
        return view(scenario, model, observation, self._past(team, role), state.team(team).seed)

    def _past(self, team: int, role: str) -> Past:
        rounds = self.room.course().rounds
        recent = [week for item in rounds[-2:] for week in item.seen(team)]
        return Past(recent, self._slips(team, role), self._expected_last(team, role))

    def _slips(self, team: int, role: str) -> tuple[Slip, ...]:
        """Return a seat's pay slips, round by round."""
        state, out = self.room.state, []
        for done, item in zip(state.played, self.room.course().rounds, strict=True):
            pay = item.paid(team, role)
            if pay is not None:
                week = (done.number - 1) * state.round_weeks
                rules = done.scenarios[state.team(team).arm].rules_from(week)
                out.append(seen.slip(pay, rules.incentive))
        return tuple(out)

    def _expect_now(self, team: int, role: str, plan: Plan) -> Preview:
        """Return what a seat expects of the plan it has handed in, and remember it."""
        rounds = self.room.course().rounds
        place = (rounds[-1].key if rounds else "", team, role)
        known = self._expected.get(place)
        if known is None or known[0] != plan:
            observation = self.room.observation(team, role)
            reckoning, owner = self.room.desk(team).reckoning, self._owner(team)
            known = (plan, expected_of(*reckoning, observation, plan, owner=owner))
            self._expected[place] = known
        return known[1]

    def _expected_last(self, team: int, role: str) -> Preview | None:
        """Return what a seat expected of the last round; None where it handed nothing in."""
        state, rounds = self.room.state, self.room.course().rounds
        if not rounds:
            return None
        answer = state.played[-1].answer(team, role)
        if answer.source not in ("person", "repeated"):
            return None
        place = (rounds[-2].key if len(rounds) > 1 else "", team, role)
        known = self._expected.get(place)
        if known is None or known[0] != answer.plan:
            desk = self.room.desk(team, back=1)
            observation = desk.observation(role, state.played[-1].answer(team, ROLES[0]))
            owner = self._owner(team, back=1)
            expected = expected_of(*desk.reckoning, observation, answer.plan, owner=owner)
            known = (answer.plan, expected)
            self._expected[place] = known
        return known[1]
