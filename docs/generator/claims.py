"""docs/claims.md: all claims at a glance, then each with its statement, arms, contrasts with
intervals, and figure. What was measured is kept in docs/claims.json, draws over assumptions with
the package; the page is made from both at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from scipy.special import ndtr, stdtr, stdtrit

from coordsim.cli.evidence import hanging
from coordsim.core.kpis import KPI
from coordsim.evidence.claims.contexts import USUAL_OF
from coordsim.evidence.claims.draws import WORLDS, Drawn
from coordsim.evidence.claims.records import REPORTED, SAME, UP, Claim, Contrast, Verdict
from coordsim.evidence.claims.run import BASE, CLAIMS, chosen, run_claims
from coordsim.evidence.claims.stored import kept
from coordsim.run.comparison import Difference
from coordsim.show.numbers import (
    difference,
    estimate,
    given,
    in_hundredths,
    interval,
    number,
    share,
)
from generator.page import SHIPPED, Parts, Settings, cells, table

FILE = "docs/claims.md"
STORED = "claims.json"
FIRST = "blind"  # the first model
RATIO = ", less 1"
LUCK = 0.025  # how often a contrast without an effect goes the right way, its interval beside zero
FAMILY = 0.05  # Holm's: how often any claim at all may be supported by luck

Data = Mapping[str, Any]


class Told(NamedTuple):
    """What the page says of a claim: its verdicts on the two firms, what draws came to, and in how
    many worlds it was measured.
    """

    now: Verdict
    before: str
    drawn: Drawn | None
    worlds: int


def claims(settings: Settings) -> Parts:
    """Run claims on both firms, all of them unless some are named, keep what was measured beside
    that of the others, and write the page; figures go to docs/figures/claims.
    """
    data = read(settings)
    wanted = chosen(settings.only)
    figures = settings.docs / "figures" / "claims"
    now = run_claims(wanted, firms=settings.worlds, figures=figures, jobs=settings.jobs)
    again = [one.id for one in wanted if of_base(one)]
    then = (
        run_claims(chosen(again, FIRST), firms=settings.worlds, jobs=settings.jobs) if again else []
    )
    for name, verdicts in ((BASE, now), (FIRST, then)):
        for verdict in verdicts:
            data[name][verdict.claim.id] = written(verdict, settings.worlds)
    for kind in (BASE, FIRST):
        data[kind] = {name: data[kind][name] for name in sorted(data[kind])}
    missing = [name for name in CLAIMS if name not in data[BASE]]
    if missing:
        raise SystemExit(
            f"docs/{STORED} says nothing of {missing[0]} yet: name it after --only as well"
        )
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    (settings.docs / STORED).write_text(text + "\n", "utf-8")
    return page(data)


def verdicts(settings: Settings) -> Parts:
    """The page from what is kept."""
    return page(read(settings))


def read(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return what is kept: scenario -> claim -> verdict and contrasts."""
    path = settings.docs / STORED
    kept_at = path if path.is_file() else SHIPPED / "docs" / STORED
    found: dict[str, dict[str, Any]] = json.loads(kept_at.read_text("utf-8"))
    return found


def of_base(claim: Claim) -> bool:
    """Whether an arm of the claim is the base firm, so that the first model can stand for it."""
    return any(str(own.get("scenario", claim.scenario)) == BASE for own in claim.arms.values())


def written(verdict: Verdict, worlds: int) -> dict[str, Any]:
    """Return a verdict as it is kept."""
    rows = [
        {
            "label": one.label,
            "unit": one.unit,
            **asdict(one.measured),
            "expected": one.expected,
            "at_least": one.at_least,
        }
        for one in verdict.contrasts
    ]
    stopped = dict(verdict.stopped)
    return {"verdict": verdict.word, "worlds": worlds, "contrasts": rows, "stopped": stopped}


def as_kept(name: str, record: Data) -> Verdict:
    """Return a claim's verdict as it was measured."""
    rows = [
        Contrast(
            row["label"],
            row["unit"],
            Difference(row["mean"], row["low"], row["high"]),
            row["expected"],
            row["at_least"],
        )
        for row in record["contrasts"]
    ]
    return Verdict(CLAIMS[name], rows, record["stopped"])


def page(data: Data) -> Parts:
    """Return the page's parts."""
    drawn = kept(list(CLAIMS.values()), BASE)
    told = [
        Told(
            as_kept(name, data[BASE][name]),
            data[FIRST].get(name, {}).get("verdict", "–"),
            drawn.get(name),
            data[BASE][name]["worlds"],
        )
        for name in CLAIMS
        if name in data[BASE]
    ]
    worlds = max(record["worlds"] for record in data[BASE].values())
    return {
        (FILE, "verdicts"): glance(told),
        (FILE, "chance"): chance([one.now for one in told], worlds),
        (FILE, "draws"): fragile(told, worlds),
        (FILE, "claims"): "\n\n".join(section(one) for one in told),
    }


