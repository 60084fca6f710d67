"""Stripe for the tests: localstripe behind a small proxy of ours that records, supplies what it lacks, and misbehaves.

Supplied: keys of idempotency, confirming with a saved method and without the payer, codes of declines, SEPA debits that
take their time, least amounts, refunds that are bounded, pend and fail, disputes, the account, events of all these.
Misbehaving, as told: a connection cut before or after a request was executed, an answer of its own, events lost, twice,
in any order. `python -m tests.fakes.stripe_provider PORT` serves it for a browser, until it is ended.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from aiohttp import web
from localstripe import resources
from localstripe.errors import UserError
from localstripe.server import app

SECRET = "whsec_of_the_tests"
SETTINGS = {"secret_key": "sk_test_of_the_tests", "publishable_key": "pk_test_of_the_tests", "webhook_secret": SECRET}

VISA, CHALLENGED, ALWAYS_CHALLENGED = "4242424242424242", "4000002500003155", "4000002760003184"
#: Numbers that are declined when they are charged, with the bank's code.
DECLINED = {
    "4000000000000002": "generic_decline",
    "4000000000009995": "insufficient_funds",
    "4000000000009987": "lost_card",
    "4000000000009979": "stolen_card",
    "4000000000000069": "expired_card",
    "4000000000000127": "incorrect_cvc",
    "4000000000000119": "processing_error",
    "4000000000000341": "generic_decline",
    "4000008400001629": "generic_decline",
}
LEAST = {"sek": 300, "eur": 50, "usd": 50, "jpy": 50}
_NOT_KEPT = {400, 401, 409, 429}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    params: Mapping[str, str]
    key: str | None
    version: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """What the provider has to tell."""

    id: str
    type: str
    about: Mapping[str, Any]

    def signed(self, at: datetime, *secrets: str, livemode: bool = False) -> tuple[bytes, dict[str, str]]:
        """Its bytes and headers, signed at an instant."""
        body = json.dumps(
            {
                "id": self.id, "object": "event", "type": self.type, "api_version": "2017-08-15", "livemode": livemode,
                "created": int(time.time()), "data": {"object": self.about},
            },
            indent=2,
        ).encode()  # fmt: skip
        return body, signature(body, at, *secrets)


def signature(body: bytes, at: datetime, *secrets: str) -> dict[str, str]:
    """The header that signs some bytes, once for each secret."""
    second = int(at.replace(tzinfo=UTC).timestamp())
    signed = b"%d.%s" % (second, body)
    parts = [f"v1={hmac.new(one.encode(), signed, sha256).hexdigest()}" for one in secrets or (SECRET,)]
    return {"stripe-signature": ",".join([f"t={second}", *parts])}


@dataclass
class Provider:
    """The provider as the tests see it."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    refunds_pend: bool = False
    _kept: dict[str, tuple[str, int, Any]] = field(default_factory=dict)
    _faults: list[tuple[str, str, tuple[int, Any]]] = field(default_factory=list)
    _disputes: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _events_made: int = 0

    def settings(self, **more: str) -> dict[str, str]:
        """What a gateway needs to reach it."""
        return {**SETTINGS, "api_base": self.address, **more}

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            resources.store.clear()
            self.asked.clear()
            self.events.clear()
            self._kept.clear()
            self._faults.clear()
            self._disputes.clear()
            self.refunds_pend = False

    def paths(self, method: str = "POST") -> list[str]:
        """What was asked, ids as they came."""
        return [one.path for one in self.asked if one.method == method]

    def cut_before(self, path: str) -> None:
        """Cut the next request to a path before it is executed."""
        self._faults.append(("before", path, (0, None)))

    def cut_after(self, path: str) -> None:
        """Execute the next request to a path and cut its answer off."""
        self._faults.append(("after", path, (0, None)))

    def answer(self, path: str, status: int, error: Mapping[str, Any] | None = None) -> None:
        """Answer the next request to a path with an error of its own."""
        self._faults.append(("answer", path, (status, {"error": {"type": "api_error", **(error or {})}})))

    def forget_keys(self) -> None:
        """A day passes: keys are forgotten."""
        self._kept.clear()

    def card(self, number: str = VISA, *, customer: str | None = None, expires: int = 2030) -> str:
        """A method, as a page makes it, or saved by a customer."""
        card = {"number": number, "exp_month": 12, "exp_year": expires, "cvc": "123"}
        made = resources.PaymentMethod(type="card", card=card)
        made.customer = customer
        return str(made.id)

    def delete_customer(self, customer: str) -> None:
        """Somebody deletes a customer there."""
        del resources.store[f"customer:{customer}"]

    def account_of(self, iban: str, *, customer: str | None = None) -> str:
        """A bank account to be debited."""
        made = resources.PaymentMethod(type="sepa_debit", sepa_debit={"iban": iban})
        made.customer = customer
        return str(made.id)

    def pay_on_page(self, payment: str, method: str) -> None:
        """What a browser does: confirm with a method, the payer being there; a decline is told to the page."""
        with self._lock:
            self._confirm(payment, {"payment_method": method})

    def authenticate(self, payment: str, *, succeeds: bool) -> None:
        """The payer does, or does not, what the bank asks."""
        with self._lock:
            found = self._intent(payment)
            found.next_action = None
            if succeeds:
                self._charge(found)
            else:
                found.payment_method = None
                found._pb_error = {"code": "payment_intent_authentication_failure", "message": "no"}
                self._tell("payment_intent.payment_failed", found)

    def arrives(self, payment: str) -> None:
        """Money that was on its way has come."""
        found = self._intent(payment)
        found.latest_charge.status = "succeeded"
        self._tell("payment_intent.succeeded", found)

    def returns(self, payment: str, code: str = "insufficient_funds") -> None:
        """Money that was on its way has not come."""
        found = self._intent(payment)
        found.latest_charge.status = "failed"
        found._pb_error = {"code": code, "message": "no"}
        self._tell("payment_intent.payment_failed", found)

    def refund_becomes(self, refund: str, status: str) -> None:
        """The payer's bank answers."""
        found = resources.Refund._api_retrieve(refund)
        found.status = status
        self._tell("refund.failed" if status == "failed" else "refund.updated", found)

    def dispute(self, payment: str, status: str = "needs_response") -> str:
        """The payer's bank contests a payment."""
        found = self._intent(payment)
        name = f"dp_{len(self._disputes) + 1}"
        self._disputes[name] = {
            "id": name, "object": "dispute", "status": status, "amount": found.amount, "currency": found.currency,
            "payment_intent": payment, "is_charge_refundable": False,
        }  # fmt: skip
        self._add("charge.dispute.created", self._disputes[name])
        return name

    def dispute_becomes(self, dispute: str, status: str) -> None:
        """The dispute goes on."""
        self._disputes[dispute]["status"] = status
        self._add("charge.dispute.closed", self._disputes[dispute])

    def status_of(self, payment: str) -> str:
        """How a payment stands there."""
        return str(self._intent(payment).status)

    def charges(self) -> list[int]:
        """What was really charged, each charge once."""
        kept = [one for name, one in resources.store.items() if name.startswith("charge:")]
        return [one.amount for one in kept if one.status in {"succeeded", "pending"}]

    def told(self, kind: str) -> Event:
        """The newest event of a type."""
        return next(one for one in reversed(self.events) if one.type == kind)

    def _intent(self, payment: str) -> Any:
        return resources.PaymentIntent._api_retrieve(payment)

    def _tell(self, kind: str, about: Any) -> None:
        self._add(kind, about._export())

    def _add(self, kind: str, about: Mapping[str, Any]) -> None:
        self._events_made += 1
        self.events.append(Event(f"evt_{self._events_made}_{time.monotonic_ns()}", kind, dict(about)))

    def respond(self, asked: Asked, body: bytes) -> tuple[int, Any] | None:
        """Answer a request, by its key where it came before; None: the connection is cut."""
        with self._lock:
            self.asked.append(asked)
            fault = self._fault_for(asked.path)
            if fault is not None and fault[0] == "before":
                return None
            said = sha256(f"{asked.path} {body.decode()}".encode()).hexdigest()
            kept = self._kept.get(asked.key or "")
            if kept is not None and kept[0] != said:
                return 400, {"error": {"type": "idempotency_error", "message": "other parameters"}}
            status, answer = kept[1:] if kept else self._execute(asked, body, fault)
            if asked.key and asked.method == "POST" and status not in _NOT_KEPT:
                self._kept[asked.key] = (said, status, answer)
            return None if fault is not None and fault[0] == "after" else (status, answer)

    def _fault_for(self, path: str) -> tuple[str, str, tuple[int, Any]] | None:
        found = next((one for one in self._faults if re.search(one[1], path)), None)
        if found is not None:
            self._faults.remove(found)
        return found

    def _execute(
        self, asked: Asked, body: bytes, fault: tuple[str, str, tuple[int, Any]] | None
    ) -> tuple[int, Any]:
        if fault is not None and fault[0] == "answer":
            return fault[2]
        try:
            for (method, path), supply in _SUPPLIED.items():
                found = re.fullmatch(path, asked.path)
                if found and method == asked.method:
                    made = supply(self, *found.groups(), dict(asked.params))
                    return 200, made if isinstance(made, dict) else made._export()
        except UserError as refused:
            return refused.code, refused.body
        except CardDeclined as declined:
            return 402, {"error": declined.error}
        return self._forward(asked, body)

    def _forward(self, asked: Asked, body: bytes) -> tuple[int, Any]:
        """Let localstripe answer."""
        answer = requests.request(
            asked.method,
            f"{_LOCALSTRIPE.address}{asked.path}",
            params=dict(asked.params) if asked.method == "GET" else None,
            data=body if asked.method != "GET" else None,
            headers={"Authorization": f"Bearer {SETTINGS['secret_key']}"}
            | ({"Content-Type": "application/x-www-form-urlencoded"} if asked.method != "GET" else {}),
            timeout=10,
        )
        try:
            return answer.status_code, answer.json()
        except ValueError:
            return answer.status_code, answer.text

    # What localstripe lacks.

    def _create(self, params: dict[str, str]) -> Any:
        currency, amount = params["currency"], int(params["amount"])
        if amount < LEAST.get(currency, 1):
            raise UserError(400, "too small", {"code": "amount_too_small"})
        metadata = {name[9:-1]: value for name, value in params.items() if name.startswith("metadata[")}
        if params.get("customer") and f"customer:{params['customer']}" not in resources.store:
            raise UserError(400, "no such customer", {"code": "resource_missing"})
        made = resources.PaymentIntent(
            amount=amount, currency=currency, customer=params.get("customer"), metadata=metadata
        )
        made.setup_future_usage = params.get("setup_future_usage")
        types = [value for name, value in params.items() if name.startswith("payment_method_types[")]
        made.payment_method_types = types
        return made

    def _update(self, payment: str, params: dict[str, str]) -> Any:
        found = self._intent(payment)
        found.setup_future_usage = params.get("setup_future_usage") or None
        return found

    def _confirm(self, payment: str, params: dict[str, str]) -> Any:
        found = self._intent(payment)
        if found.status in {"succeeded", "canceled", "processing"}:
            raise UserError(400, "no", {"code": "payment_intent_unexpected_state"})
        method = resources.PaymentMethod._api_retrieve(params.get("payment_method") or found.payment_method or "pm_")
        if method.customer not in {None, found.customer}:
            raise UserError(400, "of another customer", {"code": "resource_missing"})
        if "setup_future_usage" in params:
            found.setup_future_usage = params["setup_future_usage"]
        found.payment_method, found.latest_charge, found.next_action = method.id, None, None
        found._authentication_failed, found._pb_error = False, None
        off_session = params.get("off_session") in {"true", "True"}
        is_known = method.customer is not None and getattr(method, "_card_number", "") == CHALLENGED
        if method._requires_authentication() and not is_known:
            if not off_session:
                found.next_action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
                self._tell("payment_intent.requires_action", found)
                return found
            self._fail(found, method, {"code": "authentication_required", "decline_code": "authentication_required"})
        self._charge(found)
        return found

    def _charge(self, found: Any) -> None:
        """Charge what a payment is confirmed with; a debit is on its way then."""
        method = resources.PaymentMethod._api_retrieve(found.payment_method)
        charge = resources.Charge(
            amount=found.amount, currency=found.currency, customer=found.customer, source=method.id
        )
        charge.payment_intent, charge.payment_method_details = found.id, {"type": method.type}
        found.latest_charge = charge
        code = DECLINED.get(getattr(method, "_card_number", ""))
        if code is not None:
            charge.status = "failed"
            self._fail(found, method, {"code": "card_declined", "decline_code": code})
        if found.setup_future_usage and found.customer:
            method.customer = found.customer
        if method.type == "sepa_debit":
            charge.status = "pending"
            self._tell("payment_intent.processing", found)
            return
        charge.status = "succeeded"
        self._tell("charge.succeeded", charge)
        self._tell("payment_intent.succeeded", found)

    def _fail(self, found: Any, method: Any, error: dict[str, Any]) -> None:
        found._pb_error = {**error, "message": "no", "payment_method": method._export()}
        found.payment_method = None
        self._tell("payment_intent.payment_failed", found)
        raise CardDeclined({"type": "card_error", **found._pb_error, "payment_intent": found._export()})

    def _cancel(self, payment: str, _: dict[str, str]) -> Any:
        found = self._intent(payment)
        if found.status in {"succeeded", "canceled", "processing"}:
            raise UserError(400, "no", {"code": "payment_intent_unexpected_state"})
        found._canceled, found.next_action = True, None
        self._tell("payment_intent.canceled", found)
        return found

    def _list_methods(self, params: dict[str, str]) -> dict[str, Any]:
        kept = [one for name, one in resources.store.items() if name.startswith("payment_method:")]
        mine = [one for one in kept if one.customer == params["customer"] and one.type == params["type"]]
        return {"object": "list", "url": "", "has_more": False, "data": [one._export() for one in reversed(mine)]}

    def _set_up(self, intent: str, params: dict[str, str]) -> Any:
        """A page has confirmed a setup: the method is the customer's then."""
        found = resources.SetupIntent._api_confirm(intent, payment_method=params.get("payment_method"))
        if found.status == "succeeded" and found.payment_method:
            resources.PaymentMethod._api_retrieve(found.payment_method).customer = found.customer
        return found

    def _refund(self, params: dict[str, str]) -> Any:
        charge = self._intent(params["payment_intent"]).latest_charge
        amount = int(params["amount"])
        gone = sum(one.amount for one in _refunds_of(charge.id) if one.status not in {"failed", "canceled"})
        if any(one["payment_intent"] == params["payment_intent"] for one in self._disputes.values()):
            raise UserError(400, "disputed", {"code": "charge_disputed"})
        if gone >= charge.amount:
            raise UserError(400, "refunded", {"code": "charge_already_refunded"})
        if gone + amount > charge.amount:
            raise UserError(400, "Refund amount is greater than unrefunded amount on charge")
        metadata = {name[9:-1]: value for name, value in params.items() if name.startswith("metadata[")}
        made = resources.Refund(payment_intent=params["payment_intent"], amount=amount, metadata=metadata)
        made.status = "pending" if self.refunds_pend else "succeeded"
        made.failure_reason = None
        self._tell("refund.created", made)
        self._tell("charge.refunded", charge)
        return made

    def _list_payments(self, params: dict[str, str]) -> dict[str, Any]:
        found = [one for name, one in resources.store.items() if name.startswith("payment_intent:")]
        return _page([_with_charge(one) for one in found], params)

    def _list_disputes(self, params: dict[str, str]) -> dict[str, Any]:
        return _page(list(self._disputes.values()), params)

    def _list_refunds(self, params: dict[str, str]) -> dict[str, Any]:
        if "payment_intent" not in params:
            kept = [one for name, one in resources.store.items() if name.startswith("refund:")]
            return _page([one._export() for one in kept], params)
        charge = self._intent(params["payment_intent"]).latest_charge
        found = [one._export() for one in _refunds_of(charge.id)] if charge else []
        return {"object": "list", "url": "", "has_more": False, "data": found}

    def _dispute(self, dispute: str, _: dict[str, str]) -> dict[str, Any]:
        if dispute not in self._disputes:
            raise UserError(404, "none", {"code": "resource_missing"})
        return self._disputes[dispute]

    def _customer(self, customer: str, _: dict[str, str]) -> Any:
        if f"customer:{customer}" not in resources.store:
            raise UserError(404, "no such customer", {"code": "resource_missing"})
        return resources.Customer._api_retrieve(customer)

    def _account(self, _: dict[str, str]) -> dict[str, Any]:
        return {"id": "acct_of_the_tests", "object": "account"}


