"""One catalogue a language, edited by hand: read, brought up to date with the plugin's strings, written."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

from tools.words.collecting import DOMAIN, PLUGIN

LANGUAGES = PLUGIN / "languages"

Key = tuple[str | None, str]
"""Context and string: what a translation is of."""


def locales() -> list[str]:
    """The languages there are: each has its catalogue, which begins as a file with nothing but a header."""
    return sorted(path.stem.removeprefix(f"{DOMAIN}-") for path in LANGUAGES.glob(f"{DOMAIN}-*.po"))


def catalogue_path(locale: str, ending: str) -> Path:
    """Where WordPress looks for a language's catalogue."""
    return LANGUAGES / f"{DOMAIN}-{locale}.{ending}"


def read(locale: str) -> polib.POFile:
    """The catalogue as its translators left it."""
    return polib.pofile(str(catalogue_path(locale, "po")), wrapwidth=0)


def up_to_date(catalogue: polib.POFile, template: polib.POFile) -> polib.POFile:
    """The template's strings in the template's order, said as the catalogue says them, then what nobody says any more.

    A translator's own comments, the header and what is marked as fuzzy stay; a string that is new is left empty. A
    translation whose string is gone is kept as obsolete, so that a sentence which was reworded can be reworded from it.

    :raises ValueError: where the header does not say how many plural forms the language has.
    """
    known = {key(entry): entry for entry in [*catalogue.obsolete_entries(), *living(catalogue)]}
    made = polib.POFile(wrapwidth=0)
    made.header, made.metadata = catalogue.header, catalogue.metadata
    made.extend(translated(entry, known.pop(key(entry), None), plural_forms(catalogue)) for entry in template)
    made.extend(obsolete(entry) for entry in known.values() if entry.translated() or entry.obsolete)
    return made


def key(entry: polib.POEntry) -> Key:
    """What an entry is found by."""
    return entry.msgctxt, entry.msgid


def living(catalogue: polib.POFile) -> Iterator[polib.POEntry]:
    """The entries that the plugin says."""
    return (entry for entry in catalogue if not entry.obsolete)


def plural_forms(catalogue: polib.POFile) -> int:
    """How many forms the header gives the language's plurals."""
    found = re.match(r"nplurals=(\d+);", catalogue.metadata.get("Plural-Forms", ""))
    if found is None:
        raise ValueError("the header of a catalogue says: Plural-Forms: nplurals=…; plural=…;")
    return int(found.group(1))


def translated(entry: polib.POEntry, by: polib.POEntry | None, forms: int) -> polib.POEntry:
    """A copy of a template's entry with a translator's words, comment and doubt."""
    copy = polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        comment=entry.comment,
        occurrences=entry.occurrences,
        flags=[*(["fuzzy"] if by and by.fuzzy else []), *entry.flags],
        tcomment=by.tcomment if by else "",
    )
    if entry.msgid_plural:
        copy.msgstr_plural = dict.fromkeys(range(forms), "") | (by.msgstr_plural if by else {})
    elif by:
        copy.msgstr = by.msgstr
    return copy


def obsolete(entry: polib.POEntry) -> polib.POEntry:
    """The entry as one that nobody says any more."""
    entry.obsolete, entry.occurrences, entry.comment = True, [], ""
    return entry


def said(entry: polib.POEntry) -> tuple[str, ...]:
    """What a translation says: one form or several."""
    plurals = entry.msgstr_plural
    return tuple(plurals[number] for number in sorted(plurals)) if plurals else (entry.msgstr,)


def untranslated(catalogue: polib.POFile) -> list[str]:
    """The strings that a reader of this language would see in English; what is doubted is not shown either."""
    return [entry.msgid for entry in living(catalogue) if not entry.translated()]


def unused(catalogue: polib.POFile) -> list[str]:
    """The strings that are translated and that nobody says any more."""
    return [entry.msgid for entry in catalogue.obsolete_entries()]


def save(catalogue: polib.POFile, locale: str) -> None:
    """Writes the catalogue and what WordPress reads of it."""
    catalogue.save(str(catalogue_path(locale, "po")))
    catalogue.save_as_mofile(str(catalogue_path(locale, "mo")))
