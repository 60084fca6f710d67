"""Scenarios of what a network admin saves on screens: settings, products, limits, rules, codes, letters, credit.

Tax rates are a network option of WordPress that the plugin writes, in one statement: the service writes nothing there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from bridge.network_admin.account_credit import Adjusted, adjust
from bridge.network_admin.discount_codes import DiscountCode, list_codes, read_code, save_code
from bridge.network_admin.letters import LetterWish, save_letter
from bridge.network_admin.products import save_product, save_rules
from bridge.network_admin.settings import read_settings, save_settings
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.store.letters import Wording
from bridge.store.product_editing import ProductDocument
from tools.crash.books import End
from tools.crash.codes import CODE
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, NOTATION, PREMIUM, Stage

SETTINGS = {"grace_days": 9, "request_days": 5, "retries": 1}
PRICE, DISK = Fraction(249), {"enabled": True, "limit": "777"}
RULES = PlanRules(direction="upgrade_only", minimum_term=Period(3, "month"), hidden=True)
LETTER, WORDS = "owner.change_applied", Wording("Done", "It is done.")
GIVEN_MINOR, TAKEN_MINOR = 20_000, 5_000


def _save_settings(stage: Stage) -> None:
    save_settings(stage.services, ADMIN, SETTINGS)


def _settings(stage: Stage) -> list[bool]:
    saved = read_settings(stage.services, ADMIN).settings
    return [getattr(saved, name) == value for name, value in SETTINGS.items()]


def _document(stage: Stage) -> ProductDocument:
    found = stage.services.database.reading(lambda store: store.catalog.document(PREMIUM))
    if found is None:
        raise LookupError(PREMIUM)
    return found


def _save_product(stage: Stage) -> None:
    """The admin looks at the product, and saves price and limits where they are not yet as they want them."""
    if not all(_product(stage)):
        document = _document(stage)
        wanted = replace(document, amount=PRICE, limitations={**(document.limitations or {}), "disk_space": DISK})
        save_product(stage.services, ADMIN, wanted)


def _product(stage: Stage) -> list[bool]:
    """Tell whether the price, the stored limits and the one row that limits sites are as they were wanted."""
    document = _document(stage)
    source = stage.services.database.reading(lambda store: store.product_limits.source(PREMIUM))
    is_row = source is not None and source.is_written
    is_limited = (document.limitations or {}).get("disk_space") == DISK
    return [document.amount == PRICE, is_limited, is_limited and is_row]


def _limits_follow(stage: Stage) -> list[str]:
    """Say where the row of a product's limits is not what the product says, saved or not."""
    source = stage.services.database.reading(lambda store: store.product_limits.source(PREMIUM))
    return [] if source is not None and source.is_written else ["the row of its limits says something else"]


def _save_rules(stage: Stage) -> None:
    save_rules(stage.services, ADMIN, PREMIUM, RULES)


def _rules(stage: Stage) -> list[bool]:
    rules = _document(stage).rules
    return [rules.direction == RULES.direction, rules.minimum_term == RULES.minimum_term, rules.hidden == RULES.hidden]


def _make_code(stage: Stage) -> None:
    save_code(stage.services, ADMIN, DiscountCode(
        None, CODE, CODE, "", True, "percentage", Fraction(20), False, 1, "", "", (), ()
    ))  # fmt: skip


def _edit_code(stage: Stage) -> None:
    if not all(_code(stage)):
        edited = replace(_found_code(stage), value=Fraction(30), max_uses=7, periods=("1 month",), products=(PREMIUM,))
        save_code(stage.services, ADMIN, edited)


def _found_code(stage: Stage) -> DiscountCode:
    listed = list_codes(stage.services, ADMIN, CODE).codes[0]
    return listed if listed.id is None else read_code(stage.services, ADMIN, listed.id).code


def _code(stage: Stage) -> list[bool]:
    code = _found_code(stage)
    return [code.value == Fraction(30), code.max_uses == 7, code.periods == ("1 month",), code.products == (PREMIUM,)]


def _save_letter(stage: Stage) -> None:
    save_letter(stage.services, ADMIN, LETTER, LetterWish(is_sent=False, language="sv_SE", wording=WORDS))


def _letter(stage: Stage) -> list[bool]:
    """Tell whether it is switched off, has its words, and each was noted, once."""
    said, edits = stage.services.database.reading(
        lambda store: (store.letters.said(LETTER), store.letters.edits(LETTER))
    )
    acts = sorted(one.act for one in edits)
    return [not said.is_sent, said.wordings.get("sv_SE") == WORDS, acts == ["switched_off", "worded"]]


def _adjust(stage: Stage) -> None:
    """Account credit is given by one form, and a part of it taken by another; each is sent twice."""
    for amount, key in (("200", "first"), ("200", "first"), ("-50", "second"), ("-50", "second")):
        adjust(stage.services, ADMIN, stage.membership, Adjusted(amount, "As agreed", key), NOTATION)


def _told_of_credit(stage: Stage) -> list[str]:
    counts = [len(stage.happened(f"account_credit_{what}")) for what in ("granted", "withdrawn")]
    return [] if counts == [1, 1] else [f"given and taken {counts} times"]


def _half(saved: Callable[[Stage], list[bool]]) -> Callable[[Stage], list[str]]:
    """Return what says which of the things that are saved together are and which are not."""

    def half(stage: Stage) -> list[str]:
        found = saved(stage)
        return [] if len(set(found)) == 1 else [f"saved by half: {found}"]

    return half


def _whole(saved: Callable[[Stage], list[bool]]) -> Callable[[Stage], list[str]]:
    """Return what says which of the things that were to be saved are not."""

    def whole(stage: Stage) -> list[str]:
        found = saved(stage)
        return [] if all(found) else [f"saved is {found}"]

    return whole


_NOTHING_MOVES = (End(0, 0, (BASIC, "active")),)
FORMS = (
    Scenario("settings saved", _save_settings, _save_settings, _NOTHING_MOVES, half=_half(_settings),
             also=_whole(_settings)),
    Scenario("a product saved with its limits", _save_product, _save_product, _NOTHING_MOVES,
             half=lambda stage: [*_half(_product)(stage), *_limits_follow(stage)], also=_whole(_product)),
    Scenario("a plan's rules saved", _save_rules, _save_rules, _NOTHING_MOVES, half=_half(_rules), also=_whole(_rules)),
    Scenario("a discount code edited", _edit_code, _edit_code, _NOTHING_MOVES, prepare=_make_code, half=_half(_code),
             also=_whole(_code)),
    Scenario("a letter switched off and worded", _save_letter, _save_letter, _NOTHING_MOVES, half=_half(_letter),
             also=_whole(_letter)),
    Scenario("account credit given and taken, each form sent twice", _adjust, _adjust,
             (End(0, 0, (BASIC, "active"), credit_minor=GIVEN_MINOR - TAKEN_MINOR),), also=_told_of_credit),
)  # fmt: skip
