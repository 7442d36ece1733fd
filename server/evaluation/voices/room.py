"""What the voices' routes may use besides the house, reached from a request."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from starlette.requests import HTTPConnection

from server.core.plan import Choice, Names, OfficeId, Plan, Service
from server.evaluation.voices.published import PublicResults
from server.evaluation.voices.questionnaire import Questionnaire
from server.evaluation.voices.questionnaire_file import standard
from server.evaluation.voices.rules import Due
from server.evaluation.voices.terms import Terms
from server.evaluation.voices.visits import Visits
from server.ports.voices import Register, Surveys
from server.web.house import House

TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Room:
    """The register, the survey, and how this installation treats them."""

    register: Register
    surveys: Surveys
    visits: Visits
    terms: Terms = TERMS
    questionnaires: tuple[Questionnaire, ...] = field(default_factory=standard)
    public: PublicResults = field(default_factory=PublicResults)


@dataclass(frozen=True, slots=True)
class Offer:
    """The sections and services of an office, as forms let somebody choose them."""

    sections: dict[str, Choice]
    services: dict[str, Service]

    def section_of(self, service: str) -> str:
        """The section that does this service; empty for one that is not offered."""
        return self.services[service].section if service in self.services else ""

    def place(self, section: str, service: str) -> tuple[str, str]:
        """The section and the service as far as the office has them; a service says its section."""
        known = service if service in self.services else ""
        return (section if section in self.sections else self.section_of(known)), known

    def section_names(self) -> dict[str, Names]:
        """What each section is called."""
        return {id: each.names for id, each in self.sections.items()}

    def service_names(self) -> dict[str, Names]:
        """What each service is called."""
        return {id: each.names for id, each in self.services.items()}


def room_of(connection: HTTPConnection) -> Room:
    """The room of this request."""
    room: Room = connection.app.state.voices
    return room


def today_at(house: House, office: OfficeId) -> date:
    """The date at this office."""
    return house.clock.now().astimezone(house.plans.zone(office)).date()


def offer_of(house: House, office: OfficeId) -> Offer:
    """What the office offers, on its latest day or its next. Raises NotFound for an unknown office."""
    plan = house.standing(office).office.plan or _next_plan(house, office)
    return Offer(dict(plan.sections), dict(plan.services)) if plan else Offer({}, {})


def due_of(house: House, office: OfficeId, received_on: date, terms: Terms) -> Due:
    """Recorded by the next open day, answered within the days that the office sets itself.

    Where no open day is known, the next day counts.
    """
    following = house.plans.next_open_day(office, received_on)
    record_on = following.date if following else received_on + timedelta(days=1)
    return Due(record_on, received_on + timedelta(days=terms.answer_days))


def _next_plan(house: House, office: OfficeId) -> Plan | None:
    today = today_at(house, office)
    return house.plans.plan(office, today) or house.plans.next_open_day(office, today)
