"""PHP from unpacked packages: what their installation scripts would have set up."""

from pathlib import Path

FIRST = ("mysqlnd", "pdo", "xml")
"""Extensions that others build on: loaded before them."""


def prepare_php(root: Path) -> None:
    """Writes the list of extensions to load, and the plain names php and phar, into an unpacked tree."""
    binaries = sorted((root / "usr/bin").glob("php[0-9]*.[0-9]"))
    if not binaries:
        return
    plain = root / "usr/bin/php"
    if not plain.exists():
        plain.symlink_to(binaries[-1].name)
    folder = next(path for path in sorted((root / "usr/lib/php").iterdir()) if path.name.isdigit())
    (root / "php.d").mkdir(exist_ok=True)
    (root / "php.d/10-unpacked.ini").write_text(ini(folder))


def ini(folder: Path) -> str:
    """The ini file that loads every extension of the folder, each after those it builds on."""
    names = {path.stem for path in folder.glob("*.so")}
    ordered = [name for name in FIRST if name in names] + sorted(names - {*FIRST, "opcache"})
    lines = [f"extension_dir={folder}"]
    if "opcache" in names:
        lines.append("zend_extension=opcache.so")
    return "\n".join([*lines, *(f"extension={name}.so" for name in ordered), ""])
