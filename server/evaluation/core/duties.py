"""Who may take which step of the loop: the offices of the guideline's section 6."""

from dataclasses import dataclass
from enum import StrEnum

from server.ports.city import DivisionId, SectionId, WardId


class Duty(StrEnum):
    """What somebody holds: head of a section, director of a division, a seat in a meeting, a secretariat."""

    SECTION_HEAD = "section_head"
    DIVISION_DIRECTOR = "division_director"
    COMMITTEE = "committee"
    WARD_MAYOR = "ward_mayor"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class Post:
    """A duty somewhere. COMMITTEE is chair or secretariat of a ward's improvement committee; CONFERENCE is
    the city's conference of resident services directors, which has neither ward nor section.
    """

    duty: Duty
    ward: WardId = ""
    section: SectionId = ""
    division: DivisionId = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: an account; only an administrator gives duties, and has none by that."""

    account: str
    administrator: bool = False
