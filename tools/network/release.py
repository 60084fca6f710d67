"""WordPress of a given series, put together from Debian's packages into .dev/wordpress/SERIES."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tools.network.machine import apt
from tools.network.machine.paths import DEV

SUITES = {"6.1": "bookworm", "6.8": "trixie", "7.1": "sid"}
"""The Debian suite that carries each series of WordPress, by name: the machine's own may be any of them."""

PACKAGES = ("wordpress", "wordpress-l10n", "libjs-cropper", "libjs-underscore", "php-getid3")
LATER_PACKAGES = {
    "6.1": ("libjs-jquery", "wordpress-theme-twentytwentythree"),
    "6.8": ("libjs-lodash", "wordpress-theme-twentytwentythree"),
    "7.1": ("libjs-lodash", "libjs-jquery-ui", "libphp-phpmailer", "wordpress-theme-twentytwentyfive"),
}
LANGUAGES = ("sv_SE",)


def ensure_release(series: str) -> Path:
    """The folder with a clean WordPress of the series, downloaded and put together on first use."""
    folder = DEV / "wordpress" / series
    if folder.exists():
        return folder
    unpacked = DEV / "wordpress" / f"{series}-packages"
    apt.unpack(apt.download(SUITES[series], [*PACKAGES, *LATER_PACKAGES[series]]), unpacked)
    building = DEV / "wordpress" / f"{series}-building-{os.getpid()}"
    assemble(unpacked, building)
    shutil.rmtree(unpacked)
    building.rename(folder)
    return folder


def assemble(packages: Path, target: Path) -> None:
    """Copies WordPress out of the unpacked packages, following their links into each other."""
    source = packages / "usr/share/wordpress"
    for folder, _, names in os.walk(source, followlinks=True):
        here = Path(folder)
        for name in wanted(here, names):
            place = target / (here / name).relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            found = follow(packages, here / name)
            if found is not None:
                shutil.copyfile(found, place)
    (target / "wp-content/uploads").mkdir(parents=True, exist_ok=True)


def wanted(folder: Path, names: Iterable[str]) -> list[str]:
    """The files to keep: not Debian's configuration, and of the translations those that the tests read."""
    if folder.name == "languages":
        return [name for name in names if any(language in name for language in LANGUAGES)]
    return [name for name in names if name not in (".htaccess", "wp-config.php")]


def follow(packages: Path, path: Path) -> Path | None:
    """The file a link stands for: absolute ones lead into the unpacked packages first, then into the system."""
    for _ in range(8):
        if not path.is_symlink():
            return path if path.is_file() else None
        aim = path.readlink()
        if aim.is_absolute():
            inside = packages / aim.relative_to("/")
            path = inside if inside.exists() or inside.is_symlink() else aim
        else:
            path = Path(os.path.normpath(path.parent / aim))
    return None
