"""The workbook of figures: in the reader's words, minutes as on the pages, numbers as numbers."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from server.main import packages
from server.measure.books import ALL
from server.measure.histogram import Histogram
from server.measure.tally import Count, Length, Tally
from server.web.words import Words
from server.web.workbook import Figures, workbook

WORDS = Words(folder / "words" for folder in packages().values())
DAY = date(2026, 11, 20)
TALLY = Tally(
    {Count.ISSUED: 4, Count.CALLED: 4, Count.WITHIN_TARGET: 3}, {Length.WAIT: Histogram({90: 3, 630: 1})}
)
FIGURES = Figures(
    "みどり区役所", DAY, DAY, TALLY, {DAY: {ALL: TALLY}}, {"move": TALLY}, {"move": "転入"}, {"5-1000": TALLY}
)


def pages(language: str) -> dict[str, list[list[object]]]:
    book = load_workbook(BytesIO(workbook(FIGURES, WORDS.of(language).gettext, language)))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def test_in_japanese_every_page_and_every_head_is_japanese() -> None:
    found = pages("ja")
    assert [*found] == ["概要", "日別", "業務別", "曜日・時間帯別", "指標の数え方"]
    heads = [str(each) for rows in found.values() for each in rows[0]]
    assert [each for each in heads if each.isascii() and each != "ID"] == []
    ways = {row[5] for row in found["指標の数え方"][1:]}
    assert ways == {"高いほど良い", "低いほど良い", ""}
    units = {row[2] for row in found["概要"][1:] if row[5]}
    assert units == {"件", "分", "時間", "%", "回／来庁", "件／時間"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_lengths_are_minutes_and_numbers_stay_numbers(language: str) -> None:
    summary, days, services, *_rest = pages(language).values()
    by_id = {row[5]: row[1] for row in summary[1:]}
    assert (by_id["issued"], by_id["attainment"], by_id["wait_mean"]) == (4, 0.75, 3.75)
    assert [row[8] for row in (days[1], services[1])] == [3.75, 3.75]
    assert services[1][:3] == ["move", "転入", 4]


def test_the_unit_is_said_in_the_head_of_every_column_of_figures() -> None:
    _summary, days, _services, heat, _definitions = pages("en").values()
    assert days[0][8] == "Wait at reception, mean (min)"
    assert heat[0] == [
        "Weekday", "Hour", "Tickets issued (cases)", "First calls (cases)",
        "Wait at reception, mean (min)", "Called within the target (%)",
    ]  # fmt: skip
    assert heat[1][4] == 3.75
