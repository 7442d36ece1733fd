"""The year's end over HTTP: the server reads the figure, refuses in words, and loses nothing typed."""

import re
from datetime import date, datetime
from html import unescape
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from server.evaluation.core import codec
from server.evaluation.core.commands import (
    AnswerOrder,
    CheckCompliance,
    EvaluateTarget,
    GiveDuty,
    OrderImprovement,
    PlanInitiative,
    PublishPlan,
    SetTarget,
)
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.events import ReviewHeld
from server.evaluation.core.guideline import Grade, Outcome
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import Evaluation
from server.evaluation.taking import SENT_BEFORE
from server.evaluation.voices.changes import change
from server.ports.voices import Contact, Remedy, RemedyKind
from tests.loop_story import (
    JAPAN,
    NOT_KEPT,
    OF_CITY,
    ORDER,
    YEAR,
    aim,
    evaluation,
    initiative,
    steps_of,
    target_of,
)
from tests.server.evaluation.voices.entries import entry
from tests.server.evaluation.ward.ward_office import WardOffice, hidden, key_of, refusal, shown, where

MIDORI = f"/evaluation/wards/midori/{YEAR}"
WAIT = target_of("residents")
ITS_PAGE = f"{MIDORI}/targets/{quote(WAIT)}"
ITS_EVALUATION = f"{ITS_PAGE}/evaluation"
RESULTS = f"{MIDORI}/sections/residents/results"
COMMITTEE, REVIEW = f"{MIDORI}/committee", f"{MIDORI}/review"
RETURN, COUNCIL = f"{MIDORI}/sections/residents/return", f"{COMMITTEE}/council"
ITS_OUTCOME = f"{ITS_PAGE}/outcome"
COUNTED = {
    "figure_counted": "６.０", "evidence": "Tally sheet of October",
    "result": "A counter more was opened at noon.",
    "grade": "3", "reason": "", "follow_up": "",
}  # fmt: skip
NOT_YOURS = "This step belongs to somebody else. Ask the administrator who holds this duty."
FAR = "This day is too far away. Choose a day of the fiscal year, of the year before or of the year after."
NO_WORDS = "Something is not filled in. Please write something there."


@pytest.fixture(autouse=True)
def _the_year_ends(office: WardOffice) -> None:
    """It is the last day of the fiscal year."""
    office.clock.set(datetime(YEAR + 1, 3, 31, 10, tzinfo=JAPAN))


async def sent(
    client: httpx2.AsyncClient, page: str, fields: dict[str, str], to: str = ""
) -> httpx2.Response:
    """The form of a page, filled in and sent."""
    carried = {"key": uuid4().hex, **hidden(await client.get(page))}
    return await client.post(to or page, data={**carried, **fields})


def kept(office: WardOffice, target: str = WAIT, ward: str = "midori") -> Evaluation | None:
    return office.loop.ward(ward, YEAR).targets[target].evaluation


def words_of(answer: httpx2.Response) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


# --- the self-evaluation of a target


async def test_a_figure_counted_by_hand_is_kept_with_its_evidence_and_the_grade(office: WardOffice) -> None:
    await office.reach("checked", "midori")
    more = {"context_change": "A school was built.", "response": "We hold a Saturday more."}
    async with office.browser() as client:
        answer = await sent(client, ITS_EVALUATION, {**COUNTED, **more})
    assert (answer.status_code, where(answer)) == (303, ITS_PAGE)
    assert kept(office) == Evaluation(
        Reading(date(YEAR, 4, 1), date(YEAR + 1, 3, 31), 6.0, evidence="Tally sheet of October"),
        "A counter more was opened at noon.", Grade.NEARLY, "", "", "A school was built.",
        "We hold a Saturday more.",
    )  # fmt: skip


async def test_the_page_shows_which_grade_a_figure_proposes_before_anybody_decides(
    office: WardOffice,
) -> None:
    await office.reach("checked", "midori")
    before = len(office.secretariat.history)
    async with office.browser() as client:
        answer = await sent(
            client, ITS_EVALUATION, {**COUNTED, "figure_counted": "8", "grade": "", "read": "yes"}
        )
    assert answer.status_code == 200
    assert "The figures propose: 4 Below the target" in words_of(answer)
    assert "From 10 minutes towards 6 minutes, 50% of the way was gone with 8 minutes." in words_of(answer)
    assert shown(answer, "result") == COUNTED["result"]
    assert len(office.secretariat.history) == before


