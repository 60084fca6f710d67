"""Cards and accounts that a customer has saved at a provider: list, add, choose, remove. Asked, never copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from bridge.changes.calls import (
    AGREEMENT_VERSION,
    agree,
    agreed_payers,
    answered,
    known_payer,
    open_call,
    payer_of,
    provider_of,
)
from bridge.changes.cards import look_again
from bridge.changes.view import NextAction, action_answer
from bridge.errors import (
    AgreementMissing,
    MembershipUnknown,
    MethodUnknown,
    NotAllowed,
    ProviderRefused,
    ProviderUnreachable,
)
from bridge.gateways.port import Expiry, Gateway, GatewayRefused, GatewayUnreachable, Method
from bridge.people import Actor, require_buyer, viewer_of
from bridge.ports import Services
from bridge.store.memberships import MembershipFacts
from bridge.store.providers import Agreement, CallName
from bridge.store.store import Store


@dataclass(frozen=True, slots=True)
class BrowserGateway:
    """A gateway where methods can be saved; ``parameters`` are what its own fields in a page need, none secret.

    ``kinds`` are those of the methods that the membership can be paid with there.
    """

    id: str
    parameters: Mapping[str, str]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A saved card or account; ``expires`` null: it does not. ``brand`` is the provider's code.

    ``is_default``: of all that the customer has saved there, it is the one that is charged, for memberships where they
    agreed. ``is_agreed``: for this membership they did.
    """

    id: str
    gateway: str
    kind: Literal["card", "sepa_debit"]
    brand: str
    last4: str
    expires: Expiry | None
    is_default: bool
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class AgreementText:
    """Which text owners agree to before a method is saved; the plugin has its words."""

    version: str


@dataclass(frozen=True, slots=True)
class MethodsAnswer:
    """What is saved, the default first; ``silent`` names gateways whose provider does not answer just now."""

    gateways: tuple[BrowserGateway, ...]
    methods: tuple[SavedMethod, ...]
    agreement: AgreementText
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetUpAnswer:
    """What the page has to do so that a method is saved."""

    next_action: NextAction


def list_methods(services: Services, actor: Actor, membership_id: int, *, is_copy: bool = False) -> MethodsAnswer:
    """List what the membership's customer has saved; who may look only sees none, and a copy asks nobody.

    :raises NotAllowed: where the person is nothing to the membership.
    :raises MembershipUnknown: where a network admin asks for one that does not exist.
    """
    facts, may_buy = services.database.reading(lambda store: _seen(store, actor, membership_id))
    agreement = AgreementText(AGREEMENT_VERSION)
    if is_copy or not may_buy:
        return MethodsAnswer((), (), agreement, ())
    customer_id = facts.snapshot.customer.id
    gateways = [services.gateways[name] for name in services.gateways.with_provider]
    agreed = agreed_payers(services, membership_id, customer_id) if gateways else {}
    found: list[SavedMethod] = []
    silent: list[str] = []
    for gateway in gateways:
        try:
            found.extend(_saved(services, gateway, customer_id, is_agreed=gateway.id in agreed))
        except (GatewayUnreachable, GatewayRefused):
            silent.append(gateway.id)
    currency = facts.snapshot.membership.currency
    browser = tuple(BrowserGateway(one.id, dict(one.for_browser), one.kinds(currency)) for one in gateways)
    return MethodsAnswer(browser, tuple(found), agreement, tuple(silent))


def _saved(services: Services, gateway: Gateway, customer_id: int, *, is_agreed: bool) -> tuple[SavedMethod, ...]:
    """Return what a customer has saved at one provider; who is not known there has saved nothing."""
    payer = payer_of(services, gateway.id, customer_id)
    if payer.provider_id is None:
        return ()
    return tuple(_answer(gateway, method, is_agreed=is_agreed) for method in gateway.methods(payer))


def _answer(gateway: Gateway, method: Method, *, is_agreed: bool) -> SavedMethod:
    brand, last4, expires = method.brand, method.last4, method.expires
    return SavedMethod(
        method.id, gateway.id, method.kind.value, brand, last4, expires, method.is_default, is_agreed=is_agreed
    )


def add_method(services: Services, actor: Actor, membership_id: int, gateway_id: str, *, agreed: bool) -> SetUpAnswer:
    """Begin to save a method for payments without its owner, who agrees to them; no money moves.

    :raises NotAllowed: where the person is nothing to the membership.
    :raises NotTheCustomer: where they may look only.
    :raises AgreementMissing: where they do not agree.
    :raises GatewayUnsuitable: where nothing can be saved with this gateway.
    :raises ProviderUnreachable: where the provider does not answer.
    """
    facts = _bought_for(services, actor, membership_id)
    if not agreed:
        raise AgreementMissing
    gateway, customer_id = provider_of(services, gateway_id), facts.snapshot.customer.id
    agree(services, _agreement(actor, customer_id, membership_id, gateway_id))
    with _told_of_provider():
        payer = known_payer(services, gateway, customer_id)
        call = open_call(services, CallName(gateway_id, "set_up", services.new_id()), {}, anew=True)
        action = action_answer(gateway.set_up(payer, call.key, facts.snapshot.membership.currency))
        answered(services, call.call_id)
    assert action is not None  # noqa: S101 (saving always asks the payer for something)
    return SetUpAnswer(action)


