"""The city's forms over HTTP: each step, and each refusal in words that keeps what was typed."""

import re
from html import unescape
from uuid import uuid4

import httpx2
import pytest

from server.core.commands import Scene
from server.evaluation.core.commands import BeginStandards, DraftStandard, EndDuty
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.guideline import Principle
from server.evaluation.core.papers import Standard
from tests.loop_story import POSTS, YEAR, standard
from tests.server.evaluation.ward.ward_office import WardOffice, hidden, key_of, refusal, where

CITY_YEAR = f"/evaluation/city/{YEAR}"
NEXT_YEAR = f"/evaluation/city/{YEAR + 1}"
SENTENCE = "We answer the telephone at the third ring."
NEW = {"sentence": SENTENCE, "scene": "phone", "principle": "empathy", "evidence": "A sample of calls."}
REASON = "The buildings of the wards differ."
NOT_YOURS = (
    "This step belongs to somebody else. Ask the administrator who holds this duty. "
    "(Resident services directors' conference (city))"
)


async def sent(
    client: httpx2.AsyncClient, page: str, fields: dict[str, str], to: str = ""
) -> httpx2.Response:
    """The form of a page, filled in and sent."""
    carried = {"key": uuid4().hex, **hidden(await client.get(page))}
    return await client.post(to or page, data={**carried, **fields})


def area(answer: httpx2.Response, name: str) -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert found, answer.text
    return unescape(found.group(1))


async def test_the_conference_begins_writes_rewords_drops_and_adopts(office: WardOffice) -> None:
    async with office.browser() as client:
        begun = await sent(client, f"{CITY_YEAR}/standards", {}, f"{CITY_YEAR}/begin")
        assert (begun.status_code, where(begun)) == (303, f"{CITY_YEAR}/standards")
        for sentence in (SENTENCE, "We smile."):
            answer = await sent(client, f"{CITY_YEAR}/standards/new", {**NEW, "sentence": sentence})
            assert (answer.status_code, where(answer)) == (303, f"{CITY_YEAR}/standards#phone")
        first, second = (each.id for each in office.loop.standards[YEAR].standards)
        reworded = {**NEW, "sentence": "We answer at the second ring."}
        await sent(client, f"{CITY_YEAR}/standards/{first}", reworded)
        await sent(client, f"{CITY_YEAR}/standards/{second}/drop", {"reason": REASON})
        adopted = await sent(client, f"{CITY_YEAR}/standards/adopt", {})
        assert adopted.status_code == 303
    assert office.loop.adopted(YEAR) == (
        Standard(
            first, Scene.PHONE, Principle.EMPATHY, "We answer at the second ring.", "A sample of calls."
        ),
    )


def years_offered(answer: httpx2.Response) -> list[str]:
    """The years that the city's page lets one choose, the latest first."""
    return re.findall(r'<option value="(\d{4})"', answer.text)


async def test_only_a_year_that_can_be_begun_has_the_button_for_it(office: WardOffice) -> None:
    await office.reach("adopted")
    far = "Standards are drafted year by year: after the latest year in force, and up to next year."
    async with office.browser() as client:
        for year, possible in ((YEAR - 1, False), (YEAR + 1, True), (YEAR + 2, False)):
            for page in (f"/evaluation/city/{year}", f"/evaluation/city/{year}/standards"):
                answer = await client.get(page)
                assert (f"/{year}/begin" in answer.text, far in answer.text) == (possible, not possible), page
        chosen = years_offered(await client.get(CITY_YEAR))
    assert chosen == [str(YEAR + 1), str(YEAR)]


async def test_a_city_without_standards_may_begin_last_years(office: WardOffice) -> None:
    async with office.browser("nobody") as client:
        answer = await client.get(CITY_YEAR)
    assert years_offered(answer) == [str(YEAR + 1), str(YEAR), str(YEAR - 1)]
    assert f"{CITY_YEAR}/begin" not in answer.text


async def test_a_form_sent_twice_writes_one_standard(office: WardOffice) -> None:
    await office.given(BeginStandards(YEAR), office.everybody.id)
    async with office.browser() as client:
        key = key_of(await client.get(f"{CITY_YEAR}/standards/new"))
        answers = [
            await client.post(f"{CITY_YEAR}/standards/new", data={"key": key, **NEW}) for _ in range(2)
        ]
    assert [each.status_code for each in answers] == [303, 303]
    assert len(office.loop.standards[YEAR].standards) == 1