def row(told: Told) -> str:
    """A claim in a row: what it says in a few words, its verdicts, what draws say, its first
    contrast.
    """
    verdict, first = told.now, told.now.contrasts[0]
    claim = verdict.claim
    link = f"[{claim.id}](#{claim.id.lower()})"
    mean, ends = measured(first)
    found = f"{mean} ({ends})"
    if not relative(first):
        found = estimate(first.measured, unit_of(first))
    words = [marked(verdict.word), marked(told.before)]
    return cells([link, claim.title, *words, *in_draws(told.drawn), first.label, found])


def marked(word: str) -> str:
    """A verdict as it stands in a table."""
    return "**not supported**" if word == "not supported" else word


def in_draws(drawn: Drawn | None) -> tuple[str, str]:
    """In which share of draws a direction holds, and whether that is few."""
    if drawn is None or drawn.share is None:
        return "–", ""
    mark = "**fragile**" if drawn.fragile else "in part" if drawn.fragile_in_part else ""
    return f"{share(drawn.share, 0)} of {drawn.draws}", mark


def glance(told: Sequence[Told]) -> str:
    """How many claims are supported, and the row of each."""
    now = sum(one.now.supported for one in told)
    before = sum(one.before == "supported" for one in told)
    drawn = [one.drawn for one in told if one.drawn is not None and one.drawn.share is not None]
    few = sum(each.fragile for each in drawn)
    part = sum(each.fragile_in_part for each in drawn)
    count = (
        f"{now} of {len(told)} claims are supported on `{BASE}`; {before} were on the first model,"
        f" `{FIRST}`. The direction of {few} of {len(drawn)} that were drawn is fragile;"
        f" of {part} more only that of a further contrast is, which their own sections say."
    )
    heads = [
        "claim",
        "in short",
        f"on `{BASE}`",
        f"on `{FIRST}` (before)",
        "direction holds in draws",
        "",
        "first contrast",
        "mean (95 %)",
    ]
    return "\n".join([f"{count}\n\n{table(heads, [])}", *map(row, told)])


def chance(found: Sequence[Verdict], worlds: int) -> str:
    """What luck alone would support, and what is left after Holm's correction."""
    asked = [
        one
        for verdict in found
        for one in verdict.contrasts
        if one.expected not in (SAME, REPORTED)
    ]
    tested = [v for v in found if any(c.expected not in (SAME, REPORTED) for c in v.contrasts)]
    by_p = sorted(tested, key=lambda verdict: p_value(verdict, worlds))
    sure: list[str] = []
    for place, verdict in enumerate(by_p):
        if p_value(verdict, worlds) > FAMILY / (len(by_p) - place):
            break
        sure.append(verdict.claim.id)
    lost = [v.claim.id for v in tested if v.supported and v.claim.id not in sure]
    supported = sum(verdict.supported for verdict in tested)
    names = f": not {', '.join(lost)}" if lost else ""
    return (
        f"{len(tested)} claims ask {len(asked)} contrasts to go one way. If there were no effect at"
        f" all, each would do so, with its interval beside zero, in {share(LUCK)} of cases: about"
        f" {number(LUCK * len(asked))} contrasts. A claim needs all of its own, so luck alone would"
        f" support at most {number(LUCK * len(tested))} of the {len(tested)} claims, whatever"
        f" their contrasts have to do with each other; {supported} are. By Holm's method over all"
        f" of them, which keeps the chance of even one lucky claim below {share(FAMILY)},"
        f" {supported - len(lost)} of the {supported} remain{names}. (A claim's p is the largest of"
        " its contrasts', one-sided, from their intervals: an intersection-union test, Berger 1982;"
        " Holm 1979. A least effect is not tested, only asked of the mean.)"
    )


def p_value(verdict: Verdict, worlds: int) -> float:
    """One-sided p of a claim: that of its weakest contrast."""
    free = worlds - 1
    out = 0.0
    for one in verdict.contrasts:
        if one.expected in (SAME, REPORTED):
            continue
        gap = one.measured
        right = gap.mean if one.expected == UP else -gap.mean
        error = (gap.high - gap.low) / 2 / stdtrit(free, 0.975)
        out = max(out, float(stdtr(free, -right / error)) if error > 0 else float(right <= 0))
    return out