async def test_what_was_kept_stands_in_the_form_again(office: WardOffice) -> None:
    await office.reach("evaluated", "midori")
    async with office.browser() as client:
        page = await client.get(ITS_EVALUATION)
    assert (shown(page, "figure_counted"), shown(page, "evidence"), shown(page, "result")) == (
        "6",
        "tally sheet of October",
        "The wait was measured.",
    )
    assert re.findall(r'name="grade" value="(\d)" checked', page.text) == ["3"]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"figure_counted": "many"}, 422, "A number is needed here. Please write it in figures. (Figure)"),
        ({"since": "soon"}, 422, "A day is needed here. Please write it like 2026-04-01. (From)"),
        ({"grade": ""}, 422, "Something is still empty. Please choose or fill it in. (Grade of achievement)"),
        ({"grade": "6"}, 422, "This is not filled in as expected. Please check it. (Grade of achievement)"),
        ({"result": ""}, 409, f"{NO_WORDS} (Result)"),
        ({"evidence": ""}, 409, (
            "A figure counted by hand needs its evidence. Please say where it comes from."
        )),
        ({"grade": "2"}, 409, (
            "The grade is not the one that the figures propose. Please say why it is decided otherwise."
        )),
        ({"figure_counted": "", "reason": "The sheet was lost."}, 409, (
            "The target was missed. It can be closed only with what will be done next."
        )),
        ({"figure_counted": "9", "grade": "5"}, 409, (
            "The target was missed. It can be closed only with what will be done next."
        )),
        ({"since": f"{YEAR - 1}-04-01"}, 409, "The figure must be of days within the fiscal year. (From)"),
        ({"since": "0001-01-01"}, 409, "The figure must be of days within the fiscal year. (From)"),
        ({"until": "9999-12-31"}, 409, "The figure must be of days within the fiscal year. (To)"),
        ({"figure_counted": "1000000001"}, 422, (
            "This is not filled in as expected. Please check it. (Figure)"
        )),
        ({"since": f"{YEAR}-10-01", "until": f"{YEAR}-09-01"}, 409, (
            "The first day must not be after the last. Please check both days. (From)"
        )),
    ],
)  # fmt: skip
async def test_an_evaluation_refuses_in_words_and_keeps_what_was_typed(
    office: WardOffice, fields: dict[str, str], status: int, sentence: str
) -> None:
    await office.reach("checked", "midori")
    asked = {**COUNTED, "context_change": "A school was built.", **fields}
    async with office.browser() as client:
        answer = await sent(client, ITS_EVALUATION, asked)
    said = refusal(answer)
    assert (answer.status_code, said[: len(sentence)]) == (status, sentence)
    for name in ("figure_counted", "evidence", "result", "context_change", "reason"):
        assert shown(answer, name) == asked[name]
    assert kept(office) is None


async def test_another_grade_is_kept_with_its_reason_and_a_missed_target_with_what_comes_next(
    office: WardOffice,
) -> None:
    await office.reach("checked", "midori")
    missed = {
        **COUNTED,
        "figure_counted": "9",
        "grade": "4",
        "reason": "A flood.",
        "follow_up": "A counter more.",
    }
    async with office.browser() as client:
        assert (await sent(client, ITS_EVALUATION, missed)).status_code == 303
    found = kept(office)
    assert found is not None
    assert (found.grade, found.reason, found.follow_up) == (
        Grade.BELOW,
        "A flood.",
        "A counter more.",
    )


# --- a figure that the server reads itself


async def complain(office: WardOffice, day: date = date(2026, 9, 1)) -> None:
    """Somebody complains, and it is written down."""
    entry_id = uuid4().hex
    said = entry(id=entry_id, received_on=day, recorded_on=day, record_due_on=day)
    await office.app.state.voices.register.add(
        said, change(None, said, "person:x", office.clock.now()), entry_id
    )


