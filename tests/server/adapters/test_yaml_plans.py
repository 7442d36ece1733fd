"""An office is data: what the shipped files offer, and how a broken file says what is wrong and where."""

import random
import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from msgspec import UNSET, UnsetType

from server.adapters.japan_holidays import japan_holidays
from server.adapters.yaml_plans import EXAMPLES, OFFICES, YamlPlans
from server.core import codec
from server.core.events import DayOpened
from server.core.plan import AtClose, Duty, Plan, Rules, Span, Stage
from server.ports.plans import PlanBroken, Plans

GOOD = """\
office: saiwai
names: {ja: さいわい区役所, en: Saiwai Ward Office}
zone: Asia/Tokyo
languages: [ja, en]
extra_holidays: [2026-11-25]
rules: {recalls: 2, at_close: end}
sections:
  residents: {ja: 区民課}
purposes:
  papers: {ja: 証明}
needs:
  wheelchair: {ja: 車いす}
series:
  certificate: {prefix: A, last: 999, then: more}
  more: {prefix: B, last: 99, digits: 2}
  move: {prefix: M, last: 999}
services:
  certificate:
    names: {ja: 証明書の交付, en: Certificates}
    series: certificate
    purpose: papers
    section: residents
    congestion: {by: people, moderate: 5, busy: 10, very_busy: 20}
    minutes_per_call: 2.5
    hours: [09:00-12:00, 13:00-18:00]
  move:
    names: {ja: 転入の届出}
    series: move
    last_ticket_before_close_min: 30
    congestion: {by: minutes, moderate: 15, busy: 30, very_busy: 60}
counters:
  "1":
    names: {ja: 1番窓口}
    section: residents
    work: [certificate, move]
    suits: [wheelchair]
  "2":
    names: {ja: 2番窓口}
    work: [certificate:issuance]
days:
  - names: {ja: 休み}
    when: {holidays: true}
    hours: closed
  - names: {ja: 土曜}
    when: {weekdays: [sat], nth: [2, last], within: {from: 2026-04-01, to: 2027-03-31}}
    hours: 08:30-12:30
    services: [certificate]
  - names: {ja: 年末年始}
    when: {from: 12-29, to: 01-03}
    hours: closed
  - names: {ja: 平日}
    hours: 08:30-17:00
"""


def plans_of(folder: Path, **files: str) -> YamlPlans:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return YamlPlans([folder], japan_holidays())


def faults_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(PlanBroken) as broken:
        plans_of(folder, office=text)
    return str(broken.value).splitlines()


def line_of(text: str, marker: str) -> int:
    return text[: text.index(marker)].count("\n") + 1


def opened(plan: Plan | None) -> Plan:
    assert plan is not None
    return plan


# What a file makes.


def test_a_plan_holds_what_its_file_says(tmp_path: Path) -> None:
    plan = opened(plans_of(tmp_path, office=GOOD).plan("saiwai", date(2026, 11, 24)))
    assert (plan.office, plan.zone, plan.date) == ("saiwai", "Asia/Tokyo", date(2026, 11, 24))
    assert plan.day_names == {"ja": "平日"}
    assert plan.rules == Rules(recalls=2, at_close=AtClose.END)
    assert plan.series["certificate"].then == "more"
    assert plan.services["certificate"].minutes_per_call == 2.5
    assert plan.counters["1"].work == (Duty("certificate"), Duty("move"))
    assert plan.counters["2"].work == (Duty("certificate", Stage.ISSUANCE),)
    assert plan.counters["1"].suits == ("wheelchair",)


def test_a_service_keeps_the_hours_of_the_day_or_its_own_within_them(tmp_path: Path) -> None:
    plans = plans_of(tmp_path, office=GOOD)
    weekday = opened(plans.plan("saiwai", date(2026, 11, 24)))
    assert weekday.hours == (Span(510, 1020),)
    assert weekday.services["certificate"].hours == (Span(540, 720), Span(780, 1020))
    assert weekday.services["move"].hours == (Span(510, 990),)


def test_a_service_that_is_not_offered_that_day_stays_in_the_plan_without_hours(tmp_path: Path) -> None:
    saturday = opened(plans_of(tmp_path, office=GOOD).plan("saiwai", date(2026, 12, 12)))
    assert saturday.services["certificate"].hours == (Span(540, 720),)
    assert saturday.services["move"].hours == ()


