"""One whole fiscal year of the double loop through the pages: 7 wards of 3 sections, 37 people."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from playwright.async_api import Browser, expect
from pypdf import PdfReader

from server.evaluation.core.refusal import Reason
from server.evaluation.sayings import SAYINGS
from tests.journeys.a_city import (
    FIRST,
    POSTS,
    SECTIONS,
    TODAY,
    WARDS,
    YEAR,
    ACity,
    enrol,
    fill,
)
from tests.running import Running

NEXT = YEAR + 1
STANDARDS = {
    "greeting": "窓口では、職員から先にあいさつしています。",
    "phone": "電話は3コール以内に出ています。",
    "signs": "案内の表示を4か国語で出しています。",
}
ITEMS = {"residents": "証明書", "insurance": "電話", "child": "案内"}
"""What the sections set as their target; every ward achieves all of it in the end."""
SCENES = {"greeting": "face_to_face", "phone": "phone", "signs": "wayfinding"}
PROMOTED = "証明書の窓口では、10分以内にお呼びしています。"
ONE = "initiative-1"
HAND_WRITTEN = ("midori", "residents")
"""The section whose year is clicked and typed; the equal forms of the others are sent."""


@pytest.fixture
async def city(tmp_path, browser: Browser) -> AsyncIterator[ACity]:
    office = await Running(tmp_path).start()
    city = ACity(office, browser, await enrol(tmp_path))
    yield city
    for context in list(city.contexts.values()):
        await context.close()
    office.kill()


def ward(name: str, path: str = "") -> str:
    return f"wards/{name}/{YEAR}{path}"


async def together(step: Callable[[ACity, str], Awaitable[None]], city: ACity, wards: Iterable[str]) -> None:
    """The same steps in several wards at a time, as many as the machine likes."""
    few = asyncio.Semaphore(4)

    async def one(ward: str) -> None:
        async with few:
            await step(city, ward)

    async with asyncio.TaskGroup() as group:
        for ward in wards:
            group.create_task(one(ward))


@pytest.mark.timeout(300)
async def test_a_fiscal_year_of_seven_wards_goes_round_both_loops(city: ACity) -> None:
    await the_administrator_gives_the_duties(city)
    await the_conference_adopts_the_standards(city)
    await midori_residents_plan_by_hand(city)
    await together(the_others_plan, city, WARDS)
    await midori_publishes_its_plan(city)
    await midori_residents_go_on_by_hand(city)
    await together(the_others_go_on, city, WARDS)
    await midori_residents_evaluate_by_hand(city)
    await together(the_others_evaluate, city, WARDS)
    await midori_closes_its_year(city)
    await together(the_others_close, city, [each for each in WARDS if each != "midori"])
    await the_conference_takes_up_what_has_spread(city)
    await next_year_begins_with_it(city)


# The beginning.


async def the_administrator_gives_the_duties(city: ACity) -> None:
    first = {"account": city.ids["conference"], "post": POSTS["conference"]}
    page = await city.by_hand("admin", "duties", first)
    await expect(page.locator(".holder").first).to_contain_text("conference")
    await city.refused("admin", "duties", Reason.DUTY_ALREADY_HELD, **first)
    await city.refused("midori-mayor", "duties", Reason.NOT_ADMINISTRATOR, **first)
    for login, post in POSTS.items():
        if login != "conference":
            await city.done("admin", "duties", account=city.ids[login], post=post)


async def the_conference_adopts_the_standards(city: ACity) -> None:
    standards = f"city/{YEAR}/standards"
    await city.by_hand("conference", standards, {})
    await city.refused("conference", f"{standards}/adopt", Reason.STANDARDS_EMPTY)
    for id, sentence in STANDARDS.items():
        wanted = {
            "scene": SCENES[id],
            "principle": "empathy",
            "sentence": sentence,
            "evidence": "月1回の確認",
        }
        await city.by_hand("conference", f"{standards}/new", wanted)
    page = await city.by_hand("conference", f"{standards}/adopt", {})
    for sentence in STANDARDS.values():
        await expect(page.get_by_text(sentence)).to_be_visible()
    await city.refused(
        "conference",
        f"{standards}/new",
        Reason.STANDARDS_FIXED,
        scene="phone",
        principle="empathy",
        sentence="x",
    )


# Plan.


def target(item: str, section: str = "residents", **more: str) -> dict[str, str]:
    """A new item that is counted by hand."""
    return {
        "who": f"section:{section}", "title": f"{item}を良くします", "current_state": "10分かかっています。",
        "plan": "窓口を1つ増やします。", "item": item, "scene": "face_to_face", "principle": "citizens_view",
        "basis": "new_item", "standard": "", "latitude": "ward_own", "figure": "counted:",
        "counted": "お待ちいただいた時間", "unit": "分", "baseline": "10", "value": "6", "direction": "down",
    } | more  # fmt: skip


def initiative(months: str = "4") -> dict[str, str]:
    return {"initiative": "昼休みをずらす", "owner": "証明係", "budget": "none", "months": months}


async def midori_residents_plan_by_hand(city: ACity) -> None:
    head, new = "midori-residents", ward("midori", "/targets/new?section=residents")
    policy = {"text": "お待たせしない区役所にします。", "goal": "暮らしやすい区", "council_on": FIRST}
    await city.refused(head, ward("midori", "/targets/new"), Reason.POLICY_MISSING, **target("証明書"))
    await city.refused(head, ward("midori", "/policy"), Reason.NOT_YOUR_STEP, **policy)
    await city.by_hand("midori-mayor", ward("midori", "/policy"), policy)
    page = await city.by_hand(head, new, target("証明書", unit=""))
    await city.said_no(page, Reason.NOT_MEASURABLE)
    await expect(page.locator("[name=title]")).to_have_value("証明書を良くします")
    await fill(page, {"unit": "分"})
    await expect(page.locator("h1")).to_contain_text("証明書を良くします")
    city.by_hand_id = page.url.partition("?")[0].rsplit("/", 1)[1]
    for item in ("電話", "案内"):
        await city.done(head, ward("midori", "/targets/new"), id_of("residents", item), **target(item))
    page = await city.page(head, new)
    await expect(page.locator("main")).to_contain_text(city.words[SAYINGS[Reason.TOO_MANY_TARGETS]])
    await city.refused(head, new, Reason.TOO_MANY_TARGETS, **target("四つめ"))
    await city.refused(head, ward("midori", "/sections/residents/targets"), Reason.NO_INITIATIVE)
    path = ward("midori", f"/targets/{city.by_hand_id}/initiatives/new")
    page = await city.by_hand(head, path, initiative() | {"months": ("4", "5")})
    await expect(page.locator("main")).to_contain_text("昼休みをずらす")
    for item in ("電話", "案内"):
        path = ward("midori", f"/targets/{id_of('residents', item)}/initiatives/new")
        await city.done(head, path, **initiative())
    await city.by_hand(head, ward("midori", "/sections/residents/targets"), {})
    await city.refused(head, new, Reason.NO_MORE_TARGETS, **target("遅い目標"))


def id_of(section: str, item: str) -> str:
    """The once-only key of a target's form, whose beginning is the id of the target."""
    return f"{section[:9]}-{item[:1]}".ljust(12, "x")


