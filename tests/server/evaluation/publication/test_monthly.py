"""The monthly report of an office: its figures are those of the measures, and it is written once."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from structlog.testing import capture_logs

from server.adapters.manual_clock import ManualClock
from server.adapters.memory_ledger import MemoryLedger
from server.app.files import put
from server.evaluation.catalogue import FIGURES, UNITS, Unit
from server.evaluation.core.state import Loop
from server.evaluation.publication.archive import PaperDamaged, read_again, written_down
from server.evaluation.publication.bureau import Bureau
from server.evaluation.publication.month import NothingCounted
from server.evaluation.publication.monthly import (
    Monthly,
    kept_paper,
    months_kept,
    paper_file,
    report_file,
)
from server.evaluation.publication.paper import Note, Paper, Table, Tone
from server.evaluation.publication.press import Kind, Press
from server.evaluation.publication.typesetting import pdf
from server.evaluation.publication.views.city_packs import WholeCity, conference_paper
from server.evaluation.publication.views.month_figures import MonthFigures
from server.evaluation.publication.views.operations import operations_paper
from server.evaluation.publication.views.outstanding import outstanding
from server.evaluation.publication.views.packs import committee_paper
from server.evaluation.publication.views.report_list import years_of
from server.evaluation.publication.views.results import results_paper
from server.evaluation.publication.workbook import workbook
from server.evaluation.secretariat import Secretariat
from server.measure.books import ALL
from server.measure.figures import quantile
from server.measure.tally import ZERO, Count, Length
from server.ports.ledger import Entry
from server.web.pages import Pages
from tests.server.evaluation.publication import a_year
from tests.server.evaluation.publication.a_month import MONTH, NOW, OFFICE, TODAY, Offices
from tests.server.evaluation.publication.a_workbook import not_in_workbook
from tests.server.evaluation.publication.a_year import pen

EN = pen("en")


@pytest.fixture(scope="module")
async def offices() -> Offices:
    return await Offices().filled()


@pytest.fixture(scope="module")
async def april(offices: Offices) -> MonthFigures:
    return await offices.reader.read(OFFICE, MONTH, NOW, Loop())


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_workbook_says_all_that_page_and_pdf_say(april: MonthFigures, language: str) -> None:
    assert not_in_workbook(operations_paper(april, "Wakaba", pen(language))) == []


def test_the_workbook_has_the_hours_of_the_week_and_how_many_waited_how_long(april: MonthFigures) -> None:
    sheets = {each.title: each for each in operations_paper(april, "Wakaba", EN).sheets}
    hours = sheets["Mean wait at reception by weekday and hour of joining the line"]
    assert [row[0].text for row in hours.rows] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    waited = sheets["How long people waited at reception"]
    assert sum(row[1].value or 0 for row in waited.rows) == april.this.count(Count.CALLED)
    assert sum(row[2].value or 0 for row in waited.rows) == pytest.approx(1, abs=0.01)


def rows(paper: Paper, title: str) -> dict[str, list[str]]:
    found = next(each for each in paper.blocks if isinstance(each, Table) and each.title == title)
    return {row[0].text: [cell.text for cell in row[1:]] for row in found.rows}


def test_the_month_is_held_against_the_month_before_and_the_same_month_of_last_year(
    april: MonthFigures,
) -> None:
    shown = rows(operations_paper(april, "Wakaba", EN), "Figures beside earlier months")
    days = [str(each.count(Count.DAYS)) for each in (april.this, april.before, april.year_before)]
    assert shown["Business days"][:3] == days
    assert "0" not in days
    issued = [f"{each.count(Count.ISSUED):,}" for each in (april.this, april.before, april.year_before)]
    assert shown["Tickets issued"][:3] == issued


async def test_the_waits_of_the_report_are_those_of_the_tickets_one_by_one(
    offices: Offices, april: MonthFigures
) -> None:
    cases = await offices.measured.visits(OFFICE, MONTH, date(2026, 4, 30), Length.WAIT)
    waits = sorted(each.seconds for each in cases if each.seconds is not None)
    shown = rows(operations_paper(april, "Wakaba", EN), "Figures beside earlier months")
    assert shown["Wait at reception, mean"][0] == f"{sum(waits) / len(waits) / 60:.1f} minutes"
    assert shown["Wait at reception, 90% quantile"][0] == f"{(quantile(waits, 0.9) or 0) / 60:.1f} minutes"
    assert shown["Called within 30 minutes"][0] == f"{sum(each <= 1800 for each in waits) / len(waits):.1%}"
    longest = rows(operations_paper(april, "Wakaba", EN), "The longest waits of the month")
    assert [each.seconds for each in april.longest] == waits[: -len(april.longest) - 1 : -1]
    assert len(longest) > 0


def test_a_month_without_a_day_is_unknown_and_not_zero(april: MonthFigures) -> None:
    alone = replace(april, year_before=ZERO)
    shown = rows(operations_paper(alone, "Wakaba", EN), "Figures beside earlier months")
    assert {each[2] for each in shown.values()} == {"–"}


async def test_a_month_that_goes_on_says_so_and_one_without_a_day_is_refused(offices: Offices) -> None:
    going_on = await offices.reader.read(OFFICE, MONTH, datetime(2026, 4, 10, tzinfo=UTC), Loop())
    assert (going_on.until, going_on.going_on) == (date(2026, 4, 9), True)
    assert operations_paper(going_on, "Wakaba", EN).preview == "The month is not over yet."
    with pytest.raises(NothingCounted, match="2026-05"):
        await offices.reader.read(OFFICE, date(2026, 5, 1), NOW, Loop())


async def test_the_targets_of_the_ward_stand_beside_the_month(offices: Offices) -> None:
    targets = a_year.until_plan().ward(a_year.WARD, a_year.YEAR)
    loop = Loop(wards=Loop().wards.set((a_year.WARD, 2026), targets))
    found = await offices.reader.read(OFFICE, MONTH, NOW, loop)
    shown = rows(operations_paper(found, "Wakaba", EN), "Targets of the ward and this month")
    wait, stop = (
        each.reading.value for each in sorted(found.asked, key=lambda each: each.aim.item != "wait")
    )
    assert wait is not None
    assert stop is not None
    assert {key: row[3] for key, row in shown.items()} == {
        a_year.AIMS["wait"].title: f"{wait:.1f} minutes",
        a_year.AIMS["stop"].title: f"{stop:.1f}%",
    }


def test_what_stands_out_is_said_with_its_figures_and_small_changes_are_not(april: MonthFigures) -> None:
    whole = replace(april.this, counts={**april.this.counts, Count.DAYS: 20})
    same = replace(april, this=whole, before=whole, year_before=whole, services={}, quarters={})
    idle = [each for each in outstanding(same, EN) if "counter hours" not in each.text]
    assert idle == []
    half = replace(same, before=replace(whole, counts={**whole.counts, Count.ISSUED: 1}))
    now = whole.count(Count.ISSUED) / 20
    assert [each.text.split(",")[0] for each in outstanding(half, EN) if "issued" in each.text] == [
        f"{now:,.0f} tickets were issued per business day"
    ]


def test_a_month_of_few_days_warns_before_it_compares(april: MonthFigures) -> None:
    few = replace(april, this=replace(april.this, counts={**april.this.counts, Count.DAYS: 3}))
    first: Note = outstanding(few, EN)[0]
    assert (first.tone, "only 3 business days" in first.text) == (Tone.WARN, True)


def test_the_workbook_has_every_day_with_its_tickets(april: MonthFigures) -> None:
    book = load_workbook(BytesIO(workbook(operations_paper(april, "Wakaba", EN))))
    rows = list(book["Days"].iter_rows(min_row=2))
    counted = {row[0].value.date(): row[1].value for row in rows}
    assert counted == {day: tally.count(Count.ISSUED) for day, tally in april.days.items()}
    assert {row[0].number_format for row in rows} == {"[$-809]d mmmm yyyy"}
    assert sum(counted.values()) == april.this.count(Count.ISSUED)


def test_tickets_calls_and_services_are_counted_in_one_unit_everywhere(april: MonthFigures) -> None:
    known = {each.id: each.unit for each in FIGURES}
    assert {UNITS[known[each]] for each in ("issued", "called", "served", "over")} == {"cases"}
    say = pages().say
    assert [say("ja", UNITS[each]) for each in (Unit.CASES, Unit.PER_HOUR)] == ["件", "件／時間"]
    assert [say("ja", each) for each in ("cases", "per hour")] == ["件", "件／時間"]
    said = written_down(operations_paper(april, "わかば市", pen("ja"))).decode()
    assert re.findall(r"\d人", said) == []
    assert re.search(r"お呼びした[\d,]+件のうち", said)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_report_can_be_set(april: MonthFigures, language: str) -> None:
    assert pdf(operations_paper(april, "わかば市", pen(language))).startswith(b"%PDF-")


# --- written by itself


def pages() -> Pages:
    here = a_year.ROOT / "server"
    loop = here / "evaluation"
    rooms = {name: loop / name for name in ("ward", "city", "publication")}
    return Pages({"web": here / "web", "evaluation": loop, "figures": here / "figures", **rooms})


def monthly(offices: Offices, folder: Path) -> Monthly:
    bureau = Bureau(Press(), offices.reader, folder)
    secretariat = Secretariat(MemoryLedger(), a_year.city(), offices.clock)
    return Monthly(bureau, secretariat, offices.store, pages(), offices.clock, (OFFICE,))


async def test_the_report_of_last_month_is_written_once_in_every_language_and_form(
    offices: Offices, tmp_path: Path
) -> None:
    writer = monthly(offices, tmp_path)
    made = await writer.write_last_month(OFFICE)
    assert sorted(each.name for each in made) == [
        f"operations-{OFFICE}-2026-04-{language}.{kind}"
        for language in ("en", "ja")
        for kind in ("json", "pdf", "xlsx")
    ]
    before = {each: each.read_bytes() for each in made}
    assert await writer.write_last_month(OFFICE) == ()
    assert {each: each.read_bytes() for each in (tmp_path / OFFICE).iterdir()} == before
    kept = months_kept(tmp_path, OFFICE, "ja")
    first = min(each.stat().st_mtime for each in made if "-ja." in each.name)
    assert {month: at.timestamp() for month, at in kept.items()} == {MONTH: pytest.approx(first)}


async def test_what_is_missing_of_a_report_is_written_and_what_is_there_stays(
    offices: Offices, tmp_path: Path
) -> None:
    kept = report_file(tmp_path, OFFICE, MONTH, "ja", Kind.PDF)
    kept.parent.mkdir()
    kept.write_bytes(b"as it was")
    made = await monthly(offices, tmp_path).write_last_month(OFFICE)
    assert sorted(each.name.removeprefix(f"operations-{OFFICE}-2026-04-") for each in made) == [
        "en.json",
        "en.pdf",
        "en.xlsx",
        "ja.xlsx",
    ]
    assert kept.read_bytes() == b"as it was"


async def test_a_report_that_is_kept_stays_what_it_was_when_it_was_written(
    offices: Offices, tmp_path: Path
) -> None:
    await monthly(offices, tmp_path).write_last_month(OFFICE)
    first = {each.name: each.read_bytes() for each in (tmp_path / OFFICE).iterdir()}
    was = kept_paper(tmp_path, OFFICE, MONTH, "ja")
    assert was is not None
    assert {each.name: each.text for each in was.facts}["数値の作成日時"] == "2026年5月1日 12:00"
    for kind in Kind:
        report_file(tmp_path, OFFICE, MONTH, "ja", kind).unlink()
    later = replace(monthly(offices, tmp_path), clock=ManualClock(NOW + timedelta(days=3)))
    made = await later.write_last_month(OFFICE)
    assert sorted(each.suffix for each in made) == [".pdf", ".xlsx"]
    again = {each.name: each.read_bytes() for each in (tmp_path / OFFICE).iterdir()}
    printed = report_file(tmp_path, OFFICE, MONTH, "ja", Kind.PDF).name
    assert again[printed] == first[printed]
    assert kept_paper(tmp_path, OFFICE, MONTH, "ja") == was


class Meeting(MemoryLedger):
    """A ledger whose readers wait for each other: two writers, neither of whom has found a report."""

    def __init__(self) -> None:
        super().__init__()
        self._together = asyncio.Barrier(2)

    async def read(self, after: int, limit: int = 10_000) -> Sequence[Entry]:
        await self._together.wait()
        return await super().read(after, limit)


async def test_of_two_nodes_that_write_at_once_the_first_ones_words_are_in_every_file(
    offices: Offices, tmp_path: Path
) -> None:
    ledger, writers = Meeting(), []
    for later in (timedelta(), timedelta(hours=1)):
        clock = ManualClock(NOW + later)
        secretariat = Secretariat(ledger, a_year.city(), clock)
        writers.append(replace(monthly(offices, tmp_path), clock=clock, secretariat=secretariat))
    made = await asyncio.gather(*(each.write_last_month(OFFICE) for each in writers))
    written = sorted(each for files in made for each in files)
    assert written == sorted((tmp_path / OFFICE).iterdir())
    assert len(written) == 6
    for language in ("ja", "en"):
        paper = kept_paper(tmp_path, OFFICE, MONTH, language)
        assert paper is not None
        (first,) = [each for each in (0, 1) if paper_of(tmp_path, language) in made[each]]
        at = writers[first].clock.now().astimezone(offices.plans.zone(OFFICE))
        assert [each.text for each in paper.facts if f"{at:%H:%M}" in each.text] != []
        assert report_file(tmp_path, OFFICE, MONTH, language, Kind.PDF).read_bytes() == pdf(paper)


class Meanwhile(MemoryLedger):
    """A ledger during whose reading another node keeps its words, and dies before it prints them."""

    def __init__(self, papers: Mapping[Path, Paper]) -> None:
        super().__init__()
        self._papers = papers

    async def read(self, after: int, limit: int = 10_000) -> Sequence[Entry]:
        for file, paper in self._papers.items():
            put(file, written_down(paper))
        return await super().read(after, limit)


async def test_who_comes_second_prints_the_words_of_the_first(
    offices: Offices, april: MonthFigures, tmp_path: Path
) -> None:
    first = {each: operations_paper(april, "The node that was first", pen(each)) for each in ("ja", "en")}
    ledger = Meanwhile({paper_of(tmp_path, each): paper for each, paper in first.items()})
    secretariat = Secretariat(ledger, a_year.city(), offices.clock)
    made = await replace(monthly(offices, tmp_path), secretariat=secretariat).write_last_month(OFFICE)
    names = [each.name.removeprefix(f"operations-{OFFICE}-2026-04-") for each in made]
    assert sorted(names) == ["en.pdf", "en.xlsx", "ja.pdf", "ja.xlsx"]
    printed = {each: report_file(tmp_path, OFFICE, MONTH, each, Kind.PDF).read_bytes() for each in first}
    assert printed == {each: pdf(paper) for each, paper in first.items()}


def paper_of(folder: Path, language: str) -> Path:
    return paper_file(folder, OFFICE, MONTH, language)


async def test_a_kept_report_that_cannot_be_read_stays_and_the_others_are_written(
    offices: Offices, tmp_path: Path
) -> None:
    damaged = paper_of(tmp_path, "en")
    put(damaged, b"no paper")
    with capture_logs() as said:
        made = await monthly(offices, tmp_path).write_last_month(OFFICE)
    names = [each.name.removeprefix(f"operations-{OFFICE}-2026-04-") for each in made]
    assert sorted(names) == ["ja.json", "ja.pdf", "ja.xlsx"]
    assert damaged.read_bytes() == b"no paper"
    (told,) = [each["why"] for each in said if each["event"] == "monthly_report_damaged"]
    assert told.startswith(f"{damaged} is damaged")
    assert "from a backup" in told


def test_a_kept_report_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    paper_of(tmp_path, "ja").mkdir(parents=True)
    with pytest.raises(PaperDamaged, match=r"2026-04-ja.json cannot be read: .*\. Let the server's user"):
        kept_paper(tmp_path, OFFICE, MONTH, "ja")


def test_what_lies_beside_the_reports_is_no_month(tmp_path: Path) -> None:
    put(paper_of(tmp_path, "ja"), b"")
    for name in ("operations-midori-copy-of-ja.pdf", "operations-midori-2026-04-ja.json.damaged"):
        put(tmp_path / OFFICE / name, b"")
    assert list(months_kept(tmp_path, OFFICE, "ja")) == [MONTH]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_paper_is_read_again_as_it_was_written_down(april: MonthFigures, language: str) -> None:
    whole = WholeCity(a_year.city(), a_year.until_results(), a_year.YEAR, a_year.TODAY)
    papers = [operations_paper(april, "Wakaba", pen(language)), conference_paper(whole, pen(language))]
    papers += [make(whole.wards()[0], pen(language)) for make in (results_paper, committee_paper)]
    assert [each.title for each in papers if read_again(written_down(each), FILE) != each] == []


FILE = Path("kept.json")
NO_PAPERS = [
    b"", b"{}", b'{"blocks": [{"kind": "song"}]}', b'{"blocks": 1}', b"[]", b"\x00" * 500,
    b'{"blocks": [{"kind": []}]}', b'{"title": "\xff\xfe"}', b'{"title": ' + b"[" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("content", NO_PAPERS, ids=range(len(NO_PAPERS)))
def test_what_is_no_paper_says_what_to_do(content: bytes) -> None:
    with pytest.raises(PaperDamaged, match=r"kept.json is damaged: .* from a backup"):
        read_again(content, FILE)


def test_a_paper_that_was_kept_before_papers_had_a_part_is_as_usual() -> None:
    paper = results_paper(a_year.subject(a_year.until_results()), EN)
    plain = json.loads(written_down(paper))
    del plain["preview"]
    assert read_again(json.dumps(plain).encode(), FILE) == paper


async def test_the_months_that_can_be_read_are_those_with_a_business_day_that_are_over(
    offices: Offices,
) -> None:
    months = [date(2025, 4, 1), date(2026, 3, 1), MONTH]
    assert list(await offices.reader.months(OFFICE, TODAY)) == months
    assert list(await offices.reader.months(OFFICE, MONTH + timedelta(days=29))) == months[:2]


def test_months_are_listed_by_fiscal_year_the_newest_first() -> None:
    counted = (date(2025, 4, 1), date(2026, 3, 1), MONTH)
    kept = {MONTH: NOW, date(2024, 1, 1): NOW}
    listed = [
        (year.year, [(each.first, each.written_at) for each in year.months])
        for year in years_of(counted, kept)
    ]
    assert listed == [
        (2026, [(MONTH, NOW)]),
        (2025, [(date(2026, 3, 1), None), (date(2025, 4, 1), None)]),
        (2023, [(date(2024, 1, 1), NOW)]),
    ]


async def test_nothing_is_written_before_the_month_is_counted(tmp_path: Path) -> None:
    fresh = Offices()
    assert await monthly(fresh, tmp_path).write_last_month(OFFICE) == ()
    assert list(tmp_path.iterdir()) == []


async def test_a_month_in_which_the_office_was_closed_has_no_report(offices: Offices, tmp_path: Path) -> None:
    later = monthly(offices, tmp_path)
    later = replace(later, clock=type(offices.clock)(datetime(2025, 7, 2, tzinfo=UTC)))
    assert await later.write_last_month(OFFICE) == ()
    assert list(tmp_path.iterdir()) == []


async def test_the_days_of_the_month_are_those_of_the_measures(offices: Offices, april: MonthFigures) -> None:
    daily = await offices.measured.daily(OFFICE, MONTH, TODAY - timedelta(days=1))
    assert april.days == {day: tallies[ALL] for day, tallies in daily.items()}
