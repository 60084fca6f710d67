"""How far it is from a question to its answer: no request enters more files than it did when it was last shortened."""

from tools.network.hops import of_the_service
from tools.network.network import Network

#: A file more is a wall more to look behind. Lower a figure where a change shortens a way; raise none without a reason.
MOST_FILES = {
    "quote, POST /v1/quotes": 34,
    # a payment by hand has a reference, reminders and the network's instructions; its owner's language is kept for the
    # receipt; what may happen to a change stands in a table of its own
    "confirm, POST /v1/changes": 46,
    # parts and sums above what is due are taken; a receipt is worked out, worded, numbered and addressed; what the
    # other plugin asks money for is watched from the first payment on
    "mark as paid, POST /v1/network/payments/…/mark-paid": 47,
    "quote, confirm, mark as paid together": 55,
    # the names of payments' receipts, the customer's billing address, and how the membership can be cancelled; limits
    # are added up from what is said of them, not read as somebody wrote them
    "account, GET /v1/account": 35,
    # the catalog that was changed is read again, and with it the settings and taxes that prices are read under
    "save limits, PUT /v1/network/products/…": 23,
}


def test_no_request_enters_more_files_than_it_did(network: Network) -> None:
    rows = of_the_service(network)

    longer = {row["request"]: row["entered"] for row in rows if row["files"] > MOST_FILES[row["request"]]}
    assert longer == {}
    assert [row["request"] for row in rows] == list(MOST_FILES)
