"""The table of symbols in docs/model.md: what each letter of its formulas stands for, by section;
units and words of parameters come from their own tables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from coordsim.core.parameters import GROUPS
from coordsim.scenario.file import Scenario
from generator.page import Parts, Settings, table

FILE = "docs/model.md"
ALL = "7"  # the section that holds all others

PARAMETER = re.compile(rf"\b(?:{'|'.join(GROUPS)})\.[a-z][a-z_0-9]*")
LETTER = re.compile(
    r"(?<![^\W\d])(?<!['.])([^\W\d_]\u0302?(?:_[a-z]+|_\d|_\{[^}]*\})?₀?'?)(\(|(?!\w))"
)
ARTICLE = re.compile(r"\ba (?=[a-z]{2})|\bM/M/1")
GREEK = re.compile(r"(?<!\w)[Α-Ωα-ωℓ](?:_[a-z]+)?(?!\w)")
BLOCK = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Symbol(NamedTuple):
    """A symbol, the sections where it stands for this, and what: a parameter's field, or its unit
    and words.
    """

    sign: str
    sections: tuple[str, ...]
    field: str = ""
    unit: str = ""
    means: str = ""


def _of(sign: str, sections: str, field: str) -> Symbol:
    return Symbol(sign, tuple(sections.split()), field)


def _is(sign: str, sections: str, unit: str, means: str) -> Symbol:
    return Symbol(sign, tuple(sections.split()), "", unit, means)


SYMBOLS: tuple[Symbol, ...] = (
    _is("t", ALL, "weeks", "week, from 0"),
    _is("i", ALL, "", "a customer"),
    _is("c", ALL, "", "a taste class"),
    _is("v", ALL, "", "a variant, or its slot"),
    _is("n", ALL, "variants", "variants offered; in the plant those on sale"),
    _is("Σ", ALL, "", "sum, over what is written at its foot"),
    _is("Π", "7.13", "", "product"),
    _is("Φ", ALL, "share", "distribution function of the standard normal"),
    _is("φ()", ALL, "", "density of the standard normal"),
    _is("L()", ALL, "", "loss function of the standard normal"),
    _is("E()", "7.15", "", "expectation"),
    _is("π", "7.1 7.14", "", "the circle's number"),
    # who visits
    _of("σ", "7.1 7.14", "market.shock_sd"),
    _of("ρ", "7.1 7.14 7.15", "market.shock_persistence"),
    _is("x_t", "7.1 7.14", "log", "the market's shock in week t"),
    _is("ε_t", "7.1", "", "standard normal draw of week t"),
    _is("A_t", "7.1", "money", "advertising stock in week t"),
    _is("f", "7.1", "money", "floor under the advertising stock, carried over likewise"),
    _of("k", "7.1 7.14", "market.ad_carryover"),
    _of("a₀", "7.1", "market.ad_reference"),
    _of("e", "7.1", "market.ad_elasticity"),
    _is("R", "7.1 7.11", "1", "reputation of the firm"),
    _of("R₀", "7.1 7.14", "people.reputation_start"),
    _of("w", "7.1", "people.word_valence"),
    _is("j", "7.1", "", "a neighbour"),
    _is("N()", "7.1", "", "neighbours of a customer"),
    # sales effort
    _is("r", "7.2", "money/unit", "what one more unit a week adds to marketing's pay"),
    _of("r₀", "7.2", "people.effort_reference"),
    _of("r_own", "7.2", "people.effort_own"),
    _of("h", "7.2", "people.effort_elasticity"),
    # choosing
    _is("d()", "7.3", "circle", "shorter way round from a class to a variant"),
    _is("k", "7.3", "", "a cluster of tastes"),
    _is("w_c", "7.3", "share", "customers in a taste class"),
    _of("φ", "7.3", "market.cluster_weight"),
    _of("σ", "7.3", "market.cluster_sd"),
    _is("ε", "7.3", "", "standard normal draws of the clusters"),
    _is("D()", "7.3", "1/week", "demand of a customer for so many variants"),
    _is("b_c", "7.3", "share", "visitors of a class who buy at the reference"),
    _is("a", "7.3", "1", "visits that a purchase takes away"),
    _is("s_i", "7.1 7.3 7.4", "1", "satisfaction of a customer"),
    _is("u_i", "7.3", "utility", "utility of buying"),
    _is("I_c", "7.3", "utility", "inclusive value of what is offered, for a class"),
    _is("P", "7.3 7.14", "utility", "utility of what is promised"),
    _is("p", "7.3 7.14", "money/unit", "price paid"),
    _is("β_i", "7.3", "utility/money", "price sensitivity of a customer"),
    _is("m", "7.3", "options", "options that a visitor sees"),
    _of("α", "7.3 7.14", "market.attraction"),
    _of("β", "7.14", "market.price_sensitivity"),
    _of("γ", "7.3 7.14", "market.satisfaction_effect"),
    _of("s₀", "7.3 7.14 7.15", "market.satisfaction_reference"),
    _of("τ", "7.3", "market.taste_cost"),
    _of("μ", "7.3", "market.nest_scale"),
    _of("p₀", "7.3 7.14", "market.price_reference"),
    _of("δ", "7.3 7.4 7.13", "market.overload"),
    _of("κ", "7.3 7.14", "market.overload_slope"),
    _of("π", "7.3", "market.promise_cost"),
    _of("ω", "7.3", "market.late_weeks"),
    _of("ν", "7.3", "market.answer_value"),
    _is("w", "7.3", "weeks", "promised weeks of delivery"),
    _is("h", "7.3", "hours", "promised hours to an answer"),
    _is("q", "7.3", "utility", "utility of the promised answer"),
    _is("b", "7.3", "share", "b_d or b_a"),
    _is("b_d", "7.3 7.15", "share", "late deliveries that people have heard of"),
    _is("b_a", "7.3 7.15", "share", "late answers that people have heard of"),
    # before the shelf
    _of("η", "7.4", "people.satisfaction_rate"),
    _of("λ", "7.4", "people.loss_weight"),
    _is("o", "7.4", "1", "how good an experience is"),
    _is("q", "7.4", "share", "chance of buying"),
    *(_is(f"U_{k}", "7.4", "share", f"uniform draw {k} of a visitor's week") for k in range(1, 5)),
    # development
    _is("m", "7.5", "weeks", "mean development time of a variant alone in development"),
    _of("σ", "7.5", "line.development_sd"),
    _is("ε", "7.5", "", "standard normal draw of slot and week"),
    _is("U", "7.5 7.11 7.13", "share", "understanding; in 7.5 the mean of both sides"),
    # plant and materials
    _of("L", "7.6 7.14 7.15", "plant.lead_weeks"),
    _is("z", "7.6", "1", "lever safety"),
    _is("S_v", "7.6", "units", "base stock of a variant"),
    _is("f_v", "7.6 7.7 7.14", "units/week", "forecast of a variant"),
    _is("σ_v", "7.6 7.7", "units", "weekly spread of demand around the forecast"),
    _is("χ", "7.6 7.13 7.15", "1", "surprise: forecast error as a relative variance"),
    _is("ℓ", "7.6 7.13 7.15", "share", "mean share of hours lost to breakdowns"),
    _of("A", "7.6 7.15", "plant.shelf_life"),
    _is("x", "7.6", "units", "on hand at a week's end"),
    _is("a()", "7.6", "units", "what reached the shelf in a week"),
    _of("k", "7.7", "supply.safety"),
    _is("T", "7.7 7.14", "weeks", "weeks that an order of materials has to last"),
    _is("u", "7.7", "variants", "variants that share a material"),
    _is("W()", "7.7", "weeks", "weeks of forecast that so many variants may take in T"),
    # desk, feelings, books
    _is("T", "7.9", "hours", "mean time to an answer"),
    _is("T", "7.11 7.13", "share", "trust"),
    _is("F", "7.11", "share", "frustration"),
    _is("s", "7.12 7.15", "money/unit", "standard cost of a unit: its materials and hours"),
    # communication
    _is("y", "7.13", "its own", "a fact as it is"),
    _is("ỹ", "7.13", "its own", "a fact as it was told"),
    _is("y₀", "7.13", "its own", "a fact as it is believed untold"),
    _is("y₀'", "7.13", "its own", "the same, moved by understanding"),
    _is("ε", "7.13", "", "standard normal draw of fact and week"),
    _is("z", "7.13", "", "standard normal draw of world, role and fact"),
    _is("N()", "7.13", "", "normal distribution"),
    _is("b", "7.13", "log", "bias of a drawn prior"),
    _is("γ", "7.13 7.15", "1", "power to which demand is taken to react"),
    _of("g", "7.13", "people.grasp"),
    # expectations
    _is("D̂", "7.14", "units/week", "marketing's expectation of demand"),
    _is("D", "7.14", "units/week", "operations' belief of demand"),
    _of("a", "7.14", "market.insight"),
    _is("w", "7.14", "weeks", "weeks that a forecast looks at"),
    _is("x̂", "7.14", "log", "the market's last level over its mean"),
    _is("h", "7.14", "share", "of that what is shock"),
    _is("q", "7.14", "1", "variance of unforeseen shocks"),
    _is("m", "7.14", "weeks", "weeks ahead"),
    _of("N", "7.14", "market.customers"),
    _is("D_r", "7.14", "units/week", "the market's response to a plan"),
    _is("r", "7.14", "1/week", "purchases of a customer free to buy"),
    _is("r_p", "7.14", "1/week", "the same, in a week without a promotion"),
    _is("r_l", "7.14", "1/week", "the same, in a promotion week"),
    _is("B()", "7.14 7.15", "share", "visitors who buy at a price"),
    _is("V", "7.14", "utility", "utility of buying but for price and tastes"),
    _is("I_j", "7.14", "utility", "inclusive value at a quantile of tastes"),
    _is("s", "7.14", "1", "satisfaction"),
    _is("A", "7.14", "money", "advertising stock at its steady state"),
    # managers
    _is("λ", "7.15", "1/money", "how sharply a choice follows its worth"),
    _of("κ", "7.15", "managers.learning"),
    _is("c_u", "7.15", "1", "correction of units"),
    _is("m", "7.15", "1", "correction of costs, a rate"),
    _is("a", "7.15", "money/week", "correction of costs, an amount"),
    _is("Δ", "7.15", "variants", "move of the range"),
    _is("z'", "7.15", "1", "safety over the true spread"),
    _of("v", "7.15", "people.load_spread"),
    _of("w", "7.15", "people.work_spread"),
    _is("c", "7.15", "1", "coefficient of variation of a week's jobs"),
    _is("q_k", "7.15", "share", "customers with a bad experience of kind k"),
    _is("o_k", "7.15", "1", "how good it is"),
    _is("y", "7.15", "units", "spread of demand around a word"),
    _is("W", "7.15", "units", "units of a lot that grow too old"),
    _is("S", "7.15", "units", "base stock"),
    _is("D", "7.15", "units", "demand: of the weeks in brackets, or of a lot's"),
    _is("D()", "7.15", "units", "demand of so many weeks"),
    _is("f", "7.15", "units/week", "demand of a variant"),
    # attribution
    _is("S", "7.20", "", "a set of frictions that are gone"),
    _is("k", "7.20", "", "a friction"),
    _is("n", "7.20", "", "number of frictions"),
)


def symbols(settings: Settings) -> Parts:
    """The table of symbols. Raises SystemExit where it and the formulas disagree."""
    text = (settings.root / FILE).read_text("utf-8")
    wrong = [*unknown(text), *unused(text), *contradicted(text)]
    if wrong:
        raise SystemExit("\n".join(["docs/generator/symbols.py:", *wrong]))
    return {(FILE, "symbols"): table(["symbol", "in", "parameter", "unit", "what it is"], rows())}


def rows() -> list[list[str]]:
    """Return the rows of the table, in the order of SYMBOLS."""
    out = []
    for one in SYMBOLS:
        unit, means = one.unit, one.means
        if one.field:
            group, name = one.field.split(".")
            field = type(getattr(Scenario(name="x", title="x"), group)).model_fields[name]
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            unit, means = str(extra["unit"]), field.description or ""
        where = "everywhere" if one.sections == (ALL,) else ", ".join(one.sections)
        out.append([one.sign, where, f"`{one.field}`" if one.field else "", unit, means])
    return out


def sections(text: str) -> Iterator[tuple[str, str]]:
    """Yield the number and the text of each submodel."""
    told = text.split("\n## 7 ")[1].split("<!-- generated: symbols -->")[0]
    parts = re.split(r"^### (7\.\d+) .*\n", told, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def used(section: str) -> set[str]:
    """Return the symbols of a section's formulas, and the Greek ones of its words."""
    text = unicodedata.normalize("NFC", section)
    formulas = "\n".join(BLOCK.findall(text))
    plain = ARTICLE.sub(" ", PARAMETER.sub(" ", formulas)).replace("²", " ")
    found = {sign + "()" * bool(bracket) for sign, bracket in LETTER.findall(plain)}
    words = PARAMETER.sub(" ", BLOCK.sub("", text)).replace("²", " ")
    return {_bare(sign) for sign in found | set(GREEK.findall(words))}


