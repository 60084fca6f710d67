"""How large a setting may be is decided once: the request, the service and the plugin's form say the same."""

import re

import pytest
from pydantic import ValidationError

from bridge.network_admin.settings import SettingsBody
from bridge.store.settings import RANGES, fault
from tools.network.machine.paths import ROOT

NUMBERS = ROOT / "wp-plugin" / "src" / "Network" / "Settings" / "Numbers.php"
BOUNDS = re.compile(r"'(\w+)' => \['least' => (\d+), 'most' => (\d+)")


@pytest.mark.parametrize(
    ("name", "lowest", "highest"), [("payment_window_days", 1, 365), ("grace_days", 0, 365), ("request_days", 1, 90),
                                   ("lifetime_years", 1, 100)]
)
def test_a_setting_reaches_from_its_lowest_to_its_highest_value(name: str, lowest: int, highest: int) -> None:
    for value in (lowest, highest):
        assert SettingsBody.model_validate({name: value}).named() == {name: value}
        assert fault(name, value) is None
    for value in (lowest - 1, highest + 1):
        with pytest.raises(ValidationError):
            SettingsBody.model_validate({name: value})
        assert fault(name, value) == "out_of_range"


def test_the_plugins_form_has_the_same_bounds() -> None:
    written = {name: (int(least), int(most)) for name, least, most in BOUNDS.findall(NUMBERS.read_text())}

    assert written == RANGES