async def complaints_target(office: WardOffice) -> None:
    """The section aims at fewer complaints, as the register counts them."""
    await office.reach("policy", "midori")
    register = Indicator(Source.REGISTER, "received", office="midori")
    for section in ("residents", "child"):
        account, target = f"midori {section} head", target_of(section)
        measured = aim(section, indicator=register, baseline=100.0, value=50.0)
        await office.given(SetTarget("midori", YEAR, target, measured), account)
    for stage in ("planned", "reported", "council", "published", "checked"):
        for account, command in steps_of(office.loop, stage, ("midori",), YEAR):
            await office.given(command, account)


async def test_the_figure_is_read_again_by_the_server_when_the_evaluation_is_kept(
    office: WardOffice,
) -> None:
    await complaints_target(office)
    forged = {**COUNTED, "figure_counted": "50", "evidence": "Believe me.", "grade": "1"}
    async with office.browser() as client:
        page = await client.get(ITS_EVALUATION)
        before = float(re.findall(r'<span class="value">(\d+)', page.text)[0])
        await complain(office)
        first = {"key": key_of(page), **forged}
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
        await complain(office)
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
    found = kept(office)
    assert found is not None
    assert (found.reading.value, found.reading.numerator, found.reading.evidence) == (
        before + 1,
        before + 1,
        "",
    )
    assert sum(type(each.event).__name__ == "TargetEvaluated" for each in office.secretariat.history) == 1


async def test_the_figure_of_other_days_is_shown_and_kept(office: WardOffice) -> None:
    await complaints_target(office)
    days = {"since": f"{YEAR}-06-05", "until": f"{YEAR}-06-06"}
    await complain(office, date(YEAR, 6, 5))
    async with office.browser() as client:
        page = await sent(client, ITS_EVALUATION, {**COUNTED, **days, "read": "yes"})
        assert re.findall(r'<span class="value">([^<]*)', page.text) == ["1 times"]
        days["grade"] = "1"
        unexplained = await sent(client, ITS_EVALUATION, {**COUNTED, **days})
        assert refusal(unexplained).startswith("The figure is not of the whole fiscal year")
        days["context_change"] = "Two days were counted."
        brief = await sent(client, ITS_EVALUATION, {**COUNTED, **days})
        assert refusal(brief).startswith("The figure is of less than half a year.")
        await sent(client, ITS_EVALUATION, {**COUNTED, **days, "reason": "The counter opened in June."})
    found = kept(office)
    assert found is not None
    assert (found.reading.since, found.reading.until, found.reading.value) == (
        date(YEAR, 6, 5),
        date(YEAR, 6, 6),
        1.0,
    )


@pytest.mark.parametrize(
    "days", [("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31"), ("0001-01-01", "9999-12-31")]
)
@pytest.mark.parametrize("read", ["", "yes"])
async def test_a_figure_is_read_only_of_days_of_the_year(
    office: WardOffice, days: tuple[str, str], read: str
) -> None:
    await complaints_target(office)
    asked = {**COUNTED, "since": days[0], "until": days[1], "read": read}
    async with office.browser() as client:
        answer = await sent(client, ITS_EVALUATION, asked)
    no = "The figure must be of days within the fiscal year. (From)"
    assert (answer.status_code, refusal(answer), shown(answer, "result")) == (409, no, COUNTED["result"])
    assert kept(office) is None


async def test_a_figure_is_read_only_of_days_that_are_over(office: WardOffice) -> None:
    await complaints_target(office)
    office.clock.set(datetime(YEAR, 11, 20, 23, 59, tzinfo=JAPAN))
    explained = {**COUNTED, "grade": "1", "context_change": "An early look."}
    async with office.browser() as client:
        early = await sent(client, ITS_EVALUATION, {**explained, "until": f"{YEAR}-11-21"})
        assert refusal(early) == (
            "The figure can only be of days that are over. Choose an end up to today. (To)"
        )
        assert kept(office) is None
        assert (
            await sent(client, ITS_EVALUATION, {**explained, "until": f"{YEAR}-11-20"})
        ).status_code == 303


