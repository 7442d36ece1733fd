"""The register of what visitors said, in SQLite or PostgreSQL: free text apart, where it can be deleted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from server.adapters.sql_database import Database
from server.adapters.sql_voices_access import kept_once, metadata, reading, remember_once, writing
from server.core.commands import Scene
from server.core.plan import OfficeId
from server.ports.voices import (
    Change,
    ChangedMeanwhile,
    Contact,
    Entry,
    EntryId,
    Intake,
    Kind,
    Part,
    Remedy,
    RemedyKind,
    SentBefore,
)

ATTEMPTS = 5
"""How often a number is asked for anew when another node took it first."""

_entry = Table(
    "voice_entry",
    metadata,
    Column("id", String, primary_key=True),
    Column("office", String, nullable=False, index=True),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("intake", String, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("recorded_on", Date, nullable=False),
    Column("record_due_on", Date, nullable=False),
    Column("answer_due_on", Date, nullable=False),
    Column("scene", String),
    Column("section", String, nullable=False),
    Column("service", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("answered_on", Date),
    Column("closed_on", Date),
    Column("forgotten_on", Date),
    Column("version", Integer, nullable=False),
    UniqueConstraint("office", "year", "number"),
)
_remedy = Table(
    "voice_remedy",
    metadata,
    Column("entry", ForeignKey("voice_entry.id"), primary_key=True),
    Column("id", String, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("checked_on", Date),
    Column("effective", Boolean),
    Column("target", String, nullable=False),
    Column("procedure", String, nullable=False),
    Column("procedure_version", String, nullable=False),
)
_text = Table(
    "voice_text",
    metadata,
    Column("entry", ForeignKey("voice_entry.id"), primary_key=True),
    Column("part", String, primary_key=True),
    Column("text", String, nullable=False),
    sqlite_with_rowid=False,
)
_change = Table(
    "voice_change",
    metadata,
    Column("entry", ForeignKey("voice_entry.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("parts", JSON, nullable=False),
)

_TEXTS = ("summary", "answer", "closing_reason")
_PLAIN = tuple(each.name for each in fields(Entry) if each.name not in {*_TEXTS, "contact", "remedies"})
_REMEDY_PLAIN = tuple(each.name for each in fields(Remedy) if each.name != "what")


class SqlRegister:
    """The Register port on a started Database (start it with the `metadata` of sql_voices_access)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, entry: Entry, change: Change, once: str, words: str = "") -> Entry:
        """See Register.add."""

        def work(connection: Connection) -> Entry:
            return _added(connection, entry, change, once, words)

        for _ in range(ATTEMPTS - 1):
            try:
                return await writing(self._database, work)
            except IntegrityError:  # another node took the number, or is keeping the same form
                continue
        return await writing(self._database, work)

    async def entry(self, office: OfficeId, entry_id: EntryId) -> Entry | None:
        """See Register.entry."""
        here = (_entry.c.office == office) & (_entry.c.id == entry_id)
        found = await reading(self._database, lambda connection: _entries(connection, here))
        return found[0] if found else None

    async def entries(
        self, office: OfficeId, since: date = date.min, until: date = date.max
    ) -> Sequence[Entry]:
        """See Register.entries."""
        dates = (_entry.c.received_on, _entry.c.answer_due_on, _entry.c.answered_on)
        of_days = (_entry.c.office == office) & or_(*(each.between(since, until) for each in dates))
        return await reading(self._database, lambda connection: _entries(connection, of_days))

    async def made(self, once: str) -> EntryId | None:
        """See Register.made."""
        return await reading(self._database, lambda connection: kept_once(connection, once))

    async def replace(self, entry: Entry, change: Change, once: str = "") -> None:
        """See Register.replace."""

        def work(connection: Connection) -> None:
            _replace(connection, entry, change)
            if once:
                remember_once(connection, once, entry.id, change.at.date())

        try:
            await writing(self._database, work)
        except IntegrityError as first:  # the same form is being kept at this moment
            raise ChangedMeanwhile(entry.id) from first

    async def history(self, entry_id: EntryId) -> Sequence[Change]:
        """See Register.history."""
        query = _change.select().where(_change.c.entry == entry_id).order_by(_change.c.version)
        rows = await reading(self._database, lambda connection: connection.execute(query).mappings().all())
        return [_as_change(row) for row in rows]

    async def closed_before(self, office: OfficeId, day: date) -> Collection[EntryId]:
        """See Register.closed_before."""
        texts = select(_text.c.entry)
        procedures = select(_remedy.c.entry).where(
            or_(_remedy.c.procedure != "", _remedy.c.procedure_version != "")
        )
        says_anything = or_(_entry.c.id.in_(texts), _entry.c.id.in_(procedures))
        query = select(_entry.c.id).where(_entry.c.office == office, _entry.c.closed_on < day, says_anything)
        return await reading(self._database, lambda connection: connection.execute(query).scalars().all())


