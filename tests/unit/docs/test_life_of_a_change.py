"""The page about the life of a change says what the table says."""

from bridge.changes.life import LIFE
from bridge.store.changes import ChangeState
from tools.life.picture import PAGE, picture, text


def test_the_page_is_what_the_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == text(), "run ./dev life"


def test_the_picture_has_an_arrow_for_every_step_and_a_row_for_every_state() -> None:
    drawn = "\n".join(picture())

    assert all(f"{step.before.value if step.before else '[*]'} --> {step.after.value}: " in drawn for step in LIFE)
    assert all(f"| `{state.value}` |" in text() for state in ChangeState)
