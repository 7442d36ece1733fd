"""A YAML text as plain data of mappings, lists and strings, with the line on which each thing stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml  # type: ignore[import-untyped]

Path: TypeAlias = tuple[str | int, ...]
"""Where something stands: keys of mappings and places in lists (from 0), from the outside in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place, in words; `line` where the place alone does not tell it."""

    path: Path
    words: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: `data`, the line (from 1) of every place in it, and what is wrong as YAML."""

    data: Any
    lines: Mapping[Path, int]
    faults: tuple[Fault, ...] = ()

    def line(self, path: Path) -> int:
        """The line of this place, or of the nearest thing around it that stands in the file."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read; `seen` is what each node said that was met before, to find an alias."""

    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    seen: dict[int, Any] = field(default_factory=dict)


def sheet_of(text: str) -> Sheet:
    """The sheet of a YAML text, in which every value stays the string that was written.

    So 17:00 is never a number of seconds and `no` never false. A text that is no YAML, a key that stands
    twice and an alias come back as faults.
    """
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as broken:
        return Sheet(None, {}, (_no_yaml(broken),))
    if root is None:
        return Sheet(None, {}, (Fault((), "the file is empty", 1),))
    reading = _Reading()
    data = _plain(reading, (), root)
    return Sheet(data, reading.lines, tuple(reading.faults))


def found(data: Any, pattern: Path, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place that fits the pattern, in which "*" stands for any key or place; with what stands there."""
    if not pattern:
        yield path, data
        return
    first, rest = pattern[0], pattern[1:]
    for key, value in _entries(data):
        if first in {"*", key}:
            yield from found(value, rest, (*path, key))


def _entries(data: Any) -> list[tuple[str | int, Any]]:
    if isinstance(data, dict):
        return list(data.items())
    return list(enumerate(data)) if isinstance(data, list) else []


def _no_yaml(broken: yaml.YAMLError) -> Fault:
    mark = getattr(broken, "problem_mark", None)
    problem = getattr(broken, "problem", None) or getattr(broken, "reason", None) or str(broken)
    return Fault((), f"this is no YAML: {problem}", mark.line + 1 if mark else 1)


def _plain(reading: _Reading, path: Path, node: yaml.Node) -> Any:
    line = node.start_mark.line + 1
    reading.lines.setdefault(path, line)
    if id(node) in reading.seen:
        reading.faults.append(Fault(path, "an alias (*name) stands here; expected: written out in full"))
        return reading.seen[id(node)]
    reading.seen[id(node)] = None
    reading.seen[id(node)] = _said(reading, path, node)
    return reading.seen[id(node)]


def _said(reading: _Reading, path: Path, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(reading, path, node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(reading, (*path, place), each) for place, each in enumerate(node.value)]
    return node.value


def _mapping(reading: _Reading, path: Path, node: yaml.MappingNode) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in node.value:
        line, name, place = key.start_mark.line + 1, key.value, (*path, str(key.value))
        if not isinstance(name, str):
            reading.faults.append(Fault(path, "a list or mapping is the key here; expected: a word", line))
        elif name in data:
            words = f"{name!r} stands here again; expected: once, as on line {reading.lines[place]}"
            reading.faults.append(Fault(place, words, line))
        else:
            reading.lines[place] = line
            data[name] = _plain(reading, place, value)
    return data