def sections_of(name: str) -> list[str]:
    """The sections of a ward whose forms are sent."""
    return [each for each in SECTIONS if (name, each) != HAND_WRITTEN]


async def the_others_plan(city: ACity, name: str) -> None:
    """Every section has one target, residents that of the certificates; then the ward publishes."""
    if name != "midori":
        policy = {"text": "電話をお待たせしません。", "goal": "つながる区", "council_on": FIRST}
        await city.done(f"{name}-mayor", ward(name, "/policy"), **policy)
    for section in sections_of(name):
        head, item = f"{name}-{section}", ITEMS[section]
        id = id_of(section, item)
        await city.done(head, ward(name, "/targets/new"), f"{id}{name}", **target(item, section))
        await city.done(
            head, ward(name, f"/targets/{id}/initiatives/new"), f"{ONE}{name}{id}", **initiative()
        )
        await city.done(head, ward(name, f"/sections/{section}/targets"))
    if name != "midori":
        await city.done(f"{name}-chair", ward(name, "/council"), council_on=FIRST)
        await city.done(f"{name}-chair", ward(name, "/publication"))


async def midori_publishes_its_plan(city: ACity) -> None:
    chair = "midori-chair"
    await city.refused(chair, ward("midori", "/publication"), Reason.PLAN_NOT_REPORTED)
    status, page = await city.public(f"midori/{YEAR}/plan")
    assert (status, "証明書を良くします" in page) == (404, False)
    await city.by_hand(chair, ward("midori", "/council"), {"council_on": FIRST})
    await city.by_hand(chair, ward("midori", "/publication"), {})
    status, page = await city.public(f"midori/{YEAR}/plan")
    assert status == 200
    for words in ("お待たせしない区役所にします。", "証明書を良くします", "昼休みをずらす"):
        assert words in page
    assert text_of(await city.public_file(f"midori/{YEAR}/plan.pdf")).count("証明書を良くします") > 0


