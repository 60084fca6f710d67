"""A Redis of a test's own, and WordPress with its object cache in it.

The server is Debian's, unpacked under .dev/redis: installed, the package would start one for the whole machine.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.network.machine.apt import OWN_SUITE, download, unpack, with_dependencies
from tools.network.machine.claiming import alone
from tools.network.machine.paths import DEV
from tools.network.machine.programs import LIBRARIES, environment, find
from tools.network.network import Network
from tools.network.processes import Running, start
from tools.network.wordpress import PHP, literal

PLACE = DEV / "redis"
PROGRAM = "redis-server"
DROP_IN = "object-cache.php"


@contextmanager
def object_cache_in_redis(network: Network) -> Iterator[Path]:
    """Every page of the network keeps its object cache in a new Redis meanwhile; its socket."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    socket = folder / "redis.sock"
    drop_in = network.wordpress.root / "wp-content" / DROP_IN
    running = serve(folder, socket, network.folder / "logs" / "redis.log")
    try:
        place = f"define('NETWORK_REDIS', {literal(f'unix://{socket}')});"
        drop_in.write_text(f"<?php\n{place}\nrequire {literal(str(PHP / DROP_IN))};\n")
        yield socket
    finally:
        drop_in.unlink(missing_ok=True)
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def serve(folder: Path, socket: Path, log: Path) -> Running:
    """Starts a server that writes nothing to disk and is reached by its socket alone."""
    words = [str(server()), "--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    running = start("redis", words, log, surroundings())
    running.wait_until(socket.exists)
    return running


def server() -> Path:
    """The program: the machine's own, else the one unpacked here, downloaded on first use."""
    installed = find(PROGRAM)
    if installed is not None:
        return Path(installed)
    path = PLACE / "usr" / "bin" / PROGRAM
    with alone("redis"):
        if not path.exists():
            unpack(download(OWN_SUITE, with_dependencies([PROGRAM])), PLACE)
    return path


def surroundings() -> dict[str, str]:
    """What the program is started with: its libraries lie beside it."""
    values = environment()
    folders = [str(PLACE / name) for name in LIBRARIES if (PLACE / name).is_dir()]
    values["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, [*folders, values.get("LD_LIBRARY_PATH")]))
    return values