def _added(connection: Connection, entry: Entry, change: Change, once: str, words: str) -> Entry:
    said = f"{once}:{words}" if words else once
    made, before = kept_once(connection, said), kept_once(connection, once)
    if made is not None:
        return _entries(connection, _entry.c.id == made)[0]
    if before is not None:
        raise SentBefore(before)
    same = (_entry.c.office == entry.office) & (_entry.c.year == entry.year)
    last = connection.execute(select(func.max(_entry.c.number)).where(same)).scalar()
    numbered = replace(entry, number=(last or 0) + 1)
    connection.execute(insert(_entry), _row(numbered))
    _write_parts(connection, numbered)
    _write_change(connection, numbered.id, change)
    for key in {once, said}:
        remember_once(connection, key, numbered.id, entry.recorded_on)
    return numbered


def _replace(connection: Connection, entry: Entry, change: Change) -> None:
    before = (_entry.c.id == entry.id) & (_entry.c.version == entry.version - 1)
    if connection.execute(update(_entry).where(before).values(_row(entry))).rowcount != 1:
        raise ChangedMeanwhile(entry.id)
    connection.execute(delete(_remedy).where(_remedy.c.entry == entry.id))
    connection.execute(delete(_text).where(_text.c.entry == entry.id))
    _write_parts(connection, entry)
    _write_change(connection, entry.id, change)


def _write_parts(connection: Connection, entry: Entry) -> None:
    """What is empty has no row, so that an entry whose texts are deleted has none at all."""
    remedies = [
        {"entry": entry.id, "place": place, **{name: getattr(each, name) for name in _REMEDY_PLAIN}}
        for place, each in enumerate(entry.remedies)
    ]
    if remedies:
        connection.execute(insert(_remedy), remedies)
    texts = [{"entry": entry.id, "part": part, "text": text} for part, text in _texts(entry).items() if text]
    if texts:
        connection.execute(insert(_text), texts)


def _write_change(connection: Connection, entry_id: EntryId, change: Change) -> None:
    row = {
        "entry": entry_id,
        "version": change.version,
        "at": change.at.isoformat(),
        "who": change.who,
        "parts": [asdict(part) for part in change.parts],
    }
    connection.execute(insert(_change), row)


def _row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _PLAIN}


def _texts(entry: Entry) -> dict[str, str]:
    contact = {f"contact.{name}": text for name, text in asdict(entry.contact).items()}
    remedies = {f"remedy.{each.id}": each.what for each in entry.remedies}
    return {name: getattr(entry, name) for name in _TEXTS} | contact | remedies


def _entries(connection: Connection, where: Any) -> list[Entry]:
    ids = select(_entry.c.id).where(where)
    newest = (_entry.c.received_on.desc(), _entry.c.year.desc(), _entry.c.number.desc())
    texts: dict[str, dict[str, str]] = {}
    for row in connection.execute(_text.select().where(_text.c.entry.in_(ids))).mappings():
        texts.setdefault(row["entry"], {})[row["part"]] = row["text"]
    remedies: dict[str, list[Remedy]] = {}
    in_place = _remedy.select().where(_remedy.c.entry.in_(ids)).order_by(_remedy.c.place)
    for row in connection.execute(in_place).mappings():
        what = texts.get(row["entry"], {}).get(f"remedy.{row['id']}", "")
        remedies.setdefault(row["entry"], []).append(_as_remedy(row, what))
    rows = connection.execute(_entry.select().where(where).order_by(*newest)).mappings()
    return [_as_entry(row, texts.get(row["id"], {}), remedies.get(row["id"], ())) for row in rows]


def _as_entry(row: RowMapping, texts: Mapping[str, str], remedies: Iterable[Remedy]) -> Entry:
    contact = Contact(**{each.name: texts.get(f"contact.{each.name}", "") for each in fields(Contact)})
    plain: dict[str, Any] = {name: row[name] for name in _PLAIN} | {
        "kind": Kind(row["kind"]),
        "intake": Intake(row["intake"]),
        "scene": Scene(row["scene"]) if row["scene"] else None,
    }
    plain |= {name: texts.get(name, "") for name in _TEXTS}
    return Entry(**plain, contact=contact, remedies=tuple(remedies))


def _as_remedy(row: RowMapping, what: str) -> Remedy:
    plain = {name: row[name] for name in _REMEDY_PLAIN} | {"kind": RemedyKind(row["kind"])}
    return Remedy(**plain, what=what)


def _as_change(row: RowMapping) -> Change:
    parts = tuple(Part(**each) for each in row["parts"])
    return Change(row["version"], datetime.fromisoformat(row["at"]), row["who"], parts)
