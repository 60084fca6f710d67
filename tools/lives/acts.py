"""One step of a life: an act of somebody by chance, or time that passes, said in a plain sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tools.lives.act import NOTHING
from tools.lives.admin_acts import AdminActs
from tools.lives.owner_acts import OwnerActs
from tools.lives.provider_acts import ProviderActs
from tools.lives.shop_acts import ShopActs


class Acts(OwnerActs, ProviderActs, AdminActs, ShopActs):
    """The acts of one step of a life."""

    def one(self) -> str:
        """Do one act; where there is nothing to do for it, let some time pass in its place."""
        acts: list[tuple[int, Callable[[], str]]] = [
            (24, self.wait), (8, self.wait_without_worker), (22, self.order), (8, self.confirm_later),
            (9, self.pay_open), (6, self.authenticate),
            (5, self.debit_ends), (7, self.events_come), (4, self.cancel_change),
            (3, self.leave), (2, self.stay), (4, self.move_house), (9, self.mark_paid),
            (2, self.reject), (7, self.refund),
            (3, self.adjust_credit), (2, self.extend), (3, self.pause), (2, self.resume),
            (3, self.hand_over), (2, self.close_change), (3, self.edit_price), (2, self.edit_tax),
            (3, self.edit_setting), (2, self.edit_paths), (3, self.make_code), (8, self.change_mood), (2, self.dispute),
            (2, self.refund_fails), (1, self.remove_card), (2, self.look_around), (4, self.ask_worker),
        ]  # fmt: skip
        weights = [weight for weight, _ in acts]
        if self._mine("awaiting_payment") and self.random.random() < 0.4:
            paid = self.random.choice((self.pay_open, self.mark_paid))()
            if paid != NOTHING:
                return paid
        if any(one.rests for one in self.ledger.holdings.values()) and self.random.random() < 0.25:
            return self.resume()
        for _ in range(6):
            done = self.random.choices(acts, weights)[0][1]()
            if done != NOTHING:
                return done
        return self.wait()

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
            near = (
                self.held.end
                - self.stage.clock.at
                + timedelta(seconds=self.random.choice((-86_400, -1, 0, 1, 7_200, 200_000)))
            )
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