def text_of(pdf: bytes) -> str:
    """The words of a PDF, without the breaks between lines."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join(each.extract_text() for each in pages).replace("\n", "")


# Do and check.


async def midori_residents_go_on_by_hand(city: ACity) -> None:
    head, standards = "midori-residents", ward("midori", "/sections/residents/standards")
    target_page = await city.page(head, ward("midori", f"/targets/{city.by_hand_id}"))
    await target_page.locator("main a[href$='/progress']").first.click()
    await fill(target_page, {"month": "6", "status": "behind", "text": "応援の職員が決まりません。"})
    await expect(target_page.locator("main")).to_contain_text("応援の職員が決まりません。")
    page = await city.page(head, standards)
    links = page.locator("main a[href*='/standards/']")
    addresses = [await each.get_attribute("href") for each in await links.all()]
    checks = list(dict.fromkeys(each.removeprefix("/evaluation/") for each in addresses if each))
    assert len(checks) == len(STANDARDS)
    not_kept = {"kept": "no", "evidence": "4コール以上の電話がありました。"}
    page = await city.by_hand(head, checks[0], not_kept)
    await city.said_no(page, Reason.IMPROVEMENT_MEASURE_MISSING)
    await fill(page, {"improvement_measure": "電話の当番を決めます。"})
    await expect(page.locator("main")).to_contain_text("4コール以上の電話がありました。")
    for check in checks[1:]:
        await city.by_hand(head, check, {"kept": "yes", "evidence": "窓口で確かめました。"})
    order = {"text": "電話の当番を決めてください。", "due_on": (TODAY + timedelta(days=1)).isoformat()}
    await city.refused(head, ward("midori", "/sections/residents/orders/new"), Reason.NOT_YOUR_STEP, **order)
    await city.by_hand("midori-mayor", ward("midori", "/sections/residents/orders/new"), order)


async def the_others_go_on(city: ACity, name: str) -> None:
    """Progress, and every standard kept."""
    for section in sections_of(name):
        head = f"{name}-{section}"
        path = ward(name, f"/targets/{id_of(section, ITEMS[section])}/initiatives/{ONE}/progress")
        await city.done(head, path, month="6", status="on_schedule", text="予定どおりです。")
        for standard in await standards_of(city, head, name, section):
            await city.done(head, standard, kept="yes", evidence="窓口で確かめました。")


async def standards_of(city: ACity, login: str, name: str, section: str, year: int = YEAR) -> list[str]:
    """The pages on which a section checks its standards."""
    path = f"wards/{name}/{year}/sections/{section}/standards"
    answer = await (await city.context(login)).request.get(city.at(path))
    found = re.findall(rf'href="/evaluation/({path}/[^"]+)"', await answer.text())
    return list(dict.fromkeys(found))


# Evaluate.


def counted(value: str, grade: str, **more: str) -> dict[str, str]:
    """The evaluation of a figure that was counted by hand."""
    said = {"figure_counted": value, "evidence": "10月の集計表", "since": FIRST, "until": TODAY.isoformat()}
    said["context_change"] = "年度の途中までの数値です。"
    return said | {"grade": grade, "reason": "", "result": "窓口を1つ増やしました。", "follow_up": ""} | more


async def midori_residents_evaluate_by_hand(city: ACity) -> None:
    head, results = "midori-residents", ward("midori", "/sections/residents/results")
    evaluation = ward("midori", f"/targets/{city.by_hand_id}/evaluation")
    typed = {
        "figure_counted": "6",
        "evidence": "10月の集計表",
        "grade": "3",
        "result": "窓口を1つ増やしました。",
        "context_change": "年度の途中までの数値です。",
    }
    page = await city.by_hand(head, evaluation, typed)
    await expect(page.locator("h1")).to_contain_text("証明書を良くします")
    missed = ward("midori", f"/targets/{id_of('residents', '電話')}/evaluation")
    page = await city.by_hand(head, missed, typed | {"figure_counted": "9", "grade": "5"})
    await city.said_no(page, Reason.FOLLOW_UP_MISSING)
    await fill(page, {"follow_up": "来年度は電話の当番を2人にします。"})
    await expect(page.locator("main")).to_contain_text("来年度は電話の当番を2人にします。")
    await city.refused(head, results, Reason.TARGET_NOT_EVALUATED)
    last = ward("midori", f"/targets/{id_of('residents', '案内')}/evaluation")
    await city.refused(head, last, Reason.GRADE_REASON_MISSING, **counted("6", "1"))
    await city.done(head, last, **counted("6", "3"))
    await city.refused(head, results, Reason.ORDER_NOT_ANSWERED)
    page = await city.page(head, "desk")
    await page.locator("main a[href*='/orders/']").first.click()
    await fill(page, {"text": "当番を決めました。"})
    await city.by_hand(head, results, {})
    await city.refused(head, evaluation, Reason.EVALUATION_FIXED, **counted("5", "2"))


async def the_others_evaluate(city: ACity, name: str) -> None:
    """Every target is just met, and reported."""
    for section in sections_of(name):
        head, id = f"{name}-{section}", id_of(section, ITEMS[section])
        await city.done(head, ward(name, f"/targets/{id}/evaluation"), **counted("6", "3"))
        await city.done(head, ward(name, f"/sections/{section}/results"))


async def midori_closes_its_year(city: ACity) -> None:
    chair, committee = "midori-chair", ward("midori", "/committee")
    summary = {"summary": "一つの目標に届きませんでした。"}
    await city.refused(chair, f"{committee}/council", Reason.OUTCOME_MISSING, **summary)
    page = await city.page(chair, committee)
    await page.locator(f"main a[href$='/targets/{city.by_hand_id}/outcome']").last.click()
    await fill(page, {"outcome": "C"})
    await expect(page.get_by_role("status")).to_contain_text("証明書を良くします")
    others = [id_of("residents", "電話"), id_of("residents", "案内")]
    for id in others + [id_of(each, ITEMS[each]) for each in sections_of("midori")]:
        await city.done(chair, ward("midori", f"/targets/{id}/outcome"), outcome="C")
    await city.by_hand(chair, f"{committee}/council", summary)
    review, published = ward("midori", "/review"), f"midori/{YEAR}/results"
    await city.refused(chair, f"{review}/publication", Reason.REVIEW_NOT_HELD)
    assert (await city.public(published))[0] == 404
    await city.by_hand(
        "midori-mayor", review, {"conclusion": "続けて取り組みます。"}, "form:has([name=conclusion]) button"
    )
    await city.by_hand(chair, review, {}, "form[action$='/publication'] button")
    status, page_text = await city.public(published)
    assert status == 200
    pdf = text_of(await city.public_file(f"{published}.pdf"))
    for words in ("来年度は電話の当番を2人にします。", "電話の当番を決めます。", "窓口を1つ増やしました。"):
        assert words in page_text
        assert words in pdf


async def the_others_close(city: ACity, name: str) -> None:
    """Outcomes, council, review, publication."""
    chair, committee = f"{name}-chair", ward(name, "/committee")
    for section in SECTIONS:
        id = id_of(section, ITEMS[section])
        await city.done(chair, ward(name, f"/targets/{id}/outcome"), outcome="C")
    await city.done(chair, f"{committee}/council", summary="すべての目標に届きました。")
    held = {"held_on": TODAY.isoformat(), "conclusion": "続けて取り組みます。"}
    await city.done(f"{name}-mayor", ward(name, "/review"), **held)
    await city.done(chair, ward(name, "/review/publication"))
    assert (await city.public(f"{name}/{YEAR}/results"))[0] == 200


# The city's loop closes.


async def the_conference_takes_up_what_has_spread(city: ACity) -> None:
    login, draft = "conference", f"city/{NEXT}/standards"
    await city.done(login, f"city/{NEXT}/begin")
    await city.refused(login, f"{draft}/adopt", Reason.STANDARDS_NOT_VERIFIED)
    await city.refused(
        login, f"city/{YEAR}/verify", Reason.ACHIEVEMENTS_NOT_REPORTED, conclusion="良いです。"
    )
    await city.by_hand(login, f"city/{YEAR}/report", {"summary": "7つの区の結果です。"})
    await city.by_hand(login, f"city/{YEAR}/verify", {"conclusion": "基準は守られています。"})
    await city.refused(login, f"{draft}/adopt", Reason.PROPOSAL_UNDECIDED)
    page = await city.page(login, "city/proposals")
    await page.locator(f"main a[href*='decide'][href*='{quote(ITEMS['residents'])}']").click()
    decision = {
        "accepted": "yes", "reason": "すべての区が達成しました。", "year": str(NEXT), "sentence": PROMOTED,
        "scene": "face_to_face", "principle": "citizens_view", "evidence": "呼出の記録",
    }  # fmt: skip
    await fill(page, decision)
    await expect(page.locator("main")).to_contain_text("すべての区が達成しました。")


async def next_year_begins_with_it(city: ACity) -> None:
    for item in (ITEMS["insurance"], ITEMS["child"]):
        decision = {"item": item, "accepted": "no", "reason": "区ごとに続けます。", "year": str(NEXT)}
        await city.done("conference", "city/proposals/decide", **decision)
    page = await city.by_hand("conference", f"city/{NEXT}/standards/adopt", {})
    for sentence in (*STANDARDS.values(), PROMOTED):
        await expect(page.get_by_text(sentence)).to_be_visible()
    keeps = await standards_of(city, "hoshino-child", "hoshino", "child", NEXT)
    assert len(keeps) == len(STANDARDS) + len([PROMOTED]) + len(["its own target that was met"])
    page = await city.page("hoshino-child", f"wards/hoshino/{NEXT}/sections/child/standards")
    await expect(page.locator("main")).to_contain_text(PROMOTED)
