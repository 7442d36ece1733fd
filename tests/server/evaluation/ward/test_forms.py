"""Each form of a ward's year over HTTP: what it does, how it says no in words, and what it keeps."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from server.core.commands import Scene
from server.evaluation.calendar_words import FISCAL_MONTHS
from server.evaluation.core.commands import AnswerOrder, GiveGuidance, OrderImprovement
from server.evaluation.core.guideline import Basis, Budget, Direction, Latitude, Principle, Scope, Status
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim, Check, Initiative, Order, Policy, Progress
from server.evaluation.core.state import Target, WardYear
from tests.loop_story import JAPAN, MID_YEAR, ORDER, POLICY, YEAR, initiative, target_of
from tests.server.evaluation.ward.ward_office import WardOffice, hidden, refusal, shown, where

THIS = f"/evaluation/wards/midori/{YEAR}"
EVERYBODY = "everybody"
TARGET = f"{THIS}/targets/residents%20short%20wait"
RESIDENTS = f"{THIS}/sections/residents"

A_POLICY = {"text": "お待たせしません。", "goal": "住み続けたいまち", "council_on": "2026-02-10"}
A_TARGET = {
    "who": "section:residents", "title": "正午の待ち時間を10分以内に", "current_state": "20分",
    "plan": "窓口を増やす", "item": "正午の待ち時間", "scene": "face_to_face", "principle": "needs",
    "basis": "exceeds_standard",
    "standard": "greeting", "latitude": "ward_own", "figure": "measures:wait_mean", "office": "midori",
    "of_section": "residents", "service": "", "of_item": "", "minutes": "", "counted": "", "unit": "",
    "baseline": "20", "value": "10", "direction": "down",
}  # fmt: skip
AN_INITIATIVE: dict[str, Any] = {
    "initiative": "昼休みをずらす",
    "owner": "窓口係",
    "budget": "none",
    "months": ["3", "4", "12"],
}
NEWS = {"month": "11", "status": "behind", "text": "１人足りない。"}
A_CHECK = {"kept": "yes", "evidence": "巡回で確かめた。", "improvement_measure": ""}


@dataclass
class Form:
    """A form that somebody has before them: `filled` is what they type."""

    office: WardOffice
    url: str

    async def sent(self, login: str = EVERYBODY, key: str = "", **filled: Any) -> tuple[int, str, str]:
        """Open the form, fill it in and send it: the status, where it leads, and the refusal."""
        async with self.office.browser(login) as browser:
            page = await browser.get(self.url)
            assert page.status_code == 200, page.text
            carried = {"key": uuid4().hex, **hidden(page)} | ({"key": key} if key else {})
            answer = await browser.post(self.url, data={**carried, **filled})
            for name in ("text", "title", "evidence", "reason"):
                if answer.status_code != 303 and name in filled and login == EVERYBODY:
                    assert shown(answer, name) == filled[name]
            return answer.status_code, where(answer) if answer.is_redirect else "", refusal(answer)


def state(office: WardOffice, ward: str = "midori") -> WardYear:
    return office.loop.ward(ward, YEAR)


def only_target(office: WardOffice, ward: str = "midori") -> Target:
    (found,) = state(office, ward).targets.values()
    return found


async def at(office: WardOffice, stage: str, path: str) -> Form:
    await office.reach(stage, "midori")
    return Form(office, path if path.startswith("/") else f"{THIS}/{path}")


# --- what each form does


async def test_the_ward_mayor_sets_the_policy(office: WardOffice) -> None:
    form = await at(office, "adopted", "policy")
    assert await form.sent(**A_POLICY) == (303, THIS, "")
    assert state(office).policy == Policy("お待たせしません。", "住み続けたいまち", date(2026, 2, 10))


async def test_a_section_head_sets_a_target_with_every_field(office: WardOffice) -> None:
    form = await at(office, "policy", "targets/new?section=residents")
    status, where, no = await form.sent(**A_TARGET)
    target = only_target(office)
    assert (status, where, no) == (303, f"{THIS}/targets/{target.id}", "")
    assert target.aim == Aim(
        Scope.SECTION, "residents", "正午の待ち時間", "正午の待ち時間を10分以内に", "20分", "窓口を増やす",
        Principle.NEEDS, Scene.FACE_TO_FACE, Basis.EXCEEDS_STANDARD, "greeting", Latitude.WARD_OWN,
        Indicator(Source.MEASURES, "wait_mean", "midori", "residents"), 20.0, 10.0, Direction.DOWN,
    )  # fmt: skip


async def test_a_form_sent_twice_sets_one_target(office: WardOffice) -> None:
    form = await at(office, "policy", "targets/new")
    first = await form.sent(key="once", **A_TARGET)
    assert await form.sent(key="once", **A_TARGET) == first
    assert only_target(office).id == "once"


async def test_a_form_sent_again_with_other_words_is_shown_again(office: WardOffice) -> None:
    form = await at(office, "policy", "targets/new")
    await form.sent(key="once", **A_TARGET)
    status, _, no = await form.sent(key="once", **A_TARGET | {"title": "ほかの目標"})
    said = "This form was sent before, with other words. Look at what was kept, then send it again."
    assert (status, no) == (409, said)
    assert only_target(office).aim.title == "正午の待ち時間を10分以内に"


@pytest.mark.parametrize(
    ("who", "scope", "section", "division"),
    [
        ("division:service", Scope.DIVISION, "", "service"),
        ("ward", Scope.WARD, "", ""),
        ("cross_section", Scope.CROSS_SECTION, "", ""),
    ],
)
async def test_a_target_can_be_wider_than_a_section(
    office: WardOffice, who: str, scope: Scope, section: str, division: str
) -> None:
    form = await at(office, "policy", "targets/new")
    assert (await form.sent(**A_TARGET | {"who": who}))[0] == 303
    aim = only_target(office).aim
    assert (aim.scope, aim.section, aim.division) == (scope, section, division)


async def test_the_conference_sets_a_target_of_the_whole_city(office: WardOffice) -> None:
    form = await at(office, "adopted", f"/evaluation/wards/whole-city/{YEAR}/targets/new")
    by_hand = {"who": "city", "figure": "counted:", "counted": "様式の種類", "unit": "種類"}
    assert (await form.sent(**A_TARGET | by_hand))[0] == 303
    assert only_target(office, "").aim.indicator == Indicator(Source.COUNTED, "様式の種類", unit="種類")


async def test_a_target_is_worded_anew_from_what_it_was(office: WardOffice) -> None:
    form = await at(office, "set", f"{TARGET}/words")
    async with office.browser() as browser:
        page = await browser.get(form.url)
    assert (shown(page, "title"), shown(page, "baseline"), shown(page, "counted")) == (
        "A wait of six minutes", "10", "waiting at noon",
    )  # fmt: skip
    assert await form.sent(**A_TARGET) == (303, TARGET, "")
    assert state(office).targets[target_of("residents")].aim.title == "正午の待ち時間を10分以内に"


async def test_a_target_is_withdrawn_with_a_reason(office: WardOffice) -> None:
    form = await at(office, "set", f"{TARGET}/withdrawal")
    assert await form.sent(reason="他の課と重なる。") == (303, THIS, "")
    assert target_of("residents") not in state(office).targets


async def test_an_initiative_is_planned_in_the_order_of_the_year(office: WardOffice) -> None:
    form = await at(office, "set", f"{TARGET}/initiatives/new")
    assert await form.sent(key="one", **AN_INITIATIVE) == (303, TARGET, "")
    planned = Initiative("昼休みをずらす", "窓口係", Budget.NONE, (4, 12, 3))
    assert dict(state(office).targets[target_of("residents")].initiatives) == {"one": planned}
    again = Form(office, f"{TARGET}/initiatives/one")
    assert (await again.sent(**AN_INITIATIVE | {"months": ["5"], "budget": "next_year"}))[0] == 303
    anew = replace(planned, months=(5,), budget=Budget.NEXT_YEAR)
    assert dict(state(office).targets[target_of("residents")].initiatives) == {"one": anew}


async def test_targets_go_to_the_committee_to_the_council_and_to_the_citizens(office: WardOffice) -> None:
    form = await at(office, "planned", f"{RESIDENTS}/targets")
    assert await form.sent() == (303, THIS, "")
    assert await Form(office, f"{THIS}/sections/child/targets").sent() == (303, THIS, "")
    assert state(office).reported == {"residents", "child"}
    assert await Form(office, f"{THIS}/council").sent(council_on="2026/4/5") == (303, THIS, "")
    assert state(office).plan_council_on == date(2026, 4, 5)
    assert await Form(office, f"{THIS}/publication").sent() == (303, THIS, "")
    assert state(office).plan_published_at == office.clock.now()


async def test_the_progress_of_an_initiative_is_reported(office: WardOffice) -> None:
    form = await at(office, "published", f"{TARGET}/initiatives/1/progress")
    assert await form.sent(**NEWS) == (303, TARGET, "")
    told = state(office).targets[target_of("residents")].progress["1"]
    assert told == (Progress(11, Status.BEHIND, "１人足りない。"),)


async def test_a_standard_is_checked_and_checked_again(office: WardOffice) -> None:
    form = await at(office, "published", f"{RESIDENTS}/standards/greeting")
    assert await form.sent(**A_CHECK) == (303, f"{RESIDENTS}/standards", "")
    not_kept = {"kept": "no", "evidence": "苦情があった。", "improvement_measure": "朝礼で確かめる。"}
    assert await form.sent(**not_kept) == (303, f"{RESIDENTS}/standards", "")
    assert state(office).checks["residents", "greeting"] == (
        Check(True, "巡回で確かめた。"),
        Check(False, "苦情があった。", "朝礼で確かめる。"),
    )


async def test_the_mayor_guides_orders_and_the_section_answers(office: WardOffice) -> None:
    form = await at(office, "published", f"{RESIDENTS}/guidance")
    assert await form.sent(text="ほかの課に学ぶこと。") == (303, f"{RESIDENTS}/standards", "")
    assert state(office).guidance == (("residents", "ほかの課に学ぶこと。"),)
    order = Form(office, f"{RESIDENTS}/orders/new")
    words = {"text": "列を直すこと。", "due_on": "2026-12-01"}
    assert await order.sent(key="first", **words) == (303, f"{RESIDENTS}/standards", "")
    assert dict(state(office).orders) == {"first": Order("residents", "列を直すこと。", date(2026, 12, 1))}
    assert await Form(office, f"{THIS}/orders/first").sent(text="直した。") == (303, THIS, "")
    assert dict(state(office).answers) == {"first": "直した。"}


# --- how each says no

NOT_YOURS = "This step belongs to somebody else. Ask the administrator who holds this duty."
WRONG = "This is not filled in as expected. Please check it."
EMPTY = "Something is not filled in. Please write something there."
UNSAID = "Something is still empty. Please choose or fill it in."
NO_NUMBER = "A number is needed here. Please write it in figures."
NO_DAY = "A day is needed here. Please write it like 2026-04-01."
TOO_LATE = "The targets of this year have been reported already. No new target can be added any more."
SAME = "Exactly the same has been recorded already. If there is something else to say, please write that."
DUE = "An order is due on a day to come. Choose a day after today, by the end of the next fiscal year."
FAR = "This day is too far away. Choose a day of the fiscal year, of the year before or of the year after."


def too_long(most: str) -> str:
    """The sentence about a text that is longer than so many letters."""
    return f"This is too long. Please write it in at most {most} letters."


ALL_FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "policy": ("adopted", A_POLICY),
    "targets/new": ("policy", A_TARGET),
    f"{TARGET}/words": ("set", A_TARGET),
    f"{TARGET}/withdrawal": ("set", {"reason": "重なる。"}),
    f"{TARGET}/initiatives/new": ("set", AN_INITIATIVE),
    f"{RESIDENTS}/targets": ("planned", {}),
    "council": ("reported", {"council_on": "2026-04-05"}),
    "publication": ("council", {}),
    f"{TARGET}/initiatives/1/progress": ("published", NEWS),
    f"{RESIDENTS}/standards/greeting": ("published", A_CHECK),
    f"{RESIDENTS}/guidance": ("published", {"text": "学ぶこと。"}),
    f"{RESIDENTS}/orders/new": ("published", {"text": "直すこと。", "due_on": "2026-12-01"}),
}


@pytest.mark.parametrize("path", ALL_FORMS)
async def test_nobody_takes_a_step_of_somebody_else(office: WardOffice, path: str) -> None:
    stage, filled = ALL_FORMS[path]
    form = await at(office, stage, path)
    before = office.loop
    status, _, no = await form.sent("nobody", **filled)
    assert (status, no.partition(" (")[0]) == (409, NOT_YOURS)
    assert office.loop == before
    async with office.browser("nobody") as browser:
        page = await browser.get(form.url)
    assert 'type="submit">' not in page.text


@pytest.mark.parametrize("path", [*ALL_FORMS, "", TARGET, f"{RESIDENTS}/standards", "/evaluation/desk"])
async def test_whoever_is_not_signed_in_is_asked_to(office: WardOffice, path: str) -> None:
    form = await at(office, ALL_FORMS.get(path, ("published", {}))[0], path)
    async with office.browser("") as browser:
        page = await browser.get(form.url.rstrip("/"))
        assert (page.status_code, page.headers["location"].split("?")[0]) == (303, "/sign-in")
        assert (await browser.post(form.url.rstrip("/"), data={})).status_code in {401, 405}


NO_BETTER = "The target is not better than where we stand. Check baseline, target and direction."
BY_LAW = "What the law prescribes cannot be improved here. Look for the way in which it is done."
NOT_EXCEEDED = (
    "A target beyond a standard names a standard in force of the same scene; a new item names none."
)
NO_MEASURE = (
    "A standard that is not kept is reported together with what will be done about it. Please write it."
)
TO_MEND = {"text": "直すこと。", "due_on": "2026-12-01"}

WITHIN = {"figure": "measures:attainment_within", "minutes": "10", "baseline": "50", "value": "80",
          "direction": "up"}  # fmt: skip
SATISFIED = WITHIN | {"figure": "survey:satisfaction", "of_item": "clarity", "minutes": ""}

REFUSALS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("posts", "policy", A_POLICY, 409, "The city has not adopted the standards of this year yet. (FY 2026)"),
    ("published", "policy", A_POLICY, 409,
     "The plan of this year has gone to the council or is published; it does not change."),
    ("adopted", "policy", A_POLICY | {"goal": " "}, 409, f"{EMPTY} (Goal of the ward that it serves)"),
    ("adopted", "policy", A_POLICY | {"council_on": "someday"}, 422, f"{NO_DAY} (Day of the council)"),
    ("adopted", "policy", A_POLICY | {"council_on": ""}, 422, f"{UNSAID} (Day of the council)"),
    ("adopted", "targets/new", A_TARGET, 409, "The ward mayor has not set the policy of this year yet."),
    ("policy", "targets/new", A_TARGET | {"who": ""}, 422, f"{UNSAID} (Who works for it)"),
    ("policy", "targets/new", A_TARGET | {"who": "king"}, 422, f"{WRONG} (Who works for it)"),
    ("policy", "targets/new", A_TARGET | {"title": ""}, 409, f"{EMPTY} (Target, as a citizen sees it)"),
    ("policy", "targets/new", A_TARGET | {"item": ""}, 409, f"{EMPTY} (Item)"),
    ("policy", "targets/new", A_TARGET | {"scene": "dinner"}, 422, f"{WRONG} (Scene)"),
    ("policy", "targets/new", A_TARGET | {"principle": ""}, 422, f"{UNSAID} (Principle)"),
    ("policy", "targets/new", A_TARGET | {"baseline": "many"}, 422, f"{NO_NUMBER} (Where we stand)"),
    ("policy", "targets/new", A_TARGET | {"value": "nan"}, 422, f"{NO_NUMBER} (Where we want to be)"),
    ("policy", "targets/new", A_TARGET | {"figure": ""}, 422, f"{UNSAID} (What it is measured by)"),
    ("policy", "targets/new", A_TARGET | {"figure": "measures:luck"}, 422,
     f"{WRONG} (What it is measured by)"),
    ("policy", "targets/new", A_TARGET | {"minutes": "soon"}, 422, f"{NO_NUMBER} (Minutes)"),
    ("policy", "targets/new", A_TARGET | {"minutes": "10"}, 422, f"{WRONG} (Minutes)"),
    ("policy", "targets/new", A_TARGET | WITHIN | {"minutes": "0"}, 422, f"{WRONG} (Minutes)"),
    ("policy", "targets/new", A_TARGET | WITHIN | {"minutes": "241"}, 422, f"{WRONG} (Minutes)"),
    ("policy", "targets/new", A_TARGET | WITHIN | {"value": "100.5"}, 422, f"{WRONG} (Where we want to be)"),
    ("policy", "targets/new", A_TARGET | WITHIN | {"baseline": "-1"}, 422, f"{WRONG} (Where we stand)"),
    ("policy", "targets/new", A_TARGET | WITHIN | {"baseline": "80", "value": "50", "direction": "down"}, 422,
     f"{WRONG} (Which way is better)"),
    ("policy", "targets/new", A_TARGET | {"baseline": "10", "value": "20", "direction": "up"}, 422,
     f"{WRONG} (Which way is better)"),
    ("policy", "targets/new", A_TARGET | {"baseline": "1000000001"}, 422, f"{WRONG} (Where we stand)"),
    ("policy", "targets/new", A_TARGET | {"value": "-1e10"}, 422, f"{WRONG} (Where we want to be)"),
    ("policy", "targets/new", A_TARGET | {"office": "sakura"}, 422, f"{WRONG} (Office)"),
    ("policy", "targets/new", A_TARGET | {"office": ""}, 422, f"{UNSAID} (Office)"),
    ("policy", "targets/new", A_TARGET | {"of_section": "moon"}, 422, f"{WRONG} (Section that is counted)"),
    ("policy", "targets/new", A_TARGET | {"service": "moon"}, 422, f"{WRONG} (Service that is counted)"),
    ("policy", "targets/new", A_TARGET | SATISFIED | {"of_item": "moon"}, 422,
     f"{WRONG} (Item of the questionnaire)"),
    ("policy", "targets/new", A_TARGET | SATISFIED | {"figure": "survey:response_rate"}, 422,
     f"{WRONG} (Item of the questionnaire)"),
    ("policy", "targets/new", A_TARGET | {"office": "sakura", "read": "yes"}, 422, f"{WRONG} (Office)"),
    ("policy", "targets/new", A_TARGET | {"title": "\u2800"}, 409,
     f"{EMPTY} (Target, as a citizen sees it)"),
    ("policy", "targets/new", A_TARGET | {"item": "\u3000\u200b"}, 409, f"{EMPTY} (Item)"),
    ("policy", "targets/new", A_TARGET | {"figure": "counted:", "counted": "smiles"}, 409,
     "A target needs a figure by which everybody can see whether it was met."),
    ("policy", "targets/new", A_TARGET | {"value": "20"}, 409,
     f"{NO_BETTER} (Where we want to be)"),
    ("policy", "targets/new", A_TARGET | {"latitude": "law"}, 409,
     f"{BY_LAW} (Who can change it)"),
    ("policy", "targets/new", A_TARGET | {"scene": "phone"}, 409,
     f"{NOT_EXCEEDED} (Standard that it goes beyond)"),
    ("reported", "targets/new", A_TARGET, 409, f"{TOO_LATE} (residents)"),
    ("reported", f"{TARGET}/words", A_TARGET, 409,
     "The committee has these targets already; they do not change any more. (residents)"),
    ("set", f"{TARGET}/withdrawal", {"reason": ""}, 409, f"{EMPTY} (Reason)"),
    ("reported", f"{TARGET}/withdrawal", {"reason": "重なる。"}, 409,
     "The committee has these targets already; they do not change any more. (residents)"),
    ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE | {"owner": ""}, 409, f"{EMPTY} (Who does it)"),
    ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE | {"months": []}, 409,
     "Choose at least one month of the year."),
    ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE | {"months": ["13"]}, 422, f"{WRONG} (Months)"),
    ("set", f"{TARGET}/initiatives/new", AN_INITIATIVE | {"budget": ""}, 422, f"{UNSAID} (Money)"),
    ("policy", f"{RESIDENTS}/targets", {}, 409,
     "There is no target yet. A section sets one to three targets a year. (residents)"),
    ("set", f"{RESIDENTS}/targets", {}, 409,
     "A target has no initiative in the yearly plan yet. Plan at least one. (A wait of six minutes)"),
    ("reported", f"{RESIDENTS}/targets", {}, 409,
     "The committee has these targets already; they do not change any more. (residents)"),
    ("planned", "council", {"council_on": "2026-04-05"}, 409,
     "A section has not reported its targets to the committee yet. (residents)"),
    ("reported", "council", {"council_on": ""}, 422, f"{UNSAID} (Day of the council)"),
    ("reported", "publication", {}, 409, "The planning council has not heard the plan yet. Report it first."),
    ("published", "publication", {}, 409, "This has been published already."),
    ("planned", f"{TARGET}/initiatives/1/progress", NEWS, 409, "The plan of this year is not published yet."),
    ("published", f"{TARGET}/initiatives/1/progress", NEWS | {"text": ""}, 409, f"{EMPTY} (What was done)"),
    ("published", f"{TARGET}/initiatives/1/progress", NEWS | {"month": ""}, 422, f"{UNSAID} (Month)"),
    ("published", f"{TARGET}/initiatives/1/progress", NEWS | {"month": "13"}, 409,
     "Choose at least one month of the year."),
    ("published", f"{TARGET}/initiatives/1/progress", NEWS | {"month": "12"}, 409,
     "This month has not come yet. Progress is reported of months that have begun."),
    ("published", f"{TARGET}/initiatives/1/progress", NEWS | {"status": ""}, 422, f"{UNSAID} (How it goes)"),
    ("published", f"{RESIDENTS}/standards/greeting", A_CHECK | {"kept": ""}, 422, f"{UNSAID} (Is it kept?)"),
    ("published", f"{RESIDENTS}/standards/greeting", A_CHECK | {"evidence": ""}, 409,
     f"{EMPTY} (By what it is seen)"),
    ("published", f"{RESIDENTS}/standards/greeting", A_CHECK | {"kept": "no"}, 409,
     f"{NO_MEASURE} (What will be done about it)"),
    ("council", f"{RESIDENTS}/guidance", {"text": "学ぶこと。"}, 409,
     "The plan of this year is not published yet."),
    ("published", f"{RESIDENTS}/guidance", {"text": ""}, 409, f"{EMPTY} (Guidance)"),
    ("published", f"{RESIDENTS}/orders/new", TO_MEND | {"due_on": ""}, 422, f"{UNSAID} (Until when)"),
    ("published", f"{RESIDENTS}/orders/new", TO_MEND | {"text": ""}, 409,
     f"{EMPTY} (What has to be done better)"),
    ("published", f"{RESIDENTS}/orders/new", TO_MEND | {"due_on": "2026-11-20"}, 409, f"{DUE} (Until when)"),
    ("published", f"{RESIDENTS}/orders/new", TO_MEND | {"due_on": "3026-12-01"}, 409, f"{DUE} (Until when)"),
    ("adopted", "policy", A_POLICY | {"council_on": "2020-02-10"}, 409, f"{FAR} (Day of the council)"),
    ("adopted", "policy", A_POLICY | {"text": "字" * 4001}, 409, f"{too_long('4,000')} (Policy)"),
    ("policy", "targets/new", A_TARGET | {"title": "字" * 121}, 409,
     f"{too_long('120')} (Target, as a citizen sees it)"),
    ("policy", "targets/new", A_TARGET | {"item": "字" * 121}, 409, f"{too_long('120')} (Item)"),
    ("policy", "targets/new",
     A_TARGET | {"figure": "counted:", "counted": "笑顔", "unit": "字" * 21}, 409,
     f"{too_long('20')} (Unit)"),
    ("published", f"{RESIDENTS}/guidance", {"text": "字" * 8_000}, 409, f"{too_long('4,000')} (Guidance)"),
    ("reviewed", f"{RESIDENTS}/orders/new", TO_MEND, 409,
     "The management review of this year has been held already."),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "path", "filled", "status", "sentence"), REFUSALS)
async def test_what_is_not_possible_is_said_in_words_and_nothing_is_lost(
    office: WardOffice, stage: str, path: str, filled: dict[str, Any], status: int, sentence: str
) -> None:
    form = await at(office, stage, path)
    before = office.loop
    assert await form.sent(**filled) == (status, "", sentence)
    assert office.loop == before


@pytest.mark.parametrize(
    ("more", "measured"),
    [
        (WITHIN, Indicator(Source.MEASURES, "attainment_within", "midori", "residents", minutes=10)),
        (WITHIN | {"minutes": "240", "of_section": "", "service": "certificate"},
         Indicator(Source.MEASURES, "attainment_within", "midori", service="certificate", minutes=240)),
        (WITHIN | {"minutes": ""}, Indicator(Source.MEASURES, "attainment_within", "midori", "residents")),
        (SATISFIED | {"value": "100"},
         Indicator(Source.SURVEY, "satisfaction", "midori", "residents", item="clarity")),
        (
            {"figure": "measures:phone_share", "baseline": "0", "value": "100", "direction": "up"},
            Indicator(Source.MEASURES, "phone_share", "midori", "residents"),
        ),
        ({"figure": "measures:served"}, Indicator(Source.MEASURES, "served", "midori", "residents")),
    ],
)  # fmt: skip
async def test_a_target_is_measured_by_what_can_be_read(
    office: WardOffice, more: dict[str, str], measured: Indicator
) -> None:
    form = await at(office, "policy", "targets/new")
    assert (await form.sent(**A_TARGET | more))[::2] == (303, "")
    assert only_target(office).aim.indicator == measured


async def test_a_ward_without_records_here_counts_by_hand(office: WardOffice) -> None:
    await office.reach("policy", "sakura")
    form = Form(office, f"/evaluation/wards/sakura/{YEAR}/targets/new")
    async with office.browser() as browser:
        page = await browser.get(form.url)
    figures = page.text[page.text.index('id="figure"') : page.text.index('id="of_section"')]
    assert re.findall(r'<option value="([^"]*)"', figures) == ["", "counted:"]
    for each in ("midori", "sakura", ""):
        no = f"{WRONG} (What it is measured by)"
        assert await form.sent(**A_TARGET | {"office": each}) == (422, "", no)
    by_hand = {"figure": "counted:", "counted": "待ち時間", "unit": "分"}
    assert (await form.sent(**A_TARGET | by_hand))[0] == 303


async def test_only_months_that_have_begun_can_be_reported(office: WardOffice) -> None:
    form = await at(office, "published", f"{TARGET}/initiatives/1/progress")
    for now, months in (
        (datetime(YEAR, 6, 1, 0, 0, tzinfo=JAPAN), ["4", "5", "6"]),
        (datetime(YEAR, 3, 31, 23, 59, tzinfo=JAPAN), []),
        (datetime(YEAR + 1, 3, 31, 23, tzinfo=JAPAN), list(map(str, FISCAL_MONTHS))),
    ):
        office.clock.set(now)
        async with office.browser() as browser:
            page = await browser.get(form.url)
        assert re.findall(r'<option value="(\d+)"', page.text) == months
        assert re.findall(r'<option value="(\d+)" selected', page.text) == months[-1:]
        assert ("This year has not begun yet." in page.text) == (not months)


async def test_a_fourth_target_is_too_many(office: WardOffice) -> None:
    form = await at(office, "set", "targets/new")
    for title in ("ひとつ", "ふたつ"):
        assert (await form.sent(**A_TARGET | {"title": title}))[0] == 303
    status, _, no = await form.sent(**A_TARGET)
    assert (status, no) == (409, "A section sets one to three targets a year, and it has three. (residents)")


async def test_an_initiative_that_was_reported_is_not_offered_to_be_planned_anew(office: WardOffice) -> None:
    form = await at(office, "planned", f"{TARGET}/initiatives/1")
    anew, button = f'href="{TARGET}/initiatives/1"', "Put it into the yearly plan</button>"
    async with office.browser() as browser:
        for is_open in (True, False):
            assert (anew in (await browser.get(TARGET)).text) == is_open
            assert (button in (await browser.get(form.url)).text) == is_open
            if is_open:
                await office.step("reported", "midori")
        assert button in (await browser.get(f"{TARGET}/initiatives/new")).text
    before = office.loop
    status, _, no = await form.sent(**AN_INITIATIVE)
    said = "The plan of this year has gone to the council or is published; it does not change."
    assert (status, no, office.loop) == (409, f"{said} (Shift the lunch break)", before)


async def test_an_address_names_what_is_there_or_what_is_new(office: WardOffice) -> None:
    await office.reach("set", "midori")
    before = office.loop
    unknown = (
        f"{TARGET}/initiatives/moon",
        f"{THIS}/targets/moon/initiatives/new",
        f"{THIS}/targets/moon/words",
    )
    async with office.browser() as browser:
        browser.headers["Accept"] = "text/html"
        for path in unknown:
            for answer in (await browser.get(path), await browser.post(path, data=A_TARGET | AN_INITIATIVE)):
                assert (answer.status_code, "<h1>There is nothing here.</h1>" in answer.text) == (
                    404,
                    True,
                ), path
    assert office.loop == before


@pytest.mark.parametrize("key", ["new", "../..", "..", ""])
async def test_no_key_of_a_form_makes_an_id_that_no_address_can_name(office: WardOffice, key: str) -> None:
    await office.reach("set", "midori")
    async with office.browser() as browser:
        answer = await browser.post(f"{TARGET}/initiatives/new", data=AN_INITIATIVE | {"key": key})
        assert answer.status_code == 303
    (planned,) = state(office).targets[target_of("residents")].initiatives
    assert re.fullmatch(r"[0-9a-f]{12}", planned)


async def test_an_answered_order_shows_its_answer_and_takes_no_other(office: WardOffice) -> None:
    await office.reach("published", "midori")
    await office.given(OrderImprovement("midori", YEAR, "1", ORDER), "midori mayor")
    form = Form(office, f"{THIS}/orders/1")
    status, _, no = await form.sent(text="")
    assert (status, no) == (409, f"{EMPTY} (What was done about it)")
    await office.given(AnswerOrder("midori", YEAR, "1", "Mended."), "midori residents head")
    async with office.browser() as browser:
        page = await browser.get(form.url)
        assert ("Mended." in page.text, 'name="text"' in page.text) == (True, False)
        again = await browser.post(form.url, data={"text": "Mended again."})
    assert (again.status_code, refusal(again)) == (409, "This improvement order has been answered already.")


async def test_what_was_refused_marks_its_field(office: WardOffice) -> None:
    await office.reach("policy", "midori")
    async with office.browser() as browser:
        answer = await browser.post(f"{THIS}/targets/new", data=A_TARGET | {"baseline": "many"})
    assert (
        'value="many" autocomplete="off" aria-invalid="true" aria-describedby="baseline-wrong baseline-hint"'
        in answer.text
    )
    assert answer.text.count("aria-invalid") == 1
    assert '<option value="measures:wait_mean" selected>' in answer.text
    assert '<input type="radio" name="principle" value="needs" checked>' in answer.text


# --- the figure of last year


async def test_last_years_figure_is_read_into_the_form_and_nothing_is_set(office: WardOffice) -> None:
    form = await at(office, "policy", "targets/new")
    async with office.browser() as browser:
        received = A_TARGET | {"figure": "register:received", "of_section": "", "read": "yes", "baseline": ""}
        page = await browser.post(form.url, data=received)
        assert (page.status_code, shown(page, "baseline"), shown(page, "title")) == (
            200,
            "0",
            A_TARGET["title"],
        )
        assert "from 1 April 2025 to 31 March 2026:" in page.text
        nothing = await browser.post(form.url, data=A_TARGET | {"read": "yes", "baseline": "7"})
        assert (nothing.status_code, shown(nothing, "baseline")) == (200, "7")
        assert "Nothing was counted from 1 April 2025 to 31 March 2026." in nothing.text
        unsaid = await browser.post(form.url, data=A_TARGET | {"read": "yes", "figure": ""})
    assert (unsaid.status_code, refusal(unsaid)) == (
        422, "Choose first what the target is measured by. (What it is measured by)",
    )  # fmt: skip
    assert dict(state(office).targets) == {}


async def test_a_last_year_that_has_not_begun_has_no_figure(office: WardOffice) -> None:
    form = await at(office, "policy", f"/evaluation/wards/midori/{YEAR + 2}/targets/new")
    received = A_TARGET | {"figure": "register:received", "of_section": "", "read": "yes", "baseline": ""}
    async with office.browser() as browser:
        page = await browser.post(form.url, data=received)
    assert (page.status_code, shown(page, "baseline")) == (200, "")
    assert "Nothing was counted from 1 April 2027 to 31 March 2028." in page.text


# --- the pages


async def test_a_years_page_shows_where_it_stands_and_what_waits(office: WardOffice) -> None:
    await office.reach("published", "midori")
    for account, command in MID_YEAR[:2]:
        await office.given(command, account)
    async with office.browser() as browser:
        page = await browser.get(THIS)
    assert page.text.count('data-when="now" aria-current="step"') == 1
    assert 'href="/evaluation/wards/sakura/2026"' in page.text
    for words in (POLICY.text, ORDER.text, "A wait of six minutes", "On schedule", "not checked: 1"):
        assert words in page.text, words
    assert "Set a target" not in page.text


async def test_a_year_without_standards_says_what_is_missing(office: WardOffice) -> None:
    await office.reach("adopted")
    async with office.browser() as browser:
        this, following = [
            (await browser.get(f"/evaluation/wards/midori/{each}")).text for each in (YEAR, YEAR + 1)
        ]
    missing, now = (
        "The city has not adopted the standards of this year yet.",
        r'aria-current="step">.*?<span>([^<]*)',
    )
    assert (missing in this, missing in following) == (False, True)
    assert re.findall(now, this, re.DOTALL) == ["Policy set"]
    assert re.findall(now, following, re.DOTALL) == ["City's standards in force"]
    assert ("Set the policy" in this, "Set the policy" in following) == (True, False)
    assert ("Set a target" in this, "Set a target" in following) == (True, False)


async def test_the_year_that_goes_on_is_found_without_an_address(office: WardOffice) -> None:
    async with office.browser() as browser:
        for path, onward in (("", "midori"), ("/sakura", "sakura"), ("/whole-city", "whole-city")):
            answer = await browser.get(f"/evaluation/wards{path}")
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                f"/evaluation/wards/{onward}/{YEAR}",
            )


@pytest.mark.parametrize(
    "path",
    ["/evaluation/wards/atlantis", f"/evaluation/wards/atlantis/{YEAR}", "/evaluation/wards/midori/1867",
     f"{THIS}/targets/none", f"{THIS}/targets/none/words", f"{THIS}/orders/none",
     f"{THIS}/sections/none/standards", f"{RESIDENTS}/standards/none", f"{TARGET}/initiatives/none/progress"],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(office: WardOffice, path: str) -> None:
    await office.reach("set", "midori")
    async with office.browser() as browser:
        assert (await browser.get(path)).status_code == 404


async def test_a_targets_page_tells_its_life_with_names_and_changes(office: WardOffice) -> None:
    form = await at(office, "set", f"{TARGET}/words")
    await form.sent(**A_TARGET | {"item": "short wait"})
    async with office.browser() as browser:
        page = await browser.get(TARGET)
    life = page.text[page.text.index('id="life"') :]
    for words in (
        "Target worded anew",
        "緑 花子",
        "A wait of six minutes",
        "正午の待ち時間を10分以内に",
        "Wait at reception, mean",
    ):
        assert words in life, words
    assert "short wait" not in life
    assert "<del>6</del> → <ins>10</ins>" in life


async def test_what_people_write_is_never_markup(office: WardOffice) -> None:
    form = await at(office, "policy", "targets/new")
    nasty = '<script>alert("1")</script> %s %(num)s {0}'
    await form.sent(**A_TARGET | {"title": nasty, "item": nasty, "plan": nasty})
    target = only_target(office)
    async with office.browser() as browser:
        for path in (
            THIS,
            f"{THIS}/targets/{target.id}",
            f"{THIS}/targets/{target.id}/words",
            "/evaluation/desk",
        ):
            page = await browser.get(path)
            assert (page.status_code, "<script>alert" in page.text, "&lt;script&gt;" in page.text) == (
                200,
                False,
                True,
            )


async def test_a_target_keeps_beside_the_typed_baseline_what_was_measured_in_the_year_before(
    office: WardOffice,
) -> None:
    form = await at(office, "policy", "targets/new")
    received = A_TARGET | {"figure": "register:received", "of_section": "", "baseline": "20", "value": "10"}
    first = await form.sent(key="once", **received)
    aim = only_target(office).aim
    assert (aim.baseline, aim.measured) == (20.0, 0.0)
    told = "Where we stood was typed as 20 times. Measured in the year before: 0 times."
    async with office.browser() as browser:
        assert told in (await browser.get(first[1])).text
    assert await form.sent(key="once", **received) == first
    again = Form(office, f"{first[1]}/words")
    assert (await again.sent(**received | {"baseline": "0", "value": "-1"}))[0] == 303
    async with office.browser() as browser:
        assert "was typed as" not in (await browser.get(first[1])).text
    assert (await again.sent(**A_TARGET | {"figure": "counted:", "counted": "calls", "unit": "calls"}))[
        0
    ] == 303
    assert only_target(office).aim.measured is None


async def test_a_standard_of_our_own_shows_what_the_program_counts(office: WardOffice) -> None:
    await office.reach("set", "midori")
    received = A_TARGET | {"figure": "register:received", "of_section": "", "baseline": "10", "value": "6"}
    assert (await Form(office, f"{TARGET}/words").sent(**received))[0] == 303
    for stage in (
        "planned",
        "reported",
        "council",
        "published",
        "checked",
        "evaluated",
        "results",
        "decided",
    ):
        await office.step(stage, "midori")
    for stage in ("informed", "reviewed"):
        await office.step(stage, "midori")
    office.clock.set(office.clock.now().replace(year=YEAR + 1))
    path = f"/evaluation/wards/midori/{YEAR + 1}/sections/residents/standards/residents%20short%20wait"
    async with office.browser() as browser:
        page = await browser.get(path)
    assert page.status_code == 200
    assert "The program counts</strong> Complaints received: 0 times" in page.text


async def test_guidance_is_shown_to_the_section(office: WardOffice) -> None:
    await office.reach("published", "midori")
    await office.given(GiveGuidance("midori", YEAR, "residents", "Learn from child."), "midori mayor")
    async with office.browser("nobody") as browser:
        page = await browser.get(f"{RESIDENTS}/standards")
    assert ("Learn from child." in page.text, "Order an improvement" in page.text) == (True, False)
    assert initiative().title not in page.text
