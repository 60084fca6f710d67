"""The one base error and every refusal, with the stable codes that the API answers with.

An exception's docstring is its meaning. Which HTTP status a class has is decided in the web layer alone; which words
a person reads is decided in the plugin, by ``code`` and ``params``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class BridgeError(Exception):
    """Something that the caller is told by a stable code and JSON-able parameters."""

    code: ClassVar[str] = "internal"

    def __init__(self, /, **params: Any) -> None:
        """Keep what the message needs; never a token, a key or a password."""
        super().__init__(self.code, params)
        self.params: dict[str, Any] = params

    def __str__(self) -> str:
        """Say the code, what it means and with which operands."""
        meaning = (type(self).__doc__ or "").strip().splitlines()
        operands = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}: {meaning[0] if meaning else ''}{f' ({operands})' if operands else ''}"


class InvalidRequest(BridgeError):
    """The request is not one we understand; ``errors`` is a list of ``{path, code}``."""

    code = "invalid_request"


class NotAllowed(BridgeError):
    """The person has no business with this membership, or it does not exist: the answer is the same."""

    code = "not_allowed"


class NotTheCustomer(BridgeError):
    """Only the customer, or a network admin for them, may do this."""

    code = "not_the_customer"


class SiteNotYours(BridgeError):
    """The site does not belong to a membership that the person may see."""

    code = "site_not_yours"


class NoMembership(BridgeError):
    """Neither the site nor the person has a membership."""

    code = "no_membership"


class MembershipGone(BridgeError):
    """The membership that the site belonged to does not exist any more."""

    code = "membership_gone"


class DiscountCodeUnknown(BridgeError):
    """There is no such discount code."""

    code = "discount_code_unknown"


class DiscountCodeChanged(BridgeError):
    """Somebody else has saved the discount code meanwhile."""

    code = "discount_code_changed"


class GiftRunUnknown(BridgeError):
    """There is no such list of memberships to be given."""

    code = "gift_run_unknown"


class MembershipUnknown(BridgeError):
    """A network admin asked for a membership that does not exist."""

    code = "membership_unknown"


class NotACustomerSite(BridgeError):
    """The site is not owned by a customer, so it has no quota."""

    code = "not_a_customer_site"


class QuoteUnknown(BridgeError):
    """No such quote, or not one that the person may see."""

    code = "quote_unknown"


class ChangeRefused(BridgeError):
    """The offer may not be chosen: ``code`` is the first refusal's, ``refusals`` holds all of them."""

    code = "change_refused"

    def __init__(self, /, refusals: list[dict[str, Any]], **params: Any) -> None:
        """Take the first refusal's code and parameters as this error's own."""
        first = refusals[0].get("params", {}) if refusals else {}
        super().__init__(refusals=refusals, **{**first, **params})
        self.refusal_code: str = refusals[0]["code"] if refusals else type(self).code

    @classmethod
    def of(cls, code: str, params: Mapping[str, Any]) -> ChangeRefused:
        """Return the refusal with one reason."""
        return cls(refusals=[{"code": code, "params": dict(params)}])


class ProductUnknown(BridgeError):
    """No product has this id."""

    code = "product_unknown"


class ProductChanged(BridgeError):
    """The product was saved by somebody else since it was read; ``version`` is the current one."""

    code = "product_changed"


class LimitsChanged(BridgeError):
    """The product's limits were saved by somebody else since they were read: ``by`` whom, None: elsewhere, and when."""

    code = "limits_changed"


class LimitsRevisionUnknown(BridgeError):
    """There is no such state of the product's limits."""

    code = "limits_revision_unknown"


class LimitsUnknown(BridgeError):
    """Nothing is kept of the limits of product ``product_id``."""

    code = "limits_unknown"


class LimitRunUnknown(BridgeError):
    """There is no run ``run`` that has sites carry out their limits, or it is over."""

    code = "limit_run_unknown"


class NoSuchSites(BridgeError):
    """No site that a membership limits lies between ``first`` and ``last``."""

    code = "no_such_sites"


class CarriedOutElsewhere(BridgeError):
    """Ultimate Multisite runs here and switches plugins and themes of sites itself: there is nothing to carry out."""

    code = "carried_out_elsewhere"


class LimitsWrittenElsewhere(BridgeError):
    """The stored limits are not those that were saved here: an older state would go over what somebody else wrote."""

    code = "limits_written_elsewhere"


