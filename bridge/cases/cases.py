"""``bridge price FILE``: a file of cases in, their prices out, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bridge.cases.format import Case
from bridge.cases.values import Values, WrongSlugs
from bridge.pricing.calendar import instant
from bridge.pricing.money import to_major
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote, QuoteLine
from bridge.pricing.refusal import Refusal

Location = tuple[int | str, ...]

OK = 0
INVALID = 2


class Repeating(dict[str, Any]):
    """An object with keys that stand in it more than once; the last of each counts, ``repeated`` names them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        """Take the pairs as they were written."""
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = [key for key in self if keys.count(key) > 1]


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, told apart where it repeats a key."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeating(pairs)


def repeated_keys(found: object) -> Iterator[tuple[str, str]]:
    """Yield the path of each key that stands more than once in one object, with a message."""
    waiting: list[tuple[Location, object]] = [((), found)]
    while waiting:
        location, value = waiting.pop()
        if isinstance(value, Repeating):
            yield from ((path_of((*location, key)), "a second value for one key") for key in value.repeated)
        if isinstance(value, dict | list):
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*location, key), part) for key, part in parts]


def path_of(location: Location) -> str:
    """Write a location as a path.

    >>> path_of(("products", 0, "amount"))
    'products[0].amount'
    """
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def price_file(text: str | bytes) -> tuple[str, int]:
    """Price the JSON text (bytes: UTF-8, a byte order mark is skipped) of one case or of a list of cases.

    :returns: JSON to print, and the exit code: 0, or 2 where a case (or the text) could not be read. A refused change
        is an answer, not an error; one bad case does not hide the others.
    """
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        found = json.loads(decoded, object_pairs_hook=json_object)
    except (ValueError, RecursionError) as error:
        return _dump(_invalid([("", str(error))])), INVALID
    if not isinstance(found, list):
        answer = price_case(found)
        return _dump(answer), INVALID if "error" in answer else OK
    answers = [price_case(case) for case in found]
    return _dump(answers), INVALID if any("error" in answer for answer in answers) else OK


def price_case(found: object) -> dict[str, Any]:
    """Price one decoded case, or say with paths why it cannot be read."""
    name = found.get("id") if isinstance(found, Mapping) else None
    label = {"id": name} if isinstance(name, str) else {}
    repeated = list(repeated_keys(found))
    if repeated:
        return label | _invalid(repeated)
    try:
        values = Values(Case.model_validate(found))
    except ValidationError as error:
        problems = [(path_of(item["loc"]), item["msg"]) for item in error.errors(include_url=False)]
        return label | _invalid(problems)
    except WrongSlugs as error:
        return label | _invalid(error.problems)
    try:
        answer = price_change(values.snapshot(), values.selection(), values.case.as_of)
    except OverflowError as error:
        return label | _invalid([("", f"beyond what can be computed: {error}")])
    return label | (present(answer, values) if isinstance(answer, Quote) else refused(answer, values))


def refused(refusals: tuple[Refusal, ...], values: Values) -> dict[str, Any]:
    """Return the answer of a refused change: codes once each, nothing priced."""
    reasons = [{"code": refusal.code, "params": _named(refusal.params, values)} for refusal in refusals]
    return {"refusals": list(dict.fromkeys(refusal.code for refusal in refusals)), "reasons": reasons}


def present(quote: Quote, values: Values) -> dict[str, Any]:
    """Return a quote with amounts in major units and products by slug."""
    money, due = _Money(quote.currency), quote.next_charge
    return {
        "kind": quote.kind,
        "effective": _effective(quote),
        "lines": [_line(line, money, values) for line in quote.lines],
        "credit": money(quote.credit_minor),
        "charges": money(quote.charges_minor),
        "tax": money(quote.tax_minor),
        "due_now": money(quote.due_now_minor),
        "recurring_total": money(quote.recurring_total_minor),
        "next_charge": due and {
            "date": instant(due.date),
            "amount": money(due.amount_minor),
            "lines": [_line(line, money, values) for line in due.lines],
        },
        "account_credit_before": money(quote.account_credit_before_minor),
        "account_credit_after": money(quote.account_credit_after_minor),
        "replaces_pending": quote.replaces_pending,
        "valid_until": instant(quote.valid_until),
        "basis": quote.basis,
        "refusals": [],
    }


class _Money:
    """Writes minor units of one currency in major units."""

    def __init__(self, currency: str) -> None:
        self.currency = currency

    def __call__(self, minor: int) -> str:
        return to_major(minor, self.currency)


def _effective(quote: Quote) -> str | None:
    """Return ``now``, the instant, or None where nothing ever takes effect."""
    if quote.kind == "none":
        return None
    return "now" if quote.effective is None else instant(quote.effective)


def _line(line: QuoteLine, money: _Money, values: Values) -> dict[str, Any]:
    return {
        "code": line.code,
        "product": values.slug(line.product_id) if line.product_id is not None else None,
        "quantity": line.quantity,
        "amount": money(line.amount_minor),
        "tax": money(line.tax_minor),
        "params": dict(line.params),
        "explain": dict(line.explain),
    }


def _named(params: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Return a refusal's parameters with the product's slug in place of its id."""
    named = dict(params)
    if "product_id" in named:
        named["product"] = values.slug(named.pop("product_id"))
    return named


def _invalid(problems: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "error": {"code": "invalid_case", "errors": [{"path": path, "message": text} for path, text in problems]}
    }


def _dump(answer: object) -> str:
    """Write an answer; half a surrogate pair, which no encoding can print, is written as an escape."""
    printed = json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=False)
    return printed.encode("utf-8", "backslashreplace").decode("utf-8")
