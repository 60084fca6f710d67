"""One catalogue for a language, from the parts that the areas wrote."""

from pathlib import Path

import polib

from tools.words.collecting import DOMAIN, PLUGIN

LANGUAGES = PLUGIN / "languages"
PLURALS = {"sv_SE": "nplurals=2; plural=n != 1;"}


class TwoTranslations(ValueError):
    """Two parts translate one string differently: the message names it, with both."""


def merge(template: polib.POFile, locale: str) -> polib.POFile:
    """The template's strings with their translations; what no part translates stays empty.

    :raises TwoTranslations: where parts disagree.
    """
    known = translations(locale)
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = {
        **template.metadata,
        "Language": locale,
        "Plural-Forms": PLURALS[locale],
    }
    for entry in template:
        merged.append(translated(entry, known.get((entry.msgctxt, entry.msgid))))
    return merged


def translations(locale: str) -> dict[tuple[str | None, str], polib.POEntry]:
    """Every translated entry of the parts, by context and string."""
    known: dict[tuple[str | None, str], polib.POEntry] = {}
    for part in sorted((LANGUAGES / "parts").glob(f"*-{locale}.po")):
        for entry in polib.pofile(str(part)):
            if not entry.translated():
                continue
            other = known.setdefault((entry.msgctxt, entry.msgid), entry)
            if said(other) != said(entry):
                message = f"{part.name}: {entry.msgid!r} is {said(entry)} here and {said(other)} in another part"
                raise TwoTranslations(message)
    return known


def translated(entry: polib.POEntry, by: polib.POEntry | None) -> polib.POEntry:
    """A copy of a template's entry with a part's words; a plural takes those of a part's plural only."""
    copy = polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        comment=entry.comment,
        occurrences=entry.occurrences,
        flags=entry.flags,
    )
    if entry.msgid_plural:
        copy.msgstr_plural = by.msgstr_plural if by and by.msgstr_plural else {0: "", 1: ""}
    elif by:
        copy.msgstr = by.msgstr or by.msgstr_plural.get(0, "")
    return copy


def said(entry: polib.POEntry) -> tuple[str, ...]:
    """What a translation says: one form or several."""
    plurals = entry.msgstr_plural
    return tuple(plurals[number] for number in sorted(plurals)) if plurals else (entry.msgstr,)


def untranslated(catalogue: polib.POFile) -> list[str]:
    """The strings that a reader of this language would see in English."""
    return [entry.msgid for entry in catalogue if not entry.translated()]


def unused(template: polib.POFile, locale: str) -> list[str]:
    """Strings that a part translates and no source has: left over from a sentence that was changed."""
    present = {(entry.msgctxt, entry.msgid) for entry in template}
    return [msgid for (context, msgid) in translations(locale) if (context, msgid) not in present]


def catalogue_path(locale: str, ending: str) -> Path:
    """Where WordPress looks for a language's catalogue."""
    return LANGUAGES / f"{DOMAIN}-{locale}.{ending}"
