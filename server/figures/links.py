"""Addresses of the figures pages: a choice as a query, with some of its fields changed."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from server.figures.views.choice import Choice

Link = Callable[[Mapping[str, str]], str]


def fields_of(choice: Choice) -> dict[str, str]:
    """The choice as fields of a form; what is not chosen is left out."""
    fields = {
        "from": choice.span.since.isoformat(),
        "to": choice.span.until.isoformat(),
        "service": choice.service,
        "section": choice.section,
        "measure": choice.measure.id,
        "within": str(choice.within),
    }
    return {name: value for name, value in fields.items() if value}


def link(path: str, fields: Mapping[str, str]) -> Link:
    """Addresses of this page with these fields, some of them changed; an empty value takes a field out."""

    def address(changes: Mapping[str, str]) -> str:
        kept = {name: value for name, value in {**fields, **changes}.items() if value}
        return f"{path}?{urlencode(kept)}" if kept else path

    return address


def presets(path: str, fields: Mapping[str, str]) -> Link:
    """Addresses with a preset in place of dates."""
    return link(path, {name: value for name, value in fields.items() if name not in {"from", "to"}})
