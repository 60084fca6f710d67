"""What network admins find memberships by: words of their own, kept by the worker; and what somebody typed, read.

A word is kept folded, and what is typed is the beginning of one. An address, a login or a name is found from each of
its parts on: ``anna-shop.example/se`` by ``anna``, ``shop.example`` and ``se``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.store.engine import values
from bridge.store.engine.database import Connection
from bridge.store.transfers import may_be_reference, plain

#: So long is a word at most; what is typed is cut there too.
LONGEST = 96
#: So many memberships are looked through one by one where a word is that common, or more so.
MOST_FOUND = 10_000
#: Words of one search that count, and users that are looked for beside the index.
MOST_WORDS, MOST_USERS = 6, 100
#: Words that go out in one statement.
_AT_ONCE = 2000
_PARTS_OF_ONE = 8

_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l"})
_PART = re.compile(r"[^\W_]+")
_SCHEME = re.compile(r"^[a-z]{2,8}://")
_ADMIN = re.compile(r"/wp-(?:admin|login)\b.*$|[?].*$")
_DOCUMENT = re.compile(r"^\D{0,12}(\d{4})\D(\d{1,9})$")
_LIKE = re.compile(r"[\\%_]")
#: A state that was named in words, as the plugin sends it on.
_STATE = "state:"
#: The sweep that goes through all memberships, and the one that says that it has once.
SWEEP, FILLED = "search.memberships", "search.filled"
_STATES = frozenset({"pending", "active", "trialing", "on-hold", "expired", "cancelled"})

DueKind = Literal["user", "site"]


def folded(text: str) -> str:
    """Return a text as words are kept: small letters without marks.

    >>> folded("  Åsa O\N{COMBINING ACUTE ACCENT}BRIEN "), folded("Sørensen"), folded("Straße")
    ('asa obrien', 'sorensen', 'strasse')
    """
    apart = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN)


def from_each_part(text: str) -> Iterator[str]:
    """Yield a text from each of its parts on.

    >>> list(from_each_part("anna.berg@example.com"))
    ['anna.berg@example.com', 'berg@example.com', 'example.com', 'com']
    """
    for place, part in enumerate(_PART.finditer(text)):
        if place == _PARTS_OF_ONE:
            return
        yield text[part.start() :]


def words_of_person(login: str, email: str, name: str) -> set[str]:
    """Return the words of a customer; the last label of an e-mail address is none.

    >>> sorted(words_of_person("anna", "anna@berg.se", "Anna Öberg"))
    ['anna', 'anna@berg.se', 'berg.se', 'oberg']
    """
    address = folded(email)
    words = {part for part in from_each_part(address) if "." in part}
    for text in (login, *name.split()):
        words.update(from_each_part(folded(text)))
    return words


def words_of_site(domain: str, path: str, network: str) -> set[str]:
    """Return the words of a site's address; what all sites of the network share is none by itself.

    >>> sorted(words_of_site("net.example", "/anna-shop/", "net.example"))
    ['anna-shop', 'net.example/anna-shop', 'shop']
    >>> sorted(words_of_site("anna.net.example", "/", "net.example"))
    ['anna.net.example']
    >>> sorted(words_of_site("www.anna.se", "/", "net.example"))
    ['anna.se']
    """
    host, rest, shared = (folded(one).strip("/") for one in (domain, path, network))
    host = host.removeprefix("www.")
    words = set(from_each_part(rest))
    if rest or host != shared:
        words.add(f"{host}/{rest}" if rest else host)
    if host != shared:
        own = host.removesuffix(f".{shared}")
        words.update(part for part in from_each_part(host) if len(part) > len(host) - len(own) and "." in part)
    return words


def without_beginnings(words: set[str]) -> set[str]:
    """Return those of some words that begin no other of them: who types the shorter finds the longer.

    >>> sorted(without_beginnings({"anna", "anna.berg", "berg"}))
    ['anna.berg', 'berg']
    """
    ordered = sorted({word[:LONGEST] for word in words if word})
    return {word for word, following in zip(ordered, [*ordered[1:], ""], strict=True) if not following.startswith(word)}


def typed_words(text: str) -> tuple[str, ...]:
    """Return the words of what somebody typed, as they are looked for.

    >>> typed_words("https://net.example/anna/wp-admin/ Öberg")
    ('net.example/anna', 'oberg')
    >>> typed_words("/anna/"), typed_words("#12"), typed_words("  ")
    (('anna',), ('#12',), ())
    """
    words = []
    for one in folded(text).split():
        word = _ADMIN.sub("", _SCHEME.sub("", one.strip("\"'<>(),;"))).strip("/").removeprefix("www.")
        if word and word not in words:
            words.append(word[:LONGEST])
    return tuple(words[:MOST_WORDS])


def beginning(word: str) -> str:
    r"""Return the pattern of what begins with a word.

    >>> beginning("50%_a")
    '50\\%\\_a%'
    """
    return _LIKE.sub(lambda sign: "\\" + sign.group(), word) + "%"


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a search: which memberships it is about, any of these.

    ``begins`` is the pattern of their words, of which there are ``count``, counted to a bound. ``ids`` were found by
    keys: a number, a login. ``plans`` and ``addons`` are products of that name, ``states`` a state of that name.
    """

    begins: str
    count: int
    ids: frozenset[int] = frozenset()
    plans: frozenset[int] = frozenset()
    addons: frozenset[int] = frozenset()
    states: frozenset[str] = frozenset()

    @property
    def is_listed(self) -> bool:
        """Whether all that it is about can be named."""
        return self.count <= MOST_FOUND and not (self.plans or self.addons or self.states)


