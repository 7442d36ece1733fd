"""What stands at the top of every page of figures: whose, which dates, what can be chosen."""

from typing import Any

from server.core.plan import OfficeId, Plan
from server.figures.asking import today_of
from server.figures.links import fields_of, link, presets
from server.figures.views import periods
from server.figures.views.choice import MEASURES, Choice
from server.figures.views.speech import Speech
from server.measure.definitions import CATALOGUE
from server.web.house import House, NotFound


def plan_of(house: House, office: OfficeId) -> Plan | None:
    """What the office offers, as of its latest day; None before its first. Raises NotFound."""
    return house.standing(office).office.plan


def known_plan(house: House, office: OfficeId) -> Plan:
    """The same; an office without a day has no such page. Raises NotFound."""
    plan = plan_of(house, office)
    if plan is None:
        raise NotFound("not_found", office)
    return plan


def head_of(house: House, plan: Plan, choice: Choice, path: str, speech: Speech) -> dict[str, Any]:
    """The values that the head of a page needs; `here` makes addresses of this page with other fields."""
    fields = fields_of(choice)
    preset = presets(path, fields)
    now = periods.preset_of(choice.span, today_of(house, plan.office))
    return {
        "office": plan.office,
        "names": plan.names,
        "plan": plan,
        "choice": choice,
        "path": path,
        "span_words": speech.span(choice.span),
        "presets": [(each.value, preset({"preset": each.value}), each is now) for each in periods.Preset],
        "measures": [(each, speech.name(CATALOGUE[each])) for each in MEASURES],
        "measure_name": speech.name(choice.measure),
        "here": link(path, fields),
    }
