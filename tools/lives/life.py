"""One life: a network, a few memberships, acts by chance, and after each of them the service against the ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bridge.operations.journal import inspect
from bridge.operations.rebuild import Rebuilt, rebuild
from tools.lives.accounts import AWAITING, Purse
from tools.lives.act import OWNERS
from tools.lives.goods import Shop
from tools.lives.holding import Due, Holding, Line
from tools.lives.ledger import Disagreement, Ledger, Told
from tools.lives.provider import STEP, Books
from tools.lives.rows import LINE_COLUMNS, ROW_COLUMNS, addons_of, digits, line_key, own_key
from tools.lives.shops import BASIC, DAYS, FREE, LIFETIME, PLUS, TRIAL, least_of, make_shop, write_shop
from tools.lives.stage import Stage, admin, owner, rows_of
from tools.lives.terms import Period, add, split, written
from tools.network.testing import broken_invariants

#: How often the worker comes round at most until nothing more happens: each time a term that is over is followed.
ROUNDS = 40
BEGAN = datetime(2025, 1, 15, 9, 30)
#: Whose site the second membership of somebody is for.
SECOND_SITES = ("cecilia", "david", "eva")


@dataclass
class Person:
    """An owner: who they are in WordPress, and their customer's number here."""

    login: str
    user: int
    customer: int
    who: dict[str, Any]


@dataclass
class Seen:
    """What the ledger knew at an instant, for rebuilding it from the journal."""

    at: datetime
    plan: int
    addons: dict[int, int]
    status: str
    end: datetime | None
    amount: int
    changes: dict[str, str]