class CardDeclined(Exception):
    """A charge was declined, with the body that says so."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["code"])
        self.error = error


def _with_charge(intent: Any) -> dict[str, Any]:
    """A payment intent with its charge written out, and what of that went back."""
    charge, exported = intent.latest_charge, dict(intent._export())
    if charge:
        gone = sum(one.amount for one in _refunds_of(charge.id) if one.status not in {"failed", "canceled"})
        exported["latest_charge"] = {**charge._export(), "amount_refunded": gone}
    return exported


def _page(found: list[Any], params: dict[str, str]) -> dict[str, Any]:
    """What a list answers: what was made since, the newest first, two at a time, so that pages are asked for."""
    since = int(params.get("created[gte]", 0))
    newest = [one for one in reversed(found) if one.get("created", since) >= since]
    names = [one["id"] for one in newest]
    begin = names.index(params["starting_after"]) + 1 if "starting_after" in params else 0
    return {"object": "list", "url": "", "has_more": len(newest) > begin + 2, "data": newest[begin : begin + 2]}


def _refunds_of(charge: str) -> list[Any]:
    """The refunds of a charge, whatever became of them."""
    kept = [one for name, one in resources.store.items() if name.startswith("refund:")]
    return [one for one in kept if one.charge == charge]


_SUPPLIED: Mapping[tuple[str, str], Callable[..., Any]] = {
    ("POST", r"/v1/payment_intents"): Provider._create,
    ("POST", r"/v1/payment_intents/(pi_\w+)"): Provider._update,
    ("POST", r"/v1/payment_intents/(pi_\w+)/confirm"): Provider._confirm,
    ("POST", r"/v1/payment_intents/(pi_\w+)/cancel"): Provider._cancel,
    ("GET", r"/v1/payment_methods"): Provider._list_methods,
    ("POST", r"/v1/setup_intents/(seti_\w+)/confirm"): Provider._set_up,
    ("POST", r"/v1/refunds"): Provider._refund,
    ("GET", r"/v1/refunds"): Provider._list_refunds,
    ("GET", r"/v1/payment_intents"): Provider._list_payments,
    ("GET", r"/v1/disputes"): Provider._list_disputes,
    ("GET", r"/v1/disputes/(dp_\w+)"): Provider._dispute,
    ("GET", r"/v1/account"): Provider._account,
    ("GET", r"/v1/customers/(cus_\w+)"): Provider._customer,
}


class _Localstripe:
    """localstripe's own server in this process, on the loopback alone; it keeps nothing on disk."""

    address = ""

    def start(self) -> None:
        """Serve, once."""
        if self.address:
            return
        resources.Store.dump_to_disk = lambda _: None
        resources.schedule_webhook = lambda _: None
        loop, ready = asyncio.new_event_loop(), threading.Event()

        async def serve() -> None:
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0]
            self.address = f"http://{host}:{port}"
            ready.set()

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(serve())
            loop.run_forever()

        threading.Thread(target=run, daemon=True).start()
        assert ready.wait(20)