def test_a_holiday_of_japan_and_one_of_the_office_are_closed(tmp_path: Path) -> None:
    plans = plans_of(tmp_path, office=GOOD)
    open_days = [day for day in range(20, 31) if plans.plan("saiwai", date(2026, 11, day))]
    assert open_days == [20, 21, 22, 24, 26, 27, 28, 29, 30]


def test_the_next_open_day_is_looked_for_beyond_the_new_year(tmp_path: Path) -> None:
    plans = plans_of(tmp_path, office=GOOD)
    assert opened(plans.next_open_day("saiwai", date(2026, 12, 28))).date == date(2027, 1, 4)


def test_an_office_that_never_opens_has_no_next_open_day(tmp_path: Path) -> None:
    text = GOOD.replace("hours: 08:30-17:00", "hours: closed")
    text = text.replace("hours: 08:30-12:30\n    services: [certificate]", "hours: closed")
    plans = plans_of(tmp_path, office=text)
    assert plans.next_open_day("saiwai", date(2026, 11, 20)) is None


def test_asking_again_for_a_day_gives_the_same_plan_back(tmp_path: Path) -> None:
    plans = plans_of(tmp_path, office=GOOD)
    assert plans.plan("saiwai", date(2026, 11, 24)) is plans.plan("saiwai", date(2026, 11, 24))


def test_an_office_that_is_not_furnished_is_a_key_error(tmp_path: Path) -> None:
    plans: Plans = plans_of(tmp_path, office=GOOD)
    for ask in (plans.names, plans.zone):
        with pytest.raises(KeyError):
            ask("nowhere")
    with pytest.raises(KeyError):
        plans.plan("nowhere", date(2026, 11, 24))


def test_hours_are_never_numbers_in_base_sixty_and_no_is_never_false(tmp_path: Path) -> None:
    text = GOOD.replace("hours: 08:30-17:00", "hours: [10:00-11:00]").replace(
        "papers: {ja: 証明}", "no: {ja: no}"
    )
    plans = plans_of(tmp_path, office=text.replace("purpose: papers", "purpose: no"))
    plan = opened(plans.plan("saiwai", date(2026, 11, 24)))
    assert plan.hours == (Span(600, 660),)
    assert plan.purposes["no"].names == {"ja": "no"}


SPECIAL = "hours: 08:30-12:30\n    services: [certificate]"
ORDINARY = "  - names: {ja: 平日}\n    hours: 08:30-17:00"


@pytest.mark.parametrize(
    ("marks", "on_saturday", "on_tuesday"),
    [
        ({}, UNSET, UNSET),
        ({SPECIAL: "true"}, True, False),
        ({SPECIAL: "false"}, False, False),
        ({ORDINARY: "true"}, False, True),
        ({ORDINARY: "false"}, False, False),
        ({SPECIAL: "true", ORDINARY: "true"}, True, True),
    ],
)
def test_a_file_that_calls_days_special_says_of_the_others_that_they_are_not(
    tmp_path: Path, marks: dict[str, str], on_saturday: bool | UnsetType, on_tuesday: bool | UnsetType
) -> None:
    text = GOOD
    for rule, mark in marks.items():
        text = text.replace(rule, f"{rule}\n    special: {mark}")
    plans = plans_of(tmp_path, office=text)
    found = [opened(plans.plan("saiwai", date(2026, *day))).special for day in ((12, 12), (11, 24))]
    assert found == [on_saturday, on_tuesday]


# What a broken file says.

