"""What a target can be measured by: every figure that is offered, in its own direction."""

from dataclasses import replace

import pytest

from server.core.plan import Choice
from server.evaluation.catalogue import FIGURES, Explained, Unit
from server.evaluation.core.guideline import Direction
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.voices.questionnaire_file import standard
from server.evaluation.voices.room import Offer
from server.evaluation.ward.measurable import Measurable
from tests.loop_story import aim

ASKED = standard()[-1]
HERE = Measurable({"midori": Offer({"residents": Choice("residents", {"ja": "区民課"})}, {})}, ASKED)
BEST_IS_ONE = replace(ASKED, scale=replace(ASKED.scale, best=1, worst=5))


def asked(figure: Explained) -> Indicator:
    """This figure of the residents' section."""
    return Indicator(
        figure.source, figure.id, "midori", "residents",
        item="clarity" if figure.per_item else "", minutes=15 if figure.per_minutes else None,
    )  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda each: f"{each.source}:{each.id}")
def test_every_figure_can_be_aimed_at_in_its_own_direction_only(figure: Explained) -> None:
    for direction in Direction:
        wrong = HERE.misfits_of(aim(indicator=asked(figure), direction=direction))
        assert [*wrong] == ([] if figure.direction in {None, direction} else ["direction"])


@pytest.mark.parametrize("figure", FIGURES, ids=lambda each: f"{each.source}:{each.id}")
def test_minutes_and_items_belong_to_the_figures_that_take_them(figure: Explained) -> None:
    timed, of_item = replace(asked(figure), minutes=240), replace(asked(figure), item="clarity")
    assert [*HERE.misfits(timed)] == ([] if figure.per_minutes else ["minutes"])
    assert [*HERE.misfits(of_item)] == ([] if figure.per_item else ["of_item"])


def test_everything_that_does_not_fit_is_found_together() -> None:
    timed = next(each for each in FIGURES if each.unit is Unit.PERCENT and each.per_minutes)
    wrong = replace(asked(timed), section="moon", service="moon", item="moon", minutes=0)
    found = HERE.misfits_of(aim(indicator=wrong, baseline=-1.0, value=101.0, direction=Direction.DOWN))
    assert [*found] == ["of_section", "service", "of_item", "minutes", "baseline", "value", "direction"]
    assert [*HERE.misfits(replace(wrong, office="moon"))] == ["office", "of_item", "minutes"]
    assert [*HERE.misfits_of(aim(indicator=replace(wrong, figure="luck")))] == ["figure"]


def test_a_scale_on_which_one_is_the_best_is_aimed_at_downwards() -> None:
    grade = next(each for each in FIGURES if each.unit is Unit.POINTS)
    assert HERE.better(grade) is Direction.UP
    assert replace(HERE, asked=BEST_IS_ONE).better(grade) is Direction.DOWN
    satisfied = next(each for each in FIGURES if each.id == "satisfaction")
    assert replace(HERE, asked=BEST_IS_ONE).better(satisfied) is Direction.UP


def test_what_is_counted_by_hand_is_free() -> None:
    by_hand = aim(
        indicator=Indicator(Source.COUNTED, "smiles", unit="%"), value=120.0, direction=Direction.UP
    )
    assert [*HERE.misfits_of(by_hand), *replace(HERE, offices={}).misfits_of(by_hand)] == []
