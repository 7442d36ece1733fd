"""The voices keep what they are given, in SQLite and PostgreSQL alike, and forget it to the last byte."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from server.adapters.manual_clock import ManualClock
from server.adapters.sql_database import Database
from server.adapters.sql_surveys import SqlSurveys
from server.adapters.sql_voices import SqlRegister
from server.adapters.sql_voices_access import metadata
from server.adapters.yaml_plans import OFFICES, YamlPlans
from server.evaluation.voices import rules
from server.evaluation.voices.changes import change
from server.evaluation.voices.forget import forget_once
from server.evaluation.voices.terms import Terms
from server.ports.voices import (
    AlreadyAnswered,
    Change,
    ChangedMeanwhile,
    Contact,
    Entry,
    Part,
    SentBefore,
    Sheets,
    SurveyChannel,
    VoicesDown,
)
from tests.server.evaluation.voices.entries import DAY, HANAKO, OFFICE, TODAY, answer, entry, remedy

NOW = datetime(2026, 11, 20, 1, 15, 30, 5, tzinfo=UTC)
FULL = entry(
    answer="お詫びし、手順を改めると伝えた",
    answered_on=TODAY,
    remedies=(
        remedy(
            done_on=TODAY,
            checked_on=TODAY,
            effective=True,
            procedure="山田様の手順",
            procedure_version="田中版",
        ),
        remedy(id="r2", what="掲示を直す", target="t-1"),
    ),
)
PROCEDURE = (FULL.remedies[0].procedure, FULL.remedies[0].procedure_version)
REMEDY_TEXTS = [*(each.what for each in FULL.remedies), *PROCEDURE]
SECRETS = [FULL.summary, FULL.answer, "匿名", *REMEDY_TEXTS, *astuple(HANAKO)]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/voices.sqlite"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url, shared=True)
    database.start(metadata)
    yield database
    await database.close()


@pytest.fixture
def register(database: Database) -> SqlRegister:
    return SqlRegister(database)


@pytest.fixture
def surveys(database: Database) -> SqlSurveys:
    return SqlSurveys(database)


async def keep(register: SqlRegister, new: Entry, once: str = "", words: str = "") -> Entry:
    return await register.add(new, change(None, new, "person:p1", NOW), once or f"once-{new.id}", words)


async def step(register: SqlRegister, before: Entry, after: Entry, once: str = "") -> Entry:
    await register.replace(after, change(before, after, "person:p2", NOW), once)
    return after


async def test_an_entry_is_found_as_it_was_kept(register: SqlRegister) -> None:
    kept = await keep(register, FULL)
    assert kept == replace(FULL, number=1)
    assert await register.entry(OFFICE, "e1") == kept
    assert await register.entry("aoba", "e1") is None
    assert await register.entries(OFFICE) == [kept]


async def test_one_form_makes_one_entry_and_other_words_are_told_which(register: SqlRegister) -> None:
    first = await keep(register, entry(id="a"), "form", "these words")
    assert await keep(register, entry(id="b"), "form", "these words") == first
    with pytest.raises(SentBefore) as told:
        await keep(register, entry(id="c", summary="別の言葉"), "form", "other words")
    assert told.value.kept == first.id
    assert await register.entries(OFFICE) == [first]
    assert (await keep(register, entry(id="d"), "another form", "other words")).number == 2


async def test_one_form_sent_from_many_sides_with_other_words_makes_one_entry(register: SqlRegister) -> None:
    sent = [keep(register, entry(id=f"e{each}"), "form", f"words {each}") for each in range(5)]
    answers = await asyncio.gather(*sent, return_exceptions=True)
    (kept,) = await register.entries(OFFICE)
    told = [each.kept for each in answers if isinstance(each, SentBefore)]
    assert (len(told), set(told)) == (4, {kept.id})


async def test_the_register_shows_the_newest_first_and_counts_within_office_and_year(
    register: SqlRegister,
) -> None:
    first = await keep(register, entry(id="a"))
    second = await keep(register, entry(id="b", received_on=TODAY))
    last_year = await keep(register, entry(id="c", year=2025, received_on=date(2026, 3, 31)))
    elsewhere = await keep(register, entry(id="d", office="aoba"))
    assert [each.number for each in (first, second, last_year, elsewhere)] == [1, 2, 1, 1]
    assert await register.entries(OFFICE) == [second, first, last_year]


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (date(2026, 11, 8), date(2026, 11, 8), []),
        (date(2026, 11, 9), date(2026, 11, 9), ["a"]),
        (date(2026, 11, 23), date(2026, 11, 23), ["a"]),
        (date(2026, 11, 10), date(2026, 11, 22), ["b"]),
        (date(2026, 11, 24), date.max, []),
        (date.min, date.max, ["b", "a"]),
    ],
)
async def test_entries_are_asked_by_the_days_of_receipt_due_date_and_answer(
    register: SqlRegister, since: date, until: date, ids: list[str]
) -> None:
    await keep(register, entry(id="a"))
    await keep(register, entry(id="b", received_on=TODAY - DAY, answer_due_on=TODAY, answered_on=TODAY))
    assert [each.id for each in await register.entries(OFFICE, since, until)] == ids


async def test_a_form_sent_twice_makes_one_entry(register: SqlRegister) -> None:
    kept = await keep(register, entry(), "same")
    again = await keep(register, entry(id="e2", summary="二度目"), "same")
    assert again == kept
    assert await register.entries(OFFICE) == [kept]
    assert await register.made("same") == "e1"
    assert await register.made("other") is None


async def test_entries_kept_at_the_same_time_get_numbers_of_their_own(register: SqlRegister) -> None:
    kept = await asyncio.gather(*(keep(register, entry(id=f"e{count}")) for count in range(8)))
    assert sorted(each.number for each in kept) == [1, 2, 3, 4, 5, 6, 7, 8]


async def test_each_step_replaces_the_version_before_and_is_remembered(register: SqlRegister) -> None:
    kept = await keep(register, entry())
    answered = await step(register, kept, rules.answered(kept, "説明した", TODAY, TODAY), "step-1")
    planned = await step(register, answered, rules.with_remedy(answered, remedy(), TODAY))
    assert await register.entry(OFFICE, "e1") == planned
    assert await register.history("e1") == [
        Change(1, NOW, "person:p1", (Part("begun"),)),
        Change(2, NOW, "person:p2", (Part("answer"), Part("answered_on", None, "2026-11-20"))),
        Change(3, NOW, "person:p2", (Part("remedy.corrective", None, "2026-11-30"),)),
    ]
    assert await register.made("step-1") == "e1"


async def test_whoever_comes_second_looks_again(register: SqlRegister) -> None:
    kept = await keep(register, entry())
    first = await step(register, kept, rules.answered(kept, "先の回答", TODAY, TODAY))
    with pytest.raises(ChangedMeanwhile):
        await step(register, kept, rules.answered(kept, "後の回答", TODAY, TODAY))
    with pytest.raises(ChangedMeanwhile):
        await step(register, first, rules.with_remedy(first, remedy(), TODAY), "once-e1")
    assert await register.entry(OFFICE, "e1") == first


async def test_what_is_forgotten_is_in_no_byte_of_the_database(
    register: SqlRegister, database: Database, url: str, tmp_path: Path
) -> None:
    kept = await keep(register, FULL)
    beside = await keep(register, entry(id="e2", summary="残る言葉", contact=Contact()))
    checked = rules.remedy_done(kept, "r2", TODAY, TODAY)
    await step(register, kept, checked)
    checked2 = rules.effect_checked(checked, "r2", TODAY, True, TODAY)
    await step(register, checked, checked2)
    closed = await step(register, checked2, rules.closed(checked2, TODAY, "匿名"))
    assert secrets_in(url, tmp_path) == set(SECRETS)
    forgotten = await step(register, closed, rules.forgotten(closed, TODAY))
    assert secrets_in(url, tmp_path) == set()
    assert await register.entry(OFFICE, "e1") == forgotten
    assert [each.who for each in await register.history("e1")] == ["person:p1"] + ["person:p2"] * 4
    assert await register.entry(OFFICE, "e2") == beside


def secrets_in(url: str, folder: Path) -> set[str]:
    """Which secrets are found in the bytes of all files of SQLite, or in any row of PostgreSQL."""
    if url.startswith("sqlite"):
        stored = b"".join(file.read_bytes() for file in folder.iterdir())
    else:
        stored = "\n".join(rows_of_all_tables(url)).encode()
    escaped = {each: each.encode("unicode_escape") for each in SECRETS}
    return {each for each in SECRETS if each.encode() in stored or escaped[each] in stored}


def rows_of_all_tables(url: str) -> Iterable[str]:
    engine = create_engine(url)
    with engine.connect() as connection:
        for table in metadata.tables:
            yield from map(str, connection.execute(text(f"SELECT * FROM {table}")))
    engine.dispose()


async def test_entries_closed_long_ago_are_forgotten_by_themselves(
    register: SqlRegister, surveys: SqlSurveys
) -> None:
    old = await keep(register, entry(id="old", closed_on=TODAY - 366 * DAY, closing_reason="匿名"))
    young = await keep(register, entry(id="young", closed_on=TODAY - 365 * DAY, closing_reason="匿名"))
    opened = await keep(register, entry(id="open", received_on=TODAY - 900 * DAY))
    plans, clock = YamlPlans([OFFICES], lambda _: False), ManualClock(NOW)
    assert await forget_once(register, surveys, Terms(), clock, plans) == 1
    assert await forget_once(register, surveys, Terms(), clock, plans) == 0
    forgotten = await register.entry(OFFICE, "old")
    assert forgotten == rules.forgotten(old, TODAY)
    assert [await register.entry(OFFICE, each) for each in ("young", "open")] == [young, opened]
    assert (await register.history("old"))[-1].who == "retention"


@pytest.mark.parametrize("late", [
    {"summary": "", "contact": Contact("名前")},
    {"summary": "", "closing_reason": "匿名"},
    {"summary": "", "remedies": (remedy(what="", procedure="手順"),)},
    {"contact": Contact()},
])  # fmt: skip
async def test_what_was_written_after_a_deletion_is_forgotten_in_its_time(
    register: SqlRegister, surveys: SqlSurveys, late: dict[str, object]
) -> None:
    values = {"contact": Contact(), "closed_on": TODAY - 366 * DAY, "forgotten_on": TODAY - 400 * DAY} | late
    old = await keep(register, entry(**values))
    await keep(register, entry(**values | {"id": "wordless", "summary": "", "remedies": (),
                                           "contact": Contact(), "closing_reason": ""}))  # fmt: skip
    plans, clock = YamlPlans([OFFICES], lambda _: False), ManualClock(NOW)
    assert await forget_once(register, surveys, Terms(), clock, plans) == 1
    assert await register.entry(OFFICE, old.id) == rules.forgotten(old, TODAY)


async def test_a_damaged_database_is_said_in_words(tmp_path: Path) -> None:
    file = tmp_path / "voices.sqlite"
    database = Database(f"sqlite:///{file}", shared=True)
    database.start(metadata)
    await keep(SqlRegister(database), entry())
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(VoicesDown):
        await SqlRegister(database).entries(OFFICE)
    with pytest.raises(VoicesDown):
        await SqlSurveys(database).add([answer("a")], "form", TODAY)
    await database.close()


# The survey.


async def test_answers_are_found_by_day_with_what_was_written(surveys: SqlSurveys) -> None:
    mine = answer("b", 4, comment="親切でした", grades={"overall": 4, "time": 2})
    older = answer("a", 5, day=TODAY - DAY)
    assert await surveys.add([mine], "form-1", TODAY)
    assert await surveys.add([older, answer("c", office="aoba")], "form-2", TODAY)
    found = await surveys.answers(OFFICE, TODAY - DAY, TODAY)
    assert found == [older, mine]
    assert [each.comment for each in found] == ["", "親切でした"]
    assert await surveys.answers(OFFICE, TODAY, TODAY + DAY) == [mine]


async def test_a_form_sent_twice_counts_once_and_a_ticket_answers_once(surveys: SqlSurveys) -> None:
    assert await surveys.add([answer("a")], "form-1", TODAY, "mark")
    assert not await surveys.add([answer("b")], "form-1", TODAY, "mark")
    with pytest.raises(AlreadyAnswered):
        await surveys.add([answer("c")], "form-2", TODAY, "mark")
    assert await surveys.answers(OFFICE, TODAY, TODAY) == [answer("a")]
    assert [await surveys.is_used(each) for each in ("mark", "other")] == [True, False]


async def test_one_ticket_sent_from_many_sides_answers_once(surveys: SqlSurveys) -> None:
    sent = (surveys.add([answer(f"a{count}")], f"form-{count}", TODAY, "mark") for count in range(6))
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyAnswered"] * 5 + ["bool"]
    assert len(await surveys.answers(OFFICE, TODAY, TODAY)) == 1


async def test_paper_comes_with_the_sheets_that_were_handed_out(surveys: SqlSurveys) -> None:
    sheets = Sheets(OFFICE, TODAY, 40, "residents", "move")
    batch = [answer(each, 3, channel=SurveyChannel.PAPER) for each in ("a", "b")]
    assert await surveys.add_sheets(sheets, batch, "form-1")
    assert not await surveys.add_sheets(sheets, batch, "form-1")
    assert await surveys.sheets(OFFICE, TODAY, TODAY) == [sheets]
    assert await surveys.answers(OFFICE, TODAY, TODAY) == batch


async def test_the_key_of_a_day_stays_until_it_is_forgotten(surveys: SqlSurveys) -> None:
    assert await surveys.key(TODAY, "first") == "first"
    assert await surveys.key(TODAY, "second") == "first"
    assert await surveys.key(TODAY + DAY, "third") == "third"
    await surveys.forget_before(marks=TODAY + DAY, comments=TODAY)
    assert await surveys.key(TODAY, "fourth") == "fourth"
    assert await surveys.key(TODAY + DAY, "fifth") == "third"


async def test_marks_and_old_comments_are_forgotten_and_grades_stay(surveys: SqlSurveys) -> None:
    for place, day in enumerate((TODAY - DAY, TODAY)):
        await surveys.add([answer(f"a{place}", 5, day=day, comment="言葉")], f"f{place}", day, f"m{place}")
    await surveys.forget_before(marks=TODAY, comments=TODAY)
    assert [await surveys.is_used(each) for each in ("m0", "m1")] == [False, True]
    found = await surveys.answers(OFFICE, TODAY - timedelta(9), TODAY)
    assert [(each.grades, each.comment) for each in found] == [({"overall": 5}, ""), ({"overall": 5}, "言葉")]
    assert await surveys.add([answer("again")], "f0", TODAY)


async def test_one_comment_can_be_deleted_by_its_own_office(surveys: SqlSurveys) -> None:
    await surveys.add([answer("a", comment="言葉")], "form", TODAY)
    await surveys.forget_comment("aoba", "a")
    assert await surveys.comment(OFFICE, "a") == "言葉"
    assert await surveys.comment("aoba", "a") == ""
    await surveys.forget_comment(OFFICE, "a")
    assert await surveys.comment(OFFICE, "a") == ""


async def test_rows_stand_in_the_order_of_their_keys_and_not_of_their_coming(
    surveys: SqlSurveys, url: str
) -> None:
    """Else the n-th answer could be matched with the n-th mark."""
    if url.startswith("sqlite"):
        made = [str(metadata.tables[each].dialect_options["sqlite"]["with_rowid"]) for each in UNORDERED]
        assert made == ["False"] * len(UNORDERED)
    assert {column.name for column in metadata.tables["survey_answer"].columns} == {
        "id", "office", "day", "year", "channel", "section", "service", "grades",
    }  # fmt: skip


UNORDERED = ("survey_answer", "survey_comment", "survey_used", "voice_once")
