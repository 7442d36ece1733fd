"""The city's file: what it says is read, and what is wrong in it is said with its line."""

from pathlib import Path

import pytest

from server.adapters.yaml_city import YamlCity
from server.ports.city import City, CityBroken, Section, Ward

GOOD = """\
city: wakaba
names: {ja: わかば市}
wards:
  midori:
    names: {ja: みどり区}
    offices: [midori]
    divisions:
      service: {ja: 区民サービス部}
    sections:
      residents: {names: {ja: 区民課, en: Residents}, division: service}
"""


def read(folder: Path, text: str) -> City:
    file = folder / "town.yaml"
    file.write_text(text, encoding="utf-8")
    return YamlCity(file).city()


def test_a_city_has_its_wards_divisions_and_sections(tmp_path: Path) -> None:
    residents = Section("residents", {"ja": "区民課", "en": "Residents"}, "service")
    divisions = {"service": {"ja": "区民サービス部"}}
    midori = Ward("midori", {"ja": "みどり区"}, divisions, {"residents": residents}, ("midori",))
    assert read(tmp_path, GOOD) == City("wakaba", {"ja": "わかば市"}, "Asia/Tokyo", {"midori": midori})


def test_the_demo_city_has_seven_wards_of_three_sections_each() -> None:
    wards = YamlCity().city().wards
    assert (len(wards), {len(each.sections) for each in wards.values()}) == (7, {3})
    assert wards["midori"].offices == ("midori",)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("division: service", "division: army", r"yaml:10: .*no division army in midori"),
        ("{names: {ja: 区民課, en: Residents}", "{names: {en: Residents}", r"town\.yaml:10: .*Japanese name"),
        ("names: {ja: みどり区}", "names: {en: Midori}", r"town\.yaml:10: .*Japanese name"),
        ("names: {ja: わかば市}", "zone: Mars/Olympus\nnames: {}", r"yaml:2: Mars/Olympus is no"),
        ("city: wakaba", "town: wakaba", r"town\.yaml:1: "),
        ("    sections:", "    colour: green\n    sections:", r"town\.yaml:9: wards\.midori\.colour"),
        ("city: wakaba", "city: [", r"town\.yaml:\d+"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, right: str, wrong: str, words: str) -> None:
    assert right in GOOD
    with pytest.raises(CityBroken, match=words):
        read(tmp_path, GOOD.replace(right, wrong, 1))


def test_a_ward_without_sections_and_a_file_that_is_not_there_are_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CityBroken, match="sections"):
        read(tmp_path, GOOD.split("    sections:", maxsplit=1)[0] + "    sections: {}\n")
    with pytest.raises(CityBroken, match=r"nowhere\.yaml cannot be read"):
        YamlCity(tmp_path / "nowhere.yaml")
