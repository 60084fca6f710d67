"""A MariaDB cluster (Galera) on loopback: some servers that hold the same rows, each of which takes writes.

Its nodes begin with copies of one data folder, of one position, so that one that joins lacks nothing that has to be
sent whole: the script that the server calls for that says so. It needs neither rsync nor an account that is not root's.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.network.machine.programs import galera_library
from tools.network.mariadb import FAST, Server, create_data, start_server
from tools.network.processes import free_port

METHOD = "same"
SCRIPT = """\
#!/bin/sh
# How a joining node gets the state of another: both have the same already, all but what the other has kept to send on.
while [ $# -gt 0 ]; do
	case "$1" in
		--role) role=$2; shift ;;
		--datadir) data=$2; shift ;;
		--gtid) gtid=$2; shift ;;
		--address) address=$2; shift ;;
		--mysqld-args) break ;;
	esac
	shift
done
told=$(dirname "${data%/}")/state
if [ "$role" = joiner ]; then
	rm -f "$told"
	echo "ready $address"
	until [ -s "$told" ]; do sleep 0.05; done
	cat "$told"
else
	echo "$gtid" > "$told.new" && mv "$told.new" "$told"
	echo "done $gtid"
fi
"""

FLAGS = (
    *FAST,
    "--binlog-format=ROW",
    "--innodb-autoinc-lock-mode=2",
    "--skip-name-resolve",
    "--wsrep-on=ON",
    f"--wsrep-sst-method={METHOD}",
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Nodes that hold the same rows, the first one that began first."""

    nodes: tuple[Server, ...]

    def stop(self) -> None:
        """Stops all nodes, the one that began last before the others."""
        for node in reversed(self.nodes):
            node.stop()


def start_cluster(folder: Path, nodes: int) -> Cluster:
    """Starts that many nodes in a folder that is empty, and waits until each of them takes writes."""
    first = folder / "node1"
    create_data(first)
    with sst_script(folder / "bin"):
        beginning = start_node(first, free_port(), folder, "", begins=True)
        wait_until_ready(beginning)
        beginning.stop()
        (first / "gvwstate.dat").unlink(missing_ok=True)
        folders = [first, *(folder / f"node{number}" for number in range(2, nodes + 1))]
        for copy in folders[1:]:
            shutil.copytree(first, copy, copy_function=shutil.copy2)
        port = free_port()
        running = [start_node(first, port, folder, "", begins=True)]
        wait_until_ready(running[0])
        for one in folders[1:]:
            running.append(start_node(one, free_port(), folder, f"127.0.0.1:{port}", begins=False))
            wait_until_ready(running[-1])
    return Cluster(tuple(running))


def start_node(data: Path, port: int, folder: Path, others: str, *, begins: bool) -> Server:
    """Starts a node; `port` is where the nodes speak to each other."""
    options = f"gmcast.listen_addr=tcp://127.0.0.1:{port};ist.recv_addr=127.0.0.1:{free_port()}"
    flags: Sequence[str] = (
        *FLAGS,
        f"--wsrep-provider={galera_library()}",
        f"--wsrep-cluster-address=gcomm://{others}",
        f"--wsrep-node-address=127.0.0.1:{port}",
        f"--wsrep-provider-options={options};gcache.size=16M;pc.recovery=false",
        *(["--wsrep-new-cluster"] if begins else []),
    )
    return start_server(data, free_port(), folder / f"{data.name}.log", flags)


def wait_until_ready(node: Server, seconds: float = 60) -> None:
    """Returns once the node is one of the cluster and takes writes."""
    node.running.wait_until(lambda: is_ready(node), seconds)


def is_ready(node: Server) -> bool:
    """Whether the node takes writes."""
    try:
        return node.run("SHOW STATUS LIKE 'wsrep_ready'") == [["wsrep_ready", "ON"]]
    except RuntimeError:
        return False


@contextmanager
def sst_script(folder: Path) -> Iterator[None]:
    """Shows the script to servers that are started meanwhile."""
    folder.mkdir()
    script = folder / f"wsrep_sst_{METHOD}"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{folder}:{before}"
    try:
        yield
    finally:
        os.environ["PATH"] = before
