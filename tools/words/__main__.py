"""Writes the template and the catalogues; ends with 1 where a string has no translation."""

import sys

from tools.words.collecting import DOMAIN, collect
from tools.words.merging import LANGUAGES, PLURALS, catalogue_path, merge, untranslated, unused


def main() -> int:
    """What is missing, in words; 0 where nothing is."""
    template = collect()
    template.save(str(LANGUAGES / f"{DOMAIN}.pot"))
    missing = 0
    for locale in PLURALS:
        catalogue = merge(template, locale)
        catalogue.save(str(catalogue_path(locale, "po")))
        catalogue.save_as_mofile(str(catalogue_path(locale, "mo")))
        lacking = untranslated(catalogue)
        missing += len(lacking)
        for msgid in lacking:
            sys.stdout.write(f"{locale}: no translation of {msgid!r}\n")
        for msgid in unused(template, locale):
            sys.stdout.write(f"{locale}: nobody says {msgid!r} any more\n")
        sys.stdout.write(f"{locale}: {len(catalogue) - len(lacking)} of {len(catalogue)} strings\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
