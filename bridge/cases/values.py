"""Turn a case that was read into the values that the domain prices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from bridge.cases.format import Case, DiscountCodeCase, Durable, PendingChangeCase, ProductCase, SettledLineCase, Unit
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules, Price, Product
from bridge.pricing.membership import DiscountCode, Membership, PendingChange, SettledLine
from bridge.pricing.money import round_charge, to_minor
from bridge.pricing.snapshot import Customer, Selection, Settings, Snapshot, TaxRate


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
        """Return the slug of a product id."""
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
        """Return what is asked for."""
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
            rules=PlanRules(
                rules.direction, Period(minimum.n, minimum.unit) if minimum else None, rules.hidden
            ),
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