async def test_a_sample_stays_one_until_its_words_or_a_decision_make_it_the_citys_own(
    office: WardOffice,
) -> None:
    await office.given(BeginStandards(YEAR), office.everybody.id)
    await office.given(DraftStandard(YEAR, standard(sample=True)), office.everybody.id)
    page = f"{CITY_YEAR}/standards/greeting"
    same = {"sentence": "We greet first.", "scene": "face_to_face", "principle": "empathy"}

    def is_sample() -> bool:
        return office.loop.standards[YEAR].standards[0].sample

    async with office.browser() as client:
        await sent(client, page, same)
        assert is_sample()
        await sent(client, page, {**same, "own": "yes"})
        assert not is_sample()


@pytest.mark.parametrize(
    ("path", "fields", "status", "sentence"),
    [
        ("/standards/new", {**NEW, "sentence": " "}, 409, (
            "Something is not filled in. Please write something there. (Standard)"
        )),
        ("/standards/new", {**NEW, "scene": "moon"}, 422, (
            "This is not filled in as expected. Please check it. (Scene)"
        )),
        ("/standards/new", {**NEW, "principle": ""}, 422, (
            "Something is still empty. Please choose or fill it in. (Principle)"
        )),
        ("/standards/greeting/drop", {"reason": ""}, 409, (
            "Something is not filled in. Please write something there. (Reason)"
        )),
    ],
)  # fmt: skip
async def test_a_draft_refuses_in_words_and_keeps_what_was_typed(
    office: WardOffice, path: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    await office.given(BeginStandards(YEAR), office.everybody.id)
    await office.given(DraftStandard(YEAR, standard()), office.everybody.id)
    async with office.browser() as client:
        answer = await sent(client, f"{CITY_YEAR}{path}", fields)
    assert (answer.status_code, refusal(answer)) == (status, sentence)
    if "evidence" in fields:
        assert area(answer, "evidence") == fields["evidence"]


async def test_what_is_in_force_says_no_to_every_change(office: WardOffice) -> None:
    await office.reach("adopted")
    fixed = f"The standards of this year are in force and do not change. Draft next year's. (FY {YEAR})"
    async with office.browser() as client:
        key = "0123456789abcdef"
        for path, fields in (
            ("/standards/new", NEW),
            ("/standards/greeting", NEW),
            ("/standards/greeting/drop", {"reason": REASON}),
            ("/standards/adopt", {}),
        ):
            answer = await client.post(f"{CITY_YEAR}{path}", data={"key": f"{key}{len(path)}", **fields})
            assert (path, answer.status_code, refusal(answer)) == (path, 409, fixed)
        again = await client.post(f"{CITY_YEAR}/begin", data={"key": "another key"})
        assert refusal(again) == f"The standards of this year have been begun already. (FY {YEAR})"


async def test_an_empty_draft_is_not_adopted(office: WardOffice) -> None:
    await office.given(BeginStandards(YEAR), office.everybody.id)
    async with office.browser() as client:
        answer = await sent(client, f"{CITY_YEAR}/standards/adopt", {})
    assert refusal(answer) == (
        f"The draft has no standard. Write at least one before you adopt it. (FY {YEAR})"
    )


async def test_an_unknown_standard_is_not_there(office: WardOffice) -> None:
    await office.given(BeginStandards(YEAR), office.everybody.id)
    async with office.browser() as client:
        assert (await client.get(f"{CITY_YEAR}/standards/moon")).status_code == 404


async def test_achievements_are_reported_only_after_every_review(office: WardOffice) -> None:
    await office.reach("reviewed", "midori")
    said = {"summary": "Waiting became shorter in midori."}
    async with office.browser() as client:
        answer = await sent(client, f"{CITY_YEAR}/report", said)
    assert (answer.status_code, refusal(answer)) == (
        409,
        "A ward has not held its management review yet. (sakura)",
    )
    assert area(answer, "summary") == said["summary"]


async def test_the_year_is_reported_and_verified_and_the_next_one_decides_on_what_spread(
    office: WardOffice,
) -> None:
    await office.reach("closed")
    async with office.browser() as client:
        early = await sent(client, f"{CITY_YEAR}/verify", {"conclusion": "They hold."})
        assert refusal(early) == (f"The achievements of all wards have not been reported yet. (FY {YEAR})")
        for path, fields in (("/report", {"summary": "All did well."}), ("/verify", {"conclusion": "Good."})):
            answer = await sent(client, f"{CITY_YEAR}{path}", fields)
            assert (answer.status_code, where(answer)) == (303, CITY_YEAR)
        await sent(client, f"{NEXT_YEAR}/standards", {}, f"{NEXT_YEAR}/begin")
        undecided = await sent(client, f"{NEXT_YEAR}/standards/adopt", {})
        assert refusal(undecided) == (
            "A target that spread to every ward waits for a decision. Decide on it first. "
            "(A wait of six minutes)"
        )
        decided = await sent(client, DECIDE, {**TAKEN, "year": str(YEAR + 1)})
        assert decided.status_code == 303
        assert (await sent(client, f"{NEXT_YEAR}/standards/adopt", {})).status_code == 303
    assert [each.sentence for each in office.loop.adopted(YEAR + 1)] == ["We greet first.", SENTENCE]


DECIDE = "/evaluation/city/proposals/decide?item=short+wait"
TAKEN = {**NEW, "item": "short wait", "accepted": "yes", "reason": "Every ward does it."}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"accepted": ""}, "Something is still empty. Please choose or fill it in. (Decision)"),
        ({"reason": ""}, "Something is not filled in. Please write something there. (Reason)"),
        ({"sentence": ""}, "Something is not filled in. Please write something there. (Standard)"),
        (
            {"year": str(YEAR + 1)},
            "The draft of this year's standards has not been begun. Begin it first. (FY 2027)",
        ),
        (
            {"year": str(YEAR)},
            "The standards of this year are in force and do not change. Draft next year's. (FY 2026)",
        ),
    ],
)
async def test_a_decision_refuses_in_words_and_keeps_what_was_typed(
    office: WardOffice, fields: dict[str, str], sentence: str
) -> None:
    await office.reach("reviewed")
    if "year" not in fields:
        await office.given(BeginStandards(YEAR + 1), "conference")
    asked = {**TAKEN, "year": str(YEAR + 1), **fields}
    async with office.browser() as client:
        answer = await sent(client, DECIDE, asked, DECIDE.partition("?")[0])
    assert refusal(answer) == sentence
    assert area(answer, "evidence") == NEW["evidence"]


