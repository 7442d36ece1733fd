"""Signing in: for whom, for how long, slower for whoever guesses, and ended when it must end."""

import asyncio
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from structlog.testing import capture_logs

from server.adapters.manual_clock import ManualClock
from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople, metadata
from server.app.demo_people import furnish_people
from server.app.passwords import Passwords, PasswordWeak, Weakness, weakness_of
from server.app.signing import (
    RoleUnfit,
    Signing,
    SignInRefused,
    TooSoon,
    hash_of,
    pause_after,
)
from server.ports.people import Bearer, Failures, LoginTaken, Person, Role

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
HOUR = 3600.0
RIGHT = "correct horse battery"
QUICK = {"memory_cost": 64, "parallelism": 1}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[SqlPeople]:
    database = Database(f"sqlite:///{tmp_path}/people.sqlite")
    database.start(metadata)
    yield SqlPeople(database)
    await database.close()


@pytest.fixture
def signing(people: SqlPeople, clock: ManualClock) -> Signing:
    quick = Passwords(PasswordHasher(time_cost=1, **QUICK))
    return Signing(people, clock, quick, words=("midori", "みどり区役所"))


@pytest.fixture
async def hanako(signing: Signing) -> Person:
    return await signing.add_person("Hanako", "緑 花子", Role.CLERK, ("midori",), RIGHT)


# --- in and out


async def test_the_right_password_opens_a_session(signing: Signing, hanako: Person) -> None:
    signed_in = await signing.sign_in("hanako", RIGHT)
    assert signed_in.person == hanako
    assert await signing.person_of(signed_in.secret) == hanako


@pytest.mark.parametrize("typed", ["hanako", " HANAKO ", "ｈａｎａｋｏ"])
async def test_width_and_case_of_a_login_do_not_matter(signing: Signing, hanako: Person, typed: str) -> None:
    assert (await signing.sign_in(typed, RIGHT)).person == hanako


@pytest.mark.parametrize("typed", [RIGHT.upper(), f"{RIGHT} ", RIGHT[:-1], "", "x" * 5_000])
async def test_a_password_must_be_exactly_right(signing: Signing, hanako: Person, typed: str) -> None:
    with pytest.raises(SignInRefused):
        await signing.sign_in(hanako.login, typed)


async def test_sign_out_kills_the_session_and_no_other(signing: Signing, hanako: Person) -> None:
    here, there = [(await signing.sign_in("hanako", RIGHT)).secret for _ in range(2)]
    assert here != there
    await signing.sign_out(here)
    await signing.sign_out(here)
    assert [await signing.person_of(each) for each in (here, there)] == [None, hanako]


async def test_a_secret_nobody_was_given_is_nobody(signing: Signing, hanako: Person) -> None:
    signed_in = await signing.sign_in("hanako", RIGHT)
    for guess in ("", "guess", hash_of(signed_in.secret), signed_in.secret[:-1]):
        assert await signing.person_of(guess) is None


async def test_whoever_is_kept_out_is_out_at_once(signing: Signing, hanako: Person) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    await signing.set_active(hanako, False)
    assert await signing.person_of(secret) is None
    assert await signing.person_still(hash_of(secret)) is None
    with pytest.raises(SignInRefused):
        await signing.sign_in("hanako", RIGHT)
    await signing.set_active(hanako, True)
    assert await signing.person_of(secret) is None


async def test_another_password_ends_every_session(signing: Signing, hanako: Person) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    await signing.change_password(hanako, "staple battery horse")
    assert await signing.person_of(secret) is None
    with pytest.raises(SignInRefused):
        await signing.sign_in("hanako", RIGHT)
    assert (await signing.sign_in("hanako", "staple battery horse")).person == hanako


# --- for how long


