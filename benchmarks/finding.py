"""What pages and searches of the network's list of memberships cost the server, on a network of so many memberships."""

from __future__ import annotations

import time
from typing import Any

from benchmarks.figures import percentile
from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.network_admin.memberships import list_memberships
from bridge.operations.search import keep_words
from bridge.people import Actor
from bridge.ports import Services
from bridge.store.membership_list import Which
from tools.network.network import Network

ADMIN = Actor(user_id=1, blog_id=1, is_network_admin=True)
ROUNDS = 15
BUFFER_POOL = 3 * 1024 * 1024 * 1024
#: Above every id of the sample network.
FIRST = 10_000
#: Names repeat as they do among people: the commonest is one in 30, most are rare.
MADE = f"""
SET sql_log_bin = 0;
INSERT INTO {{p}}users (ID, user_login, user_email, display_name)
 SELECT {FIRST} + seq, CONCAT(ELT(1 + seq MOD 30, 'anna','erik','maria','lars','karin','nils','eva','per','sara','olof',
   'ida','hans','lena','jan','kerstin','bo','ulla','sven','britt','arne','elsa','gustav','maj','axel','siv','leif','ann',
   'stig','inga','rolf'), seq), CONCAT('mail', seq, '@post', seq MOD 1000, '.test'),
   CONCAT(ELT(1 + seq MOD 30, 'Anna','Erik','Maria','Lars','Karin','Nils','Eva','Per','Sara','Olof','Ida','Hans','Lena',
   'Jan','Kerstin','Bo','Ulla','Sven','Britt','Arne','Elsa','Gustav','Maj','Axel','Siv','Leif','Ann','Stig','Inga',
   'Rolf'), ' ', ELT(1 + (seq DIV 30) MOD 20, 'Berg','Lind','Dahl','Holm','Strand','Ek','Sund','Falk','Norr','Blom',
   'Hed','Vik','Ask','Mo','Lund','Fors','Alm','Borg','Quist','Rask'), seq MOD 997)
 FROM seq_1_to_{{many}};
INSERT INTO {{p}}wu_customers (id, user_id, type)
 SELECT {FIRST} + seq, {FIRST} + seq, 'customer' FROM seq_1_to_{{many}};
INSERT INTO {{p}}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring, auto_renew,
  duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)
 SELECT {FIRST} + seq, {FIRST} + seq, {FIRST} + seq, IF(seq < {{many}} DIV 50, 3, 2), 'SEK', 99, 1, 1, 1, 'month', 99,
  '2025-06-01', UTC_TIMESTAMP() + INTERVAL (seq MOD 700) HOUR, 1, IF(seq MOD 100 = 0, 'expired', 'active'), 'manual'
 FROM seq_1_to_{{many}};
INSERT INTO {{p}}blogs (blog_id, site_id, domain, path)
 SELECT {FIRST} + seq, 1, 'net.test', CONCAT('/site', seq, '/') FROM seq_1_to_{{many}};
INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) SELECT {FIRST} + seq, {FIRST} + seq FROM seq_1_to_{{many}};
INSERT INTO {{p}}bridge_holdings (membership_id, product_id, quantity)
 SELECT {FIRST} + seq, 5, 1 FROM seq_1_to_{{many}} WHERE seq MOD 1331 = 0;
DELETE FROM {{p}}bridge_sweeps WHERE name LIKE 'search.%'
"""


def asked(many: int) -> dict[str, Which]:
    """Return what is looked for, by what it is."""
    middle, some = str(FIRST + many // 2), many * 3 // 7
    return {
        "first page": Which(),
        "a page in the middle": Which(start=middle),
        "the page before": Which(above=middle),
        "next bill first": Which(order="next_bill"),
        "state, rare": Which(state="expired"),
        "plan, its holders the oldest": Which(product=3),
        "package": Which(product=5),
        "billed elsewhere": Which(sort="elsewhere"),
        "billed at a provider: nobody": Which(sort="at_a_provider"),
        "login": Which(f"anna{some - some % 30}"),
        "e-mail address": Which(f"mail{some}@post{some % 1000}.test"),
        "site": Which(f"/site{some}/"),
        "address": Which(f"http://net.test/site{some}/wp-admin/"),
        "name, one in 30": Which("anna"),
        "two names": Which("anna berg"),
        "two names and a number": Which("anna berg77"),
        "one letter": Which("a"),
        "all e-mail addresses": Which("mail"),
        "plan by name": Which("premium"),
        "common name, of the oldest's plan": Which("anna premium"),
        "name in a rare state": Which("anna", state="expired"),
        "name, next bill first": Which("anna", order="next_bill"),
        "nobody": Which("nobody of that name"),
        "number": Which(f"#{FIRST + some}"),
        "reference": Which("KX4P-7QMC"),
    }


def measure(network: Network, many: int) -> list[dict[str, Any]]:
    """Return a row for each page: milliseconds in the service and the database, and how many it lists."""
    network.sql(f"SET GLOBAL innodb_buffer_pool_size = {BUFFER_POOL}")
    services = build(from_environment(network.service.variables)).services
    network.sql(MADE.format(p="{p}", many=many))
    begun, rounds = time.monotonic(), 0
    while list_memberships(services, ADMIN, Which(most=1)).words_percent is not None:
        keep_words(services)
        rounds += 1
    words = network.sql("SELECT COUNT(*) FROM {p}bridge_search")[0][0]
    print(f"{words} words written in {time.monotonic() - begun:.0f} s, {rounds} rounds", flush=True)
    network.sql("ANALYZE TABLE {p}bridge_search, {p}bridge_listed_memberships, {p}wu_memberships, {p}users")
    return [measured(services, name, which) for name, which in asked(many).items()]


def measured(services: Services, name: str, which: Which) -> dict[str, Any]:
    """Ask for one page some times."""
    times, listed = list[float](), 0
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        page = list_memberships(services, ADMIN, which)
        times.append((time.perf_counter() - begun) * 1000)
        listed = len(page.memberships)
    return {
        "page": name,
        "listed": listed,
        "short": page.is_short,
        "ms_p10": percentile(times, 10),
        "ms_p50": percentile(times, 50),
    }
