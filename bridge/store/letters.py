"""Letters: the table of all there are, which of them are sent, and the words that a network admin gave them.

The words of the others are the plugin's, in the languages that it is translated into.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.store.engine.database import Connection
from bridge.store.settings import of_language

Reader = Literal["owner", "admin"]
EditAct = Literal["switched_on", "switched_off", "worded", "reset"]

LONGEST_SUBJECT, LONGEST_TEXT = 200, 5000
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
#: What every letter can name.
ALWAYS = ("name", "network", "membership", "plan", "site", "address")
#: Which payment it is of how many that were agreed.
_BILLING = ("billing", "billings")
_ORDER = ("amount", "payable_until", "reference", "left")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter; ``more`` are what it can name beside what each can.

    ``is_needed``: without it somebody is not asked for money that they owe, or not told that something of theirs ended.
    """

    to: Reader
    template: str
    more: tuple[str, ...] = ()
    is_needed: bool = False

    @property
    def name(self) -> str:
        """Return what it is stored as."""
        return f"{self.to}.{self.template}"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return all that it can name."""
        return (*ALWAYS, *self.more)


_ALL = (
    Letter("owner", "change_awaiting_payment", (*_ORDER, "effective_at", "now", "agreed", *_BILLING), is_needed=True),
    Letter("owner", "renewal_awaiting_payment", (*_ORDER, "effective_at", "now", "agreed", *_BILLING), is_needed=True),
    Letter("owner", "payment_reminder", _ORDER),
    Letter("owner", "payment_part", (*_ORDER, "came"), is_needed=True),
    Letter("owner", "payment_excess", ("came", "more", "reference")),
    Letter("owner", "part_kept_as_credit", ("part",), is_needed=True),
    Letter("owner", "payment_rejected", ("amount", "said"), is_needed=True),
    Letter("owner", "payment_declined", (*_ORDER, "reason", "try_again_at"), is_needed=True),
    Letter("owner", "change_applied", ("paid", "effective_at", *_BILLING)),
    Letter("owner", "change_applied_on_trust", ("amount", "effective_at")),
    Letter("owner", "change_scheduled", ("amount", "paid", "effective_at")),
    Letter("owner", "change_cancelled", ("effective_at", "amount")),
    Letter("owner", "change_void", ("amount",)),
    Letter("owner", "change_dropped", ("effective_at", "reason"), is_needed=True),
    Letter("owner", "renewal_applied", ("paid", "effective_at", *_BILLING)),
    Letter("owner", "renewal_applied_on_trust", ("amount", "effective_at")),
    Letter("owner", "renewal_void", ("amount",), is_needed=True),
    Letter("owner", "money_arrived", ("amount",)),
    Letter("owner", "money_failed", (*_ORDER, "reason"), is_needed=True),
    Letter("owner", "money_kept_as_credit", ("amount", "reason"), is_needed=True),
    Letter("owner", "refund_made", ("amount", "said", "payment"), is_needed=True),
    Letter("owner", "refund_kept_as_credit", ("amount", "said", "payment"), is_needed=True),
    Letter("owner", "refund_failed", ("amount", "payment"), is_needed=True),
    Letter("owner", "payment_disputed", ("amount", "payment"), is_needed=True),
    Letter("owner", "dispute_won", ("amount", "payment")),
    Letter("owner", "dispute_lost", ("amount", "payment"), is_needed=True),
    Letter("owner", "account_credit_granted", ("amount", "said")),
    Letter("owner", "account_credit_withdrawn", ("amount", "said"), is_needed=True),
    Letter("owner", "card_expiring", ("card", "expires", "effective_at")),
    Letter("owner", "trial_ending", ("ends_at", "amount"), is_needed=True),
    Letter("owner", "visits_near", ("used", "allowed", "full_on")),
    Letter("owner", "visits_full", ("used", "allowed", "new_month")),
    Letter("owner", "visits_over", ("used", "allowed", "new_month")),
    Letter("owner", "membership_given", ("effective_at",)),
    Letter("owner", "membership_given_away", (), is_needed=True),
    Letter("owner", "membership_received", ("effective_at", "amount"), is_needed=True),
    Letter("owner", "membership_on_hold", ("amount", "payable_until"), is_needed=True),
    Letter("owner", "membership_expired", ("amount",), is_needed=True),
    Letter("owner", "membership_ended", (), is_needed=True),
    Letter("owner", "membership_extended", ("effective_at",)),
    Letter("owner", "membership_paused", ("effective_at", "ends_at"), is_needed=True),
    Letter("owner", "membership_resumed", ("effective_at",), is_needed=True),
    Letter("owner", "membership_cancelling", ("effective_at",)),
    Letter("owner", "membership_kept"),
    Letter("owner", "membership_cancelled", (), is_needed=True),
    Letter("owner", "addons_ended", (), is_needed=True),
    Letter("owner", "order_of_gone_ended", ("amount", "reason")),
    Letter("owner", "value_of_gone_kept", ("amount", "reason"), is_needed=True),
    Letter("admin", "change_awaiting_payment", (*_ORDER, "effective_at")),
    Letter("admin", "renewal_awaiting_payment", (*_ORDER, "effective_at")),
    Letter("admin", "change_dropped", ("effective_at", "reason")),
    Letter("admin", "membership_on_hold", ("amount", "payable_until")),
    Letter("admin", "money_failed", ("amount", "payable_until", "reason")),
    Letter("admin", "money_kept_as_credit", ("amount", "reason"), is_needed=True),
    Letter("admin", "membership_edited_elsewhere", ("reason",), is_needed=True),
    Letter("admin", "order_of_gone_ended", ("amount", "reason")),
    Letter("admin", "value_of_gone_kept", ("amount", "reason")),
    Letter("admin", "value_of_gone_lost", ("amount",), is_needed=True),
    Letter("admin", "refund_failed", ("amount", "payment", "reason"), is_needed=True),
    Letter("admin", "refund_not_covered", ("amount", "payment"), is_needed=True),
    Letter("admin", "payment_disputed", ("amount", "payment"), is_needed=True),
    Letter("admin", "dispute_won", ("amount", "payment")),
    Letter("admin", "dispute_lost", ("amount", "payment")),
    Letter("admin", "payment_not_credited", ("payment", "reason"), is_needed=True),
)

#: Every letter there is by its name, in the order of the network admin's list.
LETTERS: Mapping[str, Letter] = {letter.name: letter for letter in _ALL}


def unknown_placeholders(letter: Letter, text: str) -> list[str]:
    """Return what a text names that its letter cannot, in the order of the text.

    >>> unknown_placeholders(Letter("owner", "x", ("amount",)), "{name}, pay {amount} to {iban} or {}")
    ['iban', '']
    """
    named = dict.fromkeys(_PLACEHOLDER.findall(text))
    return [name for name in named if name not in letter.placeholders]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a network admin wrote for a letter in one language: ``text`` in paragraphs with empty lines between."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterEdit:
    """An edit of a letter, and by whom."""

    act: EditAct
    language: str
    at: datetime
    user_id: int


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one letter."""

    is_sent: bool
    wordings: Mapping[str, Wording]

    def in_language(self, locale: str) -> Wording | None:
        """Return the words of a language: its own, or one of the same tongue."""
        languages = {language: language for language in self.wordings}
        found = of_language(languages, locale)
        return self.wordings[found] if found else None


