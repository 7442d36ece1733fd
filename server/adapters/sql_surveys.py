"""Answers to the survey in SQLite or PostgreSQL, with nothing that leads from an answer to a ticket."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    Integer,
    RowMapping,
    String,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from server.adapters.sql_database import Database
from server.adapters.sql_voices_access import (
    forget_once_before,
    kept_once,
    metadata,
    reading,
    remember_once,
    writing,
)
from server.core.plan import OfficeId
from server.ports.voices import AlreadyAnswered, Answer, SentBefore, Sheets, SurveyChannel

# Without rowid SQLite keeps rows in the order of their random keys: the n-th answer cannot be matched with
# the n-th mark.
_answer = Table(
    "survey_answer",
    metadata,
    Column("id", String, primary_key=True),
    Column("office", String, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("channel", String, nullable=False),
    Column("section", String, nullable=False),
    Column("service", String, nullable=False),
    Column("grades", JSON, nullable=False),
    sqlite_with_rowid=False,
)
_comment = Table(
    "survey_comment",
    metadata,
    Column("answer", String, primary_key=True),
    Column("text", String, nullable=False),
    sqlite_with_rowid=False,
)
_used = Table(
    "survey_used",
    metadata,
    Column("mark", String, primary_key=True),
    Column("on", Date, nullable=False, index=True),
    sqlite_with_rowid=False,
)
_key = Table(
    "survey_key",
    metadata,
    Column("day", Date, primary_key=True),
    Column("key", String, nullable=False),
)
_sheets = Table(
    "survey_sheets",
    metadata,
    Column("id", String, primary_key=True),
    Column("office", String, nullable=False),
    Column("day", Date, nullable=False, index=True),
    Column("section", String, nullable=False),
    Column("service", String, nullable=False),
    Column("handed_out", Integer, nullable=False),
)


class SqlSurveys:
    """The Surveys port on a started Database (start it with the `metadata` of sql_voices_access)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def key(self, day: date, fresh: str) -> str:
        """See Surveys.key."""
        known = await reading(self._database, lambda connection: _known_key(connection, day))
        if known is not None:
            return known
        try:
            return await writing(self._database, lambda connection: _key_of(connection, day, fresh))
        except IntegrityError:  # another node was first, and has its key there now
            return await writing(self._database, lambda connection: _key_of(connection, day, fresh))

    async def is_used(self, mark: str) -> bool:
        """See Surveys.is_used."""
        return await reading(self._database, lambda connection: _is_used(connection, mark))

    async def add(self, answers: Sequence[Answer], once: str, on: date, mark: str = "") -> bool:
        """See Surveys.add."""

        def work(connection: Connection) -> bool:
            if kept_once(connection, once) is not None:
                return False
            if mark:
                _use(connection, mark, on)
            return _kept(connection, answers, once, on)

        return await self._once(work)

    async def add_sheets(self, sheets: Sheets, answers: Sequence[Answer], once: str, words: str = "") -> bool:
        """See Surveys.add_sheets."""
        said = f"{once}:{words}" if words else once

        def work(connection: Connection) -> bool:
            if kept_once(connection, said) is not None:
                return False
            if kept_once(connection, once) is not None:
                raise SentBefore
            if words:
                remember_once(connection, said, "", sheets.day)
            row = {"id": once, **{name: getattr(sheets, name) for name in sheets.__slots__}}
            connection.execute(insert(_sheets), row)
            return _kept(connection, answers, once, sheets.day)

        return await self._once(work)

    async def answers(self, office: OfficeId, since: date, until: date) -> Sequence[Answer]:
        """See Surveys.answers."""
        days = _answer.c.day.between(since, until)
        query = (
            select(_answer, _comment.c.text)
            .join_from(_answer, _comment, _answer.c.id == _comment.c.answer, isouter=True)
            .where(_answer.c.office == office, days)
            .order_by(_answer.c.day, _answer.c.id)
        )

        def work(connection: Connection) -> Sequence[Answer]:
            return [_as_answer(row) for row in connection.execute(query).mappings()]

        return await reading(self._database, work)

    async def sheets(self, office: OfficeId, since: date, until: date) -> Sequence[Sheets]:
        """See Surveys.sheets."""
        here = (_sheets.c.office == office) & _sheets.c.day.between(since, until)
        query = _sheets.select().where(here).order_by(_sheets.c.day, _sheets.c.id)
        rows = await reading(self._database, lambda connection: connection.execute(query).mappings().all())
        return [Sheets(**{name: row[name] for name in Sheets.__slots__}) for row in rows]

    async def comment(self, office: OfficeId, answer_id: str) -> str:
        """See Surveys.comment."""
        query = (
            select(_comment.c.text)
            .join_from(_answer, _comment, _answer.c.id == _comment.c.answer)
            .where(_answer.c.office == office, _answer.c.id == answer_id)
        )
        return await reading(self._database, lambda connection: connection.execute(query).scalar()) or ""

    async def forget_comment(self, office: OfficeId, answer_id: str) -> None:
        """See Surveys.forget_comment."""
        here = select(_answer.c.id).where(_answer.c.office == office, _answer.c.id == answer_id)
        statement = delete(_comment).where(_comment.c.answer.in_(here))
        await writing(self._database, lambda connection: connection.execute(statement))

    async def forget_before(self, marks: date, comments: date) -> None:
        """See Surveys.forget_before."""

        def work(connection: Connection) -> None:
            connection.execute(delete(_used).where(_used.c.on < marks))
            connection.execute(delete(_key).where(_key.c.day < marks))
            forget_once_before(connection, marks)
            old = select(_answer.c.id).where(_answer.c.day < comments)
            connection.execute(delete(_comment).where(_comment.c.answer.in_(old)))

        await writing(self._database, work)

    async def _once(self, work: Callable[[Connection], bool]) -> bool:
        """Another node that keeps the same at this moment breaks a rule of the tables: then we look again."""
        try:
            return await writing(self._database, work)
        except IntegrityError:
            return await writing(self._database, work)


def _known_key(connection: Connection, day: date) -> str | None:
    return connection.execute(select(_key.c.key).where(_key.c.day == day)).scalar()


def _key_of(connection: Connection, day: date, fresh: str) -> str:
    known = _known_key(connection, day)
    if known is None:
        connection.execute(insert(_key).values(day=day, key=fresh))
    return known or fresh


def _is_used(connection: Connection, mark: str) -> bool:
    return connection.execute(select(_used.c.mark).where(_used.c.mark == mark)).scalar() is not None


def _use(connection: Connection, mark: str, on: date) -> None:
    if _is_used(connection, mark):
        raise AlreadyAnswered
    connection.execute(insert(_used).values(mark=mark, on=on))


def _kept(connection: Connection, answers: Sequence[Answer], once: str, on: date) -> bool:
    for answer in answers:
        row = {name: getattr(answer, name) for name in answer.__slots__ if name != "comment"}
        connection.execute(insert(_answer), row | {"grades": dict(answer.grades)})
        if answer.comment:
            connection.execute(insert(_comment).values(answer=answer.id, text=answer.comment))
    remember_once(connection, once, "", on)
    return True


def _as_answer(row: RowMapping) -> Answer:
    return Answer(
        id=row["id"],
        office=row["office"],
        day=row["day"],
        year=row["year"],
        channel=SurveyChannel(row["channel"]),
        grades=row["grades"],
        section=row["section"],
        service=row["service"],
        comment=row["text"] or "",
    )