async def test_an_item_that_reached_no_ward_is_not_there(office: WardOffice) -> None:
    async with office.browser() as client:
        assert (await client.get(DECIDE)).status_code == 404


PAGES = (
    CITY_YEAR,
    f"{CITY_YEAR}/standards",
    f"{CITY_YEAR}/standards/adopt",
    f"{CITY_YEAR}/compliance",
    f"{CITY_YEAR}/achievements",
    f"{CITY_YEAR}/report",
    f"{CITY_YEAR}/verify",
    "/evaluation/city/proposals",
    "/evaluation/duties",
)


async def test_whoever_holds_no_post_reads_every_page_and_finds_no_form_of_another(
    office: WardOffice,
) -> None:
    await office.reach("reviewed")
    async with office.browser("nobody") as client:
        answers = {path: await client.get(path) for path in PAGES}
    posting = {
        path: re.findall(r'<form method="post" action="([^"]*)"', each.text)
        + ["this"] * each.text.count('<form method="post" class')
        for path, each in answers.items()
    }
    assert {each.status_code for each in answers.values()} == {200}
    assert {
        path: set(forms) - {"/sign-out", "/evaluation/duties/end"} for path, forms in posting.items()
    } == {path: set() for path in PAGES}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (f"{CITY_YEAR}/begin", {}),
        (f"{CITY_YEAR}/standards/new", NEW),
        (f"{CITY_YEAR}/standards/greeting", NEW),
        (f"{CITY_YEAR}/standards/greeting/drop", {"reason": REASON}),
        (f"{CITY_YEAR}/standards/adopt", {}),
        (f"{CITY_YEAR}/report", {"summary": "All did well."}),
        (f"{CITY_YEAR}/verify", {"conclusion": "They hold."}),
        ("/evaluation/city/proposals/decide", {**TAKEN, "year": str(YEAR + 1)}),
    ],
)
async def test_the_server_itself_refuses_whoever_holds_no_post(
    office: WardOffice, path: str, fields: dict[str, str]
) -> None:
    await office.reach("reviewed")
    before = len(office.secretariat.history)
    async with office.browser("nobody") as client:
        answer = await client.post(path, data={"key": "0123456789abcdef", **fields})
    assert (answer.status_code, refusal(answer)) == (409, NOT_YOURS)
    assert len(office.secretariat.history) == before