@dataclass
class Life:
    """A life that can be lived act by act; ``skipped`` acts are left out, the others stay what they were."""

    stage: Stage
    seed: int
    length: int = 40
    skipped: frozenset[int] = frozenset()
    told: list[str] = field(default_factory=list)
    seen: dict[int, list[Seen]] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    quotes: list[tuple[str, int]] = field(default_factory=list)

    def live(self) -> None:
        """Live it.

        :raises Disagreement: where service and ledger differ; ``told`` has what was done by then.
        """
        from tools.lives.acts import Acts  # noqa: PLC0415 (acts know lives)

        self.begin()
        for number in range(self.length):
            if number in self.skipped:
                continue
            acts = Acts(self, Random(f"{self.seed}.{number}"))  # noqa: S311 (repeatable, no secret)
            self.told.append("")
            self.told[-1] = f"{self.stage.clock.at:%Y-%m-%d %H:%M:%S}  {acts.one()}"
            self.check()
        self.finish()

    def begin(self) -> None:
        """Make the network and give its first memberships."""
        random = Random(f"{self.seed}.begin")  # noqa: S311 (the same)
        self.shop: Shop = make_shop(random)
        self.books = Books()
        step = STEP.get(self.shop.currency, 1)
        self.ledger = Ledger(self.shop, least_of(self.shop), step, self.free)
        self.stage.begin(
            BEGAN + timedelta(days=random.randint(0, 400), seconds=random.randint(0, 86_000)), self.books, self.hear
        )
        write_shop(self.stage, self.shop)
        self.admin = admin(self.stage.network.state.users["admin"])
        said = ", ".join(f"{name} {value}" for name, value in self.shop.settings.items())
        self.told.append(f"a network in {self.shop.currency}: {said}")
        for item in self.shop.items.values():
            prices = ", ".join(
                f"{written(amount, self.shop.currency)} for {n} {unit}" for (n, unit), amount in item.prices.items()
            )
            self.told.append(
                f"  {item.name} ({item.id}, {item.kind}): {prices}, fee {written(item.fee, self.shop.currency)},"
                f" trial {item.trial}, group {item.group!r}, tax {item.category}, offers {sorted(item.offers)}"
            )
        for login in random.sample(OWNERS, random.choice((1, 1, 2))):
            self.give(random, login, login)
            if random.random() < 0.35:
                self.give(random, login, SECOND_SITES[OWNERS.index(login)])
        self.check()

    def give(self, random: Random, login: str, place: str) -> None:
        """A membership for a site, as the network admin gives it."""
        shop, stage = self.shop, self.stage
        plan = shop.items[random.choice((FREE, FREE, BASIC, BASIC, PLUS, TRIAL, DAYS, LIFETIME))]
        period: Period | None = random.choice(list(plan.prices)) if plan.recurring else None
        price = plan.price(period) or 0
        is_trial = plan.recurring and random.random() < 0.3
        net, tax = split(price, shop.percent(plan, ""), inclusive=shop.inclusive)
        paid = net + tax if random.random() < 0.7 and not is_trial else 0
        user, blog = stage.network.state.users[login], stage.network.state.sites[place]
        now = stage.clock.at
        start = (now + timedelta(days=random.randint(2, 30))).date().isoformat() if is_trial else ""
        body = {
            "id": f"{random.getrandbits(128):032x}", "user": login, "sites": [str(blog)], "plan": str(plan.id),
            "period": f"{period[0]} {period[1]}" if period else "", "price": "", "start": start, "until": "",
            "paid": written(paid, shop.currency) if paid else "",
        }  # fmt: skip
        answer = stage.ask(self.admin, "POST", "/v1/network/gifts", body)
        if answer.status != 200:
            raise Disagreement(f"the gift {body} was refused: {answer.body}")
        number = int(answer.body["membership_id"])
        bill = (answer.body["bill"] or {}).get("amount_minor", 0)
        customer = int(stage.sql(f"SELECT customer_id FROM {{p}}wu_memberships WHERE id = {number}")[0][0])
        for key, value in (("wu_type", "customer_owned"), ("wu_membership_id", number), ("wu_customer_id", customer)):
            stage.sql(f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({blog}, '{key}', '{value}')")
        self.people[number] = Person(login, user, customer, owner(user, blog))
        purse = self.ledger.purses.setdefault(customer, Purse())
        end = (datetime.fromisoformat(start) if is_trial else add(now, period)) if period else None
        recurring = [Due(plan.id, "plan", 1, net + tax, tax)] if period else []
        full = bool(paid) and plan.agreed == 1
        if bill != (0 if full else sum(due.total for due in recurring)):
            raise Disagreement(f"the first bill of the gift is {bill} in the service, {recurring} in the ledger")
        held = Holding(
            number, customer, blog, plan.id, period, end, end.day if end else None, since=now, recurring=recurring,
            status="trialing" if is_trial else "active", trial_end=end if is_trial else None,
            billed=int(paid > 0), cycles=plan.agreed, amount=net + tax,
        )  # fmt: skip
        if end is not None:
            held.anchor = now.day if not is_trial else end.day
        if paid:
            since = add(end, period, -1, held.anchor) if end and period else now
            before = now - timedelta(seconds=1)
            held.lines.append(Line(plan.id, "plan", 1, paid, 0, since, end, min(since, before)))
            if plan.fee:
                held.lines.append(Line(plan.id, "setup_fee", 1, plan.fee, 0, before, None, before))
            for line in held.lines:
                line.payer = line.holder = customer
            purse.by_hand += paid + (plan.fee if paid else 0)
        self.ledger.holdings[number] = held
        cycles = random.choice((0, 0, 0, 2, 3)) if period and not plan.agreed else 0
        if cycles:
            stage.sql(f"UPDATE {{p}}wu_memberships SET billing_cycles = {cycles} WHERE id = {number}")
            held.cycles = cycles
        length = f" for {period[0]} {period[1]}" if period else ""
        self.told.append(
            f"{now:%Y-%m-%d %H:%M:%S}  {login} is given {plan.name}{length}, {written(paid, shop.currency)} paid"
            f"{f', a trial until {start}' if is_trial else ''}{f', {held.cycles} billings' if held.cycles else ''}"
            f" (membership {number}, customer {customer})"
        )

    def name_owner(self, number: int, login: str) -> None:
        """Let a membership be somebody else's from now on."""
        held, user = self.ledger.holdings[number], self.stage.network.state.users[login]
        self.people[number] = Person(login, user, held.customer, owner(user, held.blog))

    def hear(self, told: Told) -> None:
        """Follow one event of the journal."""
        if told.membership in self.ledger.holdings:
            try:
                self.ledger.hear(told)
            except Disagreement as found:
                self.failed = str(found)
                raise
            self.note(told.membership, told.at)

    # The service against the ledger

    def by_card(self, customer: int) -> int:
        """What the service says came by card of a customer, less what went back or is about to."""
        rows = self.stage.sql(
            "SELECT COALESCE(SUM(amount_minor - refunded_minor), 0) FROM {p}bridge_payments WHERE gateway = 'card'"
            f" AND customer_id = {customer} AND status IN ('completed', 'refunded', 'partially-refunded');"
            "SELECT COALESCE(SUM(refunds.amount_minor), 0) FROM {p}bridge_refunds AS refunds"
            " JOIN {p}bridge_payments AS paid ON paid.payment_id = refunds.payment_id"
            f" WHERE paid.customer_id = {customer} AND paid.gateway = 'card'"
            " AND refunds.destination = 'payer' AND refunds.status = 'asked' AND refunds.booked = 'no'"
        )
        return int(rows[0][0]) - int(rows[1][0])

    def free(self, customer: int) -> int:
        """The account credit that nothing holds, as the ledger has it."""
        self.sync_taken()
        return self.ledger.balance(customer, self.by_card(customer)) - self.ledger.reserved(customer)

    def sync_taken(self) -> None:
        """What refunds and disputes hold of lines, and what of them nothing was left for."""
        rows = self.stage.sql(
            "SELECT source, COALESCE(line_id, 0), taken.amount_minor, paid.customer_id,"
            " CONCAT(taken.cause, taken.cause_id), taken.taken_at FROM {p}bridge_value_taken AS taken"
            " LEFT JOIN {p}bridge_refunds AS refunds ON taken.cause = 'refund' AND refunds.refund_id = taken.cause_id"
            " LEFT JOIN {p}bridge_disputes AS disputes"
            " ON taken.cause = 'dispute' AND disputes.dispute_id = taken.cause_id"
            " JOIN {p}bridge_payments AS paid ON paid.payment_id = COALESCE(refunds.payment_id, disputes.payment_id)"
            " WHERE taken.given_back_at IS NULL"
        )
        lines: dict[tuple[str, int], tuple[int, datetime]] = {}
        nothing: dict[int, int] = Counter()
        for source, line, amount, customer, cause, at in rows:
            if source == "line":
                known = lines.get((cause, int(line)), (0, BEGAN))[0]
                lines[cause, int(line)] = (known + int(amount), datetime.fromisoformat(at))
            elif source == "nothing":
                nothing[int(customer)] += int(amount)
        self.ledger.take_back(lines, nothing)

    def check(self) -> None:
        """Compare everything.

        :raises Disagreement: with what differs.
        """
        for held in self.ledger.holdings.values():
            self._check_lines(held)
        self.sync_taken()
        found = [one for held in self.ledger.holdings.values() for one in self._of_membership(held)]
        for customer in self.ledger.purses:
            found += self._of_customer(customer)
        found += [*self._of_operations(), *self._of_codes()]
        found += broken_invariants(self.stage.network)
        if found:
            raise Disagreement("; ".join(found))
        for number in self.ledger.holdings:
            self.note(number, self.stage.clock.at)

    def _check_lines(self, held: Holding) -> None:
        rows = rows_of(LINE_COLUMNS, self.stage.sql(
            f"SELECT {', '.join(LINE_COLUMNS)} FROM {{p}}bridge_settled_lines"
            f" WHERE membership_id = {held.id} ORDER BY id"
        ))  # fmt: skip
        service = sorted((line_key(row), int(row["id"])) for row in rows)
        ledger = sorted(held.lines, key=own_key)
        ours = [own_key(line) for line in ledger]
        if [key for key, _ in service] != ours:
            only = Counter(key for key, _ in service)
            only.subtract(Counter(ours))
            differs = [f"{'service' if n > 0 else 'ledger'} only: {key}" for key, n in only.items() if n]
            raise Disagreement(f"settled lines of membership {held.id}: " + "; ".join(differs))
        for line, (_, number) in zip(ledger, service, strict=True):
            line.row = line.row or number

    def _of_membership(self, held: Holding) -> list[str]:
        row = rows_of(ROW_COLUMNS, self.stage.sql(
            f"SELECT {', '.join(ROW_COLUMNS)} FROM {{p}}wu_memberships WHERE id = {held.id}"
        ))[0]  # fmt: skip
        told = {
            "plan": (row["plan_id"], str(held.plan)),
            "status": (row["status"], held.status),
            "end": (row["date_expiration"], f"{held.end}" if held.end else "NULL"),
            "billed": (row["times_billed"], str(held.billed)),
            "billed at most": (row["billing_cycles"], str(held.cycles)),
            "add-ons": (addons_of(row["addon_products"]), {i: n for i, n in held.addons.items() if n}),
            "amount": (round(float(row["amount"]) * 10 ** digits(self.shop)), held.amount),
        }
        lines = self.stage.sql(
            "SELECT id, refunded_minor, credited_minor, COALESCE(ended_at, '') FROM {p}bridge_settled_lines"
            f" WHERE membership_id = {held.id}"
        )
        known = {line.row: line for line in held.lines}
        for number, refunded, credited, ended in lines:
            line = known[int(number)]
            mine = (line.taken, line.credited, line.ended_at is not None)
            told[f"line {number}: refunded, credited, ended"] = ((int(refunded), int(credited), bool(ended)), mine)
        quota = self.stage.sql(
            f"SELECT JSON_VALUE(quotas, '$.plan.id'), quotas FROM {{p}}bridge_site_quotas WHERE blog_id = {held.blog}"
        )
        if quota:
            told["the plan of its limits"] = (quota[0][0], str(held.plan))
        return [
            f"membership {held.id}: {what} is {service} in the service, {ledger} in the ledger"
            for what, (service, ledger) in told.items()
            if service != ledger
        ]

    def _of_customer(self, customer: int) -> list[str]:
        rows = self.stage.sql(
            f"SELECT balance_minor, reserved_minor FROM {{p}}bridge_account_credit WHERE customer_id = {customer}"
            f" AND currency = '{self.shop.currency}'"
        )
        balance, reserved = (int(one) for one in rows[0]) if rows else (0, 0)
        found, expected = [], self.ledger.balance(customer, self.by_card(customer))
        if balance != expected:
            found.append(
                f"customer {customer}: the account credit is {balance} in the service, {expected} in the ledger"
            )
        if reserved != self.ledger.reserved(customer):
            found.append(f"customer {customer}: {reserved} is held, {self.ledger.reserved(customer)} in the ledger")
        return found

    def _of_operations(self) -> list[str]:
        rows = self.stage.sql("SELECT quote_id, status, due_now_minor FROM {p}bridge_changes")
        service = {row[0]: (row[1], int(row[2])) for row in rows}
        ledger = {name: one.state for name, one in self.ledger.operations.items()}
        found = [
            f"change {name} is {state[0]} in the service, {ledger.get(name)} in the ledger"
            for name, state in service.items()
            if ledger.get(name) != state[0]
        ]
        for name, one in self.ledger.operations.items():
            if one.state in AWAITING and service[name][1] != one.deal.due:
                found.append(f"change {name}: {service[name][1]} is due in the service, {one.deal.due} in the ledger")
        return found

    def _of_codes(self) -> list[str]:
        """How often each code was used, and how many of its uses are held."""
        rows = self.stage.sql(
            "SELECT codes.code, COALESCE(codes.uses, 0), (SELECT COUNT(*) FROM {p}bridge_discount_reservations AS uses"
            " WHERE uses.code = codes.code AND uses.state = 'held') FROM {p}wu_discount_codes AS codes"
        )
        service = {name: (int(used), int(held)) for name, used, held in rows}
        ledger = {name: (code.used, len(code.held)) for name, code in self.shop.codes.items()}
        same = service == ledger
        return [] if same else [f"codes are used and held {service} in the service, {ledger} in the ledger"]

    def note(self, number: int, at: datetime) -> None:
        """Keep what is known now, to be compared with what the journal tells of this instant later."""
        held = self.ledger.holdings[number]
        changes = {name: one.state for name, one in self.ledger.operations.items() if one.membership == number}
        addons = {i: n for i, n in held.addons.items() if n}
        now = Seen(at, held.plan, addons, held.status, held.end, held.amount, changes)
        known = self.seen.setdefault(number, [])
        if known and known[-1].at == at:
            known.pop()
        known.append(now)

    def settle_down(self) -> None:
        """Let the worker come round until nothing more happens; then nobody is open for nothing."""
        for _ in range(ROUNDS):
            before = self.stage.sql("SELECT COUNT(*) FROM {p}bridge_journal")
            self.stage.work()
            if self.stage.sql("SELECT COUNT(*) FROM {p}bridge_journal") == before:
                break
        else:
            return
        riders = self.ledger.free_riders(self.stage.clock.at)
        if riders:
            raise Disagreement("; ".join(riders))

    def finish(self) -> None:
        """Bring it to its end: what the provider knows arrives, its books and ours are one, the journal tells all."""
        for person in self.people.values():
            self.books.moods[person.customer] = "pays"
        self.books.refund_mood = "pays"
        for event in self.books.events:
            self.stage.tell(event)
        for _ in range(2):
            self.stage.clock.at += timedelta(hours=7)
            self.settle_down()
        self.told.append(
            f"{self.stage.clock.at:%Y-%m-%d %H:%M:%S}  everything that the provider had to tell has arrived"
        )
        self.check()
        self._compare_books()
        for number in self.people:
            faults = list(inspect(self.stage.services, number))
            if faults:
                raise Disagreement(f"the journal of membership {number}: {faults}")
            self._compare_past(number)

    def _compare_books(self) -> None:
        """What the provider charged and sent back is what the service has, once each."""
        rows = self.stage.sql(
            "SELECT provider_id, amount_minor, refunded_minor, status FROM {p}bridge_payments WHERE gateway = 'card'"
            " AND status IN ('completed', 'refunded', 'partially-refunded')"
        )
        service = {row[0]: (int(row[1]), int(row[2])) for row in rows}
        provider = {
            charge.id: (charge.order.amount_minor, charge.order.amount_minor - self.books.left(charge))
            for charge in self.books.charges.values()
            if charge.moved
        }
        if service != provider:
            raise Disagreement(f"payments by card: {service} in the service, {provider} at the provider")
        if any(charge.moved > 1 for charge in self.books.charges.values()):
            raise Disagreement("a card was charged twice for one payment")

    def _compare_past(self, number: int) -> None:
        chain = self.stage.services.database.reading(lambda store: store.journal.chain(number))
        for seen in self.seen[number]:
            self._same_past(number, rebuild(chain, seen.at), seen)

    def _same_past(self, number: int, found: Rebuilt, seen: Seen) -> None:
        told = {
            "plan": (found.plan_id, seen.plan),
            "add-ons": (dict(found.addons or {}), seen.addons),
            "status": (found.status, seen.status),
            "end": (found.term_end, seen.end),
            "amount": (found.amount_minor, seen.amount),
            "changes": (dict(found.changes), seen.changes),
        }
        for what, (journal, then) in told.items():
            if journal != then:
                raise Disagreement(
                    f"membership {number} at {seen.at}: its journal tells {what} {journal}, it was {then}"
                )
