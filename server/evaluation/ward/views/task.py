"""One thing that is to be done, and the page on which it is done."""

from dataclasses import dataclass
from datetime import date

from server.ports.city import SectionId, WardId


@dataclass(frozen=True, slots=True)
class Task:
    """`words` is a msgid in which `%(num)s` stands for `number`; `about` is what people wrote themselves.

    The whole city's tasks have an empty ward.
    """

    words: str
    link: str
    ward: WardId
    year: int
    section: SectionId = ""
    about: str = ""
    due: date | None = None
    number: int = 0
