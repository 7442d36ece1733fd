"""Which typeface the paper is set in: found once, and every size of it kept."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont

WHEELS = (
    ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
    ("noto_cjk_sans_jp_bold", "NotoSansCJKjp-Bold.otf"),
)
DEBIAN = Path("/usr/share/fonts")
DEBIAN_PAIRS = (
    (
        "truetype/morisawa-bizud-gothic/BIZUDGothic-Regular.ttf",
        "truetype/morisawa-bizud-gothic/BIZUDGothic-Bold.ttf",
    ),
    ("opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc"),
    ("opentype/ipaexfont-gothic/ipaexg.ttf", "opentype/ipaexfont-gothic/ipaexg.ttf"),
)


class NoTypeface(Exception):
    """No font file that can draw Japanese was found; the message says what to install or set."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """Two font files of one family; collections (.ttc) are read at index 0, which is Japanese in Noto's."""

    regular: Path
    bold: Path

    def font(self, bold: bool, size: int) -> Font:
        """The font at `size` dots for one full-width character."""
        return _opened(self.bold if bold else self.regular, size)


def typeface(regular: Path | None = None, bold: Path | None = None) -> Typeface:
    """The typeface of the setting, else of the noto-cjk wheels, else of Debian, else `NoTypeface`."""
    if regular is not None:
        return _as_set(regular, bold or regular)
    found = _from_wheels() or _from_debian(DEBIAN)
    if found is None:
        raise NoTypeface(
            "No Japanese font was found, so no paper can be drawn. Install the Python package"
            " noto-cjk[sans-jp] or the Debian package fonts-morisawa-bizud-gothic,"
            " or name two font files in the settings."
        )
    return found


def _as_set(regular: Path, bold: Path) -> Typeface:
    for path in (regular, bold):
        if not path.is_file():
            raise NoTypeface(f"The settings name the font file {path}, but there is no such file.")
    return Typeface(regular, bold)


def _from_wheels() -> Typeface | None:
    paths = [_in_wheel(module, file) for module, file in WHEELS]
    regular, bold = paths
    return Typeface(regular, bold) if regular and bold else None


def _in_wheel(module: str, file: str) -> Path | None:
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        return None
    path = Path(spec.submodule_search_locations[0]) / file
    return path if path.is_file() else None


def _from_debian(root: Path) -> Typeface | None:
    for regular, bold in DEBIAN_PAIRS:
        if (root / regular).is_file() and (root / bold).is_file():
            return Typeface(root / regular, root / bold)
    return None


@lru_cache(maxsize=64)
def _opened(path: Path, size: int) -> Font:
    try:
        return ImageFont.truetype(str(path), size)
    except OSError as error:
        raise NoTypeface(f"The font file {path} cannot be read as a font: {error}.") from error
