"""What a Swede would read, and how a catalogue follows the plugin's strings."""

import re
import shutil

import polib
import pytest

from tools.network.words import report
from tools.words.catalogue import (
    LANGUAGES,
    catalogue_path,
    key,
    living,
    locales,
    plural_forms,
    read,
    said,
    untranslated,
    unused,
    up_to_date,
)
from tools.words.collecting import DOMAIN, collect

LOCALES = locales()
PLACEHOLDER = re.compile(r"%(?:\d+\$)?[sd]|\{[a-z_]+\}")
each_language = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture(scope="module")
def template() -> polib.POFile:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not here; ./dev words brings it")
    return collect()


def test_swedish_is_among_the_languages() -> None:
    assert "sv_SE" in LOCALES


@each_language
def test_every_string_is_translated(template: polib.POFile, locale: str) -> None:
    assert untranslated(up_to_date(read(locale), template)) == []


@each_language
def test_nothing_is_translated_that_nobody_says(template: polib.POFile, locale: str) -> None:
    assert unused(up_to_date(read(locale), template)) == []


@each_language
def test_translations_name_the_same_placeholders(locale: str) -> None:
    assert [entry.msgid for entry in living(read(locale)) if not keeps_placeholders(entry)] == []


@each_language
def test_the_words_command_would_change_nothing(template: polib.POFile, locale: str) -> None:
    written = read(locale)

    assert str(up_to_date(written, template)) == str(written)


def test_the_written_template_is_the_sources_one(template: polib.POFile) -> None:
    written = polib.pofile(str(LANGUAGES / f"{DOMAIN}.pot"))

    assert [key(entry) for entry in written] == [key(entry) for entry in template]


@each_language
def test_what_wordpress_reads_is_the_catalogue_s(locale: str) -> None:
    expected = {key(entry): said(entry) for entry in living(read(locale))}

    compiled = polib.mofile(str(catalogue_path(locale, "mo")))

    assert {key(entry): said(entry) for entry in compiled} == expected


def test_a_catalogue_is_the_one_file_of_its_language() -> None:
    every = {path.relative_to(LANGUAGES).as_posix() for path in LANGUAGES.rglob("*.po")}

    assert every == {catalogue_path(locale, "po").name for locale in LOCALES}


def test_an_edit_by_hand_stays() -> None:
    catalogue = catalogue_of(
        polib.POEntry(msgid="Plan", msgstr="Abonnemang", tcomment="not paket", flags=["fuzzy"]),
        header="Swedish of Plan Bridge.\nTranslators: two.",
    )

    made = up_to_date(catalogue, template_of("Plan"))

    assert (said(made[0]), made[0].tcomment, made[0].fuzzy) == (("Abonnemang",), "not paket", True)
    assert (made.header, made.metadata) == (catalogue.header, catalogue.metadata)


def test_a_new_string_stands_in_its_place_and_is_reported() -> None:
    plan, site = polib.POEntry(msgid="Plan", msgstr="Plan"), polib.POEntry(msgid="Site", msgstr="Webbplats")
    catalogue = catalogue_of(plan, site)

    made = up_to_date(catalogue, template_of("Plan", "Price", "Site"))

    assert [(entry.msgid, entry.msgstr) for entry in made] == [("Plan", "Plan"), ("Price", ""), ("Site", "Webbplats")]
    assert report("sv_SE", made) == ["sv_SE: no translation of 'Price'", "sv_SE: 2 of 3 strings"]


def test_a_string_that_is_gone_keeps_its_translation_as_obsolete_and_gets_it_back() -> None:
    catalogue = catalogue_of(polib.POEntry(msgid="Plan", msgstr="Abonnemang"))

    without = up_to_date(catalogue, template_of("Price"))
    again = up_to_date(without, template_of("Plan"))

    assert (unused(without), untranslated(without)) == (["Plan"], ["Price"])
    assert [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in again] == [("Plan", "Abonnemang", False)]


def test_a_new_plural_gets_as_many_forms_as_the_language_has() -> None:
    template = polib.POFile()
    template.append(polib.POEntry(msgid="%d site", msgid_plural="%d sites"))

    made = up_to_date(catalogue_of(forms="nplurals=3; plural=n%3;"), template)

    assert made[0].msgstr_plural == {0: "", 1: "", 2: ""}


def test_a_catalogue_without_plural_forms_is_no_catalogue() -> None:
    with pytest.raises(ValueError, match="Plural-Forms"):
        plural_forms(polib.POFile())


def keeps_placeholders(entry: polib.POEntry) -> bool:
    wanted = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    return all(sorted(PLACEHOLDER.findall(text)) == wanted for text in said(entry))


def template_of(*strings: str) -> polib.POFile:
    made = polib.POFile()
    made.extend(polib.POEntry(msgid=string) for string in strings)
    return made


def catalogue_of(*entries: polib.POEntry, header: str = "", forms: str = "nplurals=2; plural=n != 1;") -> polib.POFile:
    made = polib.POFile(wrapwidth=0)
    made.header, made.metadata = header, {"Language": "sv_SE", "Plural-Forms": forms}
    made.extend(entries)
    return made
