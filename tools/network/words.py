"""./dev words: merges the plugin's strings into the catalogue of each language and compiles it.

Ends 1 where a string has no translation.
"""

import argparse
import sys
from collections.abc import Sequence

import polib

from tools.words.catalogue import LANGUAGES, locales, read, save, untranslated, unused, up_to_date
from tools.words.collecting import DOMAIN, collect


def main(words: Sequence[str]) -> None:
    """Writes template and catalogues, says what is missing and what nobody says any more."""
    asked = arguments(words)
    template = collect()
    template.save(str(LANGUAGES / f"{DOMAIN}.pot"))
    merged = {locale: merge(locale, template, forget=asked.forget) for locale in locales()}
    for locale, catalogue in merged.items():
        print("\n".join(report(locale, catalogue)))
    sys.exit(1 if any(untranslated(catalogue) for catalogue in merged.values()) else 0)


def arguments(words: Sequence[str]) -> argparse.Namespace:
    """The command's options."""
    made = argparse.ArgumentParser(prog="./dev words", description=__doc__)
    made.add_argument("--forget", action="store_true", help="drop the translations that nobody says any more")
    return made.parse_args(words)


def merge(locale: str, template: polib.POFile, *, forget: bool) -> polib.POFile:
    """Brings one language up to date on the disk."""
    catalogue = up_to_date(read(locale), template)
    if forget:
        for entry in catalogue.obsolete_entries():
            catalogue.remove(entry)
    save(catalogue, locale)
    return catalogue


def report(locale: str, catalogue: polib.POFile) -> list[str]:
    """What a translator has to do, and how much is done."""
    lacking = untranslated(catalogue)
    every = len(catalogue) - len(unused(catalogue))
    return [
        *(f"{locale}: no translation of {msgid!r}" for msgid in lacking),
        *(f"{locale}: nobody says {msgid!r} any more (--forget drops it)" for msgid in unused(catalogue)),
        f"{locale}: {every - len(lacking)} of {every} strings",
    ]
