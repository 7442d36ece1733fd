"""The office's time of day and its opening hours at this moment, asked of the house."""

from datetime import datetime

from display.views.opening import Opening, opening_of
from server.core.plan import OfficeId
from server.web.house import House


def time_at(house: House, office: OfficeId) -> datetime:
    """The present moment in the office's time zone."""
    return house.clock.now().astimezone(house.plans.zone(office))


def opening_at(house: House, office: OfficeId, at: datetime) -> Opening:
    """Today's hours and, if it is not open, the next opening."""
    today = house.plans.plan(office, at.date())
    opening = opening_of(at, today, None)
    if opening.now or opening.next_day:
        return opening
    return opening_of(at, today, house.plans.next_open_day(office, at.date()))
