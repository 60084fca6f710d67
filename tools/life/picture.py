"""docs/life-of-a-change.md from the table in bridge/changes/life.py: a picture, its states, its steps."""

from bridge.changes.life import LIFE, MEANINGS, Step, is_final, journal_of
from bridge.store.changes import OPEN_STATES, ChangeState
from tools.network.machine.paths import ROOT

PAGE = ROOT / "docs" / "life-of-a-change.md"

HEAD = """\
# The life of a change

Made by `./dev life` from the table in [`bridge/changes/life.py`](../bridge/changes/life.py): edit that, not this page.

A change is a confirmed quote on its way, or a renewal. Whatever happens to one is a step of this table; it is written
in one transaction with its row in the journal, which names the states before and after (`moves`). A status that is not
what the writer has read is not written over. No gateway is called inside such a transaction.
"""


def text() -> str:
    """The page."""
    return "\n".join([HEAD, *picture(), "", *states(), "", *steps(), ""])


def picture() -> list[str]:
    """The states and what leads from one to another, as Mermaid draws them."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for step in LIFE:
        arrows.setdefault((step.before.value if step.before else "[*]", step.after.value), []).append(step.event.value)
    ends = [f"    {state.value} --> [*]" for state in ChangeState if is_final(state)]
    drawn = [f"    {before} --> {after}: {' / '.join(events)}" for (before, after), events in arrows.items()]
    return ["```mermaid", "stateDiagram-v2", *drawn, *ends, "```"]


def states() -> list[str]:
    """What each state means, and whether it holds the membership's slot."""
    holds = {state: "yes" if state in OPEN_STATES else "no" for state in ChangeState}
    rows = [f"| `{state.value}` | {holds[state]} | {MEANINGS[state]} |" for state in ChangeState]
    return ["## States", "", "| state | holds the slot | meaning |", "|---|---|---|", *rows]


def steps() -> list[str]:
    """Every step with what has to be so."""
    return [
        "## Steps",
        "",
        "| from | what happens | to | in the journal | what has to be so |",
        "|---|---|---|---|---|",
        *(row(step) for step in LIFE),
    ]


def row(step: Step) -> str:
    """One step as a row of the table."""
    before = f"`{step.before.value}`" if step.before else "-"
    told = " or ".join(f"`{name}`" for name in dict.fromkeys((journal_of(step, "change"), journal_of(step, "renewal"))))
    return f"| {before} | {step.event.value} | `{step.after.value}` | {told} | {step.guard} |"
