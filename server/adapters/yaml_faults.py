"""What is wrong with the form of an office file, in words: what stands there and what is expected."""

from collections.abc import Iterable
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from server.adapters.yaml_lines import Fault, Path

EXPECTED = {
    "model_type": "words with their values below (name: value)",
    "dict_type": "words with their values below (name: value)",
    "tuple_type": "a list",
    "frozen_set_type": "a list",
    "string_type": "plain text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "string_too_short": "words, not nothing (words with a comma stand in quotes)",
    "too_short": "at least one entry",
}
"""What pydantic's kinds of error mean to somebody who writes an office file."""


def faults_of(broken: ValidationError, form: type[BaseModel]) -> list[Fault]:
    """Every fault that pydantic found."""
    return [_fault(error, form) for error in broken.errors(include_url=False)]


def near(word: object, known: Iterable[str]) -> str:
    """Words that point to the nearest known name, and tell all of them."""
    names = [str(each) for each in known]
    nearest = get_close_matches(str(word), names, n=1)
    guess = f"perhaps {nearest[0]!r}; " if nearest else ""
    return f"{guess}known here: {', '.join(names) or 'none'}"


def _fault(error: Any, form: type[BaseModel]) -> Fault:
    is_key = bool(error["loc"]) and error["loc"][-1] == "[key]"
    path: Path = error["loc"][:-1] if is_key else error["loc"]
    match error["type"]:
        case "missing":
            return Fault(path, f"`{path[-1]}` is missing; expected here, in `{_named(path[:-1])}`")
        case "extra_forbidden":
            known = near(path[-1], _words(form, path))
            return Fault(path, f"nobody knows the word {path[-1]!r} here; {known}")
        case _:
            return Fault(path, _contrary(error["input"], _expected(error)))


def _contrary(stands: Any, expected: str) -> str:
    if isinstance(stands, str):
        return f"here stands {stands!r}; expected: {expected}"
    return f"expected: {expected}"


def _expected(error: Any) -> str:
    kind, message, context = error["type"], str(error["msg"]), error.get("ctx", {})
    if kind in EXPECTED:
        return EXPECTED[kind]
    if kind in {"literal_error", "enum"}:
        return f"{context['expected']}"
    if kind == "string_pattern_mismatch":
        return f"text of the form {context['pattern'].strip('^$')}"
    return message.removeprefix("Value error, ").removeprefix("Input should be ")


def _named(path: Path) -> str:
    return ".".join(str(each) for each in path) or "the file"


def _words(form: Any, path: Path) -> list[str]:
    """The words that the form knows beside the last of this path."""
    for step in path[:-1]:
        form = _below(form, step)
    fields = form.model_fields if isinstance(form, type) and issubclass(form, BaseModel) else {}
    return [field.alias or name for name, field in fields.items()]


def _below(form: Any, step: str | int) -> Any:
    """The form one step further in: a field of a part, or what a mapping or list holds."""
    if isinstance(form, type) and issubclass(form, BaseModel):
        by_word = {field.alias or name: field.annotation for name, field in form.model_fields.items()}
        return _bare(by_word.get(str(step)))
    arguments = get_args(form)
    if not arguments:
        return None
    return _bare(arguments[1] if get_origin(form) is dict else arguments[0])


def _bare(form: Any) -> Any:
    """The form without Annotated and without `| None`."""
    if get_origin(form) is Annotated:
        return _bare(get_args(form)[0])
    if get_origin(form) in {Union, UnionType}:
        return _bare(next(each for each in get_args(form) if each is not type(None)))
    return form