class Letters:
    """Which letters are sent, and in which words."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all_said(self) -> Mapping[str, Said]:
        """Return what was said of every letter that something was said of."""
        found = self._connection.batch(("letters.list_switched", "letters.list_texts"))
        switched = {row["name"]: bool(row["is_sent"]) for row in found["letters.list_switched"]}
        wordings: defaultdict[str, dict[str, Wording]] = defaultdict(dict)
        for row in found["letters.list_texts"]:
            wordings[row["name"]][row["language"]] = Wording(row["subject"], row["body"])
        return {name: Said(switched.get(name, True), wordings[name]) for name in {*switched, *wordings}}

    def said(self, name: str) -> Said:
        """Return what was said of one letter."""
        found = self._connection.batch(("letters.is_sent", "letters.texts_of"), name=name)
        switched = found["letters.is_sent"]
        texts = {row["language"]: Wording(row["subject"], row["body"]) for row in found["letters.texts_of"]}
        return Said(bool(switched[0]["is_sent"]) if switched else True, texts)

    def edits(self, name: str) -> Sequence[LetterEdit]:
        """Return the latest edits of a letter."""
        rows = self._connection.rows("letters.list_edits", name=name)
        return [LetterEdit(row["act"], row["language"], row["at"], row["user_id"]) for row in rows]

    def switch(self, name: str, at: datetime, user_id: int, *, is_sent: bool) -> None:
        """Switch a letter on or off."""
        self._connection.execute("letters.put_switch", name=name, is_sent=int(is_sent), at=at, user_id=user_id)
        self._note(name, "switched_on" if is_sent else "switched_off", at, user_id)

    def word(self, name: str, language: str, wording: Wording, at: datetime, user_id: int) -> None:
        """Give a letter its words in one language."""
        words = {"name": name, "language": language, "subject": wording.subject, "body": wording.text}
        self._connection.execute("letters.put_text", **words, at=at, user_id=user_id)
        self._note(name, "worded", at, user_id, language, wording)

    def reset(self, name: str, language: str, at: datetime, user_id: int) -> None:
        """Let the plugin's own words hold again in one language."""
        if self._connection.execute("letters.delete_text", name=name, language=language):
            self._note(name, "reset", at, user_id, language)

    def trials_ending(self, at: datetime, days: int, most: int) -> Sequence[int]:
        """Return memberships whose trial ends within some days and whose owner was not told so."""
        rows = self._connection.rows("letters.list_trials_ending", at=at, days=days, most=most)
        return [row["membership_id"] for row in rows]

    def tell_trial(self, membership_id: int, trial_end: datetime) -> bool:
        """Note that the owner is told when a trial ends; False where they were told before."""
        told = self._connection.execute("letters.tell_trial", membership_id=membership_id, trial_end=trial_end)
        self.end_telling(membership_id)
        return told == 1

    def end_telling(self, membership_id: int) -> None:
        """Note that nobody is to be told of a trial's end, or was told."""
        self._connection.defer("letters.end_telling", membership_id=membership_id)

    def cards_unseen(self, at: datetime, days: int, most: int) -> Sequence[int]:
        """Return memberships whose term ends within some days and whose saved card nobody has looked at for that."""
        rows = self._connection.rows("letters.list_cards_unseen", at=at, days=days, most=most)
        return [row["membership_id"] for row in rows]

    def see_card(self, membership_id: int, term_end: datetime) -> None:
        """Note that the saved card was looked at for the charge after this term."""
        self._connection.execute("letters.see_card", membership_id=membership_id, term_end=term_end)

    def look_again(self, customer_id: int) -> None:
        """Let the saved card of a customer be looked at again: it may be another one now, or have another date."""
        self._connection.execute("letters.look_again", customer_id=customer_id)

    def tell_card(self, customer_id: int, gateway: str, method_id: str, expires: str, at: datetime) -> bool:
        """Note that the owner is told when a card expires; False where they were told before."""
        told = self._connection.execute(
            "letters.tell_card", customer_id=customer_id, gateway=gateway, method_id=method_id, expires=expires, at=at
        )
        return told == 1

    def _note(  # noqa: PLR0913, PLR0917 (an edit has these parts)
        self, name: str, act: EditAct, at: datetime, user_id: int, language: str = "", wording: Wording | None = None
    ) -> None:
        self._connection.execute(
            "letters.insert_edit",
            name=name,
            act=act,
            language=language,
            subject=wording.subject if wording else "",
            body=wording.text if wording else None,
            at=at,
            user_id=user_id,
        )
