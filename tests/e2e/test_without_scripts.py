"""The owner's way without scripts: form posts instead of live figures, and the very same figures."""

import pytest

from tests.e2e.checkout import (
    CONSULTING,
    DISK,
    PREMIUM_MONTHLY,
    PREMIUM_YEARLY,
    VISITS,
    choose,
    complete,
    minor,
    summary,
)
from tests.e2e.conftest import Visit
from tests.e2e.situations import (
    CANCELLED,
    MEMBERSHIP,
    ORDERED,
    PENDING,
    allow_more_than_fits,
    limits,
    mark_paid,
    press,
    press_and_confirm,
)
from tools.network.network import Network

A_FEW_SECONDS = 3
"""What the credit for the rest of a month loses, in hundredths, between two quotes of one test."""


@pytest.mark.main_way
@pytest.mark.parametrize(
    ("owner", "offer", "addons"),
    [
        ("bjorn", PREMIUM_MONTHLY, {}),
        ("bjorn", PREMIUM_YEARLY, {DISK: 1, VISITS: 1}),
        ("cecilia", PREMIUM_YEARLY, {DISK: 3, CONSULTING: 1}),
        ("anna", PREMIUM_MONTHLY, {}),
    ],
)
def test_the_posted_form_gives_the_figures_of_the_live_summary(
    visit: Visit, owner: str, offer: str, addons: dict[int, int]
) -> None:
    live = choose(visit(owner, slug=owner), offer, addons)

    posted = choose(visit(owner, slug=owner, scripts=False), offer, addons)

    assert [title for title, _ in live.lines] == [title for title, _ in posted.lines]
    assert list(live.totals) == list(posted.totals)
    for (_, one), (_, other) in zip(live.lines, posted.lines, strict=True):
        assert abs(minor(one) - minor(other)) <= A_FEW_SECONDS
    assert abs(minor(live.due) - minor(posted.due)) <= A_FEW_SECONDS


def test_the_whole_way_by_form_posts(network: Network, visit: Visit) -> None:
    anna, admin = visit("anna", slug="anna", scripts=False), visit("admin", scripts=False)
    anna.go("wp-admin/")
    anna.page.get_by_role("link", name="Account", exact=True).first.click()
    anna.page.get_by_role("link", name="Change", exact=True).click()
    assert "Choose a plan, a package or a service to see what it costs." == anna.words("#pb-summary")

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    assert [ORDERED] == anna.notices
    mark_paid(admin)

    anna.account()
    assert ["Premium"] == anna.all_words(f"{MEMBERSHIP} tbody td:first-child")
    assert "3.5 MB of 100 MB" == limits(anna)["Disk space"]


def test_what_is_posted_stays_chosen_on_the_page_with_its_figures(visit: Visit) -> None:
    bjorn = visit("bjorn", slug="bjorn", scripts=False)

    choose(bjorn, PREMIUM_YEARLY, {DISK: 2})

    assert bjorn.find(f'input[name=offer][value="{PREMIUM_YEARLY}"]').is_checked()
    assert "2" == bjorn.find(f"#pb-addon-3-{DISK}").input_value()


def test_nothing_changed_is_explained_without_a_button(visit: Visit) -> None:
    bjorn = visit("bjorn", slug="bjorn", scripts=False)
    bjorn.change()

    press(bjorn, "Show what this costs")

    shown = summary(bjorn)
    assert "This is what you already have, so nothing changes and nothing is charged." in shown.text
    assert not shown.has_button


def test_a_downgrade_is_booked_and_cancelled(network: Network, visit: Visit) -> None:
    allow_more_than_fits(network)
    bjorn = visit("bjorn", slug="bjorn", scripts=False)
    choose(bjorn, "1:none")
    complete(bjorn)
    assert "Downgrade: Free, from " in bjorn.words(PENDING)

    press_and_confirm(bjorn, "Cancel this change", "Yes, cancel it")

    assert ([CANCELLED], 0) == (bjorn.notices, bjorn.find(PENDING).count())
