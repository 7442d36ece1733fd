"""Settings from the environment and the config file, and what is wrong with them in words."""

from pathlib import Path

import pytest

from server.settings import SettingsBroken, settings


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
    ("name", "value"), [("MACHIAI_PORT", "many"), ("MACHIAI_PRINTER", "fax"), ("MACHIAI_CONFIG", "/nowhere")]
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsBroken, match=value if name == "MACHIAI_CONFIG" else name[8:].lower()):
        settings()
