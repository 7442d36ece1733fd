"""Who works here: staff accounts, their sessions, and the tokens of devices and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from server.core.plan import OfficeId


class PeopleDown(Exception):
    """The accounts cannot be read or written now: nobody is let in. Says why in words."""


class PeopleDamaged(PeopleDown):
    """What is kept of the accounts cannot be read, now or later. Says where, and what to do."""


class LoginTaken(Exception):
    """Somebody already has this login."""


class Role(StrEnum):
    """What somebody, or a device, is here for; permits.py says what each may do."""

    CLERK = "clerk"
    MANAGER = "manager"
    ADMIN = "admin"
    KIOSK = "kiosk"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. `login` is in its compared form (signing.login_of); no offices: every office."""

    id: str
    login: str
    name: str
    role: Role
    offices: tuple[OfficeId, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A person with the hash of the password: only for whoever checks passwords."""

    person: Person
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is signed in. `id` is the SHA-256 of the secret that the browser holds, never the secret."""

    id: str
    person: Person
    opened_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Bearer:
    """A device or a program that holds a token; without an office it may go to every office."""

    id: str
    role: Role
    office: OfficeId | None
    label: str


@dataclass(frozen=True, slots=True)
class Failures:
    """Sign-ins that failed in a row for one login, and when the last of them was."""

    count: int
    last_at: datetime


class People(Protocol):
    """Accounts, sessions, tokens and failed sign-ins. Everything in it can be deleted.

    It is given hashes only, never a password, a session secret or a token. Times are aware, from the caller's
    clock. Every method raises PeopleDown when the accounts cannot be reached.
    """

    async def enrolled(self, login: str) -> Enrolled | None:
        """The person with this login, active or not."""

    async def person(self, person_id: str) -> Person | None:
        """The person with this id, active or not."""

    async def everybody(self) -> Sequence[Person]:
        """Every person, by login."""

    async def add(self, person: Person, password_hash: str) -> None:
        """Enrol somebody. Raises LoginTaken."""

    async def reassign(self, person_id: str, role: Role, offices: tuple[OfficeId, ...]) -> None:
        """Give other work to somebody, and close all of their sessions."""

    async def set_active(self, person_id: str, active: bool) -> None:
        """Let somebody in again, or keep them out; whoever is kept out loses all sessions at once."""

    async def change_password_hash(self, person_id: str, password_hash: str) -> None:
        """Another password: all sessions of this person are closed."""

    async def renew_password_hash(self, person_id: str, old: str, new: str) -> None:
        """The same password hashed anew; nothing happens when `old` is no longer the hash."""

    async def remove(self, person_id: str) -> None:
        """Forget a person and everything that belongs to them."""

    async def open_session(self, session_id: str, person_id: str, at: datetime) -> None:
        """Somebody has signed in."""

    async def session(self, session_id: str) -> Session | None:
        """The session with this id, if its person is active; whether it is too old is the caller's to say."""

    async def touch_session(self, session_id: str, at: datetime) -> None:
        """The session was used at this moment."""

    async def close_session(self, session_id: str) -> None:
        """Somebody has signed out; closing what is closed is no fault."""

    async def close_all_of(self, person_id: str) -> None:
        """Close every session of one person."""

    async def close_sessions_before(self, opened: datetime, seen: datetime) -> None:
        """Forget the sessions opened before `opened` or last used before `seen`."""

    async def add_bearer(self, bearer: Bearer, token_hash: str, at: datetime) -> None:
        """Let a device or a program in."""

    async def bearer(self, token_hash: str) -> Bearer | None:
        """Whoever holds the token with this hash."""

    async def bearers(self) -> Sequence[Bearer]:
        """Every device and program that is let in, the oldest first."""

    async def revoke_bearer(self, bearer_id: str) -> None:
        """Keep a device or a program out from now on."""

    async def failures(self, key: str) -> Failures | None:
        """What has failed in a row under this key, the hash of a login (people type passwords there)."""

    async def count_failure(self, key: str, seen: int, at: datetime) -> bool:
        """Count one more than the `seen` failures; False, and nothing counted, if somebody was faster."""

    async def forget_failures(self, key: str) -> None:
        """The right password was given."""

    async def forget_failures_before(self, at: datetime) -> None:
        """Forget every count whose last failure lies before this moment."""
