"""An action of the register belongs to a target of the office's ward or of the whole city."""

from immutables import Map

from server.adapters.yaml_city import YamlCity
from server.evaluation.core.state import WHOLE_CITY, Loop, Target, WardYear
from server.evaluation.voices.targets import target_titles
from tests.loop_story import aim


def of(id: str, title: str) -> WardYear:
    return WardYear(targets=Map({id: Target(id, aim(title=title))}))


def test_the_targets_of_the_ward_and_of_the_city_are_offered_the_latest_year_first() -> None:
    wards = {
        ("midori", 2025): of("t1", "Shorter waits"),
        ("midori", 2026): of("t2", "Clear signs"),
        ("elsewhere", 2026): of("t3", "Not ours"),
        (WHOLE_CITY, 2026): of("t4", "One form"),
    }
    city = YamlCity().city()
    assert list(target_titles(city, Loop(wards=Map(wards)), "midori").items()) == [
        ("t4", "One form"),
        ("t2", "Clear signs"),
        ("t1", "Shorter waits"),
    ]
    assert list(target_titles(city, Loop(wards=Map(wards)), "nowhere")) == ["t4"]
