"""The name of a counter as a sign: its figure set apart, so that it can be written very large."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from server.core.plan import Names


@dataclass(frozen=True, slots=True)
class Sign:
    """A name in three parts, of which any may be empty; without a figure the whole name is `after`."""

    before: str
    figure: str
    after: str


def sign_of(name: str) -> Sign:
    """The sign for one name, split around its first figure."""
    found = re.search(r"[0-9]+", name)
    if found is None:
        return Sign("", "", name)
    return Sign(name[: found.start()].strip(), found.group(), name[found.end() :].strip())


def signs_of(names: Names) -> Mapping[str, Sign]:
    """The sign in every language in which the counter has a name."""
    return {language: sign_of(name) for language, name in names.items()}
