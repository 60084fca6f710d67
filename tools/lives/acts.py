"""What people, the provider and time do in a life: each act does one thing by chance and says it in a plain sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

from bridge.gateways.port import DisputeOutcome, Outcome, RefundOutcome
from tools.lives.deal import Decision
from tools.lives.goods import Code
from tools.lives.holding import Deal, Wish
from tools.lives.ledger import Disagreement
from tools.lives.provider import DAYS, DECLINES, MOODS, MUTE, PAYS, SECURE, SILENT
from tools.lives.shops import COUNTRIES, LESSON, PLANS, SPACE, VISITS, save_settings, write_item, write_rates
from tools.lives.stage import Answer
from tools.lives.terms import Period, written

if TYPE_CHECKING:
    from tools.lives.life import Life, Person

MOOD_WORDS = {
    PAYS: "pays at once", DECLINES: "declines", SECURE: "asks for 3-D Secure", DAYS: "takes days",
    SILENT: "cannot be reached", MUTE: "pays and does not answer",
}  # fmt: skip
NOTHING = "nothing to do"


class Acts:
    """The acts of one step of a life."""

    def __init__(self, life: Life, random: Random) -> None:
        self.life, self.random, self.stage, self.ledger = life, random, life.stage, life.ledger
        self.shop, self.books = life.shop, life.books
        self.number = random.choice(sorted(life.people))
        self.person: Person = life.people[self.number]
        self.held = self.ledger.holdings[self.number]

    def one(self) -> str:
        """Do one act; where there is nothing to do for it, let some time pass in its place."""
        acts: list[tuple[int, Callable[[], str]]] = [
            (24, self.wait), (8, self.wait_without_worker), (22, self.order), (8, self.confirm_later), (9, self.pay_open),
            (6, self.authenticate), (5, self.debit_ends), (7, self.events_come), (4, self.cancel_change), (3, self.leave),
            (2, self.stay), (4, self.move_house), (9, self.mark_paid), (2, self.reject), (7, self.refund),
            (3, self.adjust_credit), (2, self.extend), (2, self.close_change), (3, self.edit_price), (2, self.edit_tax),
            (3, self.edit_setting), (2, self.edit_paths), (3, self.make_code), (8, self.change_mood), (2, self.dispute),
            (2, self.refund_fails), (1, self.remove_card), (2, self.look_around), (4, self.ask_worker),
        ]  # fmt: skip
        weights = [weight for weight, _ in acts]
        if self._mine("awaiting_payment") and self.random.random() < 0.4:
            paid = self.random.choice((self.pay_open, self.mark_paid))()
            if paid != NOTHING:
                return paid
        for _ in range(6):
            done = self.random.choices(acts, weights)[0][1]()
            if done != NOTHING:
                return done
        return self.wait()

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask as the owner, or now and then as the network admin for them."""
        who = self.life.admin if self.random.random() < 0.1 else self.person.who
        return self.stage.ask(who, method, path, body)

    def as_admin(self, method: str, path: str, body: Any = None) -> Answer:
        return self.stage.ask(self.life.admin, method, path, body)

    def shown(self, minor: int) -> str:
        return f"{written(minor, self.shop.currency)} {self.shop.currency}"

    # Time

    def wait(self) -> str:
        """Time passes with the worker at work."""
        span = self._span()
        steps = self.random.choice((1, 1, 2, 4))
        for _ in range(steps):
            self.stage.clock.at += span / steps
            self.stage.clock.at = self.stage.clock.at.replace(microsecond=0)
            self.stage.work()
        self.life.settle_down()
        return f"{span} pass"

    def _span(self) -> timedelta:
        seconds = self.random.choice((1, 60, 700, 7_200, 50_000))
        days = self.random.choice((0, 0, 0, 1, 2, 3, 5, 8, 14, 20, 31))
        if self.held.end is not None and self.random.random() < 0.4:
            near = self.held.end - self.stage.clock.at + timedelta(seconds=self.random.choice((-86_400, -1, 0, 1, 7_200, 200_000)))
            if timedelta() < near < timedelta(days=400):
                return near
        return timedelta(days=days, seconds=seconds)

    def wait_without_worker(self) -> str:
        """Time passes, the worker is down."""
        span = self._span()
        if self.random.random() < 0.2:
            span += timedelta(days=self.random.randint(10, 70))
        self.stage.clock.at = (self.stage.clock.at + span).replace(microsecond=0)
        return f"{span} pass, the worker is down"

    def ask_worker(self) -> str:
        self.stage.work()
        return "the worker comes round once"

    # The owner

    def order(self) -> str:
        """A quote, mostly confirmed at once."""
        wish = self._wish()
        asked = self._quote(wish)
        if isinstance(asked, str):
            return asked
        quote, deal, gateways, words = asked
        if self.random.random() < 0.15:
            self.life.quotes.append((quote, self.number))
            return f"{words}: looked at"
        return f"{words}; {self._confirm(quote, deal, gateways)}"

    def _wish(self) -> Wish:
        held, random = self.held, self.random
        plan = self.shop.items[held.plan if random.random() < 0.35 else random.choice(PLANS)]
        if random.random() < 0.05:
            period: Period | None = random.choice(((3, "month"), (1, "year"), (1, "month"), (12, "month"), (7, "day")))
        elif plan.id == held.plan and random.random() < 0.7:
            period = held.period
        else:
            period = random.choice(list(plan.prices)) if plan.recurring else None
        addons = dict(held.addons) if random.random() < 0.7 else {}
        for _ in range(random.choice((0, 0, 1, 1, 2))):
            one = random.choice((SPACE, SPACE, VISITS, LESSON))
            addons[one] = max(addons.get(one, 0) + random.choice((1, 1, 2, -1)), 0)
        code = random.choice(sorted(self.shop.codes)) if self.shop.codes and random.random() < 0.3 else ""
        return Wish(plan.id, tuple(sorted((i, n) for i, n in addons.items() if n)), period, code)

    def _quote(self, wish: Wish) -> str | tuple[str, Deal, list[str], str]:
        """Quote, and compare with what the ledger makes of it."""
        body = {
            "membership_id": self.number, "plan_id": wish.plan, "addons": {str(i): n for i, n in wish.addons},
            "period": {"n": wish.period[0], "unit": wish.period[1]} if wish.period else None,
            "code": wish.code or None,
        }  # fmt: skip
        words = self._words(wish)
        answer = self.ask("POST", "/v1/quotes", body)
        decision = Decision(self.shop, self.held, self.ledger.country(self.held), wish, self.stage.clock.at)
        refusals = decision.refusals()
        if answer.status == 422:
            if answer.code.startswith("code_"):
                return f"{words}: refused ({answer.code})"
            if answer.code not in refusals:
                raise Disagreement(f"{words}: refused as {answer.code}, the ledger has {sorted(refusals)}")
            return f"{words}: refused ({answer.code})"
        if answer.status != 200:
            raise Disagreement(f"{words}: {answer.status} {answer.body}")
        if refusals:
            raise Disagreement(f"{words}: quoted, and the ledger refuses it: {sorted(refusals)}")
        deal = decision.deal().bill(self.ledger.free(self.held.customer), self.ledger.step)
        quote = answer.body["quote"]
        self._compare(words, quote, deal)
        if quote["id"] is None:
            return f"{words}: nothing changes"
        self.ledger.quoted[quote["id"]] = (self.number, deal)
        told = f"{words}: {deal.kind}{f' at {deal.effective}' if deal.effective else ''}, {self.shown(deal.due)} due"
        return quote["id"], deal, [one["id"] for one in quote["gateways"]], told

    def _words(self, wish: Wish) -> str:
        addons = ", ".join(f"{n} {self.shop.items[i].name}" for i, n in wish.addons)
        period = f" for {wish.period[0]} {wish.period[1]}" if wish.period else ""
        code = f", code {wish.code}" if wish.code else ""
        return f"{self.person.login} asks for {self.shop.items[wish.plan].name}{period} with {addons or 'nothing'}{code}"

    def _compare(self, words: str, quote: dict[str, Any], deal: Deal) -> None:
        """Kind, day, sums and each line."""
        effective = quote["effective"]
        told: dict[str, tuple[Any, Any]] = {
            "kind": (quote["kind"], deal.kind),
            "effective": (moment(effective), deal.effective),
            "due": (quote["due_now"]["amount_minor"], 0 if deal.effective else deal.due),
            "credit": (quote["credit"]["amount_minor"], 0 if deal.effective else deal.credited),
            "kept": (quote["credit_kept"]["amount_minor"], 0 if deal.effective else deal.kept),
        }
        charged = sorted((one["code"], one["product_id"], one["amount"]["amount_minor"], one["tax"]["amount_minor"]) for one in quote["charge_lines"])
        mine = deal.charges
        if deal.kind == "removal" and deal.effective:
            mine = [(due, True) for due in [*deal.recurring, *self.held.deferred]]
        told["charges"] = (charged, sorted((one.type, one.product, one.total, one.tax) for one, _ in mine))
        told["recurring"] = (quote["recurring_total"]["amount_minor"], sum(one.total for one in deal.recurring))
        if deal.kind != "none" and not deal.effective:
            told["term's end"] = (moment(quote["term_end"]), self.held.end if deal.keeps_dates else deal.term[1])
        for what, (service, ledger) in told.items():
            if service != ledger:
                raise Disagreement(f"{words}: {what} is {service} in the service, {ledger} in the ledger")

    def confirm_later(self) -> str:
        """Confirm a quote that was looked at some time ago."""
        if not self.life.quotes:
            return NOTHING
        quote, number = self.random.choice(self.life.quotes)
        self.number, self.person, self.held = number, self.life.people[number], self.ledger.holdings[number]
        return f"{self.person.login} confirms what was quoted before; {self._confirm(quote, self.ledger.quoted[quote][1], [])}"

    def _confirm(self, quote: str, deal: Deal, gateways: list[str]) -> str:
        gateway = self.random.choice([*gateways, *gateways, "card"]) if gateways else self.random.choice(("card", "manual", "free"))
        self.ledger.gateways.setdefault(quote, gateway)
        body = {"quote_id": quote, "gateway": gateway, **self._means()}
        before = self.ledger.operations.get(quote)
        if before is None:
            self.ledger.gateways[quote] = gateway
        answer = self.ask("POST", "/v1/changes", body)
        mood = self.books.moods.get(self.person.customer, PAYS)
        if answer.status != 200:
            if before is None:
                self.ledger.gateways.pop(quote)
            return f"confirmed with {gateway}: {answer.code}"
        return f"confirmed with {gateway}{f' (the bank {MOOD_WORDS[mood]})' if gateway == 'card' else ''}: {answer.body['change']['status']}"

    def _means(self) -> dict[str, Any]:
        customer = self.person.customer
        if customer in self.books.saved and self.random.random() < 0.6:
            return {"method_id": f"pm_{customer}"}
        return {"saves_method": self.random.random() < 0.8}

    def _mine(self, *states: str) -> list[str]:
        return sorted(name for name, one in self.ledger.operations.items() if one.membership == self.number and one.state in states)

    def pay_open(self) -> str:
        """Pay what awaits payment."""
        waits = self._mine("awaiting_payment", "owed") or self._mine("processing", "applied", "void")[:1]
        if not waits:
            return NOTHING
        quote, gateway = self.random.choice(waits), self.random.choice(("card", "card", "manual"))
        answer = self.ask("POST", f"/v1/changes/{quote}/pay", {"gateway": gateway, **self._means()})
        status = answer.body["change"]["status"] if answer.status == 200 else answer.code
        return f"{self.person.login} pays what is open with {gateway}: {status}"

    def authenticate(self) -> str:
        """Somebody passes 3-D Secure, or fails; they come back to the page or not."""
        waits = [one for one in self.books.charges.values() if one.action]
        if not waits:
            return NOTHING
        charge, passes = self.random.choice(waits), self.random.random() < 0.75
        charge.action = False
        if passes:
            self.books.move(charge)
        else:
            self.books.fail(charge)
        words = f"3-D Secure of {self.shown(charge.order.amount_minor)} {'is passed' if passes else 'fails'}"
        if self.random.random() < 0.6:
            return f"{words}; {self._return()}"
        return words

    def _return(self) -> str:
        waits = self._mine("awaiting_payment", "processing", "owed", "applied_on_trust")
        if not waits:
            return "nobody comes back"
        answer = self.ask("POST", f"/v1/changes/{waits[0]}/return")
        return f"{self.person.login} comes back to the page: {answer.body.get('change', answer.body).get('status')}"

    def debit_ends(self) -> str:
        """Money that was on its way for days arrives, or does not."""
        waits = [one for one in self.books.charges.values() if one.outcome is Outcome.PROCESSING]
        if not waits:
            return NOTHING
        charge, arrives = self.random.choice(waits), self.random.random() < 0.65
        if arrives:
            self.books.move(charge)
        else:
            self.books.fail(charge)
        return f"a debit of {self.shown(charge.order.amount_minor)} {'arrives' if arrives else 'fails'}"

    def events_come(self) -> str:
        """Some of what the provider has to tell arrives: in any order, some of it twice; the worker may come round."""
        if not self.books.events:
            return NOTHING
        chosen = [one for one in self.books.events if self.random.random() < 0.6]
        chosen += [one for one in chosen if self.random.random() < 0.2]
        self.random.shuffle(chosen)
        for event in chosen:
            if self.stage.tell(event).status != 200:
                raise Disagreement(f"the event {event} was not taken")
        if self.random.random() < 0.7:
            self.stage.work()
        return f"{len(chosen)} events of the provider arrive"

    def cancel_change(self) -> str:
        waits = self._mine("awaiting_payment", "scheduled", "processing")
        if not waits:
            return NOTHING
        answer = self.ask("POST", f"/v1/changes/{self.random.choice(waits)}/cancel")
        return f"{self.person.login} cancels what is under way or booked: {answer.code or 'done'}"

    def leave(self) -> str:
        answer = self.ask("POST", f"/v1/memberships/{self.number}/cancel", {"reason": "Too dear"})
        return f"{self.person.login} cancels the membership: {answer.code or 'done'}"

    def stay(self) -> str:
        answer = self.ask("POST", f"/v1/memberships/{self.number}/keep")
        return f"{self.person.login} takes the cancellation back: {answer.code or 'done'}"

    def move_house(self) -> str:
        """Another billing address: another tax from now on."""
        country = self.random.choice(COUNTRIES)
        body = {"company_name": "", "address_line_1": "1 Street", "zip_code": "12345", "city": "Town", "country": country}
        answer = self.ask("PUT", f"/v1/memberships/{self.number}/billing-address", body)
        if answer.status != 200:
            return f"{self.person.login} moves to {country or 'nowhere'}: {answer.code}"
        self.ledger.purses[self.person.customer].country = country
        return f"{self.person.login} moves to {country or 'nowhere'}"

    def remove_card(self) -> str:
        customer = self.person.customer
        if customer not in self.books.saved:
            return NOTHING
        answer = self.ask("DELETE", f"/v1/memberships/{self.number}/payment-methods/pm_{customer}")
        return f"{self.person.login} removes the saved card: {answer.code or 'done'}"

    def look_around(self) -> str:
        """Look at pages, which change nothing."""
        before = self.stage.sql("SELECT COUNT(*) FROM {p}bridge_journal")
        for path in (f"/v1/account?membership={self.number}", f"/v1/memberships/{self.number}/choices",
                     f"/v1/memberships/{self.number}/history", f"/v1/memberships/{self.number}/payments"):  # fmt: skip
            answer = self.ask("GET", path)
            if answer.status != 200:
                raise Disagreement(f"{path}: {answer.status} {answer.body}")
        if self.stage.sql("SELECT COUNT(*) FROM {p}bridge_journal") != before:
            raise Disagreement("looking at the pages has written something")
        return f"{self.person.login} looks around"

    # The network admin

    def _payments(self, where: str) -> list[list[str]]:
        return self.stage.sql(
            "SELECT payment_id, quote_id, amount_minor, status, membership_id, customer_id FROM {p}bridge_payments"
            f" WHERE {where} ORDER BY payment_id"
        )

    def mark_paid(self) -> str:
        """A transfer came: all, a part, more; in time or marked late; for an order that ended, too."""
        waits = self._payments("gateway = 'manual' AND status = 'pending'")
        if not waits or self.random.random() < 0.1:
            waits += self._payments("gateway = 'manual' AND status = 'cancelled'")
        if not waits:
            return NOTHING
        payment, quote, amount, status, _, customer = self.random.choice(waits)
        operation = self.ledger.operations[quote]
        before = self.stage.sql(f"SELECT COALESCE(SUM(amount_minor), 0) FROM {{p}}bridge_transfers WHERE payment_id = {payment}")
        left = max(int(amount) - (operation.held if status == "pending" else int(before[0][0])), 0)
        came = self.random.choice((left, left, left, max(left // 3, 1), left + self.random.randint(1, 5_000)))
        if not came:
            return NOTHING
        body: dict[str, Any] = {"key": f"{self.random.getrandbits(128):032x}"}
        if came != left or self.random.random() < 0.5:
            body["amount"] = written(came, self.shop.currency)
        if self.random.random() < 0.3:
            day = self.stage.clock.at - timedelta(days=self.random.randint(0, 9))
            body["received_at"] = f"{day:%Y-%m-%dT%H:%M:%S}"
        purse = self.ledger.purses[int(customer)]
        purse.by_hand += came
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/mark-paid", body)
        if answer.status != 200:
            purse.by_hand -= came
        again = self.as_admin("POST", f"/v1/network/payments/{payment}/mark-paid", body) if self.random.random() < 0.3 else None
        late = f", on {body['received_at']}" if "received_at" in body else ""
        twice = "" if again is None else " (sent twice)"
        return f"the admin marks {self.shown(came)} of {self.shown(left)} as paid{late}{twice}: {answer.code or 'done'}"

    def reject(self) -> str:
        waits = self._payments("gateway = 'manual' AND status = 'pending'")
        if not waits:
            return NOTHING
        payment = self.random.choice(waits)[0]
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/reject", {"reason": "Not ours"})
        return f"the admin rejects payment {payment}: {answer.code or 'done'}"

    def refund(self) -> str:
        """Money back, or kept as account credit; all that is left or a part."""
        paid = self._payments("status IN ('completed', 'partially-refunded')")
        if not paid:
            return NOTHING
        payment, _, amount, _, _, customer = self.random.choice(paid)
        by_hand = self._payments(f"payment_id = {payment} AND gateway <> 'card'")
        forecast = self.as_admin("GET", f"/v1/network/payments/{payment}/refund")
        left = int(forecast.body["left"]["amount_minor"])
        part = self.random.random() < 0.5 and left > 1
        minor = self.random.randint(1, left) if part else left
        body = {
            "id": f"{self.random.getrandbits(128):032x}", "reason": "Sorry",
            "amount": written(minor, self.shop.currency) if part else None,
            "to": self.random.choice(("payer", "payer", "account_credit")),
        }  # fmt: skip
        self.books.refund_mood = self.random.choice((PAYS, PAYS, DAYS, SILENT))
        purse = self.ledger.purses[int(customer)]
        if by_hand and body["to"] == "payer":
            purse.by_hand -= minor
        answer = self.as_admin("POST", f"/v1/network/payments/{payment}/refund", body)
        if answer.status != 200 and by_hand and body["to"] == "payer":
            purse.by_hand += minor
        words = f"the admin refunds {self.shown(minor)} of payment {payment} ({self.shown(int(amount))}) to {body['to']}"
        return f"{words}: {answer.body.get('status', answer.code)}"

    def refund_fails(self) -> str:
        """A refund arrives, or the payer's bank sends it back, also after it had succeeded."""
        self.books.refund_mood = PAYS
        made = sorted(name for name, (_, one) in self.books.refunds.items() if one.outcome in (RefundOutcome.PENDING, RefundOutcome.SUCCEEDED))
        if not made:
            return NOTHING
        name = self.random.choice(made)
        fails = self.random.random() < 0.6
        self.books.end_refund(name, RefundOutcome.FAILED if fails else RefundOutcome.SUCCEEDED)
        return f"a refund of {self.shown(self.books.refunds[name][0].amount_minor)} {'comes back' if fails else 'arrives'}"

    def dispute(self) -> str:
        """A bank contests a payment, or decides."""
        open_ones = sorted(name for name, one in self.books.disputes.items() if one.outcome is DisputeOutcome.OPEN)
        if open_ones and self.random.random() < 0.6:
            name, won = self.random.choice(open_ones), self.random.random() < 0.5
            self.books.decide(name, DisputeOutcome.WON if won else DisputeOutcome.LOST)
            return f"the dispute {name} is {'won' if won else 'lost'}"
        paid = [one for one in self.books.charges.values() if one.moved and not one.contested and self.books.left(one)]
        if not paid:
            return NOTHING
        charge = self.random.choice(paid)
        self.books.contest(charge)
        return f"a bank contests {self.shown(charge.order.amount_minor)}"

    def adjust_credit(self) -> str:
        minor = self.random.choice((1, -1)) * self.random.randint(1, 20_000)
        purse = self.ledger.purses[self.person.customer]
        purse.granted += minor
        body = {"id": f"{self.random.getrandbits(128):032x}", "amount": written(minor, self.shop.currency), "reason": "Goodwill"}
        answer = self.as_admin("POST", f"/v1/network/memberships/{self.number}/account-credit", body)
        if answer.status != 200:
            purse.granted -= minor
        return f"the admin gives {self.person.login} {self.shown(minor)} of account credit: {answer.code or 'done'}"

    def extend(self) -> str:
        if self.held.end is None:
            return NOTHING
        day = (max(self.held.end, self.stage.clock.at) + timedelta(days=self.random.randint(1, 20))).date().isoformat()
        answer = self.as_admin("POST", f"/v1/network/memberships/{self.number}/extend", {"until": day, "reason": "Downtime"})
        return f"the admin extends {self.person.login}'s membership until {day}: {answer.code or 'done'}"

    def close_change(self) -> str:
        waits = self._mine("needs_attention", "owed")
        if not waits:
            return NOTHING
        answer = self.as_admin("POST", f"/v1/network/changes/{waits[0]}/close")
        return f"the admin closes what needs attention or is owed: {answer.code or 'done'}"

    # The shop

    def edit_price(self) -> str:
        item = self.shop.items[self.random.choice(sorted(self.shop.items))]
        if item.is_free:
            return NOTHING
        period = self.random.choice(list(item.prices))
        item.prices[period] = max(int(item.prices[period] * self.random.choice((0.5, 0.9, 1.1, 1.5))), 1)
        if self.random.random() < 0.3:
            item.fee = int(item.fee * 1.5)
        write_item(self.stage, self.shop, item)
        return f"{item.name} costs {self.shown(item.prices[period])} for {period[0]} {period[1]} from now on, its fee is {self.shown(item.fee)}"

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
        self.shop.settings[name] = self.random.choice(values)  # type: ignore[arg-type]
        save_settings(self.stage, {name: self.shop.settings[name]})
        return f"the setting {name} is {self.shop.settings[name]} from now on"

    def edit_paths(self) -> str:
        item = self.shop.items[self.random.choice(PLANS)]
        item.direction = self.random.choice(("both", "both", "both", "upgrade_only", "downgrade_only", "closed"))
        item.minimum = self.random.choice((None, None, (1, "month"), (10, "day")))
        item.hidden = self.random.random() < 0.1
        item.active = self.random.random() < 0.9
        write_item(self.stage, self.shop, item)
        return f"{item.name}: direction {item.direction}, minimum term {item.minimum}, {'hidden' if item.hidden else 'shown'}, {'' if item.active else 'not '}sold"

    def make_code(self) -> str:
        """A new discount code, or one that ends."""
        if self.shop.codes and self.random.random() < 0.4:
            code = self.shop.codes[self.random.choice(sorted(self.shop.codes))]
            code.active = False
            self.stage.sql(f"UPDATE {{p}}wu_discount_codes SET active = 0 WHERE id = {code.id}")
            return f"the code {code.code} is not active any more"
        name = f"C{len(self.shop.codes) + 1}"
        kind = self.random.choice(("percentage", "percentage", "absolute"))
        value = Fraction(self.random.choice((10, 15, 50, 100))) if kind == "percentage" else Fraction(self.random.randint(50, 3_000))
        products = self.random.choice(((), (), (102, 103), (103, SPACE)))
        renews = self.random.random() < 0.5
        typed = str(value) if kind == "percentage" else written(int(value), self.shop.currency)
        body = {"code": name, "name": name, "type": kind, "value": typed, "applies_to_renewals": renews, "products": list(products)}
        answer = self.as_admin("POST", "/v1/network/discount-codes", body)
        if answer.status != 200:
            raise Disagreement(f"the code {body} was refused: {answer.body}")
        self.shop.codes[name] = Code(int(answer.body["code"]["id"]), name, kind, value, renews, frozenset(products))
        return f"a new code {name}: {typed} {'%' if kind == 'percentage' else self.shop.currency} off {list(products) or 'everything'}, {'also' if renews else 'not'} at renewals"

    def change_mood(self) -> str:
        customer = self.person.customer
        self.books.moods[customer] = self.random.choice((PAYS, PAYS, PAYS, *MOODS))
        return f"the bank of {self.person.login} {MOOD_WORDS[self.books.moods[customer]]} from now on"


def moment(text: str | None) -> datetime | None:
    """An instant of an answer."""
    return datetime.fromisoformat(text.removesuffix("Z")) if text else None


