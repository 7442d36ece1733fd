"""A target's form: from its fields to an Aim, and back to fill it in. Pure."""

import math
import unicodedata

from server.core.commands import Scene
from server.evaluation.core.guideline import Basis, Direction, Latitude, Principle, Scope
from server.evaluation.core.indicator import Indicator, Source
from server.evaluation.core.papers import Aim
from server.evaluation.taking import chosen
from server.web.forms import FieldWrong, Form, Wanted, filled_with

COUNTED = f"{Source.COUNTED.value}:"
"""The choice of what is counted by hand."""

LARGEST = 1e9
"""No ward counts more of anything."""


def aim_of(filled: Form) -> Aim:
    """The aim that a form describes. Raises FieldWrong where a field holds something else than expected."""
    scope, section, division = _who(filled)
    basis = chosen(filled, "basis", Basis)
    return Aim(
        scope=scope,
        section=section,
        item=filled.text("item"),
        title=filled.text("title"),
        current_state=filled.text("current_state"),
        plan=filled.text("plan"),
        principle=chosen(filled, "principle", Principle),
        scene=chosen(filled, "scene", Scene),
        basis=basis,
        standard=filled.text("standard") if basis is Basis.EXCEEDS_STANDARD else "",
        latitude=chosen(filled, "latitude", Latitude),
        indicator=indicator_of(filled),
        baseline=number(filled, "baseline"),
        value=number(filled, "value"),
        direction=chosen(filled, "direction", Direction),
        division=division,
    )


def indicator_of(filled: Form) -> Indicator:
    """What the target is measured by. Raises FieldWrong."""
    source, _, figure = filled.text("figure").partition(":")
    if source not in set(Source):
        raise FieldWrong("figure")
    if source == Source.COUNTED:
        return Indicator(Source.COUNTED, filled.text("counted"), unit=filled.text("unit"))
    return Indicator(
        Source(source),
        figure,
        office=filled.text("office"),
        section=filled.text("of_section"),
        service=filled.text("service") if source == Source.MEASURES else "",
        item=filled.text("of_item") if source == Source.SURVEY else "",
        minutes=filled.whole("minutes"),
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


def _who(filled: Form) -> tuple[Scope, str, str]:
    name, _, unit = filled.text("who").partition(":")
    if name not in set(Scope):
        raise FieldWrong("who")
    scope = Scope(name)
    return scope, unit if scope is Scope.SECTION else "", unit if scope is Scope.DIVISION else ""


def number(filled: Form, name: str) -> float:
    """A number that must be there; full-width digits count, up to LARGEST. Raises FieldWrong."""
    said = unicodedata.normalize("NFKC", filled.text(name)).replace(",", "").replace("\u2212", "-").strip()
    try:
        value = float(said)
    except ValueError as fault:
        raise FieldWrong(name, Wanted.NUMBER) from fault
    if not math.isfinite(value) or "_" in said:
        raise FieldWrong(name, Wanted.NUMBER)
    if abs(value) > LARGEST:
        raise FieldWrong(name)
    return value


def plain(value: float) -> str:
    """A number as people type it."""
    return f"{value:.10g}"
