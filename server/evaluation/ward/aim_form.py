"""A target's form: from its fields to an Aim, and back to fill it in. Pure."""

import math
import unicodedata

from server.core.commands import Scene
from server.evaluation.core.guideline import Basis, Direction, Latitude, Principle, Scope
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.web.forms import Form, Wanted, filled_with
from server.web.reader import Reader

COUNTED = f"{Source.COUNTED.value}:"
"""The choice of what is counted by hand."""

LARGEST = 1e9
"""No ward counts more of anything."""


def aim_of(read: Reader) -> Aim:
    """The aim that a form describes, read in the order of its page."""
    scope, section, division = _who(read)
    return Aim(
        scope=scope,
        section=section,
        division=division,
        title=read.words("title"),
        current_state=read.words("current_state"),
        plan=read.words("plan"),
        item=read.words("item"),
        scene=read.chosen("scene", Scene),
        principle=read.chosen("principle", Principle),
        basis=(basis := read.chosen("basis", Basis)),
        standard=read.text("standard") if basis is Basis.EXCEEDS_STANDARD else "",
        latitude=read.chosen("latitude", Latitude),
        indicator=indicator_of(read),
        baseline=number(read, "baseline"),
        value=number(read, "value"),
        direction=read.chosen("direction", Direction),
    )


def indicator_of(read: Reader) -> Indicator:
    """What the target is measured by; where nothing fit was chosen, something counted by hand stands in."""
    source, _, figure = read.text("figure").partition(":")
    if source not in set(Source):
        read.note("figure")
    if source not in set(Source) or source == Source.COUNTED:
        return Indicator(Source.COUNTED, read.text("counted"), unit=read.text("unit"))
    return Indicator(
        Source(source),
        figure,
        office=read.text("office"),
        section=read.text("of_section"),
        service=read.text("service") if source == Source.MEASURES else "",
        item=read.text("of_item") if source == Source.SURVEY else "",
        minutes=read.whole("minutes"),
    )


def form_of(aim: Aim) -> Form:
    """The form as it was when this aim was written."""
    asked = aim.indicator
    by_hand = asked.source is Source.COUNTED
    return filled_with(
        who=who_of(aim.scope, aim.section, aim.division),
        item=aim.item,
        title=aim.title,
        current_state=aim.current_state,
        plan=aim.plan,
        principle=aim.principle.value,
        scene=aim.scene.value,
        basis=aim.basis.value,
        standard=aim.standard,
        latitude=aim.latitude.value,
        figure=COUNTED if by_hand else f"{asked.source.value}:{asked.figure}",
        counted=asked.figure if by_hand else "",
        unit=asked.unit,
        office=asked.office,
        of_section=asked.section,
        service=asked.service,
        of_item=asked.item,
        minutes="" if asked.minutes is None else str(asked.minutes),
        baseline=plain(aim.baseline),
        value=plain(aim.value),
        direction=aim.direction.value,
    )


def who_of(scope: Scope, section: str = "", division: str = "") -> str:
    """Who works for it, as one choice: `section:residents`, `division:service`, `ward` ..."""
    return ":".join(each for each in (scope.value, section or division) if each)


def _who(read: Reader) -> tuple[Scope, str, str]:
    name, _, unit = read.text("who").partition(":")
    if name not in set(Scope):
        read.note("who")
        return Scope.WARD, "", ""
    scope = Scope(name)
    return scope, unit if scope is Scope.SECTION else "", unit if scope is Scope.DIVISION else ""


def number(read: Reader, name: str) -> float:
    """A number that must be there; full-width digits count, up to LARGEST. Zero stands in for any other."""
    said = unicodedata.normalize("NFKC", read.text(name)).replace(",", "").replace("\u2212", "-").strip()
    try:
        value = float(said)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in said:
        read.note(name, Wanted.NUMBER)
    elif abs(value) > LARGEST:
        read.note(name)
    else:
        return value
    return 0.0


def plain(value: float) -> str:
    """A number as people type it."""
    return f"{value:.10g}"
