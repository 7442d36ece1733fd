"""The city from one YAML file: wards, divisions and sections, read and checked once at the start."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.adapters.yaml_lines import Sheet, sheet_of
from server.ports.city import City, CityBroken, Section, Ward

DEMO_CITY: Traversable = files("server") / "cities" / "wakaba.yaml"
"""The city of the demonstration."""

Names = dict[str, str]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SectionForm(_Form):
    """A section of the file."""

    names: Names
    division: str


class WardForm(_Form):
    """A ward of the file."""

    names: Names
    offices: list[str] = []
    divisions: dict[str, Names] = Field(min_length=1)
    sections: dict[str, SectionForm] = Field(min_length=1)


class CityForm(_Form):
    """The whole file."""

    city: str
    names: Names
    zone: str = "Asia/Tokyo"
    wards: dict[str, WardForm] = Field(min_length=1)


class YamlCity:
    """Implements server.ports.city.Cities."""

    def __init__(self, file: Path | Traversable = DEMO_CITY) -> None:
        """Read the file. Raises CityBroken: file:line: place: what stands there and what is expected."""
        self._name = str(file.name)
        try:
            sheet = sheet_of(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise CityBroken(f"{self._name} cannot be read: {fault}") from fault
        self._city = self._checked(sheet)

    def city(self) -> City:
        """See Cities.city."""
        return self._city

    def _checked(self, sheet: Sheet) -> City:
        if sheet.faults:
            raise CityBroken("\n".join(f"{self._name}:{each.line}: {each.words}" for each in sheet.faults))
        try:
            form = CityForm.model_validate(sheet.data)
        except ValidationError as fault:
            raise CityBroken("\n".join(self._faults(sheet, fault))) from fault
        self._sensible(sheet, form)
        return City(
            form.city, form.names, form.zone, {each: _ward(each, form.wards[each]) for each in form.wards}
        )

    def _faults(self, sheet: Sheet, fault: ValidationError) -> list[str]:
        return [
            f"{self._name}:{sheet.line(tuple(each['loc']))}: {'.'.join(map(str, each['loc']))}: {each['msg']}"
            for each in fault.errors()
        ]

    def _sensible(self, sheet: Sheet, form: CityForm) -> None:
        """Sections stand in divisions of their ward, names are there in Japanese, the zone is one."""
        for ward_id, ward in form.wards.items():
            for section_id, section in ward.sections.items():
                path = ("wards", ward_id, "sections", section_id)
                if section.division not in ward.divisions:
                    raise CityBroken(
                        f"{self._name}:{sheet.line(path)}: {section_id}: there is no division "
                        f"{section.division} in {ward_id}, only {', '.join(ward.divisions)}"
                    )
                if "ja" not in section.names or "ja" not in ward.names:
                    raise CityBroken(
                        f"{self._name}:{sheet.line(path)}: {section_id}: the Japanese name is missing"
                    )
        try:
            ZoneInfo(form.zone)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise CityBroken(f"{self._name}:{sheet.line(('zone',))}: {form.zone} is no time zone") from fault


def _ward(ward: str, form: WardForm) -> Ward:
    sections = {each: Section(each, part.names, part.division) for each, part in form.sections.items()}
    return Ward(ward, form.names, form.divisions, sections, tuple(form.offices))
