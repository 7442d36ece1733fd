"""A memory with an end: what was used longest ago goes first."""

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Bounded(Generic[Key, Value]):
    """Holds values by key, together no heavier than `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._held: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """What is held under this key, which counts as used now; None if there is nothing."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, key: Key, value: Value, weight: int = 1) -> None:
        """Hold this value; what was used longest ago makes room for it. What is too heavy is not held."""
        if key in self._held:
            self._weight -= self._held.pop(key)[1]
        if weight > self._most:
            return
        self._held[key] = (value, weight)
        self._weight += weight
        while self._weight > self._most:
            self._weight -= self._held.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Hold nothing."""
        self._held.clear()
        self._weight = 0
