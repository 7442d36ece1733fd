"""Why a form of the register is shown again: the sentence at its top, and the one beside each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from server.evaluation.taking import SEVERAL, Fault, faults_of, unfit
from server.evaluation.voices import wording
from server.evaluation.voices.rules import Declined
from server.evaluation.voices.standing import FIELDS
from server.ports.voices import ChangedMeanwhile, SentBefore
from server.web.house import house_of
from server.web.reader import FieldsWrong, Reader


@dataclass(frozen=True, slots=True)
class Wrong:
    """The status, the sentence (msgid) with its days, and what is said beside the fields (msgids).

    `late` says that something was kept since the form was opened, by somebody else or by the form itself.
    """

    status: int
    sentence: str
    faults: Mapping[str, str] = field(default_factory=dict)
    days: int = 0
    late: bool = False


def refusal(no: Declined | FieldsWrong | ChangedMeanwhile | SentBefore, read: Reader) -> Wrong:
    """What is said where a form cannot be kept; texts that are missing are told beside any other field."""
    match no:
        case ChangedMeanwhile():
            return Wrong(409, wording.CHANGED_MEANWHILE, late=True)
        case SentBefore():
            return Wrong(409, wording.SENT_BEFORE, late=True)
        case Declined(why=why, about=about, days=days):
            said = wording.WHYS[why]
            faults = {**faults_of(read), about: said} if about in FIELDS else {}
            return Wrong(422, said if len(faults) < 2 else SEVERAL, faults, days)
        case FieldsWrong():
            said_no = unfit(read)
            return Wrong(said_no.status, said_no.sentence, said_no.faults)


def faults_in(request: Request, faults: Mapping[str, str], days: int) -> dict[str, Fault]:
    """The same in the reader's language, each with what its field is called."""
    pages = house_of(request).pages
    language = pages.language(request)
    return {
        name: Fault(pages.say(language, FIELDS[name]), pages.say(language, words) % {"days": days})
        for name, words in faults.items()
    }