async def test_a_form_sent_again_with_other_days_is_not_swallowed(office: WardOffice) -> None:
    await complaints_target(office)
    await complain(office, date(YEAR, 6, 5))
    said = {**COUNTED, "grade": "1", "context_change": "Two days were counted.", "reason": "They were all."}
    async with office.browser() as client:
        key = {"key": key_of(await client.get(ITS_EVALUATION))}
        first = {**said, **key, "since": f"{YEAR}-06-05", "until": f"{YEAR}-06-06"}
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
        before = kept(office)
        for other in ({"since": f"{YEAR}-06-06"}, {"until": f"{YEAR}-06-05"}, {"result": "Something else."}):
            again = await client.post(ITS_EVALUATION, data={**first, **other})
            assert (again.status_code, refusal(again)) == (409, SENT_BEFORE), other
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
    assert kept(office) == before


async def test_a_form_sent_again_with_another_figure_counted_by_hand_is_not_swallowed(
    office: WardOffice,
) -> None:
    await office.reach("checked", "midori")
    async with office.browser() as client:
        first = {**COUNTED, "key": key_of(await client.get(ITS_EVALUATION))}
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
        for other in ({"figure_counted": "6.1"}, {"evidence": "Another sheet."}):
            again = await client.post(ITS_EVALUATION, data={**first, **other})
            assert (again.status_code, refusal(again)) == (409, SENT_BEFORE), other
        assert (await client.post(ITS_EVALUATION, data=first)).status_code == 303
    found = kept(office)
    assert found is not None
    assert (found.reading.value, found.reading.evidence) == (6.0, "Tally sheet of October")


async def test_the_form_says_beside_a_figure_of_few_days_that_it_needs_a_reason(office: WardOffice) -> None:
    await complaints_target(office)
    beside = (
        "This figure is of less than half a year. Say below, under the reason, why the grade may rest on it."
    )
    label = "Reason (needed here: the figure is of less than half a year)"
    async with office.browser() as client:
        for until, brief in ((f"{YEAR}-09-29", True), (f"{YEAR}-09-30", False)):
            days = {"since": f"{YEAR}-04-01", "until": until}
            page = await sent(client, ITS_EVALUATION, {**COUNTED, **days, "read": "yes"})
            assert (page.status_code, beside in page.text, label in page.text) == (200, brief, brief)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"grade": "2", "figure_counted": "6.2"}, "grade"),
        ({"grade": "4", "figure_counted": "6", "follow_up": "More counters."}, "reason"),
        ({"grade": "3", "figure_counted": "6.2"}, "follow_up"),
        ({"evidence": " "}, "evidence"),
        ({"since": f"{YEAR}-06-05", "context_change": ""}, "context_change"),
    ],
)
async def test_a_refused_evaluation_marks_the_field_in_which_it_is_mended(
    office: WardOffice, said: dict[str, str], field: str
) -> None:
    await office.reach("checked", "midori")
    async with office.browser() as client:
        answer = await sent(client, ITS_EVALUATION, {**COUNTED, **said})
    assert answer.status_code == 409
    assert re.findall(r'id="(\w+)-wrong"', answer.text) == [field]


async def test_the_form_asks_why_a_figure_is_not_of_the_whole_year(office: WardOffice) -> None:
    await office.reach("checked", "midori")
    asked = "Needed here: why the figure is not of the whole fiscal year."
    for day, needed in ((date(YEAR + 1, 1, 31), True), (date(YEAR + 1, 2, 1), False)):
        office.clock.set(datetime(day.year, day.month, day.day, 10, tzinfo=JAPAN))
        async with office.browser() as client:
            assert (asked in (await client.get(ITS_EVALUATION)).text) == needed
            said = refusal(await sent(client, ITS_EVALUATION, COUNTED))
            assert said.startswith("The figure is not of the whole fiscal year") == needed


# --- the section's report


