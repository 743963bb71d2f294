"""A design is validated whole; a bad one is refused with one sentence that says where, what and
what is allowed.
"""

from pathlib import Path

import pytest
from research.small import DESIGN, experiment

from coordsim.research import Design, DesignError, read_design
from coordsim.research.batches import cut
from coordsim.research.points import changed
from coordsim.scenario.file import Scenario, names

HEAD = 'question = "What?"\n'
SEEDS = "[seeds]\ncount = 2\n"
FACTORS = '[choices]\nincentives = ["silo"]\n'

BAD = {
    "not toml": ("question = ", "design.toml: not a TOML file"),
    "no question": (SEEDS + FACTORS, "design.toml: question is missing"),
    "empty question": (
        'question = ""\n' + SEEDS + FACTORS,
        "design.toml: question = '' is too short; allowed: at least 1 character",
    ),
    "no seeds": (HEAD + FACTORS, "design.toml: seeds is missing"),
    "no factors": (HEAD + SEEDS, "design.toml: choices and uncertain are empty; name at least one"),
    "empty factors": (
        HEAD + SEEDS + "[choices]\n",
        "design.toml: choices and uncertain are empty; name at least one",
    ),
    "unknown field": (
        HEAD + "seed = 1\n" + SEEDS + FACTORS,
        "design.toml: seed is not known; allowed: question, scenario, ",
    ),
    "unknown in seeds": (
        HEAD + SEEDS + "last = 9\n" + FACTORS,
        "design.toml: seeds.last is not known; allowed: first, count, worlds, until",
    ),
    "no worlds": (
        HEAD + "[seeds]\ncount = 0\n" + FACTORS,
        "design.toml: seeds.count = 0 is outside [1, 1e+06]",
    ),
    "half a world": (
        HEAD + "[seeds]\ncount = 1.5\n" + FACTORS,
        "design.toml: seeds.count = 1.5 is not a whole number",
    ),
    "negative seed": (
        HEAD + SEEDS + "first = -1\n" + FACTORS,
        "design.toml: seeds.first = -1 is outside [0, 9007199254740992]",
    ),
    "batch too large": (
        HEAD + "batch = 20000\n" + SEEDS + FACTORS,
        "design.toml: batch = 20000 is outside [1, 10000]",
    ),
    "unknown kpi": (
        HEAD + 'kpis = ["profits"]\n' + SEEDS + FACTORS,
        "kpis has 'profits', which is not a KPI; allowed: profit",
    ),
    "kpi twice": (
        HEAD + 'kpis = ["profit", "profit"]\n' + SEEDS + FACTORS,
        "kpis has 'profit' twice",
    ),
    "unknown method": (
        HEAD + 'method = "sobol"\n' + SEEDS + FACTORS,
        "method = 'sobol' stands in a table now: write [design] with method = 'sobol'",
    ),
    "unknown scenario": (
        HEAD + 'scenario = "bsae"\n' + SEEDS + FACTORS,
        f"design.toml: scenario: no such scenario; allowed: {', '.join(names())}",
    ),
    "no list": (
        HEAD + SEEDS + '[choices]\nincentives = "silo"\n',
        "choices.incentives = 'silo' is not a list of values",
    ),
    "no values": (
        HEAD + SEEDS + "[choices]\nincentives = []\n",
        "choices.incentives needs one of: low and high, values, arms",
    ),
    "value twice": (
        HEAD + SEEDS + '[choices]\nincentives = ["silo", "silo"]\n',
        "choices.incentives.values has 'silo' twice",
    ),
    "unknown value": (
        HEAD + SEEDS + '[choices]\nincentives = ["greed"]\n',
        "rules.incentives = 'greed' is not one of 'silo'",
    ),
    "unknown factor": (
        HEAD + SEEDS + "[choices]\nmarket.noise = [1.0]\n",
        "choices: market.noise is not known; allowed: ",
    ),
    "out of bounds": (
        HEAD + SEEDS + "[choices]\nmarket.overload = [0.5, 7.0]\n",
        "choices: market.overload = 7.0 is outside [0",
    ),
    "bad talk table": (
        HEAD + SEEDS + '[choices]\ncommunication = [{preset = "sop", without = ["gossip"]}]\n',
        "choices: rules.communication.without.0 = 'gossip' is not one of 'forecast'",
    ),
    "labels too few": (
        HEAD + SEEDS + '[choices]\nincentives = {values = ["silo", "shared"], labels = ["own"]}\n',
        "choices.incentives.labels has 1 names for 2 values",
    ),
    "label twice": (
        HEAD
        + SEEDS
        + '[choices]\nincentives = {values = ["silo", "shared"], labels = ["a", "a"]}\n',
        "choices.incentives.labels has 'a' twice",
    ),
    "unknown in factor": (
        HEAD + SEEDS + '[choices]\nincentives = {values = ["silo"], names = ["a"]}\n',
        "choices.incentives.names is not known; allowed: low, high, whole, levels, values, labels,"
        " arms, moves, at",
    ),
    "bad change": (
        HEAD + SEEDS + "[changes]\nhorizon.weeks = 0\n" + FACTORS,
        "changes: horizon.weeks = 0 is outside [1, 5200]",
    ),
    "does not fit together": (
        HEAD + SEEDS + "[choices]\nhorizon.weeks = [50, 10]\n",
        "choices: horizon.warmup = 12 has to be less than horizon.weeks = 10",
    ),
    "same scenario twice": (
        HEAD
        + SEEDS
        + FACTORS
        + 'rules.incentives = ["shared", "departmental"]\nmarket.overload = [0, 0.0]\n',
        "the factors give the same scenario for",
    ),
    "too many points": (
        HEAD
        + SEEDS
        + "[choices]\n"
        + "".join(f"market.{x} = {[i / 1000 for i in range(200)]}\n" for x in "abc"),
        "the factors give 8000000 points; allowed: at most 1000000",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_design_is_refused_by_message(name: str, tmp_path: Path) -> None:
    text, message = BAD[name]
    experiment(tmp_path, text)
    with pytest.raises(DesignError) as error:
        read_design(tmp_path)
    assert message in str(error.value)
    assert str(error.value).startswith("design.toml: ")
    assert "\n" not in str(error.value)


def test_folder_without_design_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DesignError, match=r"no experiment there; give a folder that holds a design\.toml"
    ):
        read_design(tmp_path / "nothing")


def test_points_are_every_combination_the_last_factor_fastest(tmp_path: Path) -> None:
    design = read_design(experiment(tmp_path))
    assert [tuple(point.levels.values()) for point in design.points] == [
        ("silo", "0.0"),
        ("silo", "0.5"),
        ("shared", "0.0"),
        ("shared", "0.5"),
    ]
    assert design.points[3].changes == {"incentives": "shared", "market.overload": 0.5}
    full = scenario_of(design, 3)
    assert (full.market.overload, full.rules.incentives) == (0.5, "shared")
    assert full.market.customers == 60
    assert design.worlds == [11, 12, 13, 14, 15, 16]


def scenario_of(design: Design, number: int) -> Scenario:
    return changed(design.scenario, design.points[number].changes)


def test_what_earlier_versions_wrote_is_read(tmp_path: Path) -> None:
    old = DESIGN.replace("[choices]", "[factors]").replace(
        "batch", 'method = "full factorial"\nbatch'
    )
    now, then = (
        read_design(experiment(tmp_path / "a")),
        read_design(experiment(tmp_path / "b", old)),
    )
    assert now.points == then.points
    assert now.hash == then.hash


def test_a_talk_rule_may_be_a_table_and_be_called_what_one_likes(tmp_path: Path) -> None:
    factor = (
        '[choices]\ncommunication = {values = ["sop", {preset = "sop", without = ["cost"]}], labels'
        ' = ["all", "no cost"]}\n'
    )
    design = read_design(experiment(tmp_path, HEAD + SEEDS + factor))
    assert [point.levels["communication"] for point in design.points] == ["all", "no cost"]
    assert "cost" not in scenario_of(design, 1).rules.channel.groups


def test_a_rule_and_a_part_of_it_may_both_vary_in_any_order(tmp_path: Path) -> None:
    factors = '[choices]\n"communication.every" = [2, 4]\n"communication" = ["sop", "meetings"]\n'
    design = read_design(experiment(tmp_path, HEAD + SEEDS + factors))
    channels = [scenario_of(design, number).rules.channel for number in range(4)]
    assert [(one.name, one.every) for one in channels] == [
        ("sop", 2),
        ("meetings", 2),
        ("sop", 4),
        ("meetings", 4),
    ]


def test_scenario_may_be_a_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('name = "mine"\ntitle = "Mine"\n')
    text = HEAD + 'scenario = "mine.toml"\n' + SEEDS + FACTORS
    assert read_design(experiment(tmp_path, text)).scenario.name == "mine"


def test_batches_cover_every_firm_once(tmp_path: Path) -> None:
    design = read_design(experiment(tmp_path))
    batches = cut(design)
    firms = [(point.id, seed) for batch in batches for point, seed in batch.firms]
    assert sorted(firms) == sorted(
        (point.id, seed) for point in design.points for seed in design.worlds
    )
    assert max(len(batch.firms) for batch in batches) == 4


def test_firms_that_live_unequally_long_are_kept_apart(tmp_path: Path) -> None:
    """And points with the same scenario are run once."""
    weeks = DESIGN.replace("market.overload = [0.0, 0.5]", "horizon.weeks = [4, 6]")
    batches = cut(read_design(experiment(tmp_path, weeks)))
    assert {len({point.span for point, _ in batch.firms}) for batch in batches} == {1}
    whole = (
        "[design]\nmethod = 'lhs'\npoints = 9\n[uncertain]\nsupply.lead_weeks = {low = 1, high = 2,"
    )
    twice = HEAD + SEEDS + whole + " whole = true}\n"
    design = read_design(experiment(tmp_path / "b", twice))
    assert len(design.points) == 9
    assert sum(len(batch.firms) for batch in cut(design)) == 4
