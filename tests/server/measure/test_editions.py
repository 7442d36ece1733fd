"""Special openings: the plan of a day is believed, and where it says nothing a weekend is one."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import UNSET, UnsetType

from server.app.measures import document
from server.core import codec
from server.core.commands import CloseDay, OpenDay
from server.core.record import Recorded
from server.core.state import Office
from server.measure.editions import edition_on
from server.measure.period import By, days_of, period
from server.measure.sheet import Offer, offer_of
from server.measure.table import DATE_HEAD, date_line
from tests.server.measure import plain
from tests.server.measure.day import Told, ward
from tests.story import at, visitor

FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, each) for each in (27, 28, 29))


def days(*planned: tuple[date, bool | UnsetType]) -> tuple[Recorded, ...]:
    """On each of these dates two visitors take a number; the plan says that about the opening."""
    told = Told(Office("midori"))
    for day, special in planned:
        told = told.then(at("08:30", day), OpenDay(replace(ward(), date=day, special=special)))
        told = told.then(at("09:00", day), visitor(), visitor("moving")).then(at("17:00", day), CloseDay(day))
    return told.records


@pytest.mark.parametrize(
    ("day", "said", "is_special"),
    [
        (FRIDAY, UNSET, False),
        (SATURDAY, UNSET, True),
        (SUNDAY, UNSET, True),
        (FRIDAY, True, True),
        (SATURDAY, True, True),
        (SATURDAY, False, False),
        (FRIDAY, False, False),
    ],
)
def test_a_plan_is_believed_and_otherwise_a_weekend_is_special(
    day: date, said: bool | UnsetType, is_special: bool
) -> None:
    records = days((day, said))
    whole = period(days_of("midori", records)).whole
    assert (whole.special_days, whole.issued_special) == (int(is_special), 2 * int(is_special))
    (found,) = days_of("midori", records)
    line = dict(zip(DATE_HEAD, date_line(found.sheet(), edition_on(day)), strict=True))
    assert line["special_opening"] == int(is_special)


def test_special_weekdays_and_ordinary_saturdays_are_counted_as_plain_python_counts_them() -> None:
    records = days((FRIDAY, True), (SATURDAY, False), (SUNDAY, UNSET))
    lines = [codec.plain(each) for each in records]
    answer = document(period(days_of("midori", records), By.DAY))
    counted = plain.answer(lines, FRIDAY, SUNDAY, "day")
    assert answer["whole"] == counted["whole"]
    assert (answer["whole"]["special_days"], answer["whole"]["issued_special"]) == (2, 4)
    special = {each["key"]: each["issued_special"] for each in answer["groups"]}
    assert special == {"2026-11-27": 2, "2026-11-28": 0, "2026-11-29": 2}
    assert special == {key: each["issued_special"] for key, each in counted["groups"].items()}


def test_a_kept_offer_says_again_what_the_plan_said_and_one_that_says_nothing_keeps_its_name() -> None:
    offers = [offer_of(replace(ward(), special=said)) for said in (UNSET, True, False)]
    assert [Offer.decode(each.encode()) for each in offers] == offers
    assert [each.special for each in offers] == [UNSET, True, False]
    assert len({each.digest() for each in offers}) == 3
    assert offers[0].digest() == "fdf3168988d13378"  # as it was before a plan could say it
