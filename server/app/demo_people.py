"""The staff of the demo office: one clerk, one manager, one admin."""

from collections.abc import Mapping

from server.app.passwords import Passwords
from server.app.signing import new_person
from server.core.plan import OfficeId
from server.ports.people import LoginTaken, People, Person, Role


async def furnish_people(
    people: People,
    passwords: Passwords,
    given: Mapping[Role, str],
    *,
    names: Mapping[Role, str] | None = None,
    offices: tuple[OfficeId, ...] = (),
) -> tuple[Person, ...]:
    """Enrol one person for each role in `given`, with the role as login and the given password.

    Whoever is there already stays as they are. The rules for passwords do not apply: these are printed on
    the screen. Only the demo may call this. Returns whoever was added.
    """
    called = names or {}
    made = []
    for role, password in given.items():
        person = new_person(role.value, called.get(role, role.value), role, offices)
        if await _enrol(people, passwords, person, password):
            made.append(person)
    return tuple(made)


async def _enrol(people: People, passwords: Passwords, person: Person, password: str) -> bool:
    if await people.enrolled(person.login):
        return False
    try:
        await people.add(person, await passwords.hashed(password))
    except LoginTaken:
        return False
    return True
