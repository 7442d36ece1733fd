"""Figures are written alike everywhere: thousands apart, rounded as people round, one rule of decimals."""

import pytest

from server.evaluation import catalogue
from server.evaluation.catalogue import of_counters
from server.evaluation.ward.views.picture import KINDS
from server.figures.views.speech import kind_of
from server.measure.definitions import CATALOGUE, Definition, Unit
from server.web.charts import Axis, Kind
from server.web.charts.axis import DECIMALS
from server.web.numbers import aside, percent, rest, sheet_form, shortest, with_unit, written
from server.web.workbook import FORMATS


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (2357, 0, "2,357"),
        (1_234_567.0, 0, "1,234,567"),
        (999.5, 0, "1,000"),
        (2.5, 0, "3"),
        (67.35, 1, "67.4"),
        (66.25, 1, "66.3"),
        (-66.25, 1, "-66.3"),
        (67.449_999_999_999_99, 1, "67.5"),
        (-0.04, 1, "0.0"),
        (1234.5, None, "1,234.5"),
        (8.0, None, "8"),
        (100.0, None, "100"),
        (3.14159, None, "3.14"),
        (1e300, 0, "1" + ",000" * 100),
    ],
)
def test_a_number_has_its_thousands_apart_and_its_halves_rounded_up(
    value: float, decimals: int | None, text: str
) -> None:
    assert written(value, decimals) == text


@pytest.mark.parametrize(
    ("share", "decimals", "text"),
    [(0.6735, 1, "67.4%"), (0.285, 0, "29%"), (1, 1, "100.0%"), (12.345, 0, "1,235%"), (-0.0001, 1, "0.0%")],
)
def test_a_share_is_rounded_as_its_percent_are(share: float, decimals: int, text: str) -> None:
    assert percent(share, decimals) == text


def test_a_share_and_what_it_leaves_make_a_hundred_percent() -> None:
    assert (percent(0.9475), rest(0.9475)) == ("94.8%", "5.2%")


@pytest.mark.parametrize(
    ("text", "form"), [("1,234", "#,##0"), ("67.4", "#,##0.0"), ("3.14", "#,##0.00"), ("67.4%", "#,##0.0%")]
)
def test_a_workbook_writes_a_number_as_the_page_does(text: str, form: str) -> None:
    assert sheet_form(text) == form


def test_ticks_of_any_size_are_plain_numbers() -> None:
    assert [shortest(each, 6) for each in (1_500_000.0, 0.0025, 12.5)] == ["1,500,000", "0.0025", "12.5"]


@pytest.mark.parametrize("definition", CATALOGUE.values(), ids=list(CATALOGUE))
def test_charts_workbooks_and_the_catalogue_give_a_figure_the_same_decimals(definition: Definition) -> None:
    decimals = of_counters(definition).decimals
    assert DECIMALS[kind_of(definition.unit)] == decimals
    assert len(FORMATS[definition.unit].removesuffix("%").partition(".")[2]) == decimals


@pytest.mark.parametrize("unit", catalogue.DECIMALS)
def test_the_chart_of_a_target_gives_its_figure_the_decimals_of_the_catalogue(unit: catalogue.Unit) -> None:
    assert DECIMALS[KINDS.get(unit, Kind.NUMBER)] == catalogue.DECIMALS[unit]


def test_every_unit_of_the_catalogue_says_its_decimals() -> None:
    assert set(catalogue.DECIMALS) == set(catalogue.Unit)


def test_a_figure_in_a_chart_has_its_decimals_and_none_is_a_dash() -> None:
    assert [Axis(each).value(1234.565) for each in (Kind.COUNT, Kind.NUMBER, Kind.RATE)] == [
        "1,235",
        "1,234.6",
        "1,234.57",
    ]
    assert (Axis(Kind.SHARE).value(0.6735), Axis(Kind.MINUTES).value(None)) == ("67.4%", "–")


def test_every_unit_has_its_form_in_a_workbook() -> None:
    assert set(FORMATS) == set(Unit)


@pytest.mark.parametrize(
    ("text", "unit", "written_out"),
    [
        ("12.3", "min", "12.3 min"),
        ("12.3", "分", "12.3分"),
        ("80.8", "%", "80.8%"),
        ("75", "％", "75%"),
        ("3", "", "3"),
    ],
)
def test_a_unit_stands_close_where_it_is_percent_or_japanese(text: str, unit: str, written_out: str) -> None:
    assert with_unit(text, unit) == written_out


@pytest.mark.parametrize(("words", "behind"), [("min", " (min)"), ("分", "（分）"), ("", "")])
def test_brackets_are_those_of_the_words_in_them(words: str, behind: str) -> None:
    assert aside(words) == behind