async def test_a_section_reports_once_everything_is_checked_and_evaluated(office: WardOffice) -> None:
    await office.reach("published", "midori")
    greeting = CheckCompliance("midori", YEAR, "residents", "greeting", NOT_KEPT)
    order = OrderImprovement("midori", YEAR, "1", ORDER)
    by = "midori residents head"

    async def refused_with(client: httpx2.AsyncClient) -> str:
        return refusal(await client.post(RESULTS, data={"key": uuid4().hex}))

    async with office.browser() as client:
        assert await refused_with(client) == (
            "A standard has not been checked in this section yet. (We greet first.)"
        )
        await office.given(greeting, by)
        assert await refused_with(client) == ("A target has not been evaluated yet. (A wait of six minutes)")
        await office.given(EvaluateTarget("midori", YEAR, WAIT, evaluation()), by)
        await office.given(order, "midori mayor")
        assert await refused_with(client) == (
            "An improvement order waits for an answer. Answer it first. (Mend the queue at noon.)"
        )
        await office.given(AnswerOrder("midori", YEAR, "1", "Mended."), by)
        answer = await sent(client, RESULTS, {})
        assert (answer.status_code, where(answer)) == (303, RESULTS)
        assert await refused_with(client) == (
            "The results have been reported and do not change any more. (residents)"
        )
    assert office.loop.ward("midori", YEAR).evaluated == {"residents"}


# --- the committee


async def test_the_committee_gives_a_report_back_and_the_section_reads_why(office: WardOffice) -> None:
    await office.reach("results", "midori")
    back = {"text": "Name the evidence."}
    async with office.browser() as client:
        empty = await sent(client, RETURN, {"text": " "})
        assert refusal(empty).startswith(NO_WORDS)
        answer = await sent(client, RETURN, back)
        assert (answer.status_code, where(answer)) == (303, COMMITTEE)
        assert "The committee gave the report back Name the evidence." in words_of(await client.get(RESULTS))
        again = await client.post(RETURN, data={"key": uuid4().hex, **back})
        assert refusal(again) == ("A section has not reported its results to the committee yet. (residents)")


@pytest.mark.parametrize("outcome", list(Outcome))
async def test_each_of_the_eight_outcomes_can_be_decided(office: WardOffice, outcome: Outcome) -> None:
    await office.reach("results", "midori")
    async with office.browser() as client:
        answer = await sent(client, ITS_OUTCOME, {"outcome": outcome.value})
    assert (answer.status_code, where(answer)) == (303, COMMITTEE)
    assert office.loop.ward("midori", YEAR).targets[WAIT].outcome is outcome


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("Z", "This is not filled in as expected. Please check it. (Outcome)"),
        ("", "Something is still empty. Please choose or fill it in. (Outcome)"),
    ],
)
async def test_an_outcome_that_cannot_be_is_refused_in_words(
    office: WardOffice, outcome: str, sentence: str
) -> None:
    await office.reach("results", "midori")
    async with office.browser() as client:
        answer = await sent(client, ITS_OUTCOME, {"outcome": outcome})
        client.headers["Accept"] = "text/html"
        assert (await client.get(f"{MIDORI}/targets/moon/outcome")).status_code == 404
    assert refusal(answer) == sentence


async def test_the_council_hears_the_results_once_everything_is_decided(office: WardOffice) -> None:
    await office.reach("results", "midori")
    said = {"summary": "Two of two met."}
    async with office.browser() as client:
        early = await sent(client, COUNCIL, said)
        assert refusal(early) == (
            "A target has no outcome for next year yet. Decide on it first. (A wait of six minutes)"
        )
        assert "Two of two met." in early.text
        for section in ("residents", "child"):
            path = f"{MIDORI}/targets/{quote(target_of(section))}/outcome"
            assert (await sent(client, path, {"outcome": "C"})).status_code == 303
        wordless = await sent(client, COUNCIL, {"summary": ""})
        assert refusal(wordless).startswith(NO_WORDS)
        answer = await sent(client, COUNCIL, said)
        assert (answer.status_code, where(answer)) == (303, COMMITTEE)
        late = await client.post(COUNCIL, data={"key": uuid4().hex, **said})
        assert refusal(late).startswith("The planning council has heard the results already.")
    assert office.loop.ward("midori", YEAR).council_summary == "Two of two met."


# --- the mayor's review, and the end of the year