BROKEN = yaml.safe_load((Path(__file__).parent / "broken_offices.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", BROKEN, ids=[each["wrong"][:40] for each in BROKEN])
def test_a_broken_file_names_the_line_what_stands_there_and_what_is_expected(
    tmp_path: Path, case: dict[str, Any]
) -> None:
    text = GOOD.replace(case["right"], case["wrong"], 1)
    assert text != GOOD
    told = [f"office.yaml:{line_of(text, each['at'])}: {each['says']}" for each in case["faults"]]
    assert faults_of(tmp_path, text) == told


def test_all_faults_of_a_file_are_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = GOOD.replace("zone: Asia/Tokyo", "zone: Mars").replace("series: move", "series: mvoe")
    text = text.replace("very_busy: 60", "very_busy: many").replace(
        "names: {ja: 土曜}", "names: {ja: 土曜}\n    names: {}"
    )
    lines = [line_of(text, marker) for marker in ("zone:", "series: mvoe", "many", "names: {}")]
    assert [int(fault.split(":")[1]) for fault in faults_of(tmp_path, text)] == lines


def test_whatever_is_typed_into_a_file_it_is_either_read_or_refused_with_a_line(tmp_path: Path) -> None:
    chance = random.Random(7)
    slips = [
        "{",
        "]",
        ":",
        "- ",
        "\n",
        '"',
        "*a",
        "&a ",
        "? ",
        "[1,2]: 3",
        "<<: ",
        "!!int ",
        "",
        "1２",
        "nan",
        "-1",
    ]
    for _ in range(300):
        start = chance.randrange(len(GOOD))
        text = GOOD[:start] + chance.choice(slips) + GOOD[start + chance.choice([0, 1, 10]) :]
        assert [each for each in answer_to(tmp_path, text) if not re.match(r"office\.yaml:\d+: ", each)] == []


def answer_to(folder: Path, text: str) -> list[str]:
    try:
        plans_of(folder, office=text)
    except PlanBroken as broken:
        return str(broken).splitlines()
    return []


def test_the_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(PlanBroken) as broken:
        plans_of(tmp_path, a=GOOD.replace("by: people", "by: 1"), b=GOOD.replace("recalls: 2", "recalls: x"))
    assert [fault.split(":")[0] for fault in str(broken.value).splitlines()] == ["a.yaml", "b.yaml"]


def test_an_office_in_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanBroken, match=r"^b\.yaml:1: office: 'saiwai' has a file already, a\.yaml$"):
        plans_of(tmp_path, a=GOOD, b=GOOD)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "") == ["office.yaml:1: the file is empty"]


def test_a_file_that_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "office.yaml").write_bytes(GOOD.encode("cp932"))
    with pytest.raises(PlanBroken, match=r"^office\.yaml:2: bytes that are not UTF-8; expected: UTF-8$"):
        YamlPlans([tmp_path], japan_holidays())


def test_a_folder_that_is_missing_or_without_an_office_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanBroken, match="no such folder"):
        YamlPlans([tmp_path / "nowhere"], japan_holidays())
    with pytest.raises(PlanBroken, match="no office file"):
        YamlPlans([tmp_path], japan_holidays())


# The offices that are shipped.


@pytest.fixture(scope="module")
def midori() -> Plan:
    return opened(YamlPlans([OFFICES], japan_holidays()).plan("midori", date(2026, 11, 21)))


def test_the_demo_loads_midori_alone_and_the_examples_are_asked_for() -> None:
    assert YamlPlans([OFFICES], japan_holidays()).offices() == ("midori",)
    both = YamlPlans([OFFICES, EXAMPLES], japan_holidays())
    assert both.offices() == ("midori", "sakura")
    assert both.names("midori")["ja"] == "みどり区役所"
    assert both.zone("sakura") == ZoneInfo("Asia/Tokyo")


def test_midori_is_open_around_the_clock_on_every_day_of_the_year() -> None:
    plans = YamlPlans([OFFICES], japan_holidays())
    days = (date(2026, 11, 21) + timedelta(days=each) for each in range(366))
    assert {opened(plans.plan("midori", day)).hours for day in days} == {(Span(0, 1440),)}


def test_midori_accepts_for_every_service_at_any_minute(midori: Plan) -> None:
    japan = timezone(timedelta(hours=9))
    moments = [datetime(2026, 11, 21, hour, minute, tzinfo=japan) for hour in range(24) for minute in (0, 59)]
    assert all(each.accepts(at) for each in midori.services.values() for at in moments)


def test_midori_has_the_furniture_of_a_ward_office(midori: Plan) -> None:
    assert list(midori.services) == [
        "certificate", "move", "seal", "family_register", "insurance", "child", "mynumber", "tax",
    ]  # fmt: skip
    assert [midori.series[each.series].prefix for each in midori.services.values()] == list("AMSRHKYW")
    assert (len(midori.counters), len(midori.purposes), len(midori.sections)) == (13, 4, 5)
    assert (len(midori.needs), len(midori.pauses), len(midori.priorities)) == (7, 6, 3)
    assert {each.head_start_min for each in midori.priorities.values()} == {10, 15, 20}
    assert midori.rules == Rules()


