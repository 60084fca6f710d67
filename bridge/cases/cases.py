"""``bridge price FILE``: a file of cases in, their prices out, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from bridge.cases.format import Case, DiscountCodeCase, Durable, PendingChangeCase, ProductCase, SettledLineCase, Unit
from bridge.pricing.calendar import Period, instant
from bridge.pricing.catalog import PlanRules, Price, Product
from bridge.pricing.money import round_charge, to_major, to_minor
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote, QuoteLine
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import (
    Customer,
    DiscountCode,
    Membership,
    PendingChange,
    Selection,
    Settings,
    SettledLine,
    Snapshot,
    TaxRate,
)


class WrongSlugs(ValueError):
    """A case asks for products that it does not list, or lists one twice; ``problems`` are where and what."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        """Keep each path with its message."""
        super().__init__(", ".join(f"{path}: {message}" for path, message in problems))
        self.problems = problems


class Values:
    """One case as domain values; products have the ids 1, 2, … of their order."""

    def __init__(self, case: Case) -> None:
        """Check every slug.

        :raises WrongSlugs: where a slug is listed twice, or one that is held or asked for names no product.
        """
        self.case = case
        self.ids = {product.slug: number for number, product in enumerate(case.products, start=1)}
        self.currency = case.membership.currency
        wrong = list(self._wrong_slugs())
        if wrong:
            raise WrongSlugs(wrong)
        # What is only told of, and not asked for, may be gone or left out: it gets an id that nothing else has.
        for slug in self._told_of():
            self.ids.setdefault(slug, -len(self.ids))

    def slug(self, product_id: int) -> str:
        return next(slug for slug, number in self.ids.items() if number == product_id)

    def snapshot(self) -> Snapshot:
        case, settings = self.case, self.case.settings
        return Snapshot(
            settings=Settings(**settings.model_dump()),
            tax_rates=tuple(
                TaxRate(rate.country, rate.tax_category, Fraction(rate.percent), rate.state, rate.city)
                for rate in case.tax_rates
            ),
            customer=Customer(id=1, **case.customer.model_dump()),
            account_credit_minor=self._rounded(case.account_credit),
            products={self.ids[product.slug]: self._product(product) for product in case.products},
            membership=self._membership(),
        )

    def selection(self) -> Selection:
        select = self.case.select
        return Selection(self.ids[select.plan], self._addons(select.addons), period_of(select))

    def _membership(self) -> Membership:
        row = self.case.membership
        lines = row.settled_lines
        return Membership(
            id=1,
            plan_id=self.ids[row.plan],
            addons=self._addons(row.addons),
            status=row.status,
            currency=row.currency,
            amount=self._minor(row.amount),
            initial_amount=self._minor(row.initial_amount),
            recurring=row.recurring,
            period=period_of(row),
            date_created=row.date_created,
            date_renewed=row.date_renewed,
            date_expiration=row.date_expiration,
            date_trial_end=row.date_trial_end,
            times_billed=row.times_billed,
            billing_cycles=row.billing_cycles,
            settled_lines=None if lines is None else tuple(self._line(line) for line in lines),
            anchor_day=row.anchor_day,
            last_term_payment=None if row.last_term_payment is None else self._minor(row.last_term_payment),
            discount_code=self._code(row.discount_code) if row.discount_code else None,
            pending_change=self._pending(row.pending_change) if row.pending_change else None,
        )

    def _product(self, product: ProductCase) -> Product:
        rules, minimum, currency = product.rules, product.rules.minimum_term, product.currency
        return Product(
            id=self.ids[product.slug],
            slug=product.slug,
            name=product.name or product.slug,
            type=product.type,
            group=product.group,
            currency=currency,
            amount=to_minor(Fraction(product.amount), currency),
            setup_fee=to_minor(Fraction(product.setup_fee), currency),
            pricing_type=product.pricing_type,
            recurring=product.recurring,
            billing_cycles=product.billing_cycles,
            period=period_of(product),
            price_variations=tuple(
                Price(Period(price.duration, price.duration_unit), to_minor(Fraction(price.amount), currency))
                for price in product.price_variations
            ),
            trial=_period(product.trial_duration, product.trial_duration_unit),
            list_order=product.list_order,
            active=product.active,
            taxable=product.taxable,
            tax_category=product.tax_category,
            offers=None if product.offers is None else frozenset(self.ids[slug] for slug in product.offers),
            rules=PlanRules(rules.direction, Period(minimum.n, minimum.unit) if minimum else None, rules.hidden),
        )

    def _line(self, line: SettledLineCase) -> SettledLine:
        return SettledLine(
            product_id=self.ids[line.product],
            type=line.type,
            amount_minor=self._rounded(line.amount),
            tax_minor=self._rounded(line.tax),
            refunded_minor=self._rounded(line.refunded),
            start=line.start,
            end=line.end,
            settled_at=line.settled_at,
        )

    def _code(self, code: DiscountCodeCase) -> DiscountCode:
        return DiscountCode(
            code=code.code,
            type=code.type,
            value=Fraction(code.value) if code.type == "percentage" else self._minor(code.value),
            applies_to_renewals=code.applies_to_renewals,
            expires=code.expires,
            products=None if code.products is None else frozenset(self.ids[slug] for slug in code.products),
        )

    def _pending(self, change: PendingChangeCase) -> PendingChange:
        return PendingChange(self.ids[change.plan], self._addons(change.addons), period_of(change), change.at)

    def _addons(self, addons: Mapping[str, int]) -> dict[int, int]:
        return {self.ids[slug]: quantity for slug, quantity in addons.items() if quantity}

    def _minor(self, major: Decimal) -> Fraction:
        return to_minor(Fraction(major), self.currency)

    def _rounded(self, major: Decimal) -> int:
        return round_charge(self._minor(major))

    def _wrong_slugs(self) -> Iterator[tuple[str, str]]:
        row, select = self.case.membership, self.case.select
        seen: set[str] = set()
        for index, product in enumerate(self.case.products):
            if product.slug in seen:
                yield f"products[{index}].slug", f"a second product {product.slug!r}"
            seen.add(product.slug)
        for part, plan, addons in (("membership", row.plan, row.addons), ("select", select.plan, select.addons)):
            named = [(f"{part}.plan", plan), *((f"{part}.addons.{slug}", slug) for slug in addons)]
            yield from ((path, f"no product {slug!r} is listed") for path, slug in named if slug not in self.ids)

    def _told_of(self) -> Iterator[str]:
        """Yield the slugs in settled lines, offers, the discount code and the pending change."""
        row = self.case.membership
        yield from (line.product for line in row.settled_lines or ())
        for product in self.case.products:
            yield from product.offers or ()
        if row.discount_code is not None:
            yield from row.discount_code.products or ()
        if row.pending_change is not None:
            yield row.pending_change.plan
            yield from row.pending_change.addons


def period_of(part: Durable) -> Period | None:
    """Return a part's period, None where its duration is 0."""
    return _period(part.duration, part.duration_unit)


def _period(n: int, unit: Unit) -> Period | None:
    return Period(n, unit) if n else None


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
        "next_charge": due
        and {
            "date": instant(due.date),
            "amount": money(due.amount_minor),
            "lines": [_line(line, money, values) for line in due.lines],
        },
        "billings": quote.after.billings,
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
    return {"error": {"code": "invalid_case", "errors": [{"path": path, "message": text} for path, text in problems]}}


def _dump(answer: object) -> str:
    """Write an answer; half a surrogate pair, which no encoding can print, is written as an escape."""
    printed = json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=False)
    return printed.encode("utf-8", "backslashreplace").decode("utf-8")
