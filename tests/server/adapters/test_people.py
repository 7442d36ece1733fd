"""The accounts keep what they are given, in SQLite and PostgreSQL alike, and forget it when told."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople, metadata
from server.ports.people import Bearer, Enrolled, Failures, LoginTaken, PeopleDown, Person, Role, Session

NOW = datetime(2026, 11, 21, 0, 30, 0, 123_456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HANAKO = Person("p1", "hanako", "緑 花子", Role.CLERK, ("midori", "aoba"))
TARO = Person("p2", "taro", "青葉 太郎", Role.MANAGER)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/people.sqlite"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    database.start(metadata)
    yield database
    await database.close()


@pytest.fixture
async def people(database: Database) -> SqlPeople:
    people = SqlPeople(database)
    await people.add(HANAKO, "hash-1")
    await people.add(TARO, "hash-2")
    return people


async def test_a_person_is_found_as_enrolled(people: SqlPeople) -> None:
    assert await people.enrolled("hanako") == Enrolled(HANAKO, "hash-1")
    assert await people.person("p2") == TARO
    assert await people.everybody() == [HANAKO, TARO]
    assert await people.enrolled("jiro") is None
    assert await people.person("p3") is None


async def test_a_login_belongs_to_one_person(people: SqlPeople) -> None:
    with pytest.raises(LoginTaken):
        await people.add(Person("p3", "taro", "別の太郎", Role.CLERK), "hash-3")
    assert await people.everybody() == [HANAKO, TARO]


async def test_a_session_carries_its_person_and_its_times(people: SqlPeople) -> None:
    await people.open_session("s1", "p1", NOW)
    await people.touch_session("s1", NOW + MINUTE)
    assert await people.session("s1") == Session("s1", HANAKO, NOW, NOW + MINUTE)
    await people.close_session("s1")
    await people.close_session("s1")
    assert await people.session("s1") is None


async def test_keeping_somebody_out_closes_their_sessions_for_good(people: SqlPeople) -> None:
    await open_three(people)
    await people.set_active("p1", False)
    assert await open_sessions(people) == {"s3"}
    await people.set_active("p1", True)
    assert await open_sessions(people) == {"s3"}
    assert await people.person("p1") == HANAKO


async def test_a_session_of_somebody_who_is_kept_out_is_none(people: SqlPeople) -> None:
    await people.set_active("p1", False)
    await people.open_session("s1", "p1", NOW)
    assert await people.session("s1") is None


async def test_another_password_closes_sessions_and_a_renewed_hash_does_not(people: SqlPeople) -> None:
    await open_three(people)
    await people.renew_password_hash("p1", "hash-1", "hash-1b")
    await people.renew_password_hash("p1", "hash-1", "too late")
    assert await people.enrolled("hanako") == Enrolled(HANAKO, "hash-1b")
    assert await open_sessions(people) == {"s1", "s2", "s3"}
    await people.change_password_hash("p1", "hash-1c")
    assert await people.enrolled("hanako") == Enrolled(HANAKO, "hash-1c")
    assert await open_sessions(people) == {"s3"}


async def test_other_work_closes_sessions(people: SqlPeople) -> None:
    await open_three(people)
    await people.reassign("p1", Role.MANAGER, ())
    assert await people.person("p1") == Person("p1", "hanako", "緑 花子", Role.MANAGER)
    assert await open_sessions(people) == {"s3"}


async def test_all_sessions_of_one_person_can_be_closed(people: SqlPeople) -> None:
    await open_three(people)
    await people.close_all_of("p1")
    assert await open_sessions(people) == {"s3"}


async def test_old_and_unused_sessions_are_forgotten(people: SqlPeople) -> None:
    await open_three(people)
    await people.touch_session("s2", NOW + 5 * MINUTE)
    await people.touch_session("s3", NOW + 5 * MINUTE)
    await people.close_sessions_before(opened=NOW, seen=NOW + MINUTE)
    assert await open_sessions(people) == {"s2", "s3"}
    await people.close_sessions_before(opened=NOW + MINUTE, seen=NOW)
    assert await open_sessions(people) == set()


async def test_a_person_removed_leaves_nothing(people: SqlPeople) -> None:
    await open_three(people)
    await people.remove("p1")
    assert await people.everybody() == [TARO]
    assert await open_sessions(people) == {"s3"}


async def test_a_bearer_is_found_by_the_hash_until_revoked(people: SqlPeople) -> None:
    kiosk, report = Bearer("b1", Role.KIOSK, "midori", "1階"), Bearer("b2", Role.MANAGER, None, "report")
    await people.add_bearer(kiosk, "t1", NOW)
    await people.add_bearer(report, "t2", NOW + MINUTE)
    assert await people.bearer("t1") == kiosk
    assert await people.bearers() == [kiosk, report]
    await people.revoke_bearer("b1")
    assert await people.bearer("t1") is None
    assert await people.bearers() == [report]


async def test_failures_are_counted_by_whoever_saw_the_latest_count(people: SqlPeople) -> None:
    assert await people.failures("k") is None
    assert await people.count_failure("k", 0, NOW) is True
    assert await people.count_failure("k", 0, NOW) is False
    assert await people.count_failure("k", 1, NOW + MINUTE) is True
    assert await people.count_failure("k", 1, NOW) is False
    assert await people.failures("k") == Failures(2, NOW + MINUTE)
    await people.forget_failures("k")
    assert await people.failures("k") is None


async def test_of_many_at_once_one_is_counted(people: SqlPeople) -> None:
    counted = await asyncio.gather(*(people.count_failure("k", 0, NOW) for _ in range(20)))
    assert sorted(counted) == [False] * 19 + [True]
    assert await people.failures("k") == Failures(1, NOW)


async def test_old_failures_are_forgotten(people: SqlPeople) -> None:
    await people.count_failure("old", 0, NOW)
    await people.count_failure("new", 0, NOW + MINUTE)
    await people.forget_failures_before(NOW + MINUTE)
    assert await people.failures("old") is None
    assert await people.failures("new") == Failures(1, NOW + MINUTE)


async def test_two_nodes_share_one_city_of_accounts(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    for each in (first, second):
        each.start(metadata)
    here, there = SqlPeople(first), SqlPeople(second)
    await here.add(HANAKO, "hash-1")
    await here.open_session("s1", "p1", NOW)
    assert await there.session("s1") == Session("s1", HANAKO, NOW, NOW)
    counted = await asyncio.gather(*(node.count_failure("k", 0, NOW) for node in (here, there) * 10))
    assert sorted(counted) == [False] * 19 + [True]
    await there.set_active("p1", False)
    assert await here.session("s1") is None
    await first.close()
    await second.close()


async def test_accounts_that_cannot_be_read_let_nobody_in(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/people.sqlite")
    database.start(metadata)
    people = SqlPeople(database)
    await people.add(HANAKO, "hash-1")
    await database.close()
    damaged = (tmp_path / "people.sqlite").read_bytes()
    database = Database(f"sqlite:///{tmp_path}/people.sqlite")
    database.start(metadata)
    (tmp_path / "people.sqlite").write_bytes(b"x" * len(damaged))
    with pytest.raises(PeopleDown):
        await SqlPeople(database).session("s1")
    await database.close()


async def open_three(people: SqlPeople) -> None:
    await people.open_session("s1", "p1", NOW)
    await people.open_session("s2", "p1", NOW)
    await people.open_session("s3", "p2", NOW)


async def open_sessions(people: SqlPeople) -> set[str]:
    return {each for each in ("s1", "s2", "s3") if await people.session(each)}