class SlugTaken(BridgeError):
    """Another product has this slug."""

    code = "slug_taken"


class TablesLost(BridgeError):
    """Tables of the network are gone while ours refer to their rows: restore them before anything else."""

    code = "tables_lost"


class ServerTooOld(BridgeError):
    """The database server lacks what we rely on: MariaDB 10.6 or MySQL 8.0.21 is the minimum."""

    code = "server_too_old"


class SchemaOutOfDate(BridgeError):
    """The tables are not those this version works with: run ``bridge migrate``."""

    code = "schema_out_of_date"


class NetworkUnclear(BridgeError):
    """WordPress has several networks here, and nothing tells which is meant: set PLAN_BRIDGE_NETWORK_URL."""

    code = "network_unclear"


class MigrationAltered(BridgeError):
    """A migration that has run has another text now: migrations are written once."""

    code = "migration_altered"


class StoreUnavailable(BridgeError):
    """The database cannot be reached or does not serve (read only, full, shutting down); nothing was changed."""

    code = "store_unavailable"


class OutcomeUnknown(BridgeError):
    """The connection was lost while committing: whether it was written is not known; ask again before repeating."""

    code = "outcome_unknown"


class StoreBusy(BridgeError):
    """The transaction met conflicts at every attempt; nothing was changed."""

    code = "store_busy"


class QuoteStale(BridgeError):
    """The quote expired or its facts moved (``reason``: ``expired`` or ``moved``): nothing was written.

    ``quote`` is a fresh one.
    """

    code = "quote_stale"


class ChangeOpen(BridgeError):
    """Another change or renewal of the membership is under way: ``quote_id`` names it, ``operation`` its sort."""

    code = "change_open"


class ChangeUnknown(BridgeError):
    """No such change, or not one that the person may see."""

    code = "change_unknown"


class ChangeSettled(BridgeError):
    """Too late: the change has taken effect or is being paid right now."""

    code = "change_settled"


class IdempotencyConflict(BridgeError):
    """The quote was confirmed before with another gateway."""

    code = "idempotency_conflict"


class BilledElsewhere(BridgeError):
    """The membership is billed by a subscription that is not ours: a change that needs money waits for its adoption."""

    code = "billed_elsewhere"


class SoldElsewhere(BridgeError):
    """The network's owners order their changes from Ultimate Multisite: here prices are shown, and nothing is sold."""

    code = "sold_elsewhere"


class MembershipNotRunning(BridgeError):
    """The membership has ended or was never paid: there is nothing to cancel, and nothing to keep."""

    code = "membership_not_running"


class NoTermToEnd(BridgeError):
    """The membership has no term whose end it could be cancelled for: it costs nothing, or was paid for life."""

    code = "no_term_to_end"


class MembershipNotOurs(BridgeError):
    """Another system bills the membership: it is cancelled there."""

    code = "membership_not_ours"


class NoTermToExtend(BridgeError):
    """The membership has no term that could end later: it costs nothing, or was paid for life."""

    code = "no_term_to_extend"


class TakeOverFirst(BridgeError):
    """Another system bills the membership: it has to be taken over before this can be done here."""

    code = "take_over_first"


class ChangeBooked(BridgeError):
    """A change waits for the end of the present term: ``quote_id`` names it. It has to be cancelled first."""

    code = "change_booked"


class MembershipPaused(BridgeError):
    """The membership rests ``since`` a network admin paused it: nothing can be changed before it goes on."""

    code = "membership_paused"


class MembershipNotPaused(BridgeError):
    """The membership does not rest, so that there is nothing to go on with."""

    code = "membership_not_paused"


class MembershipTransferred(BridgeError):
    """Somebody else has given the membership to another customer meanwhile: look again whose it is."""

    code = "membership_transferred"


class OwnershipRunOpen(BridgeError):
    """Memberships are being taken over or handed back already: wait until that is finished."""

    code = "ownership_run_open"


class NothingToChange(BridgeError):
    """The quote changes nothing, so there is nothing to confirm."""

    code = "nothing_to_change"


class QuantityUnreadable(BridgeError):
    """What was typed for an add-on is no quantity: ``typed``; it would be a whole number from 0 to ``most``."""

    code = "quantity_unreadable"


class GatewayUnsuitable(BridgeError):
    """The gateway is not one this quote can be paid with."""

    code = "gateway_unsuitable"


