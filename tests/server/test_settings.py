"""Settings from the environment and the config file, and what is wrong with them in words."""

from dataclasses import fields
from pathlib import Path

import pytest

from server.evaluation.voices.terms import Terms
from server.settings import SettingsBroken, VoiceTerms, settings


def test_folders_of_offices_stand_one_after_the_other(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MACHIAI_OFFICES", "/srv/one:/srv/two")
    assert settings().offices == (Path("/srv/one"), Path("/srv/two"))


def test_the_command_line_comes_before_the_environment_and_that_before_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    file = tmp_path / "machiai.toml"
    file.write_text('port = 1\nhost = "0.0.0.0"\npublic_url = "https://queue.example"\n')
    monkeypatch.setenv("MACHIAI_CONFIG", str(file))
    monkeypatch.setenv("MACHIAI_PORT", "2")
    chosen = settings(port=3)
    assert (chosen.port, chosen.host, chosen.public_url) == (3, "0.0.0.0", "https://queue.example")
    assert settings().port == 2


@pytest.mark.parametrize(
    ("said", "folder"),
    [
        ("/srv/data", "/srv/data/machiai"),
        (None, "/srv/somebody/.local/share/machiai"),
        ("", "/srv/somebody/.local/share/machiai"),
        ("not/absolute", "/srv/somebody/.local/share/machiai"),
    ],
)
def test_without_a_setting_the_data_lie_where_those_of_the_user_do(
    monkeypatch: pytest.MonkeyPatch, said: str | None, folder: str
):
    monkeypatch.setenv("HOME", "/srv/somebody")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if said is not None:
        monkeypatch.setenv("XDG_DATA_HOME", said)
    assert settings().data == Path(folder)
    monkeypatch.setenv("MACHIAI_DATA", "/srv/machiai")
    assert settings().data == Path("/srv/machiai")


@pytest.mark.parametrize(
    ("name", "value"), [("MACHIAI_PORT", "many"), ("MACHIAI_PRINTER", "fax"), ("MACHIAI_CONFIG", "/nowhere")]
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsBroken, match=value if name == "MACHIAI_CONFIG" else name[8:].lower()):
        settings()


def test_an_installation_sets_the_terms_of_the_voices_in_the_environment_or_in_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert Terms(**settings().voices.said()) == Terms()
    file = tmp_path / "machiai.toml"
    file.write_text("[voices]\nkeep_days = 730\nanswer_days = 10\n")
    monkeypatch.setenv("MACHIAI_CONFIG", str(file))
    monkeypatch.setenv("MACHIAI_VOICES__ANSWER_DAYS", "21")
    assert Terms(**settings().voices.said()) == Terms(answer_days=21, keep_days=730)


def test_every_term_can_be_set_and_stands_in_the_readme_with_what_is_usual():
    names = {each.name: each.default for each in fields(Terms)}
    assert set(VoiceTerms.model_fields) == set(names)
    readme = " ".join((Path(__file__).parents[2] / "README.md").read_text().split())
    assert [name for name, usual in names.items() if f"`{name.upper()}` {usual} (" not in readme] == []


@pytest.mark.parametrize(("name", "value"), [("KEEP_DAYS", "0"), ("KEEP_DAYS", "for ever"), ("ANY", "1")])
def test_a_term_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"MACHIAI_VOICES__{name}", value)
    with pytest.raises(SettingsBroken, match=f"voices.{name.lower()}"):
        settings()
