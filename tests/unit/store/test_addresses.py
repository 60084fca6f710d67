"""Where a customer pays tax, as a stored address tells it."""

import pytest

from bridge.store.membership_rows import address_is_readable

NO_ADDRESSES = (
    'O:8:"stdClass":1:{s:4:"code";R:1;}',
    'a:1:{s:4:"code";s:3:"abc";}',
    'a:1:{s:10:"attributes";a:1:{s:4:"code";i:1;}}',
    'a:1:{i:0;s:2:"SE";}',
    "SE",
    'a:1:{s:15:"billing_country";R:1;}',
    'a:2:{s:12:"company_name";s:2:"Ek";s:15:"billing_country";d:NAN;}',
    'a:2:{s:7:"country";s:2:"SE";s:5:"state";a:1:{i:0;s:1:"M";}}',
)
ADDRESSES = (
    "",
    "a:0:{}",
    'a:1:{s:12:"company_name";s:2:"Ek";}',
    'a:2:{s:13:"billing_email";s:14:"a@example.test";s:10:"vat_number";i:1;}',
    'a:1:{s:7:"country";s:2:"SE";}',
    'a:2:{s:15:"billing_country";N;s:16:"billing_zip_code";s:6:"211 20";}',
    'O:7:"Address":1:{s:10:"attributes";a:1:{s:15:"billing_country";s:2:"SE";}}',
)


@pytest.mark.parametrize("stored", NO_ADDRESSES)
def test_what_is_no_address_or_stands_for_another_part_does_not_say_that_no_tax_is_paid(stored: str) -> None:
    assert not address_is_readable(stored)


@pytest.mark.parametrize("stored", ADDRESSES)
def test_an_address_of_which_parts_were_never_asked_for_is_one(stored: str) -> None:
    assert address_is_readable(stored)
