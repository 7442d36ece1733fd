"""Charts: geometry that says what the numbers say, SVG that stands in a strict page, a table beside each."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from server.web.charts import (
    Axis,
    Bar,
    Bars,
    Cell,
    Drawn,
    Dumbbells,
    Heat,
    Intervals,
    Kind,
    Line,
    Multiples,
    Pair,
    Point,
    Range,
    Stack,
    Stacks,
    Trend,
    Waits,
    Way,
    Ways,
    bars,
    dumbbells,
    heat,
    intervals,
    multiples,
    stacked,
    trend,
    waits,
    ways,
)
from server.web.charts.marks import ATTRIBUTES, Box, Look, hatching
from server.web.charts.scale import minute_ticks, shortened, ticks, width_of
from server.web.charts.way import BEYOND, EDGE, PHONE, scale_of

SVG = "{http://www.w3.org/2000/svg}"
MINUTES, SHARE, COUNT = Axis(Kind.MINUTES, "min"), Axis(Kind.SHARE), Axis(Kind.COUNT, "people")
MONTHS = ("April\n2026", "May", "June", "July")


def way(
    baseline: float, target: float, result: float | None, *, falls: bool = False, unit: str = "人"
) -> Way:
    """A target with its figures as they are."""
    at = [Point(each, f"{each:,}{unit}") for each in (baseline, target, result or 0)]
    met = result is not None and (result <= target if falls else result >= target)
    return Way("A target " * 9, at[0], at[1], None if result is None else at[2], met, falls, "in words " * 5)


WAYS = (
    way(10, 20, 15),
    way(10, 20, 200),
    way(10, 20, 20_000),
    way(1_200, 1_300, 8),
    way(29.2, 26.0, 29.3, falls=True),
    way(5, 5, 5),
    way(0, 0, None, falls=True),
    way(0.02, 0.01, 0.015, falls=True),
    way(66.1, 90, 66.1),
    way(-3, 3, 1e12, unit="とても長い名前の単位" * 4),
)
"""Usual ones, and those that stretched or covered something."""


def every_chart() -> dict[str, Drawn]:
    """One of each, with awkward words and numbers."""
    name = 'A & B <"x">'
    return {
        "trend": trend(
            Trend(name, MINUTES, MONTHS, (Line("a", (3.0, None, 20.0, 12.5)),), 15, "Target 15", event=2)
        ),
        "lines": trend(
            Trend(name, SHARE, MONTHS, (Line("a", (0.1, 0.4, 0.2, 1)), Line("b", (0.2, 0.4, 0.3, 0.9))))
        ),
        "multiples": multiples(
            Multiples(name, MINUTES, MONTHS, (Line("a", (1, 2, 3, 4)), Line("b", (4, 3, 2, None))))
        ),
        "bars": bars(
            Bars(name, MINUTES, (Bar("one", 12.0, 15), Bar("two", 33.0, 30, True), Bar("none", None)))
        ),
        "stacked": stacked(
            Stacks(name, ("good", "so", "bad"), (Stack("q", (6, 3, 1)), Stack("empty", (0, 0, 0))))
        ),
        "waits": waits(Waits(name, (0, 10, 20), (60, 30, 10), 20, "within", "beyond", "min", "people")),
        "heat": heat(Heat(name, COUNT, ("Mon", "Tue"), ("9:00", "10:00"), ((1, None), (50, 12_000)))),
        "dumbbells": dumbbells(
            Dumbbells(name, MINUTES, (Pair("Mon", 20, 12), Pair("Tue", None, 3)), "before", "after")
        ),
        "ways": ways(Ways(name, WAYS, "target", "before", "target", "result", "in words")),
        "intervals": intervals(Intervals(name, MINUTES, (Range("all", -3, -5, -1),), "less", "more")),
    }


def parsed(drawn: Drawn) -> ET.Element:
    return ET.fromstring(drawn.svg)


def texts(drawn: Drawn) -> list[str]:
    return [each.text or "" for each in parsed(drawn).iter(f"{SVG}text")]


def of_look(drawn: Drawn, look: Look, tag: str = "rect") -> list[dict[str, float]]:
    """Places of the marks with this look."""
    names = {"x", "y", "width", "height", "cx", "cy"}
    return [
        {name: float(value) for name, value in each.attrib.items() if name in names}
        for each in parsed(drawn).iter(f"{SVG}{tag}")
        if each.get("class") == look.value
    ]


@pytest.mark.parametrize("kind", every_chart())
def test_every_chart_is_an_image_with_a_name_that_a_strict_page_can_hold(kind: str) -> None:
    drawn = every_chart()[kind]
    root = parsed(drawn)
    assert (root.get("role"), root[0].tag, root[0].text) == ("img", f"{SVG}title", 'A & B <"x">')
    assert not re.search(r'(style|id|href|on\w+)="', drawn.svg)
    assert not set(re.findall(r"<(\w+)", drawn.svg)) - {
        "svg",
        "title",
        "desc",
        "rect",
        "path",
        "circle",
        "text",
    }


@pytest.mark.parametrize("kind", every_chart())
def test_nothing_lies_outside_the_picture(kind: str) -> None:
    drawn = every_chart()[kind]
    root = parsed(drawn)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for each in root.iter(f"{SVG}text"):
        words, x = each.text or "", float(each.get("x", 0))
        wide = width_of(words, float(each.get("font-size", 13)))
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor", "start")]
        assert left >= -1, words
        assert left + wide <= width + 6, words
        assert 0 < float(each.get("y", 0)) <= height, words
    for each in root.iter(f"{SVG}rect"):
        assert float(each.get("x", 0)) >= 0
        assert float(each.get("x", 0)) + float(each.get("width", 0)) <= width + 0.2
        assert float(each.get("y", 0)) + float(each.get("height", 0)) <= height + 0.2


@pytest.mark.parametrize("kind", every_chart())
def test_every_chart_has_its_numbers_as_a_table(kind: str) -> None:
    sheet = every_chart()[kind].sheet
    assert sheet.rows
    assert {len(row) for row in sheet.rows} == {len(sheet.head)}


def test_every_look_has_its_presentation_for_paper() -> None:
    assert set(ATTRIBUTES) == set(Look)


@pytest.mark.parametrize("told", WAYS)
def test_the_scale_of_a_way_ends_a_bit_behind_its_farthest_mark(told: Way) -> None:
    marks = [told.baseline.value, told.target.value, *([told.result.value] if told.result else [])]
    scale = scale_of(told, 640)
    places = [scale.at(each) for each in marks]
    assert EDGE < min(places) <= max(places) < 640 - EDGE
    if max(marks) > min(marks):
        assert max(places) - min(places) == pytest.approx((640 - 2 * EDGE) / (1 + 2 * BEYOND))
        better = min(marks) if told.falls else max(marks)
        assert scale.at(better) == max(places)
    else:
        assert set(places) == {320}


@pytest.mark.parametrize("told", WAYS)
def test_the_words_of_a_way_never_cover_each_other(told: Way) -> None:
    drawn = ways(Ways("", (told,), "target", "before", "target", "result", "in words"))
    lines: dict[str, list[tuple[float, float]]] = {}
    for each in parsed(drawn).iter(f"{SVG}text"):
        wide, x = width_of(each.text or ""), float(each.get("x", 0))
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor", "start")]
        lines.setdefault(each.get("y", ""), []).append((left, left + wide))
    assert sorted(len(each) for each in lines.values()) == ([1, 2, 2] if told.result else [1, 1, 2])
    for line in lines.values():
        for before, after in itertools.pairwise(sorted(line)):
            assert before[1] + 8 <= after[0]


def test_a_way_that_was_gone_is_full_and_one_that_fell_short_is_hatched() -> None:
    def of(told: Way) -> tuple[int, int, bool]:
        drawn = ways(Ways("", (told,), "target", "before", "target", "result", "in words"))
        hatched = f'class="{Look.HATCH}"' in drawn.svg
        return len(of_look(drawn, Look.FIRST)), len(of_look(drawn, Look.OVER)), hatched

    assert [of(WAYS[each]) for each in (1, 0, 3, 6)] == [
        (1, 0, False),
        (0, 1, True),
        (0, 1, True),
        (0, 0, False),
    ]


def test_a_way_is_drawn_for_a_phone_too_with_nothing_outside_of_it() -> None:
    drawn = ways(Ways("", WAYS, "target", "before", "target", "result", "in words"))
    root = ET.fromstring(drawn.narrow)
    assert float(root.get("width", 0)) == PHONE
    for each in root.iter(f"{SVG}text"):
        wide, x = width_of(each.text or ""), float(each.get("x", 0))
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[each.get("text-anchor", "start")]
        assert left >= -1, each.text
        assert left + wide <= PHONE + 1, each.text


def test_the_table_of_ways_says_every_figure_and_a_dash_where_there_is_none() -> None:
    sheet = ways(Ways("", (WAYS[0], WAYS[6]), "target", "before", "aim", "result", "in words")).sheet
    assert sheet.head == ("target", "before", "aim", "result", "in words")
    assert [[each.text for each in row[1:4]] for row in sheet.rows] == [
        ["10人", "20人", "15人"],
        ["0人", "0人", "–"],
    ]


def test_bars_are_as_long_as_their_values_from_zero() -> None:
    drawn = bars(Bars("", COUNT, (Bar("a", 10), Bar("b", 40), Bar("c", 0))))
    short, long, nothing = of_look(drawn, Look.FIRST)
    axis = next(
        each.get("d", "") for each in parsed(drawn).iter(f"{SVG}path") if each.get("class") == Look.AXIS
    )
    assert short["x"] == long["x"] == float(axis[1:].split()[0])
    assert short["width"] * 4 == pytest.approx(long["width"], abs=0.3)
    assert nothing["width"] <= 1


def test_a_bar_beyond_its_target_is_hatched_and_says_its_value() -> None:
    drawn = bars(Bars("", MINUTES, (Bar("late", 33.0, 30, True), Bar("good", 12.0, 30)), "Target"))
    assert (len(of_look(drawn, Look.OVER)), len(of_look(drawn, Look.FIRST))) == (1, 1)
    assert f'class="{Look.HATCH}"' in drawn.svg
    assert {"33.0", "12.0"} <= set(texts(drawn))
    assert drawn.sheet.rows[0] == (Cell("late"), Cell("33.0"), Cell("30.0"))


def test_a_missing_value_breaks_the_line_and_is_a_dash_in_the_table() -> None:
    drawn = trend(Trend("", MINUTES, ("a", "b", "c", "d", "e"), (Line("x", (1, 2, None, 4, 5)),)))
    lines = [
        each.get("d", "") for each in parsed(drawn).iter(f"{SVG}path") if each.get("class") == Look.FIRST_LINE
    ]
    assert [each.count("L") for each in lines] == [1, 1]
    assert drawn.sheet.rows[2][1] == Cell("–")


def test_a_line_is_higher_where_its_value_is_and_the_target_lies_between() -> None:
    drawn = trend(Trend("", MINUTES, ("a", "b"), (Line("x", (10, 20)),), target=15))
    low, high = of_look(drawn, Look.FIRST, "circle")
    target = next(
        each.get("d", "") for each in parsed(drawn).iter(f"{SVG}path") if each.get("class") == Look.TARGET
    )
    height = float(re.findall(r"M[\d.]+ ([\d.]+)", target)[0])
    assert height == pytest.approx((low["cy"] + high["cy"]) / 2, abs=0.2)
    assert high["cy"] < low["cy"]


@pytest.mark.parametrize(
    ("values", "first"), [((0.92, 0.97), "85%"), ((0.4, 0.97), "0%"), ((0.02, 0.04), "0%")]
)
def test_only_high_shares_begin_above_zero_and_say_so(values: tuple[float, float], first: str) -> None:
    drawn = trend(Trend("", SHARE, ("a", "b"), (Line("x", values),)))
    shown = [each for each in texts(drawn) if re.fullmatch(r"[\d.]+%", each)]
    assert shown[0] == first
    assert (f'class="{Look.AXIS}"' in drawn.svg) == (first == "0%")


def test_every_line_has_its_name_apart_from_the_others() -> None:
    lines = tuple(Line(f"line {number}", (0.5, 0.5 + number / 1000)) for number in range(4))
    drawn = trend(Trend("", SHARE, ("a", "b"), lines, 0.5, "Target"))
    places = sorted(
        float(each.get("y", 0))
        for each in parsed(drawn).iter(f"{SVG}text")
        if (each.text or "").startswith(("line", "Target"))
    )
    assert len(places) == 5
    assert min(after - before for before, after in itertools.pairwise(places)) >= 14.9


def test_small_multiples_share_one_scale() -> None:
    drawn = multiples(Multiples("", MINUTES, ("a", "b"), (Line("low", (1, 1)), Line("high", (20, 20)))))
    low, high = (of_look(drawn, Look.FIRST, "circle")[each]["cy"] for each in (0, 2))
    assert low - high > 60


def test_waits_beyond_the_target_are_hatched() -> None:
    drawn = waits(Waits("", (0, 10, 20, 30), (50, 30, 15, 5), 20, "80 % within 20", unit="min"))
    assert (len(of_look(drawn, Look.FIRST)), len(of_look(drawn, Look.OVER))) == (2, 2)
    assert any("80 % within 20" in each for each in texts(drawn))
    assert [row[2].text for row in drawn.sheet.rows] == ["50.0%", "30.0%", "15.0%", "5.0%"]


def test_a_bin_without_an_edge_is_refused() -> None:
    with pytest.raises(ValueError, match="2 edges for 1 counts"):
        waits(Waits("", (0, 10), (5,)))


def test_every_cell_of_a_heat_map_says_its_value_and_darker_is_more() -> None:
    drawn = heat(Heat("", MINUTES, ("Mon",), ("9", "10", "11"), ((1.0, 9.0, 24.0),)))
    assert {"1.0", "9.0", "24"} <= set(texts(drawn))
    shades = [
        each.get("class") for each in parsed(drawn).iter(f"{SVG}rect") if "heat" in (each.get("class") or "")
    ]
    assert shades[:3] == [Look.HEAT_0, Look.HEAT_1, Look.HEAT_4]
    assert drawn.sheet.rows[0][3] == Cell("24.0")


def test_grades_are_shares_of_their_question_and_differ_without_colour() -> None:
    drawn = stacked(Stacks("", ("a", "b", "c", "d"), (Stack("q", (50, 30, 10, 10)),)))
    widths = [of_look(drawn, look)[-1]["width"] for look in (Look.GRADE_1, Look.GRADE_2, Look.GRADE_3)]
    assert widths[0] / widths[1] == pytest.approx(5 / 3, abs=0.01)
    assert widths[0] / widths[2] == pytest.approx(5, abs=0.05)
    assert f'class="{Look.HATCH}"' in drawn.svg
    assert {"50%", "30%", "10%", "n = 100"} <= set(texts(drawn))


def test_an_interval_always_shows_zero_and_its_signs() -> None:
    drawn = intervals(Intervals("", MINUTES, (Range("x", 3.3, 1.4, 5.1),), "less", "more"))
    assert "0" in texts(drawn)
    assert drawn.sheet.rows[0][1:] == (Cell("+3.3"), Cell("+1.4 … +5.1"))


def test_a_difference_of_shares_is_in_points() -> None:
    drawn = intervals(Intervals("", Axis(Kind.SHARE, "points"), (Range("x", -0.034, -0.06, -0.01),)))
    assert drawn.sheet.rows[0][1] == Cell("−3.4")


@pytest.mark.parametrize(
    "drawn",
    [
        trend(Trend("", MINUTES, ("a",), (Line("x", (None,)),), empty="nothing")),
        bars(Bars("", MINUTES, (Bar("a", None),), empty="nothing")),
        waits(Waits("", (0,), (0,), empty="nothing")),
        heat(Heat("", MINUTES, ("a",), ("b",), ((None,),), empty="nothing")),
        stacked(Stacks("", ("a",), (Stack("q", (0,)),), empty="nothing")),
        dumbbells(Dumbbells("", MINUTES, (), "b", "a", empty="nothing")),
        intervals(Intervals("", MINUTES, (), empty="nothing")),
    ],
)
def test_empty_data_are_said_in_words(drawn: Drawn) -> None:
    assert (drawn.svg, drawn.empty) == ("", "nothing")


@pytest.mark.parametrize(
    ("high", "shown"),
    [
        (23, (0, 5, 10, 15, 20, 25)),
        (58, (0, 15, 30, 45, 60)),
        (130, (0, 30, 60, 90, 120, 150)),
        (3, (0, 1, 2, 3)),
    ],
)
def test_minutes_have_ticks_that_people_count_in(high: float, shown: tuple[float, ...]) -> None:
    assert minute_ticks(high) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(0, 950, (0, 250, 500, 750, 1000)), (-6, 1, (-6, -4, -2, 0, 2))]
)
def test_ticks_are_round_and_hold_the_values(low: float, high: float, shown: tuple[float, ...]) -> None:
    assert ticks(low, high) == shown


def test_words_without_room_end_in_an_ellipsis() -> None:
    assert shortened("転入・転出・転居の届出", 80) == "転入・転出…"
    assert shortened("転入・転出・転居の届出", 200) == "転入・転出・転居の届出"


def test_diagonals_stay_inside_their_box() -> None:
    box = Box(3, 7, 40, 20, Look.OVER, hatched=True)
    ends = [place for pair in hatching(box) for place in pair]
    assert len(ends) == 20
    assert all(3 <= x <= 43 and 7 <= y <= 27 for x, y in ends)


def test_the_last_of_many_days_under_a_trend_is_not_cut_off() -> None:
    days = tuple(f"11月{each}日" for each in range(1, 101))
    drawn = trend(Trend("", MINUTES, days, (Line("x", (1.0,) * 100),)), 920, 260)
    last = next(each for each in parsed(drawn).iter(f"{SVG}text") if each.text == days[-1])
    assert float(last.attrib["x"]) + width_of(days[-1], 12) / 2 <= 920
