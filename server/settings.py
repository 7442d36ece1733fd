"""Settings: the environment (`MACHIAI_*`) and a config file, checked at the start."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

CONFIG_FILE = "MACHIAI_CONFIG"
DATA_HOME = "XDG_DATA_HOME"


class SettingsBroken(Exception):
    """Settings that cannot be used. Says in words which one and why."""


Days = Annotated[int | None, Field(ge=1, le=36_525)]
"""Calendar days, at most a hundred years; None: as usual."""


class VoiceTerms(BaseModel):
    """How long the voices of visitors may take and are kept; what is not said is as in `voices/terms.py`.

    `answer_days` from receipt to answer, `check_days` from an action done to its effect checked, `soon_days`
    before a date from which it is reminded of, `keep_days` from closing until personal data and free text are
    deleted, `mark_days` and `comment_days` the same of the survey's tickets and free text. Groups of fewer
    answers than `small_group` are not published.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    answer_days: Days = None
    check_days: Days = None
    soon_days: Days = None
    keep_days: Days = None
    mark_days: Days = None
    comment_days: Days = None
    small_group: Annotated[int | None, Field(ge=1, le=1_000)] = None

    def said(self) -> dict[str, int]:
        """What this installation sets for itself."""
        return self.model_dump(exclude_none=True)


class Settings(BaseSettings):
    """How this installation runs.

    `data` is the folder of the embedded databases, of the reports that are kept and of what the file printer
    prints; without a setting it is `machiai` in XDG_DATA_HOME, or in ~/.local/share where that is not set.
    With `database_url` (PostgreSQL) and `redis_url` several nodes serve one city. `offices` are folders of
    office files; empty means the demo office. `city` is the file of the city's wards and sections (none: the
    demo city). `public_url` is where visitors' phones find the server. `voices` are the terms of survey and
    register (`MACHIAI_VOICES__KEEP_DAYS`, or a table `[voices]` in the file).
    """

    model_config = SettingsConfigDict(env_prefix="MACHIAI_", env_nested_delimiter="__", extra="forbid")

    data: Path = Field(default_factory=lambda: _data_home() / "machiai")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    database_url: str = ""
    redis_url: str = ""
    offices: Annotated[tuple[Path, ...], NoDecode] = ()
    city: Path | None = None
    public_url: str = ""
    printer: str = Field(default="file", pattern=r"^(file|none|tcp://[^/:]+(:\d+)?)$")
    https: bool = False
    trusted_proxies: str = ""
    phone_tickets: str = "5/10minutes"
    open_kiosk: bool = False
    voices: VoiceTerms = VoiceTerms()
    demo: bool = False
    lobby: bool = False
    history: bool = False

    @field_validator("offices", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Folders in the environment stand one after the other, as in PATH."""
        return tuple(filter(None, value.split(os.pathsep))) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the command line says, then the environment, then the config file."""
        file = os.environ.get(CONFIG_FILE)
        if file is None:
            return (init_settings, env_settings)
        if not Path(file).is_file():
            raise SettingsBroken(f"{CONFIG_FILE} names {file}, which is not a file")
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls, file))


def _data_home() -> Path:
    """Where a user's data lie, by the XDG Base Directory Specification 0.8: a relative path is ignored."""
    said = Path(os.environ.get(DATA_HOME, ""))
    return said if said.is_absolute() else Path.home() / ".local" / "share"


def settings(**given: object) -> Settings:
    """The settings, with what the command line gives first. Raises SettingsBroken."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # checked by pydantic itself
    except ValidationError as fault:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in fault.errors())
        raise SettingsBroken(f"The settings cannot be used: {said}") from fault
