"""Which typeface is found, and what is said when there is none."""

from pathlib import Path

import pytest

from hardware import fonts
from hardware.fonts import NoTypeface, Typeface, typeface
from tests.hardware import samples


def test_the_wheels_bring_a_japanese_typeface() -> None:
    face = typeface()
    assert (face.regular.name, face.bold.name) == ("NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf")


def test_the_setting_goes_before_everything() -> None:
    file = samples.face().regular
    assert typeface(file) == Typeface(file, file)


def test_a_font_file_of_the_setting_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    missing = tmp_path / "gone.otf"
    with pytest.raises(NoTypeface, match=f"the font file {missing}"):
        typeface(missing)


def test_without_wheels_debian_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = [tmp_path / name for name in fonts.DEBIAN_PAIRS[1]]
    pair[0].parent.mkdir(parents=True)
    for file in pair:
        file.touch()
    monkeypatch.setattr(fonts, "WHEELS", (("no_such_wheel", "a"), ("no_such_wheel", "b")))
    monkeypatch.setattr(fonts, "DEBIAN", tmp_path)
    assert typeface() == Typeface(pair[0], pair[1])


def test_without_any_font_the_words_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "WHEELS", (("no_such_wheel", "a"), ("no_such_wheel", "b")))
    monkeypatch.setattr(fonts, "DEBIAN", tmp_path)
    with pytest.raises(NoTypeface, match=r"Install the Python package noto-cjk\[sans-jp\]"):
        typeface()


def test_a_file_that_is_no_font_is_said_by_name(tmp_path: Path) -> None:
    file = tmp_path / "letter.otf"
    file.write_text("Dear Sir")
    with pytest.raises(NoTypeface, match="cannot be read as a font"):
        typeface(file).font(False, 20)


def test_each_size_is_opened_once() -> None:
    assert samples.face().font(True, 33) is samples.face().font(True, 33)
