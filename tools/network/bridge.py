"""./dev bridge ARGS: the service's command line in the environment of the demo that runs, or ran last."""

from collections.abc import Sequence
from pathlib import Path

from tools.network import service
from tools.network.machine.claiming import is_claimed
from tools.network.machine.paths import DEV
from tools.network.network import service_of
from tools.network.state import State


def main(words: Sequence[str]) -> None:
    """Becomes `bridge ARGS`; without any demo, with no configuration at all (pricing needs none)."""
    folder = demo_folder()
    if folder is None:
        service.become_bridge(service.Service({}, 0, DEV), list(words))
    else:
        service.become_bridge(service_of(folder, State.load(folder)), list(words))


def demo_folder() -> Path | None:
    """The folder of a running demo, else of the one started last, else None."""
    folders = [file.parent for file in DEV.glob("demo-*/state.json")]
    folders.sort(key=lambda folder: (is_claimed(folder), (folder / "state.json").stat().st_mtime))
    return folders[-1] if folders else None
