"""One MariaDB server for one network: made, started, asked, dumped and restored."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import MySQLdb
import MySQLdb.connections
from MySQLdb.constants import CLIENT

from tools.network.machine.programs import environment, program, unpacked_basedir
from tools.network.processes import Running, start

FAST = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-flush-method=nosync",
    "--sync-frm=0",
    "--skip-log-bin",
    "--performance-schema=0",
    "--innodb-buffer-pool-size=64M",
    "--userstat=1",
)
"""For tests that do not test durability; userstat counts what each table lost and gained."""

DURABLE = ("--skip-log-bin",)

PRINTED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\0": "\\0"})
"""How the client program writes what would break its lines and columns."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its socket lies in a short temporary folder (107 characters are the limit)."""

    running: Running
    socket: Path
    port: int

    def run(self, sql: str, database: str = "") -> list[list[str]]:
        """The rows of all statements, as the client program prints them: tabs, newlines and backslashes escaped."""
        return [[value.translate(PRINTED) for value in row] for row in self.rows(sql, database)]

    def rows(self, sql: str, database: str = "") -> list[list[str]]:
        """The same as the server writes them: NULL is "NULL". Nothing to do is no mistake; RuntimeError with its words.

        Each call has a session of its own, as if the client program had been started for it.
        """
        if not sql.strip():
            return []
        try:
            with closing(self.session(database)) as session, closing(session.cursor()) as cursor:
                cursor.execute(sql)
                rows = [*cursor.fetchall()]
                while cursor.nextset():
                    rows += cursor.fetchall()
        except MySQLdb.MySQLError as error:
            raise RuntimeError(f"mariadb: {error}") from error
        return [["NULL" if value is None else value.decode() for value in row] for row in rows]

    def session(self, database: str) -> "MySQLdb.connections.Connection":
        """A session as root that takes several statements at once and answers with bytes."""
        return MySQLdb.connect(
            unix_socket=str(self.socket),
            user="root",
            database=database,
            charset="utf8mb4",
            use_unicode=False,
            conv={},
            autocommit=True,
            client_flag=CLIENT.MULTI_STATEMENTS,
        )

    def dump(self, database: str, file: Path) -> None:
        """Writes the whole database to a file that `restore` takes."""
        words = [
            "mariadb-dump",
            "--no-defaults",
            f"--socket={self.socket}",
            "--user=root",
            "--hex-blob",
            "--routines",
        ]
        options = ["--single-transaction", "--default-character-set=utf8mb4", f"--result-file={file}"]
        client([*words, *options, database])

    def restore(self, database: str, file: Path) -> None:
        """Puts the database back to what the file holds; tables made since are dropped."""
        self.run(f"DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}` CHARACTER SET utf8mb4")
        words = [
            "mariadb",
            "--no-defaults",
            f"--socket={self.socket}",
            "--user=root",
            "--default-character-set=utf8mb4",
        ]
        client([*words, database], file.read_text())

    def stop(self) -> None:
        """Shuts the server down cleanly."""
        self.running.stop(30)
        shutil.rmtree(self.socket.parent, ignore_errors=True)


def client(command: Sequence[str], standard_input: str | None = None) -> str:
    """What MariaDB's client program printed; RuntimeError with its words when it failed."""
    words = [program(command[0]), *(word for word in command[1:] if word)]
    done = subprocess.run(words, input=standard_input, capture_output=True, text=True, env=environment(), check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip()}")
    return done.stdout


def create_data(folder: Path) -> None:
    """A new, empty data folder; --force: a machine whose own name nobody knows will do."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    words = [
        program("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={folder}",
        "--skip-test-db",
        "--force",
    ]
    words += ["--auth-root-authentication-method=normal", *as_root(), *basedir()]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(), check=False)
    if done.returncode:
        raise RuntimeError(f"mariadb-install-db: {done.stdout[-600:]}{done.stderr[-600:]}")


def start_server(folder: Path, port: int, log: Path, flags: Sequence[str], here: Path | None = None) -> Server:
    """Starts the server on the data folder and waits for its socket; `here`: the folder of the one it had before.

    Its temporary tables lie in a folder of its own: a starting server deletes those it finds in its tmpdir, whosever.
    """
    here = here or Path(tempfile.mkdtemp(prefix="pb-db-"))
    address = here / "s"
    words = [
        program("mariadbd"),
        "--no-defaults",
        *as_root(),
        *basedir(),
        f"--datadir={folder}",
        f"--socket={address}",
    ]
    own = here / "t"
    own.mkdir(exist_ok=True)
    words += [f"--pid-file={here}/pid", f"--tmpdir={own}", f"--port={port}", "--bind-address=127.0.0.1", *flags]
    running = start("mariadbd", words, log, environment())
    running.wait_until(lambda: takes_connections(address))
    return Server(running, address, port)


def takes_connections(address: Path) -> bool:
    """Whether somebody listens on a socket: its file is there a moment before, and also after whoever made it died."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        return line.connect_ex(str(address)) == 0


def as_root() -> list[str]:
    """MariaDB refuses to run as root unless told to."""
    return ["--user=root"] if os.geteuid() == 0 else []


def basedir() -> list[str]:
    """Where an unpacked server finds its messages and system tables."""
    base = unpacked_basedir()
    return [f"--basedir={base}"] if base else []
