"""What a Swede would read."""

import re
import shutil

import polib
import pytest

from tools.words.collecting import collect
from tools.words.merging import PLURALS, catalogue_path, merge, said, untranslated, unused

LOCALES = sorted(PLURALS)
PLACEHOLDER = re.compile(r"%(?:\d+\$)?[sd]|\{[a-z_]+\}")


@pytest.fixture(scope="module")
def template() -> polib.POFile:
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not here; ./dev test without a part brings it")
    return collect()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_string_is_translated(template: polib.POFile, locale: str) -> None:
    lacking = untranslated(merge(template, locale))

    assert lacking == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_part_translates_what_nobody_says(template: polib.POFile, locale: str) -> None:
    left_over = unused(template, locale)

    assert left_over == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_name_the_same_placeholders(template: polib.POFile, locale: str) -> None:
    wrong = [entry.msgid for entry in merge(template, locale) if not keeps_placeholders(entry)]

    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_written_catalogues_are_current(template: polib.POFile, locale: str) -> None:
    expected = {(entry.msgctxt, entry.msgid): said(entry) for entry in merge(template, locale)}

    written = polib.pofile(str(catalogue_path(locale, "po")))
    compiled = polib.mofile(str(catalogue_path(locale, "mo")))

    assert {(entry.msgctxt, entry.msgid): said(entry) for entry in written} == expected
    assert {(entry.msgctxt, entry.msgid): said(entry) for entry in compiled} == expected


def keeps_placeholders(entry: polib.POEntry) -> bool:
    wanted = sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    return all(sorted(PLACEHOLDER.findall(text)) == wanted for text in said(entry))
