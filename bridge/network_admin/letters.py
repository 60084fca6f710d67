"""The network's letters: which are sent, and their words in each language; looked at with made-up facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridge.changes.letters import LetterFacts, sample
from bridge.errors import InvalidRequest, LetterUnknown
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.letters import (
    LETTERS,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Letter,
    LetterEdit,
    Reader,
    Said,
    Wording,
    unknown_placeholders,
)
from bridge.store.store import Store


@dataclass(frozen=True, slots=True)
class ListedLetter:
    """A letter in the list; ``languages`` are those in which somebody wrote its words.

    ``is_needed``: whoever switches it off is warned.
    """

    name: str
    to: Reader
    template: str
    is_sent: bool
    is_needed: bool
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LettersAnswer:
    """Every letter there is."""

    letters: tuple[ListedLetter, ...]


@dataclass(frozen=True, slots=True)
class LetterAnswer:
    """A letter with its words by language, what it can name, and its latest edits."""

    letter: ListedLetter
    placeholders: tuple[str, ...]
    wordings: Mapping[str, Wording]
    edits: tuple[LetterEdit, ...]


@dataclass(frozen=True, slots=True)
class SampleAnswer:
    """A letter's made-up facts, in the language asked for."""

    sample: LetterFacts


@dataclass(frozen=True, slots=True)
class LetterWish:
    """What somebody wants of a letter: None leaves that as it is.

    ``wording`` is for ``language``; ``reset`` takes it away.
    """

    is_sent: bool | None = None
    language: str | None = None
    wording: Wording | None = None
    reset: bool = False


def list_letters(services: Services, actor: Actor) -> LettersAnswer:
    """Return every letter there is.

    :raises NotAllowed: where the person is no network admin.
    """
    require_network_admin(actor)
    said = services.database.reading(lambda store: store.letters.all_said())
    return LettersAnswer(tuple(_listed(letter, said.get(letter.name, NOTHING_SAID)) for letter in LETTERS.values()))


NOTHING_SAID = Said(is_sent=True, wordings={})


def read_letter(services: Services, actor: Actor, name: str) -> LetterAnswer:
    """Return one letter.

    :raises NotAllowed: where the person is no network admin.
    :raises LetterUnknown: where there is no such letter.
    """
    require_network_admin(actor)
    letter = _letter(name)
    return services.database.reading(lambda store: _read(store, letter))


def save_letter(services: Services, actor: Actor, name: str, wish: LetterWish) -> LetterAnswer:
    """Do what somebody wants of a letter, write down who it was, and return it as it is then.

    :raises NotAllowed: where the person is no network admin.
    :raises LetterUnknown: where there is no such letter.
    :raises InvalidRequest: where its words cannot be kept.
    """
    require_network_admin(actor)
    letter = _letter(name)
    if wish.wording is not None and (errors := faults_of(letter, wish.wording)):
        raise InvalidRequest(errors=errors)
    at = services.clock.now()
    return services.database.transaction(lambda store: _save(store, letter, wish, (at, actor.user_id)))


def show_sample(
    services: Services, actor: Actor, name: str, locale: str, wording: Wording | None = None
) -> SampleAnswer:
    """Return a letter with made-up facts; ``wording`` stands in for its own words, and nothing is written.

    :raises NotAllowed: where the person is no network admin.
    :raises LetterUnknown: where there is no such letter.
    :raises InvalidRequest: where the words could not be kept.
    """
    require_network_admin(actor)
    letter = _letter(name)
    if wording is not None and (errors := faults_of(letter, wording)):
        raise InvalidRequest(errors=errors)
    said, settings = services.database.reading(lambda store: (store.letters.said(name), store.settings.read()))
    shown = said if wording is None else Said(said.is_sent, {locale: wording})
    return SampleAnswer(sample(settings, letter.name, shown, locale, services.clock.now()))


def faults_of(letter: Letter, wording: Wording) -> list[dict[str, Any]]:
    """Return why words cannot be kept: empty, too long, more than one line of subject, or something unknown named."""
    found: list[dict[str, Any]] = []
    for path, text, most in (("subject", wording.subject, LONGEST_SUBJECT), ("text", wording.text, LONGEST_TEXT)):
        unknown = unknown_placeholders(letter, text)
        if not text.strip():
            found.append({"path": path, "code": "required"})
        elif len(text) > most:
            found.append({"path": path, "code": "too_long", "most": most})
        elif path == "subject" and not text.isprintable():
            found.append({"path": path, "code": "one_line"})
        elif unknown:
            found.append({"path": path, "code": "unknown_placeholder", "named": f"{{{unknown[0]}}}"})
    return found


def _letter(name: str) -> Letter:
    letter = LETTERS.get(name)
    if letter is None:
        raise LetterUnknown(letter=name)
    return letter


def _listed(letter: Letter, said: Said) -> ListedLetter:
    languages = tuple(sorted(said.wordings))
    return ListedLetter(letter.name, letter.to, letter.template, said.is_sent, letter.is_needed, languages)


def _read(store: Store, letter: Letter) -> LetterAnswer:
    said = store.letters.said(letter.name)
    edits = tuple(store.letters.edits(letter.name))
    return LetterAnswer(_listed(letter, said), letter.placeholders, said.wordings, edits)


def _save(store: Store, letter: Letter, wish: LetterWish, by: tuple[Any, int]) -> LetterAnswer:
    """Write what is another than it is."""
    letters, said, (at, user_id) = store.letters, store.letters.said(letter.name), by
    if wish.is_sent is not None and wish.is_sent != said.is_sent:
        letters.switch(letter.name, at, user_id, is_sent=wish.is_sent)
    if wish.language and wish.reset:
        letters.reset(letter.name, wish.language, at, user_id)
    elif wish.language and wish.wording is not None and said.wordings.get(wish.language) != wish.wording:
        letters.word(letter.name, wish.language, wish.wording, at, user_id)
    return _read(store, letter)
