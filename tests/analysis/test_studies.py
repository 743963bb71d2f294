"""Results of a study are asked by method and by command."""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.test_functions import Ishigami

import coordsim as cs
from coordsim.cli import main
from coordsim.research import Experiment, arms, between, lhs, morris, saltelli
from coordsim.research.analysis import AnalysisError
from coordsim.research.results import Results

TINY = {
    "market.customers": 20,
    "horizon.weeks": 4,
    "horizon.warmup": 0,
    "horizon.round_weeks": 4,
}
FIELDS = ["market.shock_sd", "market.insight", "market.overload"]
# Saltelli et al. 2008, Global Sensitivity Analysis: The Primer
FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def ishigami(run: cs.Run) -> Any:
    """The Ishigami function of three numbers of a firm's scenario, each from 0 to 0.4."""
    x = np.array(
        [[getattr(one.market, name.split(".")[1]) for name in FIELDS] for one in run.scenarios]
    )
    return Ishigami.evaluate(np.pi * (5 * x - 1))


def small() -> cs.Scenario:
    return cs.load("base").with_(TINY)


@pytest.mark.slow
def test_ishigami_through_the_runner(tmp_path: Path) -> None:
    """SALib's example as an outcome of 5,120 firms: the indices of the textbook."""
    study = Experiment(
        small(),
        question="Does the runner keep a design's order?",
        uncertain={name: between(0, 0.4) for name in FIELDS},
        design=saltelli(1024),
        seeds=[1],
        outcomes={"ishigami": ishigami},
    )
    found = study.run(tmp_path / "ishigami", executor=ThreadPoolExecutor(2)).sobol("ishigami")
    table = found.table.set_index("order")
    assert table.loc["first", "index"].to_numpy() == pytest.approx(FIRST, abs=0.05)
    assert table.loc["total", "index"].to_numpy() == pytest.approx(TOTAL, abs=0.05)
    assert (table.loc["total", "low"] <= TOTAL).all()
    assert (table.loc["total", "high"] >= TOTAL).all()


TALK = {"incentives": ["silo", "shared"], "communication": ["none", "sop"]}


