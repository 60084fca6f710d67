"""What owners do: look, order, confirm, pay, cancel, leave and stay, move house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tools.lives.act import NOTHING, Act
from tools.lives.deal import Decision
from tools.lives.holding import Deal, Wish
from tools.lives.ledger import Disagreement
from tools.lives.provider import MOOD_WORDS, PAYS
from tools.lives.shops import COUNTRIES, LESSON, PLANS, SPACE, VISITS
from tools.lives.stage import Answer
from tools.lives.terms import Period


class OwnerActs(Act):
    """Of the owner of the membership, or of a network admin for them."""

    def order(self) -> str:
        """A quote, mostly confirmed at once."""
        wish = self._wish()
        asked = self._quote(wish)
        if isinstance(asked, str):
            return asked
        quote, gateways, words = asked
        if self.random.random() < 0.15:
            self.life.quotes.append((quote, self.number))
            return f"{words}: looked at"
        return f"{words}; {self._confirm(quote, gateways)}"

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

    def _quote(self, wish: Wish) -> str | tuple[str, list[str], str]:
        """Quote, and compare with what the ledger makes of it."""
        body = {
            "membership_id": self.number, "plan_id": wish.plan, "addons": {str(i): n for i, n in wish.addons},
            "period": {"n": wish.period[0], "unit": wish.period[1]} if wish.period else None,
            "code": wish.code or None,
        }  # fmt: skip
        words = self._words(wish)
        answer = self.ask("POST", "/v1/quotes", body)
        if (answer.code == "membership_paused") != (self.held.rests is not None):
            raise Disagreement(f"{words}: {answer.code or 'quoted'}, and it rests: {self.held.rests}")
        if self.held.rests is not None:
            return f"{words}: refused, it rests"
        decision = Decision(self.shop, self.held, self.ledger.country(self.held), wish, self.stage.clock.at)
        self._compare_code(words, wish, answer, decision)
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
        return quote["id"], [one["id"] for one in quote["gateways"]], told

    def _compare_code(self, words: str, wish: Wish, answer: Answer, decision: Decision) -> None:
        """A code is refused where the ledger refuses it, and for the same reason."""
        fault, told = self._fault_of_code(wish), answer.code if answer.code.startswith("code_") else ""
        if wish.code and fault == "" and not decision.refusals() and decision.deal().counts_on != wish.code:
            fault = "code_takes_nothing"
        if fault is not None and fault != told:
            by = f"{told or 'nothing'}, by the ledger as {fault or 'nothing'}"
            raise Disagreement(f"{words}: the code is refused as {by}")

    def _fault_of_code(self, wish: Wish) -> str | None:
        """Why the code that is typed in is refused, "" where it is not, None where the ledger cannot tell."""
        if not wish.code:
            return ""
        code, customer = self.shop.codes[wish.code], self.held.customer
        if not code.active:
            return "code_inactive"
        of_theirs = [one for one in self.ledger.operations.values() if one.customer == customer]
        if customer in code.users or any(one.code == wish.code for one in of_theirs):
            return "code_used_by_you"
        if any(one.is_renewal and one.deal.counts_on == wish.code for one in of_theirs):
            return None  # a payment of theirs may name it, as long as not all of it went back
        if code.is_used_up(self.number):
            return "code_used_up"
        bought = {wish.plan, *(number for number, _ in wish.addons)}
        return "code_other_products" if code.products and not code.products & bought else ""

    def _words(self, wish: Wish) -> str:
        addons = ", ".join(f"{n} {self.shop.items[i].name}" for i, n in wish.addons)
        period = f" for {wish.period[0]} {wish.period[1]}" if wish.period else ""
        code = f", code {wish.code}" if wish.code else ""
        return (
            f"{self.person.login} asks for {self.shop.items[wish.plan].name}{period} with {addons or 'nothing'}{code}"
        )

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
        charged = sorted(
            (one["code"], one["product_id"], one["amount"]["amount_minor"], one["tax"]["amount_minor"])
            for one in quote["charge_lines"]
        )
        mine = deal.charges
        if deal.kind == "removal" and deal.effective:
            mine = [(due, True) for due in deal.left]
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
        return f"{self.person.login} confirms what was quoted before; {self._confirm(quote, [])}"

    def _confirm(self, quote: str, gateways: list[str]) -> str:
        gateway = (
            self.random.choice([*gateways, *gateways, "card"])
            if gateways
            else self.random.choice(("card", "manual", "free"))
        )
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
        bank = f" (the bank {MOOD_WORDS[mood]})" if gateway == "card" else ""
        return f"confirmed with {gateway}{bank}: {answer.body['change']['status']}"

    def _means(self) -> dict[str, Any]:
        customer = self.person.customer
        if customer in self.books.saved and self.random.random() < 0.6:
            return {"method_id": f"pm_{customer}"}
        return {"saves_method": self.random.random() < 0.8}

    def pay_open(self) -> str:
        """Pay what awaits payment."""
        waits = self._mine("awaiting_payment", "owed") or self._mine("processing", "applied", "void")[:1]
        if not waits:
            return NOTHING
        quote, gateway = self.random.choice(waits), self.random.choice(("card", "card", "manual"))
        answer = self.ask("POST", f"/v1/changes/{quote}/pay", {"gateway": gateway, **self._means()})
        status = answer.body["change"]["status"] if answer.status == 200 else answer.code
        return f"{self.person.login} pays what is open with {gateway}: {status}"

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
        body = {
            "company_name": "",
            "address_line_1": "1 Street",
            "zip_code": "12345",
            "city": "Town",
            "country": country,
        }
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


def moment(text: str | None) -> datetime | None:
    """An instant of an answer."""
    return datetime.fromisoformat(text.removesuffix("Z")) if text else None