class Search:
    """The words of memberships, read and written."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def page_end(self, after: int, most: int) -> tuple[int, int]:
        """Return the last id of a page of memberships above an id, and how many it has."""
        row = self._session.rows("search.page_end", after=after, most=most)[0]
        return int(row["last"]), int(row["looked_at"])

    def last_id(self) -> int:
        """Return the newest membership's id, 0: there is none."""
        return int(self._session.rows("search.last_id")[0]["last"])

    def new(self, most: int) -> Sequence[int]:
        """Return those of so many newest memberships that have not been looked at."""
        return [int(row["id"]) for row in self._session.rows("search.new", most=most)]

    def written(self, after_at: datetime, after: int, most: int) -> Sequence[tuple[int, datetime]]:
        """Return memberships that we have written since, with when that was."""
        rows = self._session.rows("search.written", after_at=after_at, after=after, most=most)
        return [(int(row["membership_id"]), row["at"]) for row in rows]

    def due(self, most: int) -> Sequence[tuple[DueKind, int]]:
        """Return users and sites that were renamed."""
        return [(row["kind"], int(row["id"])) for row in self._session.rows("search.due", most=most)]

    def due_memberships(self, kind: DueKind, of: int, most: int) -> Sequence[int]:
        """Return the first memberships of a renamed user or site."""
        rows = self._session.rows("search.due_memberships", kind=kind, id=of, most=most)
        return [int(row["id"]) for row in rows]

    def done(self, kind: DueKind, of: int) -> None:
        """Take a renamed user or site out, before its words are read: renamed again, it is due again."""
        self._session.defer("search.done", kind=kind, id=of)

    def percent(self) -> int | None:
        """Return how much of the network has its words, None: all of it."""
        row = self._session.rows("search.progress", sweep=SWEEP, filled=FILLED)[0]
        if row["filled"] or not row["last"]:
            return None
        return min(int(row["after"]) * 100 // int(row["last"]), 99)

    def refresh(self, after: int, last: int, horizon: datetime) -> int:
        """Write the words of the memberships above an id up to another; return how many words were not so.

        An end beyond ``horizon`` means that there is none.
        """
        wanted, kept = self._wanted(after, last), defaultdict[int, set[str]](set)
        for row in self._session.rows("search.words", after=after, last=last):
            kept[row["membership_id"]].add(row["word"])
        gone = [(one, word) for one, words in kept.items() for word in words - wanted.get(one, set())]
        new = [(one, word) for one, words in wanted.items() for word in sorted(words - kept[one])]
        for membership_id, word in gone:
            self._session.defer("search.forget", membership_id=membership_id, word=word)
        for start in range(0, len(new), _AT_ONCE):
            self._session.defer("search.put", words=json.dumps(new[start : start + _AT_ONCE], ensure_ascii=False))
        self._session.defer("search.put_listed", horizon=horizon, after=after, last=last)
        self._session.defer("search.drop_listed", after=after, last=last)
        return len(gone) + len(new)

    def _wanted(self, after: int, last: int) -> Mapping[int, set[str]]:
        """Return the words that a page of memberships has to have."""
        read = self._session.batch(("search.people", "search.addresses", "search.network"), after=after, last=last)
        network = str(read["search.network"][0]["domain"]) if read["search.network"] else ""
        found = defaultdict[int, set[str]](set)
        for row in read["search.people"]:
            found[row["id"]] |= words_of_person(row["user_login"], row["user_email"], row["display_name"])
        for row in read["search.addresses"]:
            found[row["id"]] |= words_of_site(row["domain"], row["path"], network)
            if row["mapped"]:
                found[row["id"]] |= words_of_site(row["mapped"], "", network)
        return {one: without_beginnings(words) for one, words in found.items()}

    def terms(self, words: Sequence[str]) -> Sequence[Term]:
        """Return what each word that was typed is about."""
        products = [
            (row, {*from_each_part(folded(str(row["name"]))), folded(str(row["slug"]))})
            for row in (self._session.rows("search.products") if words else ())
        ]
        return [self._term(word, products) for word in words]

    def products(self) -> Sequence[tuple[int, str, str]]:
        """Return what can be held: id, name and type of each."""
        return [(int(row["id"]), row["name"], row["type"]) for row in self._session.rows("search.products")]

    def _term(self, word: str, products: Sequence[tuple[Mapping[str, object], set[str]]]) -> Term:
        """Return what one word is about."""
        if word.startswith(_STATE):
            return Term("", 0, states=frozenset({word.removeprefix(_STATE)}) & _STATES)
        begins = beginning(word)
        named = [row for row, names in products if any(name.startswith(word) for name in names)]
        return Term(
            begins,
            int(self._session.rows("search.count_beginning", begins=begins, most=MOST_FOUND + 1)[0]["found"]),
            self._by_key(word, begins),
            frozenset(int(str(row["id"])) for row in named if row["type"] == "plan"),
            frozenset(int(str(row["id"])) for row in named if row["type"] != "plan"),
            frozenset({word}) & _STATES,
        )

    def _by_key(self, word: str, begins: str) -> frozenset[int]:
        """Return the memberships that a word names by keys of the tables themselves: nothing is missed there."""
        rows = self._session.rows("search.by_name_now", begins=begins, most=MOST_USERS, limit=MOST_USERS * MOST_USERS)
        if number := values.whole(word.removeprefix("#")):
            rows += self._session.rows("search.by_number", number=number)
        if document := _DOCUMENT.match(word):
            year, number = (int(one) for one in document.groups())
            rows += self._session.rows("search.by_document", year=year, number=number)
        return frozenset(int(row["id"]) for row in rows)

    def by_reference(self, typed: str) -> frozenset[int]:
        """Return the memberships of orders whose reference is what was typed, or begins so."""
        if not may_be_reference(typed):
            return frozenset()
        rows = self._session.rows("search.by_reference", begins=plain(typed) + "%", most=MOST_USERS)
        return frozenset(int(row["id"]) for row in rows)

    def found(self, term: Term) -> frozenset[int]:
        """Return every membership that a term is about, where these can be named."""
        rows = self._session.rows("search.beginning", begins=term.begins, most=MOST_FOUND) if term.count else ()
        return term.ids | {int(row["id"]) for row in rows}

    def of_these(self, term: Term, ids: Sequence[int]) -> frozenset[int]:
        """Return those of some memberships that have a word of a term."""
        rows = self._session.rows("search.of_these", begins=term.begins, ids=tuple(ids)) if term.count and ids else ()
        return (term.ids & frozenset(ids)) | {int(row["id"]) for row in rows}

    def holders(self, addons: frozenset[int], ids: Sequence[int]) -> frozenset[int]:
        """Return those of some memberships that hold one of some packages or services."""
        if not addons or not ids:
            return frozenset()
        rows = self._session.rows("search.holders", product_ids=tuple(addons), ids=tuple(ids))
        return frozenset(int(row["id"]) for row in rows)
