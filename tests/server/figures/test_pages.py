"""What the pages say: tiles with their direction, panels, the effect in words, offices; in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from server.core.plan import Plan
from server.figures.asking import Asked, choice_of, date_remarks_of, day_of, remarks_of, typed_span
from server.figures.links import fields_of, link, presets
from server.figures.views import effect, panels, tiles
from server.figures.views.choice import MEASURES, WAITS, Choice, Found, counters_of, services_of, target_of
from server.figures.views.offices import FIGURES as OFFICE_FIGURES
from server.figures.views.offices import Side, offices_of
from server.figures.views.periods import Span, cases_span
from server.figures.views.speech import Speech
from server.main import packages
from server.measure.books import Book, tallies_of_day, weekday_hours_of
from server.measure.comparison import YEAR, Change, DayValue, Estimate, Verdict, compared
from server.measure.definitions import CATALOGUE, Better, attained_within
from server.measure.editions import EDITIONS
from server.measure.tally import ZERO, Count, Tally
from server.web.words import Words
from tests.server.figures.day import eventful_day, eventful_plan
from tests.story import DAY

WORDS = Words(folder / "words" for folder in packages().values())
JAPANESE = Speech("ja", WORDS.of("ja").gettext, lambda names: names["ja"])
ENGLISH = Speech("en", lambda words: words, lambda names: names["en"])


@pytest.fixture(scope="module")
def plan() -> Plan:
    return eventful_plan()


@pytest.fixture(scope="module")
def books() -> Mapping[Book, Mapping[str, Tally]]:
    return tallies_of_day(eventful_day(), EDITIONS[0])


@pytest.fixture(scope="module")
def found(books: Mapping[Book, Mapping[str, Tally]]) -> Found:
    """This day, after a day of which it knows little, and a year after a day without anything."""
    whole, span = books[Book.OFFICE]["all"], Span(DAY, DAY)
    return Found(
        whole=whole,
        before=(
            Span(DAY - timedelta(days=7), DAY - timedelta(days=7)),
            Tally({Count.ISSUED: 10, Count.CALLED: 5}),
        ),
        year_before=(Span(DAY - YEAR, DAY - YEAR), ZERO),
        services=books[Book.SERVICE],
        counters=books[Book.COUNTER],
        scenes=books[Book.SCENE],
        hours=weekday_hours_of(books[Book.WEEKDAY_HOUR]),
        trend=((Span(date(2026, 10, 1), date(2026, 10, 31)), ZERO), (span, whole)),
        office=whole,
    )


def chosen(plan: Plan, **fields: str) -> Choice:
    asked = Asked(since=DAY.isoformat(), until=DAY.isoformat(), **fields)
    return choice_of(asked, plan, DAY)


def tickets(changes: Mapping[str, str]) -> str:
    return "tickets?" + "&".join(f"{name}={value}" for name, value in changes.items())


# --- the choice


def test_what_cannot_be_understood_becomes_what_is_usual(plan: Plan) -> None:
    asked = Asked("yesterday", "2026-99-01", "next_year", "fish", "sea", "luck", "-5")
    choice = choice_of(asked, plan, DAY)
    assert choice == Choice("midori", Span(DAY.replace(day=1), DAY), CATALOGUE["attainment"], 5)


def test_dates_the_wrong_way_round_are_turned_and_the_future_is_cut(plan: Plan) -> None:
    choice = choice_of(Asked("2026-12-31", "2026-11-01"), plan, DAY)
    assert choice.span == Span(date(2026, 11, 1), DAY)


def test_an_address_leads_back_to_its_choice(plan: Plan) -> None:
    choice = chosen(plan, service="moving", measure="wait_p90", within="25")
    fields = fields_of(choice)
    again = Asked(
        fields["from"], fields["to"], "", fields["service"], "", fields["measure"], fields["within"]
    )
    assert choice_of(again, plan, DAY) == choice
    assert link("/x", fields)({"service": "", "page": "2"}).count("service") == 0
    assert "from=" not in presets("/x", fields)({"preset": "this_month"})


def test_a_service_means_its_counters_and_its_target(plan: Plan) -> None:
    choice = chosen(plan, service="moving")
    assert services_of(plan, choice) == ("moving",)
    assert counters_of(plan, choice) == ("1", "2", "3")
    assert target_of(plan, choice) == 5
    other = replace(plan.services["moving"], wait_target_min=50)
    mixed = replace(plan, services={**plan.services, "moving": other})
    assert target_of(mixed, chosen(mixed)) is None


# --- tiles and panels


def test_a_tile_says_its_value_its_target_and_the_way(found: Found, plan: Plan) -> None:
    shown = {each.id: each for each in tiles.tiles_of(found, plan, chosen(plan), ENGLISH, tickets)}
    issued = shown["issued"]
    assert (issued.value, issued.unit, issued.link) == (
        str(found.whole.count(Count.ISSUED)),
        "cases",
        "tickets?which=issued",
    )
    assert (issued.against[0].value, issued.against[0].change, issued.against[0].way) == (
        "10",
        "↑",
        "neither",
    )
    attained = shown["attainment"]
    late = found.whole.count(Count.CALLED) - found.whole.count(Count.WITHIN_TARGET)
    assert attained.target == f"{late} of {found.whole.count(Count.CALLED)} waited longer"
    assert (attained.against[0].value, attained.against[0].way_words) == ("0.0%", "better")
    assert (attained.against[1].value, attained.against[1].way) == ("–", "")
    assert (issued.against[1].value, issued.against[1].change, issued.against[1].way) == ("–", "", "")
    assert shown["wait_mean"].target == "Target: 5 min"
    assert shown["wait_p90"].beyond


@pytest.mark.parametrize(
    ("better", "value", "was", "way"),
    [
        (Better.UP, 2, 1, "better"), (Better.UP, 1, 2, "worse"), (Better.DOWN, 1, 2, "better"),
        (Better.DOWN, 2, 1, "worse"), (Better.NEITHER, 2, 1, "neither"),
    ],
)  # fmt: skip
def test_which_way_is_good_is_the_definitions(better: Better, value: float, was: float, way: str) -> None:
    assert tiles._way(better, value, was, same=False) == way
    assert tiles._way(better, value, was, same=True) == "same"


@pytest.mark.parametrize("speech", [JAPANESE, ENGLISH], ids=["ja", "en"])
@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_fills_every_panel(found: Found, plan: Plan, measure: str, speech: Speech) -> None:
    choice = chosen(plan, measure=measure)
    shown = (
        panels.trend_panel(found, plan, choice, speech),
        panels.waits_panel(found, choice, speech),
        panels.heat_panel(found, choice, speech, tickets),
        panels.services_panel(found, plan, choice, speech, tickets),
        panels.counters_panel(found, plan, choice, speech, tickets),
        panels.openings_panel(found, speech),
    )
    assert [each.id for each in shown if not each.drawn.svg] == []
    assert all(each.explained and all(part.says for part in each.explained) for each in shown)


def test_nothing_that_happened_is_said_in_words(plan: Plan) -> None:
    choice = chosen(plan)
    nothing = Found(ZERO, None, None, {}, {}, {}, {}, ((choice.span, ZERO),))
    shown = (
        panels.trend_panel(nothing, plan, choice, ENGLISH),
        panels.waits_panel(nothing, choice, ENGLISH),
        panels.heat_panel(nothing, choice, ENGLISH, tickets),
        panels.counters_panel(nothing, plan, choice, ENGLISH, tickets),
        panels.scenes_panel(nothing, choice, ENGLISH),
        panels.openings_panel(nothing, ENGLISH),
    )
    assert [each.drawn.svg for each in shown] == [""] * 6
    assert all(each.drawn.empty for each in shown)
    assert {each.value for each in tiles.tiles_of(nothing, plan, choice, ENGLISH, tickets)} == {"–", "0"}


def test_the_share_within_the_minutes_asked_about_stands_in_the_chart(found: Found, plan: Plan) -> None:
    share = attained_within(7).value(found.whole)
    panel = panels.waits_panel(found, chosen(plan, within="7"), ENGLISH)
    assert share is not None
    assert panel.drawn.description == f"Within 7 min: {share * 100:.1f}%"


def test_the_counts_of_the_waits_are_all_people_called(found: Found, plan: Plan) -> None:
    panel = panels.waits_panel(found, chosen(plan), ENGLISH)
    assert sum(int(row[1].text.replace(",", "")) for row in panel.drawn.sheet.rows) == found.whole.count(
        Count.CALLED
    )


def test_an_hour_without_anything_is_blank_and_the_others_add_up(found: Found, plan: Plan) -> None:
    panel = panels.heat_panel(found, chosen(plan, measure="served"), ENGLISH, tickets)
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in panel.drawn.sheet.rows}
    assert sum(int(each) for each in rows["Tue"] if each != "–") == found.whole.count(Count.SERVED)
    assert set(rows["Mon"]) == {"–"}


def test_a_service_beyond_its_target_is_marked(found: Found, plan: Plan) -> None:
    for measure in sorted(WAITS):
        panel = panels.services_panel(found, plan, chosen(plan, measure=measure), ENGLISH, tickets)
        late = [row for row in panel.drawn.sheet.rows if float(row[1].text) > float(row[2].text)]
        assert panel.drawn.svg.count('class="c-over"') == len(late)


def test_a_service_that_is_no_longer_offered_keeps_its_figures(found: Found, plan: Plan) -> None:
    smaller = replace(plan, services={"moving": plan.services["moving"]})
    panel = panels.services_panel(found, smaller, chosen(smaller, measure="issued"), ENGLISH, tickets)
    assert panel.table is not None
    assert [row[0].text for row in panel.table.rows] == ["moving", "certificate"]
    issued = sum(int(row[1].text) for row in panel.table.rows)
    assert issued == found.whole.count(Count.ISSUED)


# --- did it help?


def days(fall: float) -> list[DayValue]:
    chance = Random(5)
    wanted = (DAY + timedelta(days=offset) for offset in range(-56, 56))
    return [
        DayValue(day, 20 + chance.gauss(0, 2) - (fall if day >= DAY else 0), 100)
        for day in wanted
        if day.isoweekday() < 6
    ]


@pytest.mark.parametrize(
    ("fall", "verdict"), [(6, Verdict.IMPROVED), (-6, Verdict.WORSE), (0, Verdict.CANNOT_TELL)]
)
@pytest.mark.parametrize("speech", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_the_effect_says_its_verdict_and_never_that_it_is_proved(
    fall: float, verdict: Verdict, speech: Speech
) -> None:
    values = tuple(days(fall))
    said = compared(
        values, DAY, 8, Better.DOWN, effect.changes_of(f"{DAY + timedelta(days=7)} 番号案内を変更\nnonsense")
    )
    shown = effect.effect_of(said, values, CATALOGUE["wait_mean"], DAY, 8, speech)
    assert shown.verdict == verdict.value
    text = " ".join((shown.headline, *shown.sentences, *shown.doubts)).lower()
    assert "prove" not in text
    assert "証明" not in text
    assert "番号案内を変更" in text
    assert [bool(drawn.svg) for _title, drawn in shown.charts] == [True, True, True]


SURE_LESS, SURE_MORE, UNSURE = Estimate(-3, -4, -2, 30), Estimate(3, 2, 4, 30), Estimate(1, -1, 3, 30)


@pytest.mark.parametrize(
    ("plain", "less", "verdict", "headline"),
    [
        (SURE_LESS, None, Verdict.IMPROVED, "%s"),
        (SURE_LESS, UNSURE, Verdict.CANNOT_TELL, "Less the difference of the year before: %s"),
        (SURE_LESS, SURE_LESS, Verdict.IMPROVED, "%s (the same less the difference of the year before)"),
        (UNSURE, UNSURE, Verdict.CANNOT_TELL, "%s (the same less the difference of the year before)"),
        (
            UNSURE,
            SURE_MORE,
            Verdict.CANNOT_TELL,
            "With and without the difference of the year before it looks different: %s",
        ),
    ],
)
def test_the_headline_says_of_which_difference_it_speaks(
    plain: Estimate, less: Estimate | None, verdict: Verdict, headline: str
) -> None:
    nothing = compared((), DAY, 4, Better.DOWN)
    found = replace(nothing, estimate=plain, against_last_year=less, verdict=verdict)
    alone = effect.effect_of(
        replace(found, against_last_year=None), (), CATALOGUE["wait_mean"], DAY, 4, ENGLISH
    )
    shown = effect.effect_of(found, (), CATALOGUE["wait_mean"], DAY, 4, ENGLISH)
    assert shown.headline == headline % alone.headline


def test_too_few_days_are_said_in_words() -> None:
    said = compared((), DAY, 4, Better.DOWN)
    shown = effect.effect_of(said, (), CATALOGUE["wait_mean"], DAY, 4, ENGLISH)
    assert shown.headline == "Whether it changed anything cannot be told from chance"
    assert "There are too few comparable days before or after to say anything." in shown.sentences
    assert [drawn.svg for _title, drawn in shown.charts] == ["", "", ""]


def test_a_comparison_reads_both_sides_and_the_same_weekdays_a_year_before() -> None:
    around, year_before = effect.spans_needed(DAY, 4)
    assert (around.since, around.until) == (DAY - timedelta(weeks=4), DAY + timedelta(days=27))
    assert year_before.since == around.since - YEAR
    assert year_before.since.isoweekday() == around.since.isoweekday()


TODAY = date(2026, 12, 1)


NOTHING_AFTER = "there is nothing after it to compare. Choose an earlier day."


def typed(day: str = "", weeks: str = "8", changes: str = "") -> effect.Typed:
    return effect.Typed(day, weeks, changes, day_of(day))


@pytest.mark.parametrize(
    ("said", "answerable", "remarks"),
    [
        (typed(str(DAY)), True, ()),
        (typed("2026-12-01"), True, ()),
        (typed(), False, ()),
        (
            typed("2026-13-45"),
            False,
            ("“2026-13-45” cannot be read as a date. Please choose the first day of the change.",),
        ),
        (
            typed("2026-12-24"),
            False,
            (f"Thu 24 December 2026 is still to come: {NOTHING_AFTER}",),
        ),
        (
            typed(str(DAY), weeks="7"),
            True,
            ("“7” weeks are not offered, only 4, 6, 8, 12, 26. The comparison uses 8.",),
        ),
        (
            typed(str(DAY), changes=f"{DAY} 案内板\n新しい職員\n\n"),
            True,
            ("“新しい職員” begins with no date such as 2026-10-19. This change was not taken into account.",),
        ),
    ],
)
def test_what_was_typed_and_cannot_be_compared_is_said_in_words(
    said: effect.Typed, answerable: bool, remarks: tuple[str, ...]
) -> None:
    assert effect.answerable(said, TODAY) is answerable
    assert effect.remarks(said, TODAY, False, ENGLISH) == remarks


def test_dates_in_disorder_that_this_page_does_not_use_are_said_too() -> None:
    reversed_dates = Asked(since="2026-10-02", until="2026-10-01")
    said = effect.remarks(
        typed(str(DAY)), TODAY, bool(date_remarks_of(reversed_dates, TODAY, ENGLISH)), ENGLISH
    )
    assert [each.split(",")[0] for each in said] == ["The dates from and to are not used here"]


@pytest.mark.parametrize(
    "line", ["2026-10-19 番号案内", "２０２６-１０-１９　番号案内", "2026/10/19\t番号案内"]
)
def test_a_change_is_read_as_a_japanese_keyboard_writes_it(line: str) -> None:
    assert effect.changes_of(line) == (Change(date(2026, 10, 19), "番号案内"),)


# --- all offices


def test_offices_and_their_sections_stand_in_one_table(found: Found, plan: Plan) -> None:
    sections = {"front": found.whole, "unknown": found.whole}
    side = Side(
        "midori",
        plan.names,
        found.whole,
        (ZERO, found.whole),
        sections,
        {"front": {"en": "Front"}, "idle": {"en": "Idle"}},
    )
    spans = [span for span, _tally in found.trend]
    page = offices_of([side], spans, ("Oct", "Nov"), CATALOGUE["wait_mean"], ENGLISH)
    assert [(row.section, row.name) for row in page.rows] == [("", "Midori Ward Office"), ("front", "Front")]
    assert page.rows[0].values == page.rows[1].values
    assert len(page.head) == len(OFFICE_FIGURES)
    assert page.trends.svg
    assert page.compared.svg
    beside = [row[0].text for row in page.compared.sheet.rows]
    assert beside == ["Midori Ward Office", "Front"], "a single office stands beside its own sections"
    two = offices_of(
        [side, replace(side, office="sakura")], spans, ("Oct", "Nov"), CATALOGUE["wait_mean"], ENGLISH
    )
    assert [row[0].text for row in two.compared.sheet.rows] == ["Midori Ward Office", "Midori Ward Office"]


# --- words


def test_every_definition_that_is_shown_has_its_japanese() -> None:
    shown = {*MEASURES, *tiles.TILES, *panels.SERVICE_FIGURES, *panels.COUNTER_FIGURES, *OFFICE_FIGURES,
             "special_days", "issued_special", "special_day_share"}  # fmt: skip
    for each in (*(CATALOGUE[name] for name in shown), attained_within(10)):
        for words in (each.name, each.says, each.of):
            assert not words or WORDS.of("ja").gettext(words) != words, words
        assert "{" not in JAPANESE.name(each) + JAPANESE.says(each) + JAPANESE.of(each)


def test_a_long_time_leads_to_the_tickets_of_its_latest_month() -> None:
    month = Span(date(2026, 10, 1), date(2026, 10, 31))
    assert cases_span(month) == month
    assert cases_span(Span(date(2026, 4, 1), date(2026, 11, 21))) == Span(
        date(2026, 11, 1), date(2026, 11, 21)
    )
    assert cases_span(Span(date(2026, 10, 20), date(2026, 11, 30))) == Span(
        date(2026, 11, 1), date(2026, 11, 30)
    )


@pytest.mark.parametrize(
    ("since", "until", "preset", "remarks"),
    [
        ("2026-10-01", "2026-10-31", "", ()),
        ("2026-10-31", "2026-10-01", "", ("The dates were the wrong way round. They are shown in order.",)),
        (
            "2026-13-01",
            "2026-10-01",
            "",
            ("A date is missing or cannot be read. This month is shown instead.",),
        ),
        ("", "2026-10-01", "", ("A date is missing or cannot be read. This month is shown instead.",)),
        ("", "", "", ()),
        ("nonsense", "", "last_month", ()),
        ("2026-12-01", "2026-12-01", "", ()),
        (
            "2026-11-01",
            "2026-12-31",
            "",
            ("Thu 31 December 2026 lies in the future. The figures reach as far as today.",),
        ),
        (
            "2026-12-24",
            "2026-12-24",
            "",
            ("These dates lie in the future: 24 December 2026. Today is shown instead.",),
        ),
        (
            "2026-12-31",
            "2026-11-01",
            "",
            (
                "The dates were the wrong way round. They are shown in order.",
                "Thu 31 December 2026 lies in the future. The figures reach as far as today.",
            ),
        ),
    ],
)
def test_dates_that_were_not_taken_as_they_stand_are_said(
    plan: Plan, since: str, until: str, preset: str, remarks: tuple[str, ...]
) -> None:
    asked = Asked(since=since, until=until, preset=preset)
    assert remarks_of(asked, choice_of(asked, plan, TODAY), TODAY, ENGLISH) == remarks


@pytest.mark.parametrize(
    ("since", "until", "preset", "shown"),
    [
        ("2026-12-24", "2026-12-31", "", Span(date(2026, 12, 24), date(2026, 12, 31))),
        ("2026-12-31", "2026-11-01", "", Span(date(2026, 11, 1), date(2026, 12, 31))),
        ("2026-12-24", "2026-12-31", "this_month", Span(TODAY, TODAY)),
        ("2026-12-24", "soon", "", Span(TODAY, TODAY)),
    ],
)
def test_the_form_keeps_dates_to_come_as_they_were_typed(
    plan: Plan, since: str, until: str, preset: str, shown: Span
) -> None:
    asked = Asked(since=since, until=until, preset=preset)
    assert typed_span(asked, choice_of(asked, plan, TODAY)) == shown


@pytest.mark.parametrize("within", ["abc", "-5", "0", "99999", "241", "2.5"])
def test_minutes_that_cannot_be_asked_about_are_said(plan: Plan, within: str) -> None:
    asked = Asked(within=within)
    choice = choice_of(asked, plan, TODAY)
    assert remarks_of(asked, choice, TODAY, ENGLISH) == (
        f"“{within}” is no number of minutes from 1 to 240. The figures use {choice.within} minutes.",
    )


@pytest.mark.parametrize("within", ["", "1", "240"])
def test_minutes_that_can_be_asked_about_are_taken_without_a_word(plan: Plan, within: str) -> None:
    asked = Asked(within=within)
    assert remarks_of(asked, choice_of(asked, plan, TODAY), TODAY, ENGLISH) == ()


def test_a_counter_that_served_nobody_yet_has_no_occupancy(found: Found, plan: Plan) -> None:
    busy = Tally({Count.OPEN_SECONDS: 600, Count.BUSY_SECONDS: 600})
    idle = Tally({Count.OPEN_SECONDS: 600})
    known = {"1": busy, "2": idle, "3": found.counters["3"]}
    panel = panels.counters_panel(replace(found, counters=known), plan, chosen(plan), ENGLISH, tickets)
    column = [row[1].text for row in panel.drawn.sheet.rows]
    assert column[:2] == ["–", "0.0%"]
    assert column[2] not in {"–", "0.0%"}
    assert panel.note == "A dash: the counter is open now and has not finished with its first visitor."
    served = panels.counters_panel(replace(found, counters={"2": idle}), plan, chosen(plan), ENGLISH, tickets)
    assert served.note == ""


def test_a_long_time_has_nothing_to_compare_with(found: Found, plan: Plan) -> None:
    alone = replace(found, before=None, year_before=None)
    assert {each.against for each in tiles.tiles_of(alone, plan, chosen(plan), ENGLISH, tickets)} == {()}
