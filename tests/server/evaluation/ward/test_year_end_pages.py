"""What the pages of the year's end say: what was not kept in the year, and who is in charge of an action."""

import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest

from server.evaluation.core.commands import CheckCompliance
from server.evaluation.core.papers import Check
from server.evaluation.voices.changes import change
from server.ports.voices import Remedy, RemedyKind
from tests.loop_story import KEPT, MID_YEAR, NOT_KEPT, YEAR
from tests.server.evaluation.voices.entries import entry
from tests.server.evaluation.ward.ward_office import WardOffice

WARD = f"/evaluation/wards/midori/{YEAR}"
REVIEW = f"{WARD}/review"
AGAIN = Check(True, "Seen again in March.")
SINCE = (
    "We greet first. ○ Kept since Seen by seen at the counter What will be done about it "
    "We practise every Monday. How it stands now Seen again in March."
)
STILL = (
    "We greet first. × Still not kept Seen by seen at the counter What will be done about it "
    "We practise every Monday."
)


def plain(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def checked(office: WardOffice, *checks: Check) -> None:
    """The year is under way, and a section reports of a standard, once or several times."""
    await office.reach("published", "midori")
    for each in checks:
        command = CheckCompliance("midori", YEAR, "residents", "greeting", each)
        await office.given(command, "midori residents head")


@pytest.mark.parametrize(
    "path",
    [
        REVIEW,
        f"{WARD}/committee",
        f"{WARD}/committee/council",
        f"{WARD}/sections/residents/results",
        f"{WARD}/sections/residents/return",
        f"/evaluation/city/{YEAR}/compliance",
    ],
)
async def test_every_page_of_the_years_end_tells_what_was_not_kept_and_how_it_stands(
    office: WardOffice, path: str
) -> None:
    await checked(office, NOT_KEPT)
    async with office.browser() as browser:
        still = plain((await browser.get(path)).text)
        await office.given(
            CheckCompliance("midori", YEAR, "residents", "greeting", AGAIN), "midori residents head"
        )
        since = plain((await browser.get(path)).text)
    assert (STILL in still, SINCE in still) == (True, False)
    assert (STILL in since, SINCE in since) == (False, True)
    assert "Reported as not kept at some time of the year 1" in since


async def test_a_city_in_which_everything_was_kept_says_so(office: WardOffice) -> None:
    await checked(office, KEPT)
    async with office.browser() as browser:
        page = plain((await browser.get(f"/evaluation/city/{YEAR}/compliance")).text)
    assert "No section reported a standard as not kept in this year." in page
    assert "at some time of the year" not in page


async def test_an_order_stands_beside_what_its_section_did_not_keep(office: WardOffice) -> None:
    await checked(office, NOT_KEPT, AGAIN)
    for account, command in MID_YEAR:
        await office.given(command, account)
    async with office.browser() as browser:
        page = plain((await browser.get(REVIEW)).text)
    cause = "What the section reported as not kept in the year We greet first."
    assert f"Mend the queue at noon. The queue is mended. {cause}" in page


@pytest.mark.parametrize(
    ("section", "words"),
    [("guide", "Information Desk"), ("closed-long-ago", "another section")],
)
async def test_an_action_of_a_section_that_the_city_does_not_know_names_it_in_words(
    office: WardOffice, section: str, words: str
) -> None:
    await office.reach("informed", "midori")
    day = date(YEAR, 9, 1)
    remedy = Remedy("r1", RemedyKind.CORRECTIVE, "Put up a sign.", section, date(YEAR, 12, 1))
    said = entry(
        id=uuid4().hex, received_on=day, recorded_on=day, record_due_on=day, year=YEAR, remedies=(remedy,)
    )
    register = office.app.state.voices.register
    kept = await register.add(said, change(None, said, "person:x", office.clock.now()), said.id)
    async with office.browser() as browser:
        page = (await browser.get(REVIEW)).text
    row = next(each for each in page.split("<tr>") if f"{YEAR}-{kept.number:03}" in each)
    cells = re.findall(r"<td>(.*?)</td>", row)
    assert cells[1] == words