def choose_method(
    services: Services, actor: Actor, membership_id: int, method_id: str, *, agreed: bool = False
) -> MethodsAnswer:
    """Let a method be the one that is charged without its owner, for all memberships where they agreed to that.

    ``agreed``: they do so now for this one, which what was saved for another is not charged for.

    :raises NotTheCustomer: where they may look only.
    :raises MethodUnknown: where it is not the customer's.
    :raises AgreementMissing: where they neither agree nor did before.
    """
    facts = _bought_for(services, actor, membership_id)
    customer_id = facts.snapshot.customer.id
    with _told_of_provider():
        gateway = _gateway_of(services, customer_id, method_id)
        if agreed:
            agree(services, _agreement(actor, customer_id, membership_id, gateway.id))
        elif gateway.id not in agreed_payers(services, membership_id, customer_id):
            raise AgreementMissing
        with _another_is_charged(services, customer_id):
            gateway.make_default(payer_of(services, gateway.id, customer_id), method_id)
    return list_methods(services, actor, membership_id)


def remove_method(services: Services, actor: Actor, membership_id: int, method_id: str) -> MethodsAnswer:
    """Take a saved method away; what it would have paid is asked for by letter.

    With the last one ends what was agreed: what is saved later, for whatever membership, is agreed anew.

    :raises NotTheCustomer: where they may look only.
    :raises MethodUnknown: where it is not the customer's.
    """
    facts = _bought_for(services, actor, membership_id)
    customer_id = facts.snapshot.customer.id
    with _told_of_provider():
        gateway = _gateway_of(services, customer_id, method_id)
        payer, now = payer_of(services, gateway.id, customer_id), services.clock.now()
        if len(gateway.methods(payer)) == 1:
            services.database.transaction(
                lambda store: store.providers.withdraw(customer_id, gateway.id, actor.user_id, actor.locale, now)
            )
        with _another_is_charged(services, customer_id):
            gateway.forget_method(payer, method_id)
    return list_methods(services, actor, membership_id)


def _agreement(actor: Actor, customer_id: int, membership_id: int, gateway_id: str) -> Agreement:
    """Return what somebody agrees to who lets a method be charged for a membership's terms."""
    return Agreement(customer_id, membership_id, gateway_id, AGREEMENT_VERSION, actor.locale, actor.user_id)


def _seen(store: Store, actor: Actor, membership_id: int) -> tuple[MembershipFacts, bool]:
    """Return a membership that the person may see, and whether they may buy for it."""
    facts = store.memberships.load(membership_id)
    if facts is None:
        raise MembershipUnknown if actor.is_network_admin else NotAllowed
    return facts, viewer_of(store, actor, facts).may_buy


def _bought_for(services: Services, actor: Actor, membership_id: int) -> MembershipFacts:
    """Return a membership that the person may buy for."""

    def look(store: Store) -> MembershipFacts:
        facts, _ = _seen(store, actor, membership_id)
        require_buyer(store, actor, facts)
        return facts

    return services.database.reading(look)


def _gateway_of(services: Services, customer_id: int, method_id: str) -> Gateway:
    """Return the gateway at which a method is saved for this customer: each is asked, none is believed."""
    for name in services.gateways.with_provider:
        payer = payer_of(services, name, customer_id)
        if payer.provider_id and any(one.id == method_id for one in services.gateways[name].methods(payer)):
            return services.gateways[name]
    raise MethodUnknown


@contextmanager
def _another_is_charged(services: Services, customer_id: int) -> Iterator[None]:
    """Let the card that is charged be looked at again, whatever the provider answers.

    Said before it is asked as well: who is killed before its answer can say nothing afterwards, and its owner, who sees
    what they wanted, does not ask again.
    """
    services.database.transaction(lambda store: look_again(store, customer_id))
    yield
    services.database.transaction(lambda store: look_again(store, customer_id))


@contextmanager
def _told_of_provider() -> Iterator[None]:
    """Say in our words what a provider did not answer or will not do."""
    try:
        yield
    except GatewayUnreachable as silent:
        raise ProviderUnreachable from silent
    except GatewayRefused as refused:
        raise ProviderRefused(reason=refused.code) from refused
