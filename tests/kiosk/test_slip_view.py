"""The slip as data: what stands on it, line by line, in one language and in two."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import kiosk
from hardware.paper import Align, Code, Columns, Figures, Gap, Paper, Rule, Text
from kiosk.views.slip import Promise, Tongue, promise_now, slip_of, wait_words
from server.app.standings import Standing
from server.app.wait import Manner, Wait
from server.core.commands import CallNext
from server.core.plan import Choice, Plan
from server.core.state import Ticket
from server.web.words import Words
from tests import story

WORDS = Words([Path(kiosk.__file__).parent / "words"])
TONGUES: Mapping[str, Tongue] = {each: WORDS.of(each) for each in WORDS.languages}
URL = "https://machiai.example.jp/t/abc"
PROMISE = Promise(3, Wait(Manner.RANGE, 10, 20))
CENTRE, RIGHT = Align.CENTRE, Align.RIGHT


def an_office() -> tuple[Plan, Ticket]:
    """An office with a section, and the first ticket of its day."""
    told = story.given(story.visitor(), office=story.plan(services=("certificate",)))
    plan = told.office.plan
    assert plan is not None
    service = replace(plan.services["certificate"], section="residents")
    sections = {"residents": Choice("residents", {"ja": "区民課", "en": "Residents' Affairs"})}
    plan = replace(plan, services={"certificate": service}, sections=sections)
    return plan, told.office.tickets["A001"]


def test_the_slip_of_a_japanese_visitor() -> None:
    plan, ticket = an_office()
    assert slip_of(plan, ticket, PROMISE, URL, TONGUES) == Paper((
        Text("みどり区役所", 4.5, align=CENTRE),
        Gap(1.5),
        Text("certificateの窓口", 6.0, bold=True, align=CENTRE),
        Figures("A001"),
        Text("2026年11月24日（火）  10:01", 4.0, align=CENTRE),
        Rule(),
        Columns("前にお待ちの方", "3人", 4.2),
        Columns("めやす", "約10～20分", 4.2),
        Text("時刻により変わります", 3.2, align=RIGHT),
        Columns("ご案内先", "区民課", 4.2),
        Text("1番窓口、2番窓口、3番窓口", 3.2, bold=True, align=RIGHT),
        Rule(),
        Code(URL, 30.0),
        Text("スマートフォンで順番を確かめられます", 3.75, align=CENTRE),
        Rule(),
        Text("席を外す場合は、呼び出しまでにお戻りいただくか、係員にお声がけください。", 3.2),
    ))  # fmt: skip


def test_the_slip_speaks_the_chosen_language_under_the_japanese() -> None:
    plan, ticket = an_office()
    japanese = slip_of(plan, ticket, PROMISE, URL, TONGUES).lines
    both = list(slip_of(plan, replace(ticket, language="en"), PROMISE, URL, TONGUES).lines)
    both = [line for line in both if line != Rule()]
    assert [line for line in both if line in japanese] == [line for line in japanese if line != Rule()]
    assert [line for line in both if line not in japanese] == [
        Text("certificate", 4.0, bold=True, align=CENTRE),
        Columns("Ahead of you", "3 people", 3.6),
        Columns("Expected wait", "about 10–20 min", 3.6),
        Text("It may change with the hour.", 3.2, align=RIGHT),
        Columns("Where", "Residents' Affairs", 3.6),
        Text("Counter 1, Counter 2, Counter 3", 3.2, bold=True, align=RIGHT),
        Text("Follow your turn on your phone.", 3.75, align=CENTRE),
        Text("If you leave your seat, please be back before your number is called, or tell the staff.", 3.2),
    ]  # fmt: skip


def test_a_language_that_nobody_has_written_yet_leaves_the_slip_japanese() -> None:
    plan, ticket = an_office()
    plain = slip_of(plan, ticket, PROMISE, URL, TONGUES)
    assert slip_of(plan, replace(ticket, language="tl"), PROMISE, URL, TONGUES) == plain


def test_a_slip_printed_again_says_so_under_the_number() -> None:
    plan, ticket = an_office()
    lines = slip_of(plan, replace(ticket, attempt=2, language="en"), PROMISE, URL, TONGUES).lines
    mark = lines.index(Figures("A001")) + 1
    assert lines[mark] == Text("再発行 2 / Reissue 2", 5.0, bold=True, align=CENTRE)


def test_without_an_address_there_is_no_code_and_no_word_about_it() -> None:
    plan, ticket = an_office()
    said = slip_of(plan, ticket, PROMISE, "", TONGUES).lines
    whole = slip_of(plan, ticket, PROMISE, URL, TONGUES).lines
    phone = (Code(URL, 30.0), Text("スマートフォンで順番を確かめられます", 3.75, align=CENTRE), Rule())
    assert [*said[:-1], *phone, said[-1]] == list(whole)


def test_a_narrow_roll_gets_a_narrow_paper() -> None:
    plan, ticket = an_office()
    assert slip_of(plan, ticket, PROMISE, URL, TONGUES, width_dots=384).width_dots == 384


def test_nothing_on_the_slip_tells_of_the_person() -> None:
    plan, ticket = an_office()
    needy = replace(ticket, priority="disability", needs=frozenset({"wheelchair"}))
    assert slip_of(plan, needy, PROMISE, URL, TONGUES) == slip_of(plan, ticket, PROMISE, URL, TONGUES)


def test_a_wait_on_paper_has_the_same_four_manners_as_on_the_screen() -> None:
    waits = (Wait(Manner.UNSAID), Wait(Manner.SOON), Wait(Manner.WITHIN, high=10), Wait(Manner.RANGE, 10, 20))
    assert [wait_words(each, TONGUES["ja"]) for each in waits] == ["", "まもなく", "約10分以内", "約10～20分"]


def test_a_reissue_promises_what_is_so_now_and_nothing_once_called() -> None:
    told = story.given().and_given(story.visitor(), story.visitor())
    second = told.office.tickets["A002"]
    assert promise_now(Standing(told.office), second).people_ahead == 1
    told = told.and_given(story.clerk(), CallNext("1"), CallNext("1"))
    called = told.office.tickets["A002"]
    assert promise_now(Standing(told.office), called) == Promise(None, Wait(Manner.UNSAID))