def fragile(told: Sequence[Told], worlds: int) -> str:
    """The claims whose direction holds in few draws, what luck in few worlds has to do with it, and
    what each may hang on.
    """
    rows = []
    for one in told:
        drawn = one.drawn
        if drawn is None or not drawn.fragile:
            continue
        link = f"[{one.now.claim.id}](#{one.now.claim.id.lower()})"
        guess = hanging(drawn.hint) if drawn.hint else "–"
        least = min(part for part in drawn.shares if part is not None)
        holds = [share(drawn.share, 0), share(least, 0), str(drawn.unmeasured or "")]
        alone = by_luck(one.now, worlds)
        few = "–" if alone is None else share(alone, 0)
        rows.append([link, marked(one.now.word), *holds, str(drawn.draws), few, guess])
    heads = [
        "claim",
        f"on `{BASE}`",
        "its direction holds in",
        "its weakest contrast in",
        "could not be measured in",
        "draws",
        f"twelve worlds of `{BASE}` alone would show it in",
        "may hang on",
    ]
    return table(heads, rows) if rows else "None."


def by_luck(verdict: Verdict, worlds: int, fewer: int = WORLDS) -> float | None:
    """How often the mean of the first contrast that has to go one way would have its sign in
    ``fewer`` worlds, by its mean and spread in many and a normal law; None where it cannot be said.
    """
    first = next((one for one in verdict.contrasts if one.expected not in (SAME, REPORTED)), None)
    if first is None:
        return None
    gap = first.measured
    error = (gap.high - gap.low) / 2 / stdtrit(worlds - 1, 0.975) * (worlds / fewer) ** 0.5
    right = gap.mean if first.expected == UP else -gap.mean
    return float(ndtr(right / error)) if error > 0 else float(right > 0)


def section(told: Told) -> str:
    """One claim in full."""
    verdict = told.now
    claim = verdict.claim
    usual = USUAL_OF.get(claim.scenario)
    arms = "\n".join(f"- *{name}*: {said(changes, usual)}" for name, changes in claim.arms.items())
    rows = []
    for contrast in verdict.contrasts:
        least = f", by {given(contrast.at_least)} at least" if contrast.at_least else ""
        holds = "–" if contrast.expected == REPORTED else "yes" if contrast.holds else "**no**"
        rows.append(
            [
                contrast.label,
                unit_of(contrast),
                *measured(contrast),
                f"{contrast.expected}{least}",
                holds,
            ]
        )
    words = [word for word in (claim.note, verdict.who_stopped(told.worlds)) if word]
    if not verdict.supported:
        words += [f"Why: {claim.why}"] if claim.why else []
        words += [f"What was tried: {claim.tried}"] if claim.tried else []
    if told.drawn is not None and told.drawn.share is not None:
        words.append(over_draws(told.drawn))
    more = "".join(f"{word}\n\n" for word in words)
    return (
        f"## {claim.id}\n\n**{claim.title}: {verdict.word}.** {claim.statement}\n\n"
        f"Source: {claim.source}; scenario `{claim.scenario}`; on the first model:"
        f" {told.before}. Arms:\n\n{arms}\n\n"
        f"{table(['contrast', 'unit', 'mean', '95 %', 'must be', 'holds'], rows)}\n\n"
        f"{more}![{claim.title}](figures/claims/{claim.id}.png)"
    )


def over_draws(drawn: Drawn) -> str:
    """Say in which share of draws the direction holds, and that of the weakest contrast."""
    parts = [part for part in drawn.shares if part is not None]
    least = f", and that of its weakest contrast in {share(min(parts), 0)}" if parts[1:] else ""
    mark = ": **fragile**" if drawn.fragile else ""
    holds = f"holds in {share(drawn.share, 0)} of {drawn.draws} draws"
    return f"The direction of its first contrast {holds}{least}{mark}."


def said(changes: Mapping[str, Any], usual: Mapping[str, Any] | None = None) -> str:
    """Say what an arm changes, and in which scenario where it names another one than the claim; the
    levers of a ``usual`` plan that it begins with are not named one by one.
    """
    left = {key: value for key, value in changes.items() if key != "scenario"}
    where = f"scenario `{changes['scenario']}`, " if "scenario" in changes else ""
    if usual and usual.keys() <= left.keys():
        where += "from the usual plan, "
        left = {key: value for key, value in left.items() if usual.get(key) != value}
    return where + (f"`{json.dumps(left, ensure_ascii=False)}`" if left else "as it is")


def measured(contrast: Contrast) -> tuple[str, str]:
    """Return a contrast's mean and interval: differences of shares in points, ratios less 1 in
    hundredths.
    """
    gap, unit = contrast.measured, unit_of(contrast)
    if relative(contrast):
        return share(gap.mean), f"{share(gap.low)} to {share(gap.high)}"
    return difference(gap.mean, unit), interval(gap, unit)


def relative(contrast: Contrast) -> bool:
    """Whether a contrast is by what part one arm lies above another."""
    return contrast.label.endswith(RATIO) and in_hundredths(unit_of(contrast))


def unit_of(contrast: Contrast) -> str:
    """Return a contrast's unit: its own, or that of the KPI that its label begins with."""
    first = contrast.label.split(":")[0].split(" ")[0].rstrip(",")
    return contrast.unit or (KPI[first].unit if first in KPI else "–")