@pytest.mark.parametrize("path", [*PAGES, "/evaluation/history", "/evaluation/history.csv"])
async def test_nobody_reads_without_signing_in(office: WardOffice, path: str) -> None:
    async with office.browser("") as client:
        answer = await client.get(path)
    assert answer.status_code in {303, 401}
    assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in")


# --- duties


async def test_an_administrator_gives_and_ends_a_duty(office: WardOffice) -> None:
    nobody = next(
        account
        for account, name in (await office.app.state.house.signing.names()).items()
        if name == "緑 次郎"
    ).removeprefix("person:")
    fields = {"account": nobody, "post": "committee/sakura//"}
    async with office.browser("admin") as client:
        given = await sent(client, "/evaluation/duties", fields)
        assert (given.status_code, where(given)) == (303, "/evaluation/duties#ward-sakura")
        assert office.loop.posts[nobody] == {Post(Duty.COMMITTEE, "sakura")}
        again = await sent(client, "/evaluation/duties", fields)
        assert refusal(again).startswith("This account holds this duty already.")
        ended = await sent(client, "/evaluation/duties", fields, "/evaluation/duties/end")
        assert ended.status_code == 303
        assert office.loop.posts[nobody] == frozenset()
        once_more = await sent(client, "/evaluation/duties", fields, "/evaluation/duties/end")
        assert refusal(once_more).startswith("This account does not hold this duty.")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"account": "", "post": "conference///"}, (
            "Something is not filled in. Please write something there. (Account)"
        )),
        ({"account": "x", "post": "emperor///"}, (
            "This is not filled in as expected. Please check it. (Duty)"
        )),
        ({"account": "x", "post": "ward_mayor/moon//"}, "There is no such ward in this city."),
        ({"account": "x", "post": "section_head/midori/moon/"}, (
            "There is no such section in this ward."
        )),
        ({"account": "x", "post": "division_director/midori//moon"}, (
            "There is no such division in this ward."
        )),
    ],
)  # fmt: skip
async def test_a_duty_that_cannot_be_is_refused_in_words(
    office: WardOffice, fields: dict[str, str], sentence: str
) -> None:
    async with office.browser("admin") as client:
        assert refusal(await sent(client, "/evaluation/duties", fields)) == sentence


async def test_only_an_administrator_gives_duties(office: WardOffice) -> None:
    async with office.browser() as client:
        page = await client.get("/evaluation/duties")
        answer = await client.post(
            "/evaluation/duties", data={"key": "0123456789", "account": "x", "post": "conference///"}
        )
    assert '<select name="account"' not in page.text
    assert refusal(answer) == "Only an administrator gives and ends duties."


# --- history


async def test_the_history_tells_who_did_what_and_that_nothing_was_changed(office: WardOffice) -> None:
    async with office.browser() as client:
        await sent(client, f"{CITY_YEAR}/standards", {}, f"{CITY_YEAR}/begin")
        page = await client.get(f"/evaluation/history?ward=city&year={YEAR}")
    (entry,) = re.findall(r'<li class="card" id="entry-\d+">(.*?)</li>', page.text, re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", entry)).split())
    assert words.startswith(f"Whole city FY {YEAR} 20 November 2026 10:00 · 緑 花子 · No. ")
    assert words.endswith("The draft of the standards was begun with 0 from the year before.")
    assert "Unchanged" in page.text


async def test_the_history_comes_as_a_file_in_the_readers_language(office: WardOffice) -> None:
    await office.reach("adopted")
    await office.given(EndDuty("conference", POSTS["conference"]), "admin")
    async with office.browser(language="ja") as client:
        answer = await client.get("/evaluation/history.csv?ward=city")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert lines[0] == "番号,日時,だれが,区・所属,年度,内容"
    assert lines[-1].endswith("conferenceさんの役割を解除しました：区民サービス部長会議（市）")


@pytest.mark.parametrize(
    "asked", ["?page=abc&year=x", "?ward=moon&section=moon", "?page=9999999", "?year=²³²³"]
)
async def test_a_strange_wish_is_answered_and_never_a_fault(office: WardOffice, asked: str) -> None:
    async with office.browser() as client:
        assert (await client.get(f"/evaluation/history{asked}")).status_code == 200


async def test_the_way_into_the_city_leads_to_the_year_that_was_chosen(office: WardOffice) -> None:
    async with office.browser() as client:
        found = [
            (await client.get(f"/evaluation/city{asked}")).headers["location"]
            for asked in ("", "?year=2024", "?year=moon")
        ]
    assert found == ["/evaluation/city/2026", "/evaluation/city/2024", "/evaluation/city/2026"]
