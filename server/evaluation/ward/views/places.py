"""Where the pages of a ward's year are: addresses that can be guessed, safe for any id."""

from server.evaluation.core.state import WHOLE_CITY
from server.ports.city import SectionId, WardId

WHOLE_CITY_NAME = "whole-city"
"""Stands in addresses where the whole city's targets are meant."""

OWN_STANDARDS = "own-standards"
"""The part of an address behind which the ward's own standards are."""

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")


def path_part(text: str) -> str:
    """One part of a path, percent-encoded."""
    return "".join(chr(each) if each in _PLAIN else f"%{each:02X}" for each in text.encode())


def year_url(ward: WardId, year: int) -> str:
    """A ward's year."""
    return f"/evaluation/wards/{path_part(ward) if ward != WHOLE_CITY else WHOLE_CITY_NAME}/{year}"


def ward_named(name: str) -> WardId:
    """The ward that stands in an address."""
    return WHOLE_CITY if name == WHOLE_CITY_NAME else name


def step_url(ward: WardId, year: int, step: str) -> str:
    """A step of the whole ward: policy, council, publication, orders/new, guidance, committee, review ..."""
    return f"{year_url(ward, year)}/{step}"


def target_url(ward: WardId, year: int, target: str, step: str = "") -> str:
    """A target, or a step of it: words, withdrawal, initiatives/new, evaluation."""
    url = f"{year_url(ward, year)}/targets/{path_part(target)}"
    return f"{url}/{step}" if step else url


def initiative_url(ward: WardId, year: int, target: str, initiative: str, step: str = "") -> str:
    """An initiative in words, or a step of it: progress."""
    url = target_url(ward, year, target, f"initiatives/{path_part(initiative)}")
    return f"{url}/{step}" if step else url


def section_url(ward: WardId, year: int, section: SectionId, step: str) -> str:
    """A step of a section: standards, targets (to the committee), results."""
    return f"{year_url(ward, year)}/sections/{path_part(section)}/{step}"


def standard_url(ward: WardId, year: int, section: SectionId, standard: str) -> str:
    """The check of one standard in a section."""
    return section_url(ward, year, section, f"standards/{path_part(standard)}")


def own_standard_url(ward: WardId, year: int, standard: str) -> str:
    """The form that ends a standard which was a target once, from this year on."""
    return step_url(ward, year, f"{OWN_STANDARDS}/{path_part(standard)}/end")


def order_url(ward: WardId, year: int, order: str) -> str:
    """An improvement order with its answer."""
    return step_url(ward, year, f"orders/{path_part(order)}")


def city_url(year: int, step: str = "") -> str:
    """The city's standards of a year, or a step of them."""
    return f"/evaluation/city/{year}/{step}" if step else f"/evaluation/city/{year}"
