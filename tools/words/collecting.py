"""Every translatable string of the plugin, found by xgettext."""

import subprocess
from pathlib import Path

import polib

from tools.network.machine.paths import ROOT

PLUGIN = ROOT / "wp-plugin"
DOMAIN = "plan-bridge"
KEYWORDS = (
    "__",
    "_e",
    "esc_html__",
    "esc_html_e",
    "esc_attr__",
    "esc_attr_e",
    "_x:1,2c",
    "esc_html_x:1,2c",
    "esc_attr_x:1,2c",
    "_n:1,2",
    "_nx:1,2,4c",
    "_n_noop:1,2",
)


def collect() -> polib.POFile:
    """The template: entries in the order of their files, each with where it stands and the translator's note."""
    files = sorted(str(path.relative_to(PLUGIN)) for path in PLUGIN.rglob("*.php"))
    words = [
        "xgettext",
        "--language=PHP",
        "--from-code=UTF-8",
        "--add-comments=translators",
        "--add-location=file",
        "--no-wrap",
        "--keyword",
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
        "--output=-",
        *files,
    ]
    text = subprocess.run(words, cwd=PLUGIN, check=True, capture_output=True, text=True).stdout
    template = polib.pofile(text.replace("charset=CHARSET", "charset=UTF-8"), wrapwidth=0)
    template.header = "Plan Bridge. GPL-2.0-or-later."
    template.metadata = {
        "Project-Id-Version": "Plan Bridge",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Domain": DOMAIN,
    }
    template.extend(header_entries(PLUGIN / "plan-bridge.php"))
    return template


def header_entries(main_file: Path) -> list[polib.POEntry]:
    """The plugin's description in its header, which WordPress translates on the list of plugins."""
    lines = main_file.read_text(encoding="utf-8").splitlines()
    found = next(line.partition("Description:")[2].strip() for line in lines if "Description:" in line)
    return [polib.POEntry(msgid=found, comment="Description of the plugin", occurrences=[("plan-bridge.php", "")])]
