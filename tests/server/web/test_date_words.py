"""Days, times and periods are written one way for each language, on pages as on paper."""

from datetime import date, datetime

import pytest

from server.web import date_words
from server.web.date_words import period

DAY = datetime(2026, 11, 21, 9, 5)  # noqa: DTZ001  as a clock on the wall shows it


@pytest.mark.parametrize(
    ("language", "written"),
    [
        (
            "ja",
            ("2026年11月21日", "2026年11月21日（土）", "11月21日（土）", "2026年11月21日 09:05", "11月21日"),
        ),
        (
            "en",
            (
                "21 November 2026",
                "Sat 21 November 2026",
                "Sat 21 November",
                "21 November 2026 09:05",
                "21 Nov",
            ),
        ),
        ("zh", ("2026年11月21日", "2026年11月21日周六", "11月21日周六", "2026年11月21日 09:05", "11月21日")),
    ],
)
def test_a_day_is_written_with_its_year_weekday_or_time(language: str, written: tuple[str, ...]) -> None:
    ways = (
        date_words.day, date_words.day_and_weekday, date_words.day_of_this_year, date_words.moment,
        date_words.day_tick,
    )  # fmt: skip
    assert tuple(each(DAY, language) for each in ways) == written


@pytest.mark.parametrize(
    ("since", "until", "japanese", "english"),
    [
        ((2026, 11, 1), (2026, 11, 21), "2026年11月1日～21日", "1–21 November 2026"),
        ((2026, 4, 1), (2026, 11, 21), "2026年4月1日～11月21日", "1 April – 21 November 2026"),
        ((2025, 12, 1), (2026, 1, 31), "2025年12月1日～2026年1月31日", "1 December 2025 – 31 January 2026"),
        ((2025, 11, 1), (2026, 11, 1), "2025年11月1日～2026年11月1日", "1 November 2025 – 1 November 2026"),
        ((2026, 11, 21), (2026, 11, 21), "2026年11月21日", "21 November 2026"),
    ],
)
def test_a_period_says_once_what_both_ends_share(
    since: tuple[int, int, int], until: tuple[int, int, int], japanese: str, english: str
) -> None:
    ends = date(*since), date(*until)
    assert (period(*ends, "ja"), period(*ends, "en")) == (japanese, english)


def test_a_list_and_a_range_have_the_signs_of_their_language() -> None:
    assert [date_words.listed(("a", "b"), each) for each in ("ja", "en")] == ["a、b", "a, b"]
    assert [date_words.joint(each) for each in ("ja", "en")] == ["～", "–"]
