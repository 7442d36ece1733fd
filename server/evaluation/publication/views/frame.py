"""What surrounds a paper: its title, who answers for it, of when it is; public, or for a meeting only."""

from datetime import date

from server.evaluation.publication.paper import Block, Field, Paper, Table, tables
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.subject import Subject


def publisher(subject: Subject, _: Pen) -> str:
    """Who answers for the papers of a ward."""
    return _("%(city)s, %(ward)s office", city=_.named(subject.city.names), ward=_.ward(subject.ward))


def published(
    subject: Subject,
    title: str,
    kind: str,
    facts: tuple[Field, ...],
    blocks: tuple[Block, ...],
    sheets: tuple[Table, ...],
    _: Pen,
    *,
    preview: bool,
) -> Paper:
    """A paper for everybody; `preview` before it is published. `kind` begins the names of its files."""
    return Paper(
        language=_.language,
        title=f"{title} {_.year(subject.year)}",
        subtitle=_.year(subject.year),
        publisher=publisher(subject, _),
        running=title,
        page_words=_("Page"),
        facts=(Field(_("Fiscal year"), _.year(subject.year)), *facts),
        blocks=blocks,
        file=f"{kind}-{subject.ward}-{subject.year}",
        preview=_("Preview. This has not been published yet and may still change.") if preview else "",
        sheets=sheets,
        contents=_("Contents"),
    )


def for_meeting(
    of: str, by: str, title: str, year: int, today: date, blocks: tuple[Block, ...], file: str, _: Pen
) -> Paper:
    """Papers for a meeting of a year, as of today: `of` a ward or the city, written `by` whom."""
    return Paper(
        language=_.language,
        title=f"{of} {title} {_.year(year)}",
        subtitle=_.year(year),
        publisher=by,
        running=f"{of} {title}",
        page_words=_("Page"),
        facts=(Field(_("Fiscal year"), _.year(year)), Field(_("As of"), _.day(today))),
        blocks=blocks,
        file=file,
        preview=_("For the meeting only, not for publication."),
        sheets=tuple(tables(blocks)),
    )