def run(study: Experiment, folder: Path) -> Results:
    return study.run(folder, executor=ThreadPoolExecutor(2))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen rows of a Saltelli design of two numbers, one of them whole, x four choices x three
    worlds.
    """
    study = Experiment(
        small(),
        question="What is talk worth?",
        uncertain={"market.shock_sd": between(0, 0.4), "supply.lead_weeks": between(1, 3, True)},
        choices=TALK,
        design=saltelli(4),
        seeds=[1, 2, 3],
        outcomes=["profit", "units"],
        contrast={"value_of_talk": "communication: sop - none"},
    )
    folder = tmp_path_factory.mktemp("study")
    run(study, folder)
    return folder


def test_a_contrast_by_name(folder: Path) -> None:
    results = Results.load(folder)
    found = results.contrast("value_of_talk", kpi="profit")
    same = results.contrast("communication", "sop", "none", kpi="profit")
    assert found.table.equals(same.table)
    assert found.n == 16 * 2 * 3
    frame = results.frame
    means = frame.groupby("communication")["profit"].mean()
    assert found.mean == pytest.approx(means["sop"] - means["none"])
    assert list(found.by("incentives").table["incentives"]) == ["silo", "shared"]
    with pytest.raises(ValueError, match="communication has no level 'all'; allowed: none, sop"):
        results.contrast("communication", "all", "none", kpi="profit")


def test_arms_make_two_policies_one_contrast(tmp_path: Path) -> None:
    """Several fields lie between them, and the pairs are those of firms run by hand."""
    study = Experiment(
        small(),
        question="What is the plan worth?",
        choices={
            "policy": arms(
                today={"incentives": "silo"},
                planned={"incentives": "shared", "communication": "sop"},
            )
        },
        seeds=[1, 2],
        outcomes=["profit"],
    )
    found = run(study, tmp_path / "arms").contrast("policy: planned - today", kpi="profit")
    today = cs.kpis(small().with_({"incentives": "silo"}), seeds=[1, 2])["profit"]
    planned = cs.kpis(
        small().with_({"incentives": "shared", "communication": "sop"}), seeds=[1, 2]
    )["profit"]
    assert found.data["difference"].tolist() == pytest.approx(list(planned - today))


def test_the_design_is_known(folder: Path) -> None:
    """Whole numbers come back as the shares from which they were made."""
    results = Results.load(folder)
    table = results.sobol("profit").table
    assert len(table) == 4 * 2 * 2
    assert set(table["factor"]) == {"market__shock_sd", "supply__lead_weeks"}
    gap = results.contrast("value_of_talk", kpi="profit").sobol()
    assert gap.by == ("incentives",)
    with pytest.raises(AnalysisError, match="no Morris trajectories"):
        results.morris("profit")
    spec = results.contrast("incentives", "shared", "silo", kpi="profit")
    assert spec.by("communication").table["n"].tolist() == [48, 48]


def test_effects_of_what_was_crossed(folder: Path) -> None:
    results = Results.load(folder)
    found = results.effects("profit", ["incentives", "communication"])
    assert found.shares["term"].tolist()[-1] == "incentives x communication"
    with pytest.raises(AnalysisError, match="effects need factors that were crossed"):
        results.effects("profit")


@pytest.mark.slow
def test_morris(tmp_path: Path) -> None:
    study = Experiment(
        small(),
        question="What matters?",
        uncertain={"market.shock_sd": between(0, 0.4), "supply.lead_weeks": between(1, 2, True)},
        design=morris(4),
        seeds=2,
    )
    results = run(study, tmp_path)
    assert results.morris("profit").table["factor"].tolist() == [
        "market__shock_sd",
        "supply__lead_weeks",
    ]
    assert results.to_salib("profit").samples.shape == (12, 2)
    assert len(results.to_ema().experiments) == 24
    with pytest.raises(AnalysisError, match="no Saltelli design"):
        results.sobol("profit")


def test_an_experiment_searches(folder: Path) -> None:
    """Its own outcomes, over its own factors, in its worlds."""
    study = Experiment(
        small(),
        question="What is best?",
        uncertain={"market.shock_sd": between(0, 0.4)},
        choices=TALK,
        design=lhs(2),
        seeds=[1, 2],
        outcomes={"late": {"kpi": "profit", "weeks": [3, 4]}},
    )
    pytest.importorskip("optuna")
    front = study.search(
        maximise=["late", "profit"], over=["incentives", "communication"], check_seeds=[8, 9]
    )
    assert len(front.data) == 4
    row = front.data.iloc[-1]
    assert (row["incentives"], row["communication"]) == ("shared", "sop")
    alone = cs.simulate(
        small().with_({"incentives": row["incentives"], "communication": row["communication"]}),
        seeds=[1, 2],
    )
    assert row["profit"] == pytest.approx(alone.kpi("profit").mean())
    assert row["late"] == pytest.approx(alone.kpi("profit", slice(2, 4)).mean())
    found = study.calibrate(
        {"profit": (row["profit"], 1.0)},
        over=["incentives", "market.shock_sd"],
        check_seeds=[8, 9],
        firms=12,
    )
    assert len(found.data) == 6
    with pytest.raises(AnalysisError, match="over has 'pay', which is no factor"):
        study.search(maximise=["late"], over=["pay"], check_seeds=[8, 9])
    with pytest.raises(AnalysisError, match="'early' is no outcome of the experiment and no KPI"):
        study.search(maximise=["early"], over=["incentives"], check_seeds=[8, 9])


def called(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["coordsim", "analyse", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


@pytest.mark.slow  # draws four figures
def test_the_command(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = [str(folder), "--kpi", "profit", "--contrast", "value_of_talk"]
    more = ["--by", "incentives", "--sobol", "--power", "5", "--out", str(tmp_path)]
    assert called([*asked, *more, "--json"], monkeypatch) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["question"] == "What is talk worth?"
    assert list(found["analyses"]) == ["contrast", "by", "power", "sobol"]
    mean = Results.load(folder).contrast("value_of_talk", kpi="profit").mean
    assert found["analyses"]["contrast"]["table"][0]["mean"] == pytest.approx(mean)
    files = {path.name for path in tmp_path.iterdir()}
    assert {"contrast.csv", "contrast-data.csv", "by.svg", "sobol.png"} <= files
    assert len(files) == 16
    assert called(asked, monkeypatch) == 0
    assert "96 pairs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "nothing is asked for"),
        (["--by", "incentives"], "--by is for contrasts"),
        (["--contrast", "pay"], "contrast 'pay' is not known; allowed: value_of_talk"),
        (["--prim", "much"], "--prim 'much' is not of the form 'profit < 100'"),
        (["--prim", "units < 1"], "--prim is about units, but what is analysed is profit"),
        (["--morris"], "no Morris trajectories"),
        (["--kpi", "joy", "--surface"], "'joy' is no column"),
    ],
)
def test_the_command_refuses(
    folder: Path,
    words: list[str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called([str(folder), "--kpi", "profit", *words], monkeypatch) == 2
    assert told in capsys.readouterr().err