def _bare(sign: str) -> str:
    """Return a symbol without the index that only says of which one of many it is."""
    stem, _, index = sign.partition("_")
    if stem in ("Σ", "ε") and index != "t":
        return stem
    if index.startswith("{"):
        return f"{stem}_t"
    return {"s_j": "s_i"}.get(sign, sign)


def unknown(text: str) -> list[str]:
    """Say which symbols of formulas are in no row."""
    return [
        f"{number}: {sign} is in no row"
        for number, section in sections(text)
        for sign in sorted(used(section) - _known(number))
    ]


def _known(number: str) -> set[str]:
    return {one.sign for one in SYMBOLS if ALL in one.sections or number in one.sections}


def unused(text: str) -> list[str]:
    """Say which rows stand for nothing in a section that they name."""
    there = {number: used(section) for number, section in sections(text)}
    told = unicodedata.normalize("NFC", text.split("\n## 7 ")[1].split("\n### ")[0])
    return [
        f"{one.sign} is not used in {number}"
        for one in SYMBOLS
        for number in one.sections
        if (number != ALL and one.sign not in there.get(number, set()))
        or (number == ALL and one.sign.removesuffix("()") not in told + "".join(there["7.3"]))
    ]


def contradicted(text: str) -> list[str]:
    """Say which parameters the text itself gives a symbol that the row does not."""
    given = re.compile(
        rf"(?<![\w'])([^\W\d_](?:_[a-z]+)?₀?) = ({PARAMETER.pattern})(?!\w| ?[·/+(-])"
    )
    table_ = {(one.sign, number): one.field for one in SYMBOLS for number in one.sections}
    return [
        f"{number}: {sign} is {field}, and {table_.get((sign, number))!r} in the table"
        for number, section in sections(text)
        for sign, field in given.findall(unicodedata.normalize("NFC", section))
        if table_.get((sign, number)) != field
    ]
