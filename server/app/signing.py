"""Signing in: who somebody is, for how long, and slower for whoever guesses.

Sign-in through a city's identity provider (OIDC) fits in beside the password: its route would check the
provider's answer, then call `sign_in_as(subject)`, which would find the person enrolled under that
(issuer, subject) and open a session exactly as `sign_in` does after the password (`_opened`).
"""

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from server.app.passwords import Passwords, PasswordWeak, weakness_of
from server.app.recent import Recent
from server.core.plan import OfficeId
from server.ports.clock import Clock
from server.ports.people import Bearer, Failures, LoginTaken, People, Person, Role, Session

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(hours=24)
TOUCH = timedelta(minutes=5)
"""A session in use is written down this often, not at every request."""

FREE_FAILURES = 3
LONGEST_PAUSE = timedelta(seconds=30)
FADES = timedelta(hours=1)
"""After this time without a failure they are forgotten."""

STAFF = frozenset({Role.CLERK, Role.MANAGER, Role.ADMIN})

_said = structlog.get_logger(__name__)


class SignInRefused(Exception):
    """Unknown login, wrong password or somebody who is kept out: which of them is not said."""


class TooSoon(Exception):
    """Too many failures under this login: try again after `seconds`. The password was not looked at."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again after {seconds} s")
        self.seconds = seconds


class RoleUnfit(Exception):
    """People are clerks, managers or admins; kiosks and displays hold tokens."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has just signed in; `secret` goes to the browser and is kept nowhere else."""

    secret: str
    person: Person


