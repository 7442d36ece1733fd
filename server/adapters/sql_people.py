"""Accounts, sessions, tokens and failed sign-ins in SQLite or PostgreSQL: here is what can be deleted."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Dialect,
    Executable,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    TypeDecorator,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from server.adapters.sql_database import Database, DatabaseBroken, DatabaseDown
from server.core.plan import OfficeId
from server.ports.people import (
    Bearer,
    Enrolled,
    Failures,
    LoginTaken,
    PeopleDamaged,
    PeopleDown,
    Person,
    Role,
    Session,
)

T = TypeVar("T")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _Moment(TypeDecorator[datetime]):
    """An aware time as whole microseconds since 1970 UTC: the same in every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND


metadata = MetaData()

_person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    Column("offices", JSON, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("password_hash", String, nullable=False),
)
_session = Table(
    "session",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", ForeignKey("person.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("opened_at", _Moment, nullable=False),
    Column("seen_at", _Moment, nullable=False),
)
_bearer = Table(
    "bearer",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("office", String),
    Column("label", String, nullable=False),
    Column("made_at", _Moment, nullable=False),
)
_failed = Table(
    "failed_sign_in",
    metadata,
    Column("key", String, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", _Moment, nullable=False, index=True),
)


class SqlPeople:
    """The People port on a started Database (start it with this module's `metadata`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enrolled(self, login: str) -> Enrolled | None:
        """See People.enrolled."""
        rows = await self._rows(_person.select().where(_person.c.login == login))
        return Enrolled(_as_person(rows[0]), rows[0]["password_hash"]) if rows else None

    async def person(self, person_id: str) -> Person | None:
        """See People.person."""
        rows = await self._rows(_person.select().where(_person.c.id == person_id))
        return _as_person(rows[0]) if rows else None

    async def everybody(self) -> Sequence[Person]:
        """See People.everybody."""
        return [_as_person(row) for row in await self._rows(_person.select().order_by(_person.c.login))]

    async def add(self, person: Person, password_hash: str) -> None:
        """See People.add."""
        values = {
            "id": person.id,
            "login": person.login,
            "name": person.name,
            "role": person.role.value,
            "offices": list(person.offices),
            "active": person.active,
            "password_hash": password_hash,
        }
        try:
            await self._write(lambda connection: connection.execute(insert(_person), values))
        except IntegrityError as taken:
            raise LoginTaken(person.login) from taken

    async def reassign(self, person_id: str, role: Role, offices: tuple[OfficeId, ...]) -> None:
        """See People.reassign."""
        await self._change(person_id, close=True, role=role.value, offices=list(offices))

    async def set_active(self, person_id: str, active: bool) -> None:
        """See People.set_active."""
        await self._change(person_id, close=not active, active=active)

    async def change_password_hash(self, person_id: str, password_hash: str) -> None:
        """See People.change_password_hash."""
        await self._change(person_id, close=True, password_hash=password_hash)

    async def renew_password_hash(self, person_id: str, old: str, new: str) -> None:
        """See People.renew_password_hash."""
        same = (_person.c.id == person_id) & (_person.c.password_hash == old)
        await self._execute(update(_person).where(same).values(password_hash=new))

    async def remove(self, person_id: str) -> None:
        """See People.remove."""
        await self._execute(delete(_person).where(_person.c.id == person_id))

    async def open_session(self, session_id: str, person_id: str, at: datetime) -> None:
        """See People.open_session."""
        values = {"id": session_id, "person": person_id, "opened_at": at, "seen_at": at}
        await self._execute(insert(_session).values(values))

    async def session(self, session_id: str) -> Session | None:
        """See People.session."""
        both = select(_person, _session.c.opened_at, _session.c.seen_at).join_from(_session, _person)
        rows = await self._rows(both.where(_session.c.id == session_id, _person.c.active))
        if not rows:
            return None
        return Session(session_id, _as_person(rows[0]), rows[0]["opened_at"], rows[0]["seen_at"])

    async def touch_session(self, session_id: str, at: datetime) -> None:
        """See People.touch_session."""
        await self._execute(update(_session).where(_session.c.id == session_id).values(seen_at=at))

    async def close_session(self, session_id: str) -> None:
        """See People.close_session."""
        await self._execute(delete(_session).where(_session.c.id == session_id))

    async def close_all_of(self, person_id: str) -> None:
        """See People.close_all_of."""
        await self._execute(delete(_session).where(_session.c.person == person_id))

    async def close_sessions_before(self, opened: datetime, seen: datetime) -> None:
        """See People.close_sessions_before."""
        old = or_(_session.c.opened_at < opened, _session.c.seen_at < seen)
        await self._execute(delete(_session).where(old))

    async def add_bearer(self, bearer: Bearer, token_hash: str, at: datetime) -> None:
        """See People.add_bearer."""
        values = {
            "id": bearer.id,
            "token_hash": token_hash,
            "role": bearer.role.value,
            "office": bearer.office,
            "label": bearer.label,
            "made_at": at,
        }
        await self._execute(insert(_bearer).values(values))

    async def bearer(self, token_hash: str) -> Bearer | None:
        """See People.bearer."""
        rows = await self._rows(_bearer.select().where(_bearer.c.token_hash == token_hash))
        return _as_bearer(rows[0]) if rows else None

    async def bearers(self) -> Sequence[Bearer]:
        """See People.bearers."""
        oldest_first = _bearer.select().order_by(_bearer.c.made_at, _bearer.c.id)
        return [_as_bearer(row) for row in await self._rows(oldest_first)]

    async def revoke_bearer(self, bearer_id: str) -> None:
        """See People.revoke_bearer."""
        await self._execute(delete(_bearer).where(_bearer.c.id == bearer_id))

    async def failures(self, key: str) -> Failures | None:
        """See People.failures."""
        rows = await self._rows(_failed.select().where(_failed.c.key == key))
        return Failures(rows[0]["count"], rows[0]["last_at"]) if rows else None

    async def count_failure(self, key: str, seen: int, at: datetime) -> bool:
        """See People.count_failure."""
        try:
            return await self._write(lambda connection: _counted(connection, key, seen, at))
        except IntegrityError:
            return False

    async def forget_failures(self, key: str) -> None:
        """See People.forget_failures."""
        await self._execute(delete(_failed).where(_failed.c.key == key))

    async def forget_failures_before(self, at: datetime) -> None:
        """See People.forget_failures_before."""
        await self._execute(delete(_failed).where(_failed.c.last_at < at))

    async def _change(self, person_id: str, *, close: bool, **values: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(update(_person).where(_person.c.id == person_id).values(**values))
            if close:
                connection.execute(delete(_session).where(_session.c.person == person_id))

        await self._write(work)

    async def _execute(self, statement: Executable) -> None:
        await self._write(lambda connection: connection.execute(statement))

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.write(work)
        except DatabaseDown as down:
            raise PeopleDown(str(down)) from down
        except DatabaseBroken as broken:
            raise PeopleDamaged(str(broken)) from broken

    async def _rows(self, query: Executable) -> Sequence[RowMapping]:
        try:
            return await self._database.read(lambda connection: connection.execute(query).mappings().all())
        except DatabaseDown as down:
            raise PeopleDown(str(down)) from down
        except DatabaseBroken as broken:
            raise PeopleDamaged(str(broken)) from broken


def _counted(connection: Connection, key: str, seen: int, at: datetime) -> bool:
    """A second node that inserts the same key first breaks a rule of the table: then nothing is counted."""
    if seen == 0:
        connection.execute(insert(_failed).values(key=key, count=1, last_at=at))
        return True
    same = (_failed.c.key == key) & (_failed.c.count == seen)
    return connection.execute(update(_failed).where(same).values(count=seen + 1, last_at=at)).rowcount == 1


def _as_person(row: RowMapping) -> Person:
    return Person(
        row["id"], row["login"], row["name"], Role(row["role"]), tuple(row["offices"]), row["active"]
    )


def _as_bearer(row: RowMapping) -> Bearer:
    return Bearer(row["id"], Role(row["role"]), row["office"], row["label"])
