"""The real Chromium that tests look through: finding it, installing it, and giving it Japanese letters."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import noto_cjk

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WISH = "MACHIAI_CHROMIUM"
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class ChromiumMissing(Exception):
    """No Chromium could be found or installed; the text says what to do."""


def find() -> str | None:
    """Path of the Chromium to use: MACHIAI_CHROMIUM where it is set, else one on the PATH, else None."""
    wish = os.environ.get(WISH)
    if wish:
        if not os.access(wish, os.X_OK):
            raise ChromiumMissing(f"{WISH}={wish} is not a program that can be run.")
        return wish
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def find_or_install() -> str:
    """Like `find`, but installs Debian's chromium when run by root; ChromiumMissing rather than a skip."""
    return find() or _install_as_root()


def _install_as_root() -> str:
    how = f"Install it (as root: apt-get install chromium) or name one in {WISH}=/path/to/chromium."
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ChromiumMissing(f"The tests need Chromium, and there is none on the PATH. {how}")
    print("Chromium is missing; installing Debian's (about 113 MB) ...", flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update"], install):
        done = subprocess.run(command, check=False, env=quiet, capture_output=True, text=True)
        if done.returncode != 0:
            said = (done.stdout + done.stderr)[-2000:]
            raise ChromiumMissing(f"{' '.join(command)} failed:\n{said}\n{how}")
    found = find()
    if not found:
        raise ChromiumMissing(f"Debian's chromium is installed but not on the PATH. {how}")
    return found


def arguments() -> list[str]:
    """The arguments every test browser starts with; root cannot have Chromium's sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def environment_with_fonts(folder: Path) -> dict[str, str]:
    """The environment in which Chromium finds the wheel's Noto fonts; writes a fontconfig file into `folder`.

    Nothing is installed into the home directory, and every machine shows the same letters.
    """
    fonts = sorted({str(font.path.parent) for font in noto_cjk.list_fonts() if _is_installed(font)})
    folders = "".join(f"<dir>{path}</dir>" for path in fonts)
    families = "".join(
        f"<alias binding='same'><family>{family}</family>"
        "<prefer><family>Noto Sans CJK JP</family></prefer></alias>"
        for family in ("sans-serif", "serif", "system-ui")
    )
    file = folder / "fonts.conf"
    file.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'><fontconfig>"
        f"<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>{folders}{families}"
        f"<cachedir>{folder / 'font-cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return dict(os.environ) | {"FONTCONFIG_FILE": str(file)}


def _is_installed(font: noto_cjk.Font) -> bool:
    try:
        return font.path.exists()
    except noto_cjk.FontNotInstalled:
        return False


def new_folder() -> Path:
    """A folder of our own for what the browser needs beside it."""
    return Path(tempfile.mkdtemp(prefix="machiai-browser-"))