_LOCALSTRIPE = _Localstripe()


def _with_our_errors() -> None:
    """Let a payment intent say why it failed, as Stripe does."""
    theirs = resources.PaymentIntent.last_payment_error.fget
    resources.PaymentIntent._pb_error = None
    resources.PaymentIntent.setup_future_usage = None
    resources.PaymentIntent.last_payment_error = property(lambda self: self._pb_error or theirs(self))


_with_our_errors()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    """The HTTP side of a provider."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._respond()

        def do_POST(self) -> None:
            self._respond()

        def do_DELETE(self) -> None:
            self._respond()

        def do_OPTIONS(self) -> None:
            self._send(200, "")

        def _respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = urlsplit(self.path)
            said = target.query if self.command == "GET" else body.decode()
            params = json.loads(said) if said.startswith("{") else dict(parse_qsl(said))
            asked = Asked(
                self.command, target.path, params,
                self.headers.get("Idempotency-Key"), self.headers.get("Stripe-Version"),
            )  # fmt: skip
            if said.startswith("{"):
                body = urlencode({name: value for name, value in params.items() if isinstance(value, str)}).encode()
            answer = provider.respond(asked, body)
            if answer is None:
                self.close_connection = True
                self.connection.shutdown(SHUT_RDWR)
                return
            self._send(*answer)

        def _send(self, status: int, answer: Any) -> None:
            text = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
            self.send_response(status)
            is_script = isinstance(answer, str)
            self.send_header("Content-Type", "application/javascript" if is_script else "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Access-Control-Allow-Headers", "Content-Type, Accept")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the library names it)
            """Say nothing."""

    return Handler


@contextmanager
def stripe_provider(port: int = 0) -> Iterator[Provider]:
    """A provider that answers on the loopback until the block ends."""
    _LOCALSTRIPE.start()
    provider = Provider()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(provider))
    server.daemon_threads = True
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    with stripe_provider(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as served:
        print(served.address, flush=True)
        threading.Event().wait()
