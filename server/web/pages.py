"""Pages: templates of every package, rendered in the reader's language."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from babel import Locale
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse

from server.core.plan import Names
from server.web import date_words
from server.web.numbers import aside, gap, percent, with_unit, written
from server.web.words import Words


class Assets:
    """The static files of every package, each under a URL that changes with its content."""

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self._packages = packages
        self._urls: dict[str, str] = {}

    def url(self, path: str) -> str:
        """The URL of `package/file`. Raises FileNotFoundError for a file that is not there."""
        if path not in self._urls:
            package, file = path.split("/", 1)
            content = (self._packages[package] / "static" / file).read_bytes()
            self._urls[path] = f"/static/{path}?v={hashlib.sha256(content).hexdigest()[:10]}"
        return self._urls[path]


class Pages:
    """Renders pages and fragments; `packages` gives the folder of each package by its name in templates."""

    def __init__(self, packages: Mapping[str, Path]) -> None:
        self.words = Words(folder / "words" for folder in packages.values())
        self.assets = Assets(packages)
        loader = ChoiceLoader([FileSystemLoader(folder / "templates") for folder in packages.values()])
        self._environments = {each: self._environment(loader, each) for each in self.words.languages}

    def language(self, connection: HTTPConnection) -> str:
        """The reader's language: the address, then what was chosen before, then the browser's wish."""
        accepted = connection.headers.get("accept-language", "")
        wishes = [connection.query_params.get("lang", ""), connection.cookies.get("lang", "")]
        wishes += [each.split(";")[0].strip() for each in accepted.split(",")]
        return self.words.chosen([each for each in wishes if each])

    def page(
        self, request: HTTPConnection, template: str, /, status_code: int = 200, **values: Any
    ) -> HTMLResponse:
        """A whole page in the reader's language; what was chosen in the address is remembered."""
        language = self.language(request)
        html = self.fragment(template, language, request=request, **values)
        response = HTMLResponse(html, status_code, headers={"Cache-Control": "no-store"})
        if request.query_params.get("lang") == language:
            response.set_cookie("lang", language, max_age=31_536_000, samesite="lax", httponly=True)
        return response

    def fragment(self, template: str, language: str, /, **values: Any) -> str:
        """A template rendered in this language."""
        return self._environments[language].get_template(template).render(values)

    def say(self, language: str, message: str) -> str:
        """One sentence in this language."""
        return self.words.of(language).gettext(message)

    def _environment(self, loader: ChoiceLoader, language: str) -> Environment:
        environment = Environment(
            loader=loader,
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        translations = self.words.of(language)
        install = environment.install_gettext_callables  # type: ignore[attr-defined]  # of the i18n extension
        install(translations.gettext, translations.ngettext, newstyle=True)
        environment.globals.update(
            lang=language,
            languages=self.words.languages,
            language_names={
                each: Locale.parse(each).get_language_name(each) for each in self.words.languages
            },
            asset=self.assets.url,
            joint=date_words.joint(language),
        )
        environment.filters.update(
            said=lambda names: said(names, language),
            clock=date_words.clock,
            minutes=minutes,
            number=written,
            percent=percent,
            day=lambda day: date_words.day_and_weekday(day, language),
            date=lambda day: date_in(day, language),
            month=lambda month: date_words.month_and_year(date.fromisoformat(f"{month}-01"), language),
            moment=lambda at: date_words.moment(at, language),
            with_unit=with_unit,
            gap=gap,
            aside=aside,
            grouped=grouped,
        )
        return environment


def _own_name(language: str) -> str:
    return Locale.parse(language, sep="-").get_language_name(language) or language


def said(names: Names | None, language: str) -> str:
    """The words in this language, else in English, else in Japanese."""
    if not names:
        return ""
    return next((names[each] for each in (language, "en", "ja") if each in names), "")


class Group(NamedTuple):
    """Things that have something in common, in their order; called as Jinja calls them."""

    grouper: Any
    list: list[Any]


def grouped(things: Iterable[Any], name: str) -> list[Group]:
    """Things by one of their attributes, in the order in which each value comes first."""
    found: dict[Any, Group] = {}
    for each in things:
        value = getattr(each, name)
        found.setdefault(value, Group(value, [])).list.append(each)
    return list(found.values())


def date_in(day: date | str | None, language: str) -> str:
    """The date without its weekday, a dash where there is none; text is a date as 2026-11-21."""
    known = date.fromisoformat(day) if isinstance(day, str) and day else day
    return date_words.day(known, language) if isinstance(known, date) else date_words.NONE


def minutes(seconds: float) -> int:
    """Whole minutes, rounded up: nobody is promised less."""
    return int(-(-seconds // 60))
