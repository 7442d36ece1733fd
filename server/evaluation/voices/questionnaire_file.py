"""The questionnaires of a YAML file, read and checked; the standard ones come with the program."""

from functools import cache
from importlib import resources

import yaml  # type: ignore[import-untyped]
from pydantic import BaseModel, ConfigDict, Field, model_validator

from server.evaluation.voices.questionnaire import OVERALL, Item, Questionnaire, Scale


class _ScalePart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    best: int
    worst: int
    satisfied: frozenset[int]
    names: dict[int, dict[str, str]]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int
    scale: _ScalePart
    items: dict[str, dict[str, str]] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> "_Part":
        grades = set(self.scale.names)
        if grades != set(range(*sorted((self.scale.best, self.scale.worst)))) | {
            self.scale.best,
            self.scale.worst,
        }:
            raise ValueError("every grade between best and worst needs a name")
        if not self.scale.satisfied < grades or self.scale.best not in self.scale.satisfied:
            raise ValueError("satisfied must hold the best grade, and not all grades")
        if OVERALL not in self.items:
            raise ValueError(f"the items lack {OVERALL}")
        return self


def read(text: str) -> tuple[Questionnaire, ...]:
    """Questionnaires written in YAML, the oldest first. Raises ValueError in words."""
    parts = [_Part.model_validate(each) for each in yaml.safe_load(text)["questionnaires"]]
    return tuple(sorted(map(_questionnaire, parts), key=lambda each: each.year))


@cache
def standard() -> tuple[Questionnaire, ...]:
    """The questionnaires that come with the program."""
    file = resources.files("server.evaluation.voices") / "questionnaires.yaml"
    return read(file.read_text(encoding="utf-8"))


def _questionnaire(part: _Part) -> Questionnaire:
    scale = Scale(part.scale.best, part.scale.worst, part.scale.names, part.scale.satisfied)
    return Questionnaire(part.year, scale, tuple(Item(id, names) for id, names in part.items.items()))
