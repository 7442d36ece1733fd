"""What visitors say: opinions and complaints with all that came of them, and answers to the survey."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

from server.core.commands import Scene
from server.core.plan import OfficeId, ServiceId

SectionId: TypeAlias = str
EntryId: TypeAlias = str
ItemId: TypeAlias = str


class VoicesDown(Exception):
    """The voices cannot be read or written now. Says why in words."""


class VoicesDamaged(VoicesDown):
    """What is kept of the voices cannot be read, now or later. Says where, and what to do."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed this entry since it was shown: look again, then decide again."""


class SentBefore(Exception):
    """This form was sent before, with other words: look at what was kept, then decide.

    `kept` is the entry that it made, empty for sheets of paper.
    """

    def __init__(self, kept: EntryId = "") -> None:
        super().__init__(kept)
        self.kept = kept


class AlreadyAnswered(Exception):
    """This ticket has answered the survey."""


class Kind(StrEnum):
    """What somebody wants with what they say (glossary F)."""

    OPINION = "opinion"
    REQUEST = "request"
    COMPLAINT = "complaint"
    CONSULTATION = "consultation"


class Intake(StrEnum):
    """How it reached the office."""

    COUNTER = "counter"
    PHONE = "phone"
    LETTER = "letter"
    LETTER_TO_MAYOR = "letter_to_mayor"
    WEB = "web"
    SURVEY = "survey"


class RemedyKind(StrEnum):
    """Corrective comes after a problem, preventive before one, improvement is either and may be small."""

    CORRECTIVE = "corrective"
    PREVENTIVE = "preventive"
    IMPROVEMENT = "improvement"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to answer, as far as they wished to say: personal data."""

    name: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One action that follows from an entry; `owner` is a section, never a person.

    `target` is the id of an improvement target. `what` is free text, and so are `procedure` and
    `procedure_version`, which name a work procedure. `effective` is None until the effect was checked.
    """

    id: str
    kind: RemedyKind
    what: str
    owner: SectionId
    due_on: date
    done_on: date | None = None
    checked_on: date | None = None
    effective: bool | None = None
    target: str = ""
    procedure: str = ""
    procedure_version: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One opinion, request, complaint or consultation in the register of an office.

    `year` is the fiscal year in which it was received, `number` counts within office and year from 1 and is
    0 until it is kept. `section` is what it is about, `owner` the section that deals with it.

    `forgotten_on` is the latest day on which personal data was deleted: the contact alone, or with it all
    free text (summary, answer, closing reason, that of the remedies). What is written later is kept again.
    """

    id: EntryId
    office: OfficeId
    year: int
    kind: Kind
    intake: Intake
    received_on: date
    recorded_on: date
    record_due_on: date
    answer_due_on: date
    summary: str
    scene: Scene | None = None
    section: SectionId = ""
    service: ServiceId = ""
    owner: SectionId = ""
    contact: Contact = Contact()
    answer: str = ""
    answered_on: date | None = None
    closing_reason: str = ""
    closed_on: date | None = None
    remedies: tuple[Remedy, ...] = ()
    forgotten_on: date | None = None
    number: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that changed; for personal data and free text both sides are None: only that it changed."""

    name: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to an entry: `who` as the log names callers, `version` the one that it made."""

    version: int
    at: datetime
    who: str
    parts: tuple[Part, ...]


class SurveyChannel(StrEnum):
    """Where the survey was answered."""

    PHONE = "phone"
    KIOSK = "kiosk"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Answer:
    """One filled-in questionnaire of fiscal year `year`: a grade for each item that was answered.

    It knows the day, never the time, the ticket or the counter; `comment` is free text.
    """

    id: str
    office: OfficeId
    day: date
    year: int
    channel: SurveyChannel
    grades: Mapping[ItemId, int]
    section: SectionId = ""
    service: ServiceId = ""
    comment: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sheets:
    """How many paper questionnaires were handed out; several of the same day add up."""

    office: OfficeId
    day: date
    handed_out: int
    section: SectionId = ""
    service: ServiceId = ""


class Register(Protocol):
    """The register of what visitors said. Every method raises VoicesDown when it cannot be reached."""

    async def add(self, entry: Entry, change: Change, once: str, words: str = "") -> Entry:
        """Keep a new entry under the next number of its office and year.

        The same `once` again keeps nothing and gives the entry that it made. `words` stands for what the form
        says: raises SentBefore where the same `once` came with others.
        """

    async def entry(self, office: OfficeId, entry_id: EntryId) -> Entry | None:
        """One entry of this office."""

    async def entries(
        self, office: OfficeId, since: date = date.min, until: date = date.max
    ) -> Sequence[Entry]:
        """The entries of this office that were received, were due for an answer or were answered on one of
        these days, both included; without days every one. The newest first.
        """

    async def made(self, once: str) -> EntryId | None:
        """The entry that the form with this key made or changed; None when no such form was kept."""

    async def replace(self, entry: Entry, change: Change, once: str = "") -> None:
        """Keep the entry in place of the version before it (`entry.version` - 1).

        Raises ChangedMeanwhile when that is no longer the latest.
        """

    async def history(self, entry_id: EntryId) -> Sequence[Change]:
        """Everything that was done to an entry, the oldest first."""

    async def closed_before(self, office: OfficeId, day: date) -> Collection[EntryId]:
        """The entries closed before this day in which a contact or free text is still there."""


class Surveys(Protocol):
    """Answers to the survey. Every method raises VoicesDown when they cannot be reached."""

    async def key(self, day: date, fresh: str) -> str:
        """The key of the marks of tickets issued on this day: `fresh`, unless there is one already."""

    async def is_used(self, mark: str) -> bool:
        """Whether the ticket with this mark has answered."""

    async def add(self, answers: Sequence[Answer], once: str, on: date, mark: str = "") -> bool:
        """Keep answers; False, and nothing kept, when this `once` was there before.

        `mark` is the keyed hash of a ticket's token, remembered apart from the answers. Raises
        AlreadyAnswered, and keeps nothing, when it was used before.
        """

    async def add_sheets(self, sheets: Sheets, answers: Sequence[Answer], once: str, words: str = "") -> bool:
        """Keep a batch of paper answers and how many sheets were handed out; like `add`.

        `words` stands for what the form says: raises SentBefore where the same `once` came with others.
        """

    async def answers(self, office: OfficeId, since: date, until: date) -> Sequence[Answer]:
        """The answers of these days, both included, with their comments as far as they are kept."""

    async def sheets(self, office: OfficeId, since: date, until: date) -> Sequence[Sheets]:
        """The sheets handed out on these days, both included."""

    async def comment(self, office: OfficeId, answer_id: str) -> str:
        """The free text of one answer; empty when there is none any more."""

    async def forget_comment(self, office: OfficeId, answer_id: str) -> None:
        """Delete the free text of one answer; its grades stay."""

    async def forget_before(self, marks: date, comments: date) -> None:
        """Delete marks, keys and once-only keys older than `marks`, and comments older than `comments`."""
