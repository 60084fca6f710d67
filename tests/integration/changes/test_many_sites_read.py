"""With thousands of sites the account reads as many rows as with hundreds, and a quote what each site uses."""

from collections.abc import Callable

import pytest

from bridge.account.page import read_account
from bridge.changes.quoting import make_quote
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import materialise_site
from bridge.store import account, memberships
from bridge.store.membership_list import Which
from bridge.store.memberships import MembershipFacts
from tests.integration.changes.story import BLOG, MEMBERSHIP, MONTH, OWNER, PREMIUM, USER, Story

FIRST, FEW, MANY = 30_001, 300, 3_000
#: Read of a membership's sites, and counted at most.
READ, COUNTED = 40, 200
#: Of the first that is not read by its number, and says something of its own.
OWN = FIRST + FEW - 1
#: What chance adds.
CHANCE = 60
#: What a quote looks for of each further site: that it is there, and what it uses.
OF_A_SITE = 2


@pytest.fixture(autouse=True)
def fewer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memberships, "SITES_READ", READ)
    monkeypatch.setattr(account, "SITES_READ", READ)
    monkeypatch.setattr(memberships, "SITES_COUNTED", COUNTED)


def with_sites(story: Story, first: int, last: int) -> None:
    """Write sites of the membership, on each of which its owner has a role."""
    materialise_site(story.services, BLOG)
    numbers = f"seq_{first}_to_{last}"
    meta = "INSERT INTO {p}blogmeta (blog_id, meta_key, meta_value) SELECT seq"
    story.sql(
        "INSERT INTO {p}blogs (blog_id, site_id, domain, path)"
        f" SELECT seq, 1, 'a.test', CONCAT('/s', seq, '/') FROM {numbers};"
        f"{meta}, 'wu_type', 'customer_owned' FROM {numbers};"
        f"{meta}, 'wu_membership_id', '{MEMBERSHIP}' FROM {numbers};"
        f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) SELECT seq, {MEMBERSHIP} FROM {numbers};"
        "INSERT INTO {p}usermeta (user_id, meta_key, meta_value)"
        f" SELECT {USER}, CONCAT('{{p}}', seq, '_capabilities'), 'a:0:{{}}' FROM {numbers};"
        "ANALYZE TABLE {p}blogs, {p}blogmeta, {p}usermeta, {p}bridge_site_limits"
    )


def read(story: Story, act: Callable[[], object]) -> int:
    """How many rows and keys the server reads for an act."""

    def so_far() -> int:
        return sum(int(value) for _, value in story.sql("SHOW GLOBAL STATUS LIKE 'Handler_read%'"))

    act()
    before = so_far()
    act()
    return so_far() - before


def facts(story: Story, site: int = 0) -> MembershipFacts:
    found = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP, site=site))
    assert found is not None
    return found


def test_of_ten_times_as_many_sites_the_account_reads_no_more_and_a_quote_what_they_use(story: Story) -> None:
    story.membership()
    wanted = Selection(PREMIUM, {}, MONTH)
    acts: dict[str, Callable[[], object]] = {
        "account": lambda: read_account(story.services, OWNER, MEMBERSHIP),
        "quote": lambda: make_quote(story.services, OWNER, MEMBERSHIP, wanted),
        "the membership": lambda: facts(story),
    }
    with_sites(story, FIRST, FIRST + FEW - 1)
    few = {name: read(story, act) for name, act in acts.items()}
    with_sites(story, FIRST + FEW, FIRST + MANY - 1)

    many = {name: read(story, act) for name, act in acts.items()}

    more = {"quote": OF_A_SITE * (MANY - FEW)}
    grown = {name: (few[name], rows) for name, rows in many.items() if rows > few[name] + more.get(name, 0) + CHANCE}
    assert grown == {}


def test_the_first_are_read_one_with_an_own_word_the_one_asked_from_and_the_others_counted(story: Story) -> None:
    story.membership()
    with_sites(story, FIRST, FIRST + FEW - 1)
    own = 'a:1:{s:10:"disk_space";a:1:{s:5:"limit";s:1:"9";}}'
    story.sql(
        f"UPDATE {{p}}bridge_site_limits SET own = '{{\"v\":1}}' WHERE blog_id = {OWN};"
        f"INSERT INTO {{p}}blogmeta (blog_id, meta_key, meta_value) VALUES ({OWN}, 'wu_limitations', '{own}')"
    )

    found = facts(story, site=OWN - 1)

    assert set(found.site_limitations) >= {FIRST, FIRST + 1, OWN - 1, OWN}
    assert found.site_limitations[OWN] == {"disk_space": {"limit": "9"}}
    assert found.sites_total == COUNTED, "counted as far as that, not to the last"


def test_a_list_counts_sites_to_a_thousand_however_many_more_there_are(story: Story) -> None:
    story.membership()

    def listed() -> int:
        page = story.services.database.reading(lambda store: store.membership_list.page(Which(), story.clock.at))
        return next(row.sites for row in page.memberships if row.id == MEMBERSHIP)

    with_sites(story, FIRST, FIRST + FEW - 1)
    counted = listed()
    with_sites(story, FIRST + FEW, FIRST + 1_000)
    bound, few = listed(), read(story, listed)
    with_sites(story, FIRST + 1_001, FIRST + MANY - 1)

    assert (counted, bound, listed()) == (FEW + 1, 1_000, 1_000)
    assert read(story, listed) <= few + CHANCE


def test_whoever_writes_all_sites_has_them_all(story: Story) -> None:
    story.membership()
    with_sites(story, FIRST, FIRST + FEW - 1)

    found = story.services.database.reading(lambda store: store.memberships.load(MEMBERSHIP, every_site=True))

    assert found is not None
    assert (len(found.site_limitations), found.sites_unread) == (FEW + 1, 0)
