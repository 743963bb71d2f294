"""The folders of ``experiments/``, whichever there are: each can be read, says what was expected
and what was found, and comes to its means again; and the script that reports on them.
"""

import re
import shutil
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from research.reporting import FOLDERS, HOME, made_up, module

from coordsim.research import sweep

report = module()
formulas = sys.modules["formulas"]
WORLDS, FEWEST, MANY = 5, 2, 50_000  # of the reduced sweeps, and of those of so many firms
EDGE = (
    1e-7  # the kept means have eight digits: one at the edge of a written digit may go either way
)
named = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def text(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


def written(folder: Path) -> str:
    """What stands between the marks of a README."""
    return text(folder).partition(report.START)[2].partition(report.END)[0]


def texts(folder: Path) -> str:
    """All lines of text of a figure, in the order in which they are drawn, on one line."""
    found = re.findall(r"<!-- (.*?) -->", (folder / "figure.svg").read_text("utf-8"))
    return " ".join([*found, ""])


def test_every_design_is_reported_and_listed() -> None:
    designs = [path for path in HOME.rglob("design.toml") if "out" not in path.parts]
    home = {path.relative_to(HOME).parts[0] for path in designs}
    assert home == {folder.name for folder in FOLDERS}
    assert len(FOLDERS) >= 10
    listed = set(re.findall(r"\]\(([\w-]+)/README\.md\)", text(HOME)))
    assert listed == {path.parent.name for path in HOME.glob("*/README.md")}


@named
def test_what_is_written_is_what_the_report_says(folder: Path) -> None:
    """Title and sentence of the README, and title and axis of the figure, are those of report.toml
    as it is: whoever edits it has to run report.py again. The figure tells its texts in comments.
    """
    said = tomllib.loads((folder / "report.toml").read_text("utf-8"))
    wish, (result, drawn) = said["figure"], (written(folder), texts(folder))
    assert f"\n![{wish['title']}](figure.svg)\n" in result
    assert wish["title"] in drawn
    assert "less" not in wish or f", less that of {wish['less']} " in drawn
    parts = re.split(r"\{\w+\}", said["sentence"])
    assert re.match(rf"\*\*{'.+?'.join(map(re.escape, parts))}\*\* \(", result.strip())


@pytest.mark.slow  # points by the thousand are checked one by one
@named
def test_a_folder_says_what_was_expected_and_found(folder: Path) -> None:
    readme, expected = text(folder), report.Study.load(folder).said["expected"]
    assert readme.startswith("# ")
    assert "\n**Question.** " in readme
    told = readme.partition("## Expected\n")[2].partition("## Run\n")[0]
    names = [name.rstrip(".") for name in re.findall(r"^\d\. \*\*(.*?)\*\*", told, re.M)]
    assert names == [one["name"] for one in expected]
    found = written(folder)
    assert found.strip().startswith("**")
    assert [f"| {place}. {name} |" in found for place, name in enumerate(names, 1)] == [True] * len(
        names
    )
    assert "Not run yet" not in readme
    assert (folder / "figure.svg").is_file()


@named
@pytest.mark.slow
def test_a_report_can_be_written_and_its_cells_are_expected(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = report.Study.load(folder)
    frame = made_up(study)
    monkeypatch.setattr(report, "_largest", lambda study, name, **_: report.Found(name, "yes", ""))
    assert report.written(study, frame).count("\n| ") >= 2 + len(study.said["expected"])
    assert report.draw(study, frame).axes
    means = report.means(study, frame)
    kept = pd.read_csv(folder / "expected.csv", dtype=str, keep_default_na=False)
    assert list(kept.columns) == list(means.columns)
    keys = [*study.cells, "kpi"]
    assert kept[keys].to_numpy().tolist() == means[keys].to_numpy().tolist()
    rows = written(folder).partition("Means over worlds:\n\n")[2].strip().split("\n")
    mean = kept["mean"].astype(float)
    near = [report.listed(study, kept.assign(mean=mean * (1 + off))) for off in (-EDGE, 0, EDGE)]
    assert [row for row, *said in zip(rows, *near, strict=True) if row not in said] == []
    (count,) = kept["worlds"].unique()
    assert {len(design.worlds) for design in study.designs.values()} == {int(count)}


@pytest.mark.slow
@named
def test_fewer_worlds_come_to_the_expected_means(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / folder.name
    shutil.copytree(folder, home, ignore=shutil.ignore_patterns("out"))
    for name, design in report.Study.load(home).designs.items():
        path = home / name / "design.toml"
        worlds = WORLDS if len(design.points) * len(design.worlds) < MANY else FEWEST
        fewer = re.sub(r"^count = \d+$", f"count = {worlds}", path.read_text(), flags=re.M)
        path.write_text(fewer)
        sweep(home / name, 2, executor_factory=lambda: ThreadPoolExecutor(2))
    study = report.Study.load(home)
    assert report.off(study, report.means(study, study.table()), folder / "expected.csv") == []


# -- the script ------------------------------------------------------------------------------------

TABLE = pd.DataFrame(
    [
        {"seed": seed, "pay": pay, "x": x, "profit": value}
        for seed, pay, x, value in [
            (1, "a", 0.1, 10.0),
            (1, "a", 0.9, 20.0),
            (1, "b", 0.1, 40.0),
            (1, "b", 0.9, 50.0),
            (2, "a", 0.1, 12.0),
            (2, "a", 0.9, 22.0),
            (2, "b", 0.1, 46.0),
            (2, "b", 0.9, 56.0),
        ]
    ]
)


@pytest.mark.parametrize(
    ("formula", "worlds"),
    [
        ("profit()", [30, 34]),
        ("profit(pay='a')", [15, 17]),
        ("profit(pay='b') - profit(pay='a')", [30, 34]),
        ("profit(pay='b') > profit(pay='a')", [30, 34]),
        ("profit(pay='b') < 50", [-5, 1]),
        ("2 * profit(pay='a', x=(0, 0.5)) + -1", [19, 23]),
        ("profit(pay=['a', 'b'], x=0.9) / 10", [3.5, 3.9]),
    ],
)
def test_formulas_worked_by_hand(formula: str, worlds: list[float]) -> None:
    assert formulas.reckon(formula, TABLE).tolist() == pytest.approx(worlds)


def test_an_interval_worked_by_hand() -> None:
    gap = report.differing("profit(pay='b') - profit(pay='a')", TABLE)
    assert gap.mean == 32
    assert gap.high - gap.mean == pytest.approx(12.706 * 2, rel=1e-4)  # Student's t, one degree


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("profit(pay='c')", "pay has no level c; allowed: a, b"),
        ("profit(wage='a')", "'wage' is not a column"),
        ("margin(pay='a')", "margin is no KPI or outcome of this design"),
        ("profit(x=(2, 3))", "no firm is of"),
        ("open('x')", "is not known"),
        ("profit(", "never closed"),
    ],
)
def test_what_a_formula_cannot_say(formula: str, told: str) -> None:
    with pytest.raises(report.ReportError, match=re.escape(told)):
        formulas.reckon(formula, TABLE)


class Small:
    """A study of TABLE, as far as findings and comparisons need one."""

    cells = ("pay",)

    def __init__(self, *formulas: str) -> None:
        self.said = {"expected": [{"name": "n", "of": dict(enumerate(formulas))}]}

    def unit(self, name: str) -> str:
        return "money/week"


@pytest.mark.parametrize(
    ("formulas", "held"),
    [
        (["profit(pay='b') > 0"], "yes"),
        (["profit(pay='b') > 0", "profit(pay='b') < 0"], "**no**"),
        (["profit(pay='b') > 0", "profit(pay='a') > 16"], "**not clear**"),
        (["profit(pay='b') < 1000"], "yes"),
    ],
)
def test_an_expectation_holds_where_its_whole_interval_does(formulas: list[str], held: str) -> None:
    (found,) = report.findings(Small(*formulas), TABLE)
    assert found.held == held


def test_an_expectation_has_to_say_which_way() -> None:
    with pytest.raises(report.ReportError, match="has to say > or <"):
        report.findings(Small("profit()"), TABLE)


def test_means_that_are_off_and_fewer_worlds(tmp_path: Path) -> None:
    path = tmp_path / "expected.csv"
    path.write_text("pay,kpi,mean,se,worlds\na,profit,10,1,16\nb,profit,10,1,16\n")
    found = pd.DataFrame(
        {"pay": ["a", "b"], "kpi": "profit", "mean": [12.9, 13.1], "se": 1.0, "worlds": 16}
    )
    assert report.off(Small(), found, path) == ["b, profit = 13.1, not 10 ± 3"]
    assert report.off(Small(), found.assign(worlds=4), path) == []
    assert len(report.off(Small(), found.iloc[:1], path)) == 1
    assert len(report.off(Small(), found.assign(mean=np.nan), path)) == 2


def test_only_what_is_between_the_marks_is_written() -> None:
    readme = f"a\n{report.START}\nold\n{report.END}\nb\n"
    assert report.into(readme, "new") == f"a\n{report.START}\nnew\n{report.END}\nb\n"
    with pytest.raises(report.ReportError, match="once each"):
        report.into("a", "new")


def test_a_folder_that_was_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "owner"
    shutil.copytree(HOME / "owner", home, ignore=shutil.ignore_patterns("out"))
    assert report.main([str(home)]) == 2
    assert "coordsim sweep" in capsys.readouterr().err
    (home / "report.toml").unlink()
    assert report.main([str(home)]) == 2
