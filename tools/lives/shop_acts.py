"""What becomes of the shop: prices, taxes, settings, rules and codes are edited."""

from __future__ import annotations

from fractions import Fraction

from tools.lives.act import NOTHING, Act
from tools.lives.goods import Code
from tools.lives.ledger import Disagreement
from tools.lives.shops import AFTER_LAST, CYCLES, PLANS, SPACE, save_settings, write_item, write_rates
from tools.lives.terms import written


class ShopActs(Act):
    """Of whoever edits what is sold."""

    def edit_price(self) -> str:
        item = self.shop.items[self.random.choice(sorted(self.shop.items))]
        if item.is_free:
            return NOTHING
        period = self.random.choice(list(item.prices))
        item.prices[period] = max(int(item.prices[period] * self.random.choice((0.5, 0.9, 1.1, 1.5))), 1)
        if self.random.random() < 0.3:
            item.fee = int(item.fee * 1.5)
        write_item(self.stage, self.shop, item)
        price, fee = self.shown(item.prices[period]), self.shown(item.fee)
        return f"{item.name} costs {price} for {period[0]} {period[1]} from now on, its fee is {fee}"

    def edit_tax(self) -> str:
        place = self.random.randrange(len(self.shop.rates))
        country, category, _ = self.shop.rates[place]
        percent = self.random.choice((Fraction(0), Fraction(5), Fraction(21), Fraction("7.7"), Fraction(25)))
        self.shop.rates[place] = (country, category, percent)
        write_rates(self.stage, self.shop)
        return f"the tax on {category} in {country} is {float(percent)} % from now on"

    def edit_setting(self) -> str:
        name, values = self.random.choice((
            ("grace_days", (0, 3, 14)), ("request_days", (1, 7, 14)), ("payment_window_days", (1, 7, 30)),
            ("downgrade", ("term_end", "immediate")), ("addon_charge", ("rest_of_term", "full")),
            ("delayed", ("trust", "wait")), ("lifetime_years", (None, 3)), ("retries", (0, 2)),
        ))  # fmt: skip
        self.ledger.longest_grace = max(self.ledger.longest_grace, self.shop.days("grace_days"))
        self.shop.settings[name] = self.random.choice(values)
        save_settings(self.stage, {name: self.shop.settings[name]})
        return f"the setting {name} is {self.shop.settings[name]} from now on"

    def edit_paths(self) -> str:
        item = self.shop.items[self.random.choice(PLANS)]
        item.direction = self.random.choice(("both", "both", "both", "upgrade_only", "downgrade_only", "closed"))
        item.minimum = self.random.choice((None, None, (1, "month"), (10, "day")))
        item.hidden = self.random.random() < 0.1
        item.active = self.random.random() < 0.9
        item.cycles, item.after_last = self.random.choice(CYCLES), self.random.choice(AFTER_LAST)
        write_item(self.stage, self.shop, item)
        shown = f"{'hidden' if item.hidden else 'shown'}, {'' if item.active else 'not '}sold, {item.cycles} payments"
        return f"{item.name}: direction {item.direction}, minimum term {item.minimum}, {shown}"

    def make_code(self) -> str:
        """A new discount code, or one that ends."""
        if self.shop.codes and self.random.random() < 0.4:
            code = self.shop.codes[self.random.choice(sorted(self.shop.codes))]
            code.active = False
            self.stage.sql(f"UPDATE {{p}}wu_discount_codes SET active = 0 WHERE id = {code.id}")
            return f"the code {code.code} is not active any more"
        name = f"C{len(self.shop.codes) + 1}"
        kind = self.random.choice(("percentage", "percentage", "absolute"))
        value = (
            Fraction(self.random.choice((10, 15, 50, 100)))
            if kind == "percentage"
            else Fraction(self.random.randint(50, 3_000))
        )
        most = self.random.choice((None, 1, 1, 2))
        products = self.random.choice(((), (), (102, 103), (103, SPACE)))
        renews = self.random.random() < 0.5
        typed = str(value) if kind == "percentage" else written(int(value), self.shop.currency)
        body = {
            "code": name,
            "name": name,
            "type": kind,
            "value": typed,
            "applies_to_renewals": renews,
            "products": list(products),
            "max_uses": most,
        }
        answer = self.as_admin("POST", "/v1/network/discount-codes", body)
        if answer.status != 200:
            raise Disagreement(f"the code {body} was refused: {answer.body}")
        number = int(answer.body["code"]["id"])
        self.shop.codes[name] = Code(number, name, kind, value, renews, frozenset(products), most=most)
        off = f"{typed} {'%' if kind == 'percentage' else self.shop.currency} off {list(products) or 'everything'}"
        often = f", {most} times" if most else ""
        return f"a new code {name}: {off}{often}, {'also' if renews else 'not'} at renewals"
