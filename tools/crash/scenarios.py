"""All that is played and killed."""

from __future__ import annotations

from tools.crash.admins import ADMINS
from tools.crash.codes import CODES
from tools.crash.elsewhere import ELSEWHERE
from tools.crash.forms import FORMS
from tools.crash.letters import LETTERS
from tools.crash.orders import ORDERS
from tools.crash.owners import OWNERS
from tools.crash.refunds import REFUNDS
from tools.crash.scenario import Scenario
from tools.crash.tellings import TELLINGS

SCENARIOS: tuple[Scenario, ...] = (
    *ORDERS, *TELLINGS, *REFUNDS, *ADMINS, *CODES, *OWNERS, *FORMS, *ELSEWHERE, *LETTERS,
)  # fmt: skip
