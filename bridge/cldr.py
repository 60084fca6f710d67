"""Languages and countries as CLDR has them, by WordPress' names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

_FALLBACK = "en_US"
#: Two letters in CLDR that are no country: unions, groups, pseudo-locales.
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_CODE = 2


@lru_cache(maxsize=64)
def cldr_locale(name: str) -> Locale:
    """Return the CLDR locale of one of WordPress', its variants and unknown ones falling back.

    >>> str(cldr_locale("de_DE_formal")), str(cldr_locale("tlh"))
    ('de_DE', 'en_US')
    """
    parts = name.replace("-", "_").split("_")
    for candidate in ("_".join(parts[:2]), parts[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_FALLBACK)


@lru_cache(maxsize=16)
def countries(name: str) -> tuple[tuple[str, str], ...]:
    """Return code and name of every country, by name in the reader's language.

    >>> dict(countries("sv_SE"))["DE"], dict(countries("en_US"))["GR"]
    ('Tyskland', 'Greece')
    """
    known = cldr_locale(name).territories
    found = {
        code: str(said)
        for code, said in known.items()
        if len(code) == _CODE and code.isalpha() and code not in _NO_COUNTRIES
    }
    return tuple(sorted(found.items(), key=lambda one: one[1].casefold()))


@lru_cache(maxsize=16)
def country_names(name: str) -> Mapping[str, str]:
    """Return the name of every country by its code, in the reader's language."""
    return dict(countries(name))
