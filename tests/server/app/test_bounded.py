"""A memory with an end keeps what was used last, and no more than it may."""

from server.app.bounded import Bounded


def held(memory: Bounded[str, int], keys: str) -> str:
    """Which of these keys are there; asking one after the other, in this order."""
    return "".join(each for each in keys if memory.get(each) is not None)


def test_what_was_used_longest_ago_makes_room() -> None:
    memory: Bounded[str, int] = Bounded(3)
    for number, key in enumerate("abc"):
        memory.put(key, number)
    assert held(memory, "abc") == "abc"
    assert memory.get("a") == 0
    memory.put("d", 3)
    assert held(memory, "abcd") == "acd"


def test_weights_count_and_not_values() -> None:
    memory: Bounded[str, int] = Bounded(10)
    memory.put("a", 1, 4)
    memory.put("b", 2, 6)
    assert held(memory, "ab") == "ab"
    memory.put("c", 3, 5)
    assert held(memory, "abc") == "c"
    memory.put("d", 4, 5)
    assert held(memory, "cd") == "cd"


def test_a_value_that_is_put_again_weighs_once() -> None:
    memory: Bounded[str, int] = Bounded(10)
    for number in range(20):
        memory.put("a", number, 4)
    memory.put("b", 1, 6)
    assert (memory.get("a"), memory.get("b")) == (19, 1)


def test_what_is_too_heavy_alone_takes_no_room_of_others() -> None:
    memory: Bounded[str, int] = Bounded(10)
    memory.put("a", 1, 10)
    memory.put("b", 2, 11)
    assert held(memory, "ab") == "a"


def test_what_is_cleared_leaves_all_its_room() -> None:
    memory: Bounded[str, int] = Bounded(2)
    memory.put("a", 1, 2)
    memory.clear()
    assert memory.get("a") is None
    memory.put("b", 1)
    memory.put("c", 1)
    assert held(memory, "bc") == "bc"