def test_midori_has_counters_for_every_reception_and_every_hand_over(midori: Plan) -> None:
    def at(service: str, stage: Stage) -> int:
        return sum(Duty(service, stage) in each.work for each in midori.counters.values())

    assert {each: at(each, Stage.RECEPTION) for each in midori.services} == {
        "certificate": 5, "move": 4, "seal": 3, "family_register": 2,
        "insurance": 2, "child": 2, "mynumber": 1, "tax": 2,
    }  # fmt: skip
    assert {each: at(each, Stage.ISSUANCE) for each in midori.services} == {
        "certificate": 2, "move": 2, "seal": 2, "family_register": 2,
        "insurance": 2, "child": 2, "mynumber": 2, "tax": 2,
    }  # fmt: skip


def test_the_second_and_fourth_saturday_are_special_in_midori_and_other_days_are_not() -> None:
    plans = YamlPlans([OFFICES], japan_holidays())
    november = [opened(plans.plan("midori", date(2026, 11, day))) for day in range(1, 31)]
    assert [each.date.day for each in november if each.special] == [14, 28]
    assert {each.special for each in november} == {True, False}


def test_every_need_is_met_by_some_counter_of_midori(midori: Plan) -> None:
    met = frozenset().union(*(each.suits for each in midori.counters.values()))
    assert met == frozenset(midori.needs)


def test_every_service_purpose_and_counter_has_japanese_and_english(midori: Plan) -> None:
    named = [
        *midori.services.values(),
        *midori.purposes.values(),
        *midori.counters.values(),
        *midori.needs.values(),
    ]
    assert [each.id for each in named if not {"ja", "en"} <= each.names.keys()] == []
    assert all(set(each.names) == set(midori.languages) for each in midori.services.values())


def test_the_certificates_go_on_under_another_letter_when_all_numbers_are_out(midori: Plan) -> None:
    first = midori.series["certificate"]
    assert (first.written(first.last), first.then) == ("A999", "certificate_more")
    assert midori.series["certificate_more"].written(1) == "X001"


@pytest.mark.parametrize(
    ("day", "kind", "hours", "offered", "special"),
    [
        ("2026-11-20", "平日", (Span(510, 1020),), 5, False),
        ("2026-11-28", "第2・第4土曜日（午前のみ）", (Span(510, 750),), 4, True),
        ("2027-04-03", "4月第1土曜日の臨時開設", (Span(510, 750),), 4, True),
        ("2027-03-28", "臨時開設（引っ越しの時期の日曜日）", (Span(540, 750),), 3, True),
    ],
)
def test_sakura_opens_as_its_calendar_says(
    day: str, kind: str, hours: tuple[Span, ...], offered: int, special: bool
) -> None:
    plan = opened(YamlPlans([EXAMPLES], japan_holidays()).plan("sakura", date.fromisoformat(day)))
    assert (plan.day_names["ja"], plan.hours, plan.special) == (kind, hours, special)
    assert sum(bool(each.hours) for each in plan.services.values()) == offered


@pytest.mark.parametrize(
    "day", ["2026-11-21", "2026-11-22", "2026-11-23", "2030-02-23", "2026-12-29", "2027-01-03"]
)
def test_sakura_is_closed_on_holidays_other_saturdays_sundays_and_at_new_year(day: str) -> None:
    assert YamlPlans([EXAMPLES], japan_holidays()).plan("sakura", date.fromisoformat(day)) is None


def test_sakura_is_open_on_as_many_days_of_a_fiscal_year_as_a_calendar_on_paper_has() -> None:
    plans = YamlPlans([EXAMPLES], japan_holidays())
    year = [date(2026, 4, 1) + timedelta(days=each) for each in range(365)]
    found = [plans.plan("sakura", day) for day in year]
    kinds = [plan.day_names["ja"][:2] for plan in found if plan]
    assert {kind: kinds.count(kind) for kind in kinds} == {"平日": 241, "第2": 24, "4月": 1, "臨時": 1}


def test_a_plan_comes_back_from_the_log_as_it_went_in(midori: Plan) -> None:
    opened_day = DayOpened(replace(midori, date=date(2026, 11, 22)))
    assert codec.decoded("DayOpened", codec.encoded(opened_day)) == opened_day