async def test_the_mayor_holds_the_review_and_the_committee_publishes(office: WardOffice) -> None:
    await office.reach("decided", "midori")
    held = {"held_on": f"{YEAR + 1}-03-20", "conclusion": "We go on."}
    async with office.browser() as client:
        early = await sent(client, REVIEW, held)
        assert refusal(early).startswith("The committee has not reported to the planning council yet.")
        assert shown(early, "conclusion") == "We go on."
        unreviewed = await client.post(f"{REVIEW}/publication", data={"key": uuid4().hex})
        assert refusal(unreviewed).startswith("The management review has not been held yet.")
        await sent(client, COUNCIL, {"summary": "Two met."})
        for fields, sentence in (
            ({"held_on": "some day"}, "A day is needed here. Please write it like 2026-04-01. (Held on)"),
            ({"held_on": "2020-03-20"}, f"{FAR} (Held on)"),
            ({"conclusion": ""}, f"{NO_WORDS} (Conclusion)"),
        ):
            assert refusal(await sent(client, REVIEW, {**held, **fields})) == sentence
        assert (await sent(client, REVIEW, held)).status_code == 303
        twice = await client.post(REVIEW, data={"key": uuid4().hex, **held})
        assert refusal(twice).startswith("The management review of this year has been held already.")
        published = await sent(client, REVIEW, {}, f"{REVIEW}/publication")
        assert (published.status_code, where(published)) == (303, REVIEW)
        again = await client.post(f"{REVIEW}/publication", data={"key": uuid4().hex})
        assert refusal(again).startswith("This has been published already.")
        page = words_of(await client.get(REVIEW))
    assert "Standards of the sections from the next year on A wait of six minutes" in page
    assert office.loop.ward("midori", YEAR).results_published_at is not None


async def test_the_review_shows_orders_that_nobody_answered(office: WardOffice) -> None:
    await office.reach("published", "midori")
    await office.given(OrderImprovement("midori", YEAR, "1", ORDER), "midori mayor")
    async with office.browser() as client:
        page = words_of(await client.get(REVIEW))
    assert "residents: Mend the queue at noon. Not answered" in page


async def test_the_whole_citys_targets_are_evaluated_decided_and_published(office: WardOffice) -> None:
    await office.reach("adopted")
    city, by = f"/evaluation/wards/whole-city/{YEAR}", "conference"
    for command in (
        SetTarget("", YEAR, "form", aim(**OF_CITY)),
        PlanInitiative("", YEAR, "form", "1", initiative()),
        PublishPlan("", YEAR),
    ):
        await office.given(command, by)
    async with office.browser() as client:
        assert (await sent(client, f"{city}/targets/form/evaluation", COUNTED)).status_code == 303
        early = await client.post(f"{city}/review/publication", data={"key": uuid4().hex})
        assert refusal(early).startswith("A target has no outcome for next year yet.")
        assert (await sent(client, f"{city}/targets/form/outcome", {"outcome": "G"})).status_code == 303
        assert (await sent(client, f"{city}/review", {}, f"{city}/review/publication")).status_code == 303
    assert office.loop.ward("", YEAR).results_published_at is not None


# --- the actions that lay before a review


async def complain_with_an_action(office: WardOffice, name: str, day: date) -> None:
    """Ms Sato complains, and something is to be done about it."""
    said = entry(
        id=name, received_on=day, recorded_on=day, record_due_on=day, year=YEAR,
        summary="Ms Sato waited for an hour.", contact=Contact(name="Sato", phone="044-000-0000"),
        remedies=(Remedy("r1", RemedyKind.CORRECTIVE, "Ring Ms Sato.", "residents", date(YEAR, 12, 1)),),
    )  # fmt: skip
    register = office.app.state.voices.register
    await register.add(said, change(None, said, "person:x", office.clock.now()), name)


def listed(page: httpx2.Response) -> list[str]:
    """The numbers of the actions on the page of a review."""
    return re.findall(r'<th scope="row">(\d{4}-\d{3})</th>', page.text)


