"""Every reason of a refusal has its story and its words; every step belongs to somebody."""

from typing import get_args

import pytest

from server.evaluation.core.commands import Command, SetTarget
from server.evaluation.core.refusal import Reason
from server.evaluation.sayings import SAYINGS
from tests.loop_story import POSTS, WIDE, YEAR, Denial, aim, given, target_of
from tests.server.evaluation.core.refusals import duties, plan, progress, review, standards
from tests.server.evaluation.core.steps import STEPS, Step

DENIALS: list[Denial] = [
    each for part in (duties, standards, plan, progress, review) for each in part.DENIALS
]


def named(denial: Denial) -> str:
    return f"{type(denial.no[1]).__name__}-{denial.reason}"


@pytest.mark.parametrize("denial", DENIALS, ids=named)
def test_a_step_that_lacks_something_is_refused_and_its_like_that_does_not_is_taken(denial: Denial) -> None:
    story, command = denial.no
    story.when(command, today=denial.today).then_refused(denial.reason, denial.about)
    story, command = denial.yes
    assert story.when(command, today=denial.today).refused is None


@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step.command).__name__)
def test_a_step_belongs_to_who_holds_its_duty_and_to_nobody_else(step: Step) -> None:
    answers = {each: step.story.when(step.command, by=each) for each in [*POSTS, "admin", "nobody"]}
    assert {each for each in answers if answers[each].refused is None} == step.whose
    reason = Reason.NOT_YOUR_STEP if step.duty else Reason.NOT_ADMINISTRATOR
    for account in answers.keys() - step.whose:
        answers[account].then_refused(reason, step.duty)


def test_a_target_is_taken_over_only_by_who_answers_for_it_already() -> None:
    story, target = given("set"), target_of("residents")
    wider = SetTarget("midori", YEAR, target, aim(**WIDE))
    story.when(wider, by="midori chair").then_refused(Reason.NOT_YOUR_STEP, "section_head")
    story.when(wider, by="midori residents head").then_refused(Reason.NOT_YOUR_STEP, "committee")
    assert story.when(wider).refused is None


def test_every_reason_has_its_story_and_its_words() -> None:
    told = {each.reason for each in DENIALS} | {Reason.NOT_YOUR_STEP, Reason.NOT_ADMINISTRATOR}
    assert told == set(Reason)
    assert SAYINGS.keys() == set(Reason)
    assert [each for each in SAYINGS.values() if not each.strip().endswith(".")] == []


def test_every_command_has_its_owner_and_its_refusal() -> None:
    assert {type(each.command) for each in STEPS} == set(get_args(Command))
    assert {type(each.no[1]) for each in DENIALS} == set(get_args(Command))
