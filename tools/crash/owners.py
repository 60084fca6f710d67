"""Scenarios of what owners say of themselves: billing details, their VAT number, the cards that they have saved."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bridge.account.billing import Address, Details, save_billing
from bridge.account.methods import SavedMethod, add_method, choose_method, list_methods, remove_method
from bridge.errors import MethodUnknown
from bridge.network_admin.settings import save_settings
from bridge.store.buyers import Buyer
from bridge.tasks import check_vat_numbers
from tools.crash.books import End
from tools.crash.orders import UPGRADED, bought
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, BEGAN, REGISTERED, Stage, register, worker_comes

VAT_NUMBER, CITY = "SE123456789701", "Stockholm"
DETAILS = Details(Address("Acme AB", "Storgatan 1", "", "111 22", CITY, "", "SE"), VAT_NUMBER)
#: The card that the next term is charged to is looked at by then.
CARDS_ARE_LOOKED_AT = BEGAN + timedelta(days=18)


def _save(stage: Stage) -> None:
    save_billing(stage.services, stage.owner, stage.membership, DETAILS)


def _buyer(stage: Stage) -> Buyer | None:
    return stage.services.database.reading(lambda store: store.buyers.find(stage.customer))


def _half_saved(stage: Stage) -> list[str]:
    """Say where an address is kept without its number, or without a word in the journal."""
    buyer, told = _buyer(stage), len(stage.happened("billing_details_changed"))
    kept = (bool(buyer and buyer.address.get("city")), bool(buyer and buyer.vat_number), bool(told))
    return [] if len(set(kept)) == 1 else [f"address, number and journal are kept: {kept}"]


def _is_saved_once(stage: Stage) -> list[str]:
    buyer, told = _buyer(stage), len(stage.happened("billing_details_changed"))
    kept = (buyer.address.get("city"), buyer.vat_number, told) if buyer else None
    return [] if kept == (CITY, VAT_NUMBER, 1) else [f"city, number and rows of the journal are {kept}"]


def _to_be_checked(stage: Stage) -> None:
    save_settings(stage.services, ADMIN, {"check_vat_numbers": True})
    _save(stage)


def _check(stage: Stage) -> None:
    check_vat_numbers(stage.services, register)


def _is_checked(stage: Stage) -> list[str]:
    buyer = _buyer(stage)
    found = (buyer.vat_state, buyer.vat_proof) if buyer else None
    return [] if found == ("valid", REGISTERED.proof) else [f"of the VAT number is kept {found}"]


def _nobody(_: Stage) -> None:
    """The worker carries it on alone."""


def _seen(stage: Stage) -> None:
    """Premium is bought, and its card was looked at for the next charge: it is good for long."""
    bought(stage)
    stage.clock.at = CARDS_ARE_LOOKED_AT
    worker_comes(stage.services)


def _change_cards(stage: Stage) -> None:
    """Another card is saved, chosen and the first one taken away; the page shows which there are."""
    if len(_cards(stage)) == 1 and _cards(stage)[0].id == _first_card(stage):
        add_method(stage.services, stage.owner, stage.membership, "card", agreed=True)
        stage.provider.ask("enter", payer=stage.customer)
    cards = _cards(stage)
    if cards[0].id == _first_card(stage):
        choose_method(stage.services, stage.owner, stage.membership, cards[1].id)
    if len(cards) > 1:
        with suppress(MethodUnknown):
            remove_method(stage.services, stage.owner, stage.membership, _first_card(stage))


def _two_cards_seen(stage: Stage) -> None:
    """Another card is saved, which expires before the next charge; the first one is charged, and was looked at."""
    bought(stage)
    stage.provider.ask("set_up", payer=stage.customer, key="other")
    stage.provider.ask("enter", payer=stage.customer)
    stage.clock.at = CARDS_ARE_LOOKED_AT
    worker_comes(stage.services)


def _choose_other(stage: Stage) -> None:
    if _cards(stage)[0].id == _first_card(stage):
        choose_method(stage.services, stage.owner, stage.membership, "pm_other")


def _take_first_away(stage: Stage) -> None:
    if _cards(stage)[0].id == _first_card(stage):
        remove_method(stage.services, stage.owner, stage.membership, _first_card(stage))


def _first_card(stage: Stage) -> str:
    return f"pm_{stage.customer}"


def _cards(stage: Stage) -> tuple[SavedMethod, ...]:
    return list_methods(stage.services, stage.owner, stage.membership).methods


def _is_told_of_the_other(stage: Stage) -> list[str]:
    """Say where the first card is charged still, or where its owner was not told that the other will have expired."""
    told, charged = len(stage.happened("card_expiry_told")), _cards(stage)[0].id
    is_other = charged != _first_card(stage)
    return [] if is_other and told == 1 else [f"{charged} is charged, told {told} times"]


def _is_the_only_one(stage: Stage) -> list[str]:
    """Say where the first card is left, or where its owner is not on record as having agreed."""
    agreed = stage.sql(f"SELECT COUNT(*) > 0 FROM {{p}}bridge_agreements WHERE customer_id = {stage.customer}")[0][0]
    cards = [one.id for one in _cards(stage)]
    is_whole = len(cards) == 1 and agreed == "1"
    return [*_is_told_of_the_other(stage), *([] if is_whole else [f"cards are {cards}, agreed {agreed}"])]


_NOTHING_MOVES = (End(0, 0, (BASIC, "active")),)
OWNERS = (
    Scenario("billing details saved", _save, _save, _NOTHING_MOVES, half=_half_saved, also=_is_saved_once),
    Scenario("VAT number checked", _check, _nobody, _NOTHING_MOVES, prepare=_to_be_checked, also=_is_checked),
    Scenario("a card added, chosen, the other taken away", _change_cards, _change_cards, (End(1, 1, UPGRADED),),
             prepare=_seen, also=_is_the_only_one),
    Scenario("another card chosen", _choose_other, _choose_other, (End(1, 1, UPGRADED),), prepare=_two_cards_seen,
             also=_is_told_of_the_other),
    Scenario("the card that is charged taken away", _take_first_away, _take_first_away, (End(1, 1, UPGRADED),),
             prepare=_two_cards_seen, also=_is_told_of_the_other),
)  # fmt: skip
