"""What banks and the provider do: 3-D Secure, debits that take days, events in any order, refunds, disputes."""

from __future__ import annotations

from bridge.gateways.port import DisputeOutcome, Outcome, RefundOutcome
from tools.lives.act import NOTHING, Act
from tools.lives.ledger import Disagreement
from tools.lives.provider import MOOD_WORDS, MOODS, PAYS


class ProviderActs(Act):
    """Of banks and of the provider."""

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

    def refund_fails(self) -> str:
        """A refund arrives, or the payer's bank sends it back, also after it had succeeded."""
        self.books.refund_mood = PAYS
        made = sorted(
            name
            for name, (_, one) in self.books.refunds.items()
            if one.outcome in (RefundOutcome.PENDING, RefundOutcome.SUCCEEDED)
        )
        if not made:
            return NOTHING
        name = self.random.choice(made)
        fails = self.random.random() < 0.6
        self.books.end_refund(name, RefundOutcome.FAILED if fails else RefundOutcome.SUCCEEDED)
        return (
            f"a refund of {self.shown(self.books.refunds[name][0].amount_minor)} {'comes back' if fails else 'arrives'}"
        )

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

    def change_mood(self) -> str:
        customer = self.person.customer
        self.books.moods[customer] = self.random.choice((PAYS, PAYS, PAYS, *MOODS))
        return f"the bank of {self.person.login} {MOOD_WORDS[self.books.moods[customer]]} from now on"
