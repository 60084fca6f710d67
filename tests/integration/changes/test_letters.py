"""What letters say, which are sent, and whose words they have."""

import json
from datetime import datetime

import pytest

from bridge.changes.change import confirm
from bridge.changes.letters import read_letter
from bridge.changes.receive import Money
from bridge.errors import InvalidRequest, LetterUnknown, NotAllowed
from bridge.network_admin import letters, payments
from bridge.network_admin.letters import LetterWish
from bridge.store.letters import LETTERS, Wording
from bridge.web.encoding import as_json
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BLOG, OWNER, PREMIUM, Story

DUE = 19900 - 9900 * (15 * 24 + 14) // (30 * 24)


def row_of(story: Story, template: str, user: int | None = None) -> int:
    """The last row of a letter."""
    rows = story.sql("SELECT id, payload FROM {p}bridge_outbox WHERE topic = 'mail' ORDER BY id DESC")
    told = ((int(row[0]), json.loads(row[1])) for row in rows)
    return next(number for number, one in told if one["template"] == template and user in {None, one["user_id"]})


def ordered(story: Story) -> str:
    story.membership()
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")
    return quote_id


def test_a_request_of_payment_says_everything_in_its_readers_language(story: Story) -> None:
    quote_id = ordered(story)
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id), Money(5000))

    made = read_letter(story.services, row_of(story, "change_awaiting_payment", OWNER.user_id), "sv_SE")
    told = as_json(made, "sv_SE")

    assert (told["to"], told["is_sent"], told["plan"], told["blog_ids"]) == ("owner", True, "Basic", [BLOG])
    assert told["params"]["amount"]["formatted"] == f"{DUE / 100:.2f}\u00a0kr".replace(".", ",")
    assert told["by_hand"]["left"]["amount_minor"] == DUE - 5000
    assert len(told["by_hand"]["reference"]) == 9
    assert sum(line["amount"]["amount_minor"] for line in told["lines"]) == told["total"]["amount_minor"] == DUE
    admins = read_letter(story.services, row_of(story, "change_awaiting_payment", 0), "en_US")
    assert (admins.to, admins.is_sent) == ("admin", True)
    with pytest.raises(LetterUnknown):
        read_letter(story.services, 999_999, "en_US")


def test_a_letter_of_an_earlier_version_is_read_too(story: Story) -> None:
    story.membership()
    old = {"membership_id": 501, "amount": "199.00", "currency": "SEK", "tax": "31.84", "tax_agreed": "37.81"}
    payload = json.dumps({"template": "renewal_awaiting_payment", "user_id": OWNER.user_id, "params": old})
    story.sql(f"INSERT INTO {{p}}bridge_outbox (topic, payload, created_at) VALUES ('mail', '{payload}', NOW(6))")

    told = as_json(read_letter(story.services, row_of(story, "renewal_awaiting_payment"), "en_US"), "en_US")

    figures = {name: told["params"][name]["amount_minor"] for name in ("amount", "paid", "now", "agreed")}
    assert figures == {"amount": 19900, "paid": 19900, "now": 3184, "agreed": 3781}


def test_a_network_admin_words_and_switches_a_letter_and_it_is_written_down(story: Story) -> None:
    ordered(story)
    name, row = "owner.change_awaiting_payment", row_of(story, "change_awaiting_payment", OWNER.user_id)
    mine = Wording("Betala {amount}", "Hej {name}.\n\nMärk {reference}.")

    letters.save_letter(story.services, ADMIN, name, LetterWish(language="sv_SE", wording=mine))
    letters.save_letter(story.services, ADMIN, name, LetterWish(is_sent=False))

    sent = read_letter(story.services, row, "sv_FI")
    assert (sent.is_sent, sent.own_words and sent.own_words.subject) == (False, "Betala {amount}")
    assert read_letter(story.services, row, "en_US").own_words is None
    listed = {one.name: one for one in letters.list_letters(story.services, ADMIN).letters}
    assert (len(listed), listed[name].languages, listed[name].is_needed) == (len(LETTERS), ("sv_SE",), True)
    reset = letters.save_letter(story.services, ADMIN, name, LetterWish(language="sv_SE", reset=True))
    assert [(one.act, one.language, one.user_id) for one in reset.edits] == [
        ("reset", "sv_SE", 9001), ("switched_off", "", 9001), ("worded", "sv_SE", 9001),
    ]  # fmt: skip
    assert reset.wordings == {}
    with pytest.raises(NotAllowed):
        letters.save_letter(story.services, OWNER, name, LetterWish(is_sent=True))


@pytest.mark.parametrize(
    ("subject", "text", "path", "code"),
    [
        ("Hi", "Pay to {iban}", "text", "unknown_placeholder"),
        ("Hi {", "{reason}", "text", "unknown_placeholder"),
        ("Hi\r\nBcc: all@example.org", "Pay", "subject", "one_line"),
        (" ", "Pay", "subject", "required"),
        ("Hi", "x" * 5001, "text", "too_long"),
    ],
)
def test_words_that_cannot_be_kept_are_refused_where_they_stand(
    story: Story, subject: str, text: str, path: str, code: str
) -> None:
    wording = Wording(subject, text)

    with pytest.raises(InvalidRequest) as refused:
        letters.save_letter(
            story.services, ADMIN, "owner.change_applied", LetterWish(language="sv_SE", wording=wording)
        )

    assert [(one["path"], one["code"]) for one in refused.value.params["errors"]] == [(path, code)]
    assert story.sql("SELECT * FROM {p}bridge_letter_texts") == []


def test_every_letter_has_a_sample_in_any_language(story: Story) -> None:
    for name in LETTERS:
        shown = letters.show_sample(story.services, ADMIN, name, "sv_SE").sample
        assert {f"{one}_minor" for one in LETTERS[name].more} & set(shown.params.values) or not shown.lines


def test_the_owner_of_a_trial_is_told_once_that_it_ends(story: Story) -> None:
    story.membership(amount="99", status="trialing", billed=0, gateway="bridge")
    story.sql(
        "INSERT INTO {p}bridge_membership_terms (membership_id, customer_id, term_end, recurring_lines, updated_at)"
        " SELECT id, customer_id, date_expiration, '{\"deferred\":[],\"recurring\":[]}', NOW(6) FROM {p}wu_memberships;"
        "UPDATE {p}wu_memberships SET auto_renew = 1"
    )
    told = []
    for day in (26, 29, 30):
        story.clock.at = datetime(2025, 6, day)
        run_all_once(story.services)
        told.append([template for template, _ in story.mails()].count("trial_ending"))

    assert told == [0, 1, 1]