class Signing:
    """Accounts, sessions and tokens. Every method may raise PeopleDown: then nobody is let in.

    `words` are this installation's own, which no password may consist of: ids and names of its offices.
    """

    def __init__(self, people: People, clock: Clock, passwords: Passwords, words: Iterable[str] = ()) -> None:
        self._people = people
        self._clock = clock
        self._passwords = passwords
        self._words = tuple(words)
        self._sessions: Recent[Session | None] = Recent(clock, people.session)
        self._bearers: Recent[Bearer | None] = Recent(clock, people.bearer)

    async def sign_in(self, login: str, password: str) -> SignedIn:
        """Open a new session. Raises SignInRefused or TooSoon."""
        key = hash_of(login_of(login))
        await self._count_attempt(key)
        enrolled = await self._people.enrolled(login_of(login))
        fits = await self._passwords.fits(enrolled.password_hash if enrolled else None, password)
        if enrolled is None or not fits or not enrolled.person.active:
            _said.warning("sign_in_refused", login_hash=key[:12])
            raise SignInRefused
        await self._people.forget_failures(key)
        await self._renew(enrolled.person, enrolled.password_hash, password)
        return await self._opened(enrolled.person)

    async def _opened(self, person: Person) -> SignedIn:
        now = self._clock.now()
        secret = secrets.token_urlsafe(32)
        await self._people.close_sessions_before(opened=now - ABSOLUTE, seen=now - IDLE)
        await self._people.open_session(hash_of(secret), person.id, now)
        _said.info("signed_in", person=person.id)
        return SignedIn(secret, person)

    async def _count_attempt(self, key: str) -> None:
        """Counted before the password is looked at: a hundred guesses at once are a hundred failures."""
        now = self._clock.now()
        await self._people.forget_failures_before(now - FADES)
        failures = await self._people.failures(key)
        wait = pause_after(failures, now)
        if wait > timedelta(0):
            raise TooSoon(-(-wait // timedelta(seconds=1)))
        if not await self._people.count_failure(key, failures.count if failures else 0, now):
            raise TooSoon(1)

    async def _renew(self, person: Person, password_hash: str, password: str) -> None:
        if self._passwords.is_old(password_hash):
            new = await self._passwords.hashed(password)
            await self._people.renew_password_hash(person.id, password_hash, new)

    async def sign_out(self, secret: str) -> None:
        """Close the session of this secret; signing out twice is no fault."""
        await self._people.close_session(hash_of(secret))
        self._sessions.forget()

    async def person_of(self, secret: str) -> Person | None:
        """Who is signed in with this secret; the session counts as used now."""
        session = await self._live(hash_of(secret))
        if session is None:
            return None
        now = self._clock.now()
        if now - session.seen_at >= TOUCH:
            await self._people.touch_session(session.id, now)
            self._sessions.forget()
        return session.person

    async def person_still(self, session_id: str) -> Person | None:
        """The same by session id (`hash_of` the secret): for open sockets; it does not count as use."""
        session = await self._live(session_id)
        return session.person if session else None

    async def _live(self, session_id: str) -> Session | None:
        session = await self._sessions.get(session_id)
        if session is None or not is_live(session, self._clock.now()):
            return None
        return session

    async def bearer_of(self, token: str) -> Bearer | None:
        """The device or program that holds this token."""
        return await self._bearers.get(hash_of(token))

    async def bearer_still(self, token_hash: str) -> Bearer | None:
        """The same by `hash_of` the token: for open sockets."""
        return await self._bearers.get(token_hash)

    async def create_token(self, role: Role, office: OfficeId | None, label: str) -> tuple[str, Bearer]:
        """A new token, to be shown once, and its holder; without an office it is for every office."""
        token = f"machiai_{secrets.token_urlsafe(32)}"
        bearer = Bearer(secrets.token_urlsafe(9), role, office, label)
        await self._people.add_bearer(bearer, hash_of(token), self._clock.now())
        self._bearers.forget()
        _said.info("token_created", bearer=bearer.id, role=role.value, office=office)
        return token, bearer

    async def revoke_token(self, bearer_id: str) -> None:
        """Keep the holder out from now on."""
        await self._people.revoke_bearer(bearer_id)
        self._bearers.forget()
        _said.info("token_revoked", bearer=bearer_id)

    async def add_person(
        self, login: str, name: str, role: Role, offices: tuple[OfficeId, ...], password: str
    ) -> Person:
        """Enrol somebody. Raises PasswordWeak, LoginTaken or RoleUnfit."""
        person = new_person(login, name, role, offices)
        self._check(password, person)
        if await self._people.enrolled(person.login):
            raise LoginTaken(person.login)
        await self._people.add(person, await self._passwords.hashed(password))
        _said.info("person_added", person=person.id, role=role.value)
        return person

    async def names(self) -> Mapping[str, str]:
        """The names of the staff, by how the log calls them."""
        return {f"person:{each.id}": each.name for each in await self._people.everybody()}

    async def change_password(self, person: Person, password: str) -> None:
        """Another password; all sessions of the person are closed. Raises PasswordWeak."""
        self._check(password, person)
        await self._people.change_password_hash(person.id, await self._passwords.hashed(password))
        self._sessions.forget()
        _said.info("password_changed", person=person.id)

    async def set_active(self, person: Person, active: bool) -> None:
        """Let somebody in again, or keep them out and close all of their sessions."""
        await self._people.set_active(person.id, active)
        self._sessions.forget()
        _said.info("person_active" if active else "person_kept_out", person=person.id)

    def _check(self, password: str, person: Person) -> None:
        words = (person.login, *person.name.split(), *person.offices, *self._words)
        if weakness := weakness_of(password, words):
            raise PasswordWeak(weakness)


def new_person(login: str, name: str, role: Role, offices: tuple[OfficeId, ...] = ()) -> Person:
    """Somebody with a new id. Raises RoleUnfit for the roles of devices."""
    if role not in STAFF:
        raise RoleUnfit(role.value)
    return Person(secrets.token_urlsafe(9), login_of(login), name, role, offices)


def login_of(text: str) -> str:
    """A login in the form in which logins are compared: width and case do not matter."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def hash_of(secret: str) -> str:
    """What is kept of a secret of 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_live(session: Session, now: datetime) -> bool:
    """Whether a session is neither too long unused nor too old."""
    return now - session.seen_at < IDLE and now - session.opened_at < ABSOLUTE


def pause_after(failures: Failures | None, now: datetime) -> timedelta:
    """How long from now until the next password is looked at: 1, 2, 4 ... at most 30 s after a failure.

    Nobody is locked out, and the first three failures are free.
    """
    if failures is None or failures.count < FREE_FAILURES or now - failures.last_at >= FADES:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(failures.count - FREE_FAILURES, 10)), LONGEST_PAUSE)
    return max(failures.last_at + pause - now, timedelta(0))
