"""Why a change is not confirmed, cancelled or paid: each with the code that the API answers with."""

from __future__ import annotations

from bridge.errors import BridgeError


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


class NothingToChange(BridgeError):
    """The quote changes nothing, so there is nothing to confirm."""

    code = "nothing_to_change"


class GatewayUnsuitable(BridgeError):
    """The gateway is not one this quote can be paid with."""

    code = "gateway_unsuitable"


class PaymentUnknown(BridgeError):
    """No payment of ours has this id."""

    code = "payment_unknown"


class PaymentNotManual(BridgeError):
    """Only a payment of the manual gateway is marked as paid by hand."""

    code = "payment_not_manual"


class NetworkIsACopy(BridgeError):
    """The database is a copy of another network's: nothing is charged before ``bridge adopt``."""

    code = "network_is_a_copy"
