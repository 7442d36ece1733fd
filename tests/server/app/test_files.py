"""Files that are whole or not there: of several writers at once the first one's words stay."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from server.app.files import put, put_first

WRITERS = 8


def test_of_many_writers_at_once_exactly_one_comes_first_and_nobody_changes_its_words(tmp_path: Path) -> None:
    for each in range(20):
        file, together = tmp_path / "reports" / f"{each}.json", Barrier(WRITERS)

        def write(writer: int, file: Path = file, together: Barrier = together) -> bool:
            together.wait()
            return put_first(file, f"writer {writer}".encode() * 1000)

        with ThreadPoolExecutor(WRITERS) as threads:
            first = list(threads.map(write, range(WRITERS)))
        assert first.count(True) == 1
        assert file.read_bytes() == f"writer {first.index(True)}".encode() * 1000
    assert len(list((tmp_path / "reports").iterdir())) == 20


def test_what_is_put_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "papers" / "plan.pdf"
    put(file, b"once")
    put(file, b"again")
    assert {each.name: each.read_bytes() for each in file.parent.iterdir()} == {"plan.pdf": b"again"}