class GatewayUnknown(BridgeError):
    """The network has no payment provider of this name."""

    code = "gateway_unknown"


class MethodUnknown(BridgeError):
    """The card or account is not one that this customer may pay with, or it is not there any more."""

    code = "method_unknown"


class ProviderUnreachable(BridgeError):
    """The payment provider does not answer; what was asked of it is not known to be done: ask again."""

    code = "provider_unreachable"


class ProviderRefused(BridgeError):
    """The payment provider will not do it; ``reason`` is its code, and its own list of requests says more."""

    code = "provider_refused"


class AgreementMissing(BridgeError):
    """A card or account is saved for later payments only for who agreed to them."""

    code = "agreement_missing"


class WebhookNotSigned(BridgeError):
    """The webhook does not carry the provider's signature, or an old one."""

    code = "webhook_not_signed"


class WebhooksTooMany(BridgeError):
    """More webhooks came than are taken at once: send it again later."""

    code = "webhooks_too_many"


class PaymentUnknown(BridgeError):
    """No payment of ours has this id."""

    code = "payment_unknown"


class ReceiptUnknown(BridgeError):
    """The payment has no receipt: nothing was paid, or it came before there were any; or it has no such document."""

    code = "receipt_unknown"


class FontMissing(BridgeError):
    """The machine has no DejaVu Sans to draw PDFs with: install its package ``fonts-dejavu-core``."""

    code = "font_missing"


class PaymentNotManual(BridgeError):
    """Only a payment of the manual gateway is marked as paid by hand."""

    code = "payment_not_manual"


class NothingToRefund(BridgeError):
    """Nothing of the payment can go back: ``why`` is a code."""

    code = "nothing_to_refund"


class RefundTooMuch(BridgeError):
    """More is to go back than is left of the payment: ``left_minor`` in ``currency``."""

    code = "refund_too_much"


class RefundRefused(BridgeError):
    """The provider refunds nothing of the payment: ``reason`` is its own code."""

    code = "refund_refused"


class CreditNotFree(BridgeError):
    """More account credit is to be taken than is free: ``free_minor`` in ``currency``."""

    code = "credit_not_free"


class LetterUnknown(BridgeError):
    """There is no such letter."""

    code = "letter_unknown"


class PaymentMoved(BridgeError):
    """Another sum is left to pay than the person saw: ``left_minor``; nothing was written."""

    code = "payment_moved"


class PaymentIsARenewal(BridgeError):
    """The bill of a renewal is not rejected: it ends by itself with the time to pay, and the membership with it."""

    code = "payment_is_a_renewal"


class NetworkIsACopy(BridgeError):
    """The database is a copy of another network's: nothing is charged before ``bridge adopt``."""

    code = "network_is_a_copy"


class TokenRefused(BridgeError):
    """The request does not prove where it comes from."""

    code = "token_invalid"


class TokenMissing(TokenRefused):
    """There is no ``Authorization: Bearer`` header."""

    code = "token_missing"


class TokenInvalid(TokenRefused):
    """The token is not one of ours: not readable, not signed by the key it names, a claim missing or odd."""

    code = "token_invalid"


class TokenExpired(TokenRefused):
    """The token is not of this minute, by the database's clock; ``clock_off_seconds`` is how far ahead it was made."""

    code = "token_expired"


class TokenWrongNetwork(TokenRefused):
    """The token was made on another network than the one this database holds."""

    code = "token_wrong_network"


class TokenReplayed(TokenRefused):
    """The token was used before; a retry needs one of its own."""

    code = "token_replayed"


class KeyUnknown(TokenRefused):
    """The token names a key that the network does not have, or has retired."""

    code = "key_unknown"


class KeyPending(TokenRefused):
    """The token's key waits for an operator: ``bridge keys approve KID``."""

    code = "key_pending"


class BodyMismatch(TokenRefused):
    """The token was made for another body."""

    code = "body_mismatch"


class PathMismatch(TokenRefused):
    """The token was made for another method or path."""

    code = "path_mismatch"


class JsonOnly(BridgeError):
    """A body came that is not declared as ``application/json``."""

    code = "json_only"


class BodyTooLarge(BridgeError):
    """The body is larger than ``limit_bytes``."""

    code = "body_too_large"


class VersionMismatch(BridgeError):
    """The plugin is of another version than this service; nothing was done."""

    code = "version_mismatch"