async def test_the_actions_are_frozen_with_the_review_and_without_a_word_of_anybody(
    office: WardOffice,
) -> None:
    await office.reach("informed", "midori")
    await complain_with_an_action(office, uuid4().hex, date(YEAR, 9, 1))
    held = {"held_on": f"{YEAR + 1}-03-20", "conclusion": "We go on."}
    async with office.browser() as client:
        opened = await client.get(REVIEW)
        before = listed(opened)
        assert len(before) >= 1
        assert "They are written down with the review." in opened.text
        first = {**hidden(opened), **held}
        answer = await client.post(REVIEW, data=first)
        assert answer.status_code == 303
        await complain_with_an_action(office, uuid4().hex, date(YEAR, 9, 2))
        page = await client.get(REVIEW)
        assert listed(page) == before
        assert "They do not change here any more." in page.text
        twice = await client.post(REVIEW, data=first)
        assert twice.headers["location"] == answer.headers["location"]
    review = office.loop.ward("midori", YEAR).review
    assert review is not None
    assert review.actions is not None
    assert [each.number for each in review.actions] == before
    assert (review.actions[-1].due_on, review.actions[-1].done_on) == (date(YEAR, 12, 1), None)
    assert "Sato" not in codec.encoded(ReviewHeld("midori", YEAR, review))


async def test_the_mayor_concludes_on_the_actions_that_were_shown(office: WardOffice) -> None:
    await office.reach("informed", "midori")
    await complain_with_an_action(office, uuid4().hex, date(YEAR, 9, 4))
    held = {"held_on": f"{YEAR + 1}-03-20", "conclusion": "We go on as planned."}
    async with office.browser() as client:
        opened = await client.get(REVIEW)
        await complain_with_an_action(office, uuid4().hex, date(YEAR, 9, 5))
        late = await client.post(REVIEW, data={**hidden(opened), **held})
        assert late.status_code == 409
        assert refusal(late).startswith("While you were reading, what this page shows was changed.")
        assert held["conclusion"] in late.text
        assert len(listed(late)) == len(listed(opened)) + 1
        assert (await client.post(REVIEW, data={**hidden(late), **held})).status_code == 303
    review = office.loop.ward("midori", YEAR).review
    assert review is not None
    assert review.actions is not None
    assert [each.number for each in review.actions] == listed(late)


async def test_a_review_of_before_says_that_its_actions_were_not_recorded(office: WardOffice) -> None:
    await office.reach("reviewed", "midori")
    await complain_with_an_action(office, uuid4().hex, date(YEAR, 9, 3))
    async with office.browser() as client:
        page = await client.get(REVIEW)
    assert "was not recorded at the time." in words_of(page)
    assert listed(page) == []


# --- whose step it is


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (ITS_EVALUATION, COUNTED),
        (RESULTS, {}),
        (RETURN, {"text": "Name it."}),
        (ITS_OUTCOME, {"outcome": "C"}),
        (COUNCIL, {"summary": "Two met."}),
        (REVIEW, {"held_on": "2027-03-20", "conclusion": "We go on."}),
        (f"{REVIEW}/publication", {}),
    ],
)
async def test_the_server_itself_refuses_whoever_holds_no_post(
    office: WardOffice, path: str, fields: dict[str, str]
) -> None:
    await office.reach("checked", "midori")
    before = len(office.secretariat.history)
    async with office.browser("nobody") as client:
        answer = await client.post(path, data={"key": uuid4().hex, **fields})
    assert (answer.status_code, refusal(answer).partition(" (")[0]) == (409, NOT_YOURS)
    assert len(office.secretariat.history) == before


@pytest.mark.parametrize("path", [ITS_EVALUATION, RESULTS, COMMITTEE, REVIEW, ITS_OUTCOME, RETURN, COUNCIL])
async def test_whoever_holds_no_post_reads_and_finds_no_button(office: WardOffice, path: str) -> None:
    await office.reach("informed", "midori")
    async with office.browser("nobody") as client:
        page = await client.get(path)
    main = page.text.partition("<main")[2]
    assert page.status_code == 200
    assert re.findall(r'<button class="button"', main) == []


async def test_another_section_head_may_not_evaluate(office: WardOffice) -> None:
    await office.reach("checked", "midori")
    names = await office.app.state.house.signing.names()
    nobody = next(each for each, name in names.items() if name == "緑 次郎").removeprefix("person:")
    child = GiveDuty(nobody, Post(Duty.SECTION_HEAD, "midori", "child"))
    await office.secretariat.carry_out(child, command_id="child", asker=Asker("admin", True))
    async with office.browser("nobody") as client:
        answer = await client.post(ITS_EVALUATION, data={"key": uuid4().hex, **COUNTED})
    assert refusal(answer).startswith(NOT_YOURS)