async def test_an_unused_session_ends_after_twelve_hours(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    clock.advance(12 * HOUR - 1)
    assert await signing.person_still(hash_of(secret)) == hanako
    clock.advance(1)
    assert await signing.person_of(secret) is None


async def test_use_keeps_a_session_for_a_day_at_most(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    clock.advance(11 * HOUR)
    assert await signing.person_of(secret) == hanako
    clock.advance(11 * HOUR)
    assert await signing.person_of(secret) == hanako
    clock.advance(2 * HOUR - 1)
    assert await signing.person_of(secret) == hanako
    clock.advance(1)
    assert await signing.person_of(secret) is None


async def test_an_open_socket_does_not_count_as_use(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    clock.advance(11 * HOUR)
    assert await signing.person_still(hash_of(secret)) == hanako
    clock.advance(HOUR)
    assert await signing.person_still(hash_of(secret)) is None


async def test_ended_sessions_are_deleted_at_the_next_sign_in(
    signing: Signing, people: SqlPeople, clock: ManualClock, hanako: Person
) -> None:
    secret = (await signing.sign_in("hanako", RIGHT)).secret
    clock.advance(13 * HOUR)
    assert await people.session(hash_of(secret)) is not None
    await signing.sign_in("hanako", RIGHT)
    assert await people.session(hash_of(secret)) is None


# --- guessing


async def test_unknown_login_wrong_password_and_kept_out_look_the_same(
    signing: Signing, hanako: Person
) -> None:
    jiro = await signing.add_person("jiro", "次郎", Role.CLERK, (), RIGHT)
    await signing.set_active(jiro, False)
    answers = []
    for login, password in [("nobody", RIGHT), ("hanako", "wrong"), ("jiro", RIGHT)]:
        with capture_logs() as said, pytest.raises(SignInRefused) as refused:
            await signing.sign_in(login, password)
        answers.append((refused.value.args, [(each["event"], sorted(each)) for each in said]))
    assert answers == [((), [("sign_in_refused", ["event", "log_level", "login_hash"])])] * 3


async def test_an_unknown_login_takes_as_long_as_a_wrong_password() -> None:
    passwords = Passwords()
    known = await passwords.hashed(RIGHT)
    took: dict[str | None, list[float]] = {known: [], None: []}
    for turn in range(20):
        for against in (known, None) if turn % 2 else (None, known):
            start = time.perf_counter()
            assert not await passwords.fits(against, "wrong password")
            took[against].append(time.perf_counter() - start)
    assert statistics.median(took[None]) / statistics.median(took[known]) == pytest.approx(1, abs=0.5)
    assert min(took[None]) > 0.002


async def test_whoever_guesses_is_slowed_down_and_not_locked_out(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    assert await pauses(signing, clock, "hanako", 9) == [0, 0, 0, 1, 2, 4, 8, 16, 30]
    with pytest.raises(TooSoon) as soon:
        await signing.sign_in("hanako", RIGHT)
    assert soon.value.seconds == 30
    clock.advance(30)
    assert (await signing.sign_in("hanako", RIGHT)).person == hanako
    assert await pauses(signing, clock, "hanako", 4) == [0, 0, 0, 1]


async def test_a_login_nobody_has_is_slowed_down_alike(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    assert await pauses(signing, clock, "nobody", 5) == await pauses(signing, clock, "hanako", 5)


async def test_guesses_under_one_login_do_not_slow_another(
    signing: Signing, clock: ManualClock, hanako: Person
) -> None:
    await pauses(signing, clock, "nobody", 6)
    assert (await signing.sign_in("hanako", RIGHT)).person == hanako


async def test_failures_fade_after_an_hour(signing: Signing, clock: ManualClock, hanako: Person) -> None:
    await pauses(signing, clock, "hanako", 8)
    clock.advance(HOUR + 1)
    assert await pauses(signing, clock, "hanako", 4) == [0, 0, 0, 1]


async def test_a_hundred_guesses_at_once_are_three(signing: Signing, hanako: Person) -> None:
    guesses = (signing.sign_in("hanako", f"guess {number}") for number in range(100))
    answers = await asyncio.gather(*guesses, return_exceptions=True)
    looked_at = [each for each in answers if isinstance(each, SignInRefused)]
    assert len(looked_at) <= 3
    assert len([each for each in answers if isinstance(each, TooSoon)]) == 100 - len(looked_at)


def test_a_pause_is_never_longer_than_half_a_minute() -> None:
    pauses = [pause_after(Failures(count, NOW), NOW) for count in (0, 2, 3, 4, 8, 1_000_000)]
    assert pauses == [timedelta(seconds=each) for each in (0, 0, 1, 2, 30, 30)]
    assert pause_after(Failures(8, NOW), NOW + timedelta(seconds=29)) == timedelta(seconds=1)
    assert pause_after(Failures(8, NOW), NOW + timedelta(seconds=31)) == timedelta(0)
    assert pause_after(None, NOW) == timedelta(0)


async def pauses(signing: Signing, clock: ManualClock, login: str, tries: int) -> list[int]:
    """Try wrong passwords, waiting as told: the pauses before each try."""
    waited = []
    for _ in range(tries):
        waited.append(0)
        try:
            await signing.sign_in(login, "wrong password")
        except TooSoon as soon:
            waited[-1] = soon.seconds
            clock.advance(soon.seconds)
            with pytest.raises(SignInRefused):
                await signing.sign_in(login, "wrong password")
        except SignInRefused:
            pass
    return waited


# --- passwords


@pytest.mark.parametrize(
    ("password", "weakness"),
    [
        ("seven77", Weakness.SHORT),
        ("x" * 129, Weakness.LONG),
        ("12345678", Weakness.COMMON),
        ("１２３４５６７８", Weakness.COMMON),
        ("aaaaaaaaaa", Weakness.COMMON),
        ("Password!2026", Weakness.COMMON),
        ("P@ssw0rd", Weakness.COMMON),
        ("区役所2026年度!", Weakness.COMMON),
        ("みどり区役所2026", Weakness.COMMON),
        ("midori-2026", Weakness.COMMON),
        ("hanako1985", Weakness.COMMON),
        ("hanako.midori", Weakness.COMMON),
        ("令和08年窓口係", Weakness.COMMON),
        ("kotatsu8", None),
        ("3141592653", None),
        ("password for the tea kettle", None),
        ("やかんとこたつとねこ", None),
        ("correct horse battery", None),
        ("Aokigahara" + "x" * 118, None),
    ],
)
def test_a_password_is_refused_for_a_reason(password: str, weakness: Weakness | None) -> None:
    assert weakness_of(password, ("hanako", "緑", "花子", "midori", "みどり区役所")) == weakness


async def test_weak_passwords_are_refused_at_the_door(signing: Signing, hanako: Person) -> None:
    with pytest.raises(PasswordWeak) as weak:
        await signing.add_person("jiro", "次郎", Role.CLERK, (), "jiro2026midori")
    assert weak.value.weakness == Weakness.COMMON
    with pytest.raises(PasswordWeak) as weak:
        await signing.change_password(hanako, "short")
    assert weak.value.weakness == Weakness.SHORT
    assert (await signing.sign_in("hanako", RIGHT)).person == hanako


async def test_a_login_is_given_once_and_devices_are_no_people(signing: Signing, hanako: Person) -> None:
    with pytest.raises(LoginTaken):
        await signing.add_person("HANAKO", "別の花子", Role.ADMIN, (), RIGHT)
    for role in (Role.KIOSK, Role.DISPLAY):
        with pytest.raises(RoleUnfit):
            await signing.add_person("box", "box", role, (), RIGHT)


def test_hashes_are_argon2id_with_the_parameters_of_owasp() -> None:
    assert asyncio.run(Passwords().hashed(RIGHT)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_hash_of_other_parameters_is_renewed_without_ending_sessions(
    signing: Signing, people: SqlPeople, clock: ManualClock, hanako: Person
) -> None:
    before = (await signing.sign_in("hanako", RIGHT)).secret
    stronger = Signing(people, clock, Passwords(PasswordHasher(time_cost=2, **QUICK)))
    await stronger.sign_in("hanako", RIGHT)
    enrolled = await people.enrolled("hanako")
    assert enrolled is not None
    assert "m=64,t=2,p=1" in enrolled.password_hash
    assert (await stronger.sign_in("hanako", RIGHT)).person == hanako
    assert await signing.person_of(before) == hanako


async def test_two_hashes_are_in_work_at_once() -> None:
    class Counting(PasswordHasher):
        now = most = 0

        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            self.now += 1
            self.most = max(self.most, self.now)
            made = super().hash(password, salt=salt)
            self.now -= 1
            return made

    hasher = Counting(time_cost=2, memory_cost=19_456, parallelism=1)
    passwords = Passwords(hasher)
    await asyncio.gather(*(passwords.hashed(RIGHT) for _ in range(8)))
    assert hasher.most == 2


# --- tokens


async def test_a_token_is_its_bearer_until_revoked(signing: Signing, people: SqlPeople) -> None:
    token, bearer = await signing.create_token(Role.KIOSK, "midori", "1階 発券機")
    assert bearer == Bearer(bearer.id, Role.KIOSK, "midori", "1階 発券機")
    assert await signing.bearer_of(token) == bearer
    assert await signing.bearer_still(hash_of(token)) == bearer
    assert await people.bearers() == [bearer]
    await signing.revoke_token(bearer.id)
    assert await signing.bearer_of(token) is None
    assert await signing.bearer_still(hash_of(token)) is None


async def test_neither_database_nor_words_said_hold_a_secret(
    signing: Signing, hanako: Person, tmp_path: Path
) -> None:
    with capture_logs() as said:
        secret = (await signing.sign_in("hanako", RIGHT)).secret
        token, _ = await signing.create_token(Role.CLERK, None, "report")
        with pytest.raises(SignInRefused):
            await signing.sign_in("typed-in-the-wrong-field", RIGHT)
    with sqlite3.connect(tmp_path / "people.sqlite") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    for kept in (repr(said), dump):
        assert [word for word in (secret, token, RIGHT, "typed-in-the-wrong-field") if word in kept] == []
    assert hash_of(secret) in dump
    assert "$argon2id$" in dump


# --- the demo


async def test_the_demo_is_furnished_once(signing: Signing, people: SqlPeople) -> None:
    given = {role: f"{role.value}-demo" for role in (Role.CLERK, Role.MANAGER, Role.ADMIN)}
    quick = Passwords(PasswordHasher(time_cost=1, **QUICK))
    made = await furnish_people(people, quick, given, names={Role.CLERK: "緑 花子"})
    assert [(each.login, each.name, each.role, each.offices) for each in made] == [
        ("clerk", "緑 花子", Role.CLERK, ()),
        ("manager", "manager", Role.MANAGER, ()),
        ("admin", "admin", Role.ADMIN, ()),
    ]
    assert await furnish_people(people, quick, {**given, Role.ADMIN: "another"}) == ()
    assert sorted(made, key=lambda each: each.login) == await people.everybody()
    assert (await signing.sign_in("admin", "admin-demo")).person == made[2]
