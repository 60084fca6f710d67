"""Debian's packages: installed as root or with sudo, else downloaded with private lists and unpacked."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.network.machine.paths import DOWNLOADS, UNPACKED

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
OWN_SUITE = "own"
"""The suite of this machine, with the sources its administrator configured."""


class AptError(RuntimeError):
    """apt could not do what was asked; the message is its own last words."""


def run(command: Sequence[str], cwd: Path | None = None) -> str:
    """What the command printed; AptError with its last lines when it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise AptError(f"{' '.join(command[:8])} …\n{tail}")
    return done.stdout


def elevation() -> list[str] | None:
    """The words before apt-get that make it root's: none needed, sudo, or None where there is no way."""
    if os.environ.get("DEV_UNPACK"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def provide(packages: Sequence[str]) -> None:
    """Installs the packages, or unpacks them with what they depend on under .dev/root."""
    print(f"dev: getting {' '.join(packages)}", file=sys.stderr)
    words = elevation()
    if words is None:
        unpack(download(OWN_SUITE, with_dependencies(packages)), UNPACKED)
        return
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    run([*words, "apt-get", *wait, "update"])
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    run([*words, *environment, "apt-get", *wait, "install", "-y", "--no-install-recommends", *packages])


def with_dependencies(packages: Sequence[str]) -> list[str]:
    """The packages and what of their dependencies this machine lacks, as a simulated installation tells."""
    options = private_options(OWN_SUITE)
    simulated = run(["apt-get", *options, "install", "-s", "--no-install-recommends", *packages])
    return re.findall(r"^Inst (\S+)", simulated, flags=re.MULTILINE)


def private_options(suite: str) -> list[str]:
    """Options that keep apt's lists and archives under .dev/apt, with that suite's lists fetched once."""
    folder = DOWNLOADS / suite
    options = [f"Dir::State::lists={folder}/lists", f"Dir::Cache={folder}/cache", "Debug::NoLocking=true"]
    if suite != OWN_SUITE:
        options += [f"Dir::Etc::sourcelist={folder}/sources.list", "Dir::Etc::sourceparts=/dev/null"]
    words = [word for option in options for word in ("-o", option)]
    if not (folder / "fetched").exists():
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        if suite != OWN_SUITE:
            (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror()} {suite} main\n")
        run(["apt-get", *words, "update"])
        (folder / "fetched").touch()
    return words


def mirror() -> str:
    """The address of the Debian archive that this machine is set up with: it holds every suite, not its own alone."""
    listed = run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(ORIGIN) $(SUITE) $(CODENAME) $(COMPONENT) $(REPO_URI)",
            "Created-By: Packages",
        ]
    )
    addresses = [line.split()[-1] for line in listed.splitlines() if is_whole_archive(line.split())]
    if not addresses:
        raise AptError("no mirror of Debian's archive among this machine's apt sources")
    return addresses[0]


def is_whole_archive(target: Sequence[str]) -> bool:
    """Whether that line of `indextargets` is a released suite's main part: not its updates, security or backports."""
    origin, _, codename, component, *_ = target
    return origin == "Debian" and component == "main" and codename.isalpha()


def download(suite: str, packages: Sequence[str]) -> list[Path]:
    """The packages' archives, downloaded once into .dev/apt/SUITE."""
    folder = DOWNLOADS / suite / "debs"
    folder.mkdir(parents=True, exist_ok=True)
    lacking = [name for name in packages if not list(folder.glob(f"{name}_*.deb"))]
    if lacking:
        fetch(suite, lacking, folder)
    return [next(iter(folder.glob(f"{name}_*.deb"))) for name in packages]


def fetch(suite: str, packages: Sequence[str], folder: Path) -> None:
    """Downloads into the folder; lists kept from another day may name what is gone: once more with new ones."""
    try:
        run(["apt-get", *private_options(suite), "-q", "download", *packages], cwd=folder)
    except AptError:
        (DOWNLOADS / suite / "fetched").unlink(missing_ok=True)
        run(["apt-get", *private_options(suite), "-q", "download", *packages], cwd=folder)


def unpack(archives: Sequence[Path], root: Path) -> None:
    """Unpacks archives over each other into one folder; runs none of their scripts."""
    root.mkdir(parents=True, exist_ok=True)
    for archive in archives:
        run(["dpkg-deb", "-x", str(archive), str(root)])
