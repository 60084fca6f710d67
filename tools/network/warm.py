"""`bridge COMMAND` without the second that its imports take: one process holds them, each command is a fork of it.

What is run is still a process of its own, with its own environment, arguments and outputs, ended by its own code; only
that Python and the modules are there already. For tests, which ask for hundreds of commands.
"""

import gc
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from tools.network.machine.paths import ROOT, VENV

LONGEST = 1 << 17
"""Bytes of one request, its environment included."""


@dataclass(slots=True)
class Warm:
    """The process that holds the imports: begins with the first command, ends when this process closes its line."""

    line: socket.socket | None = None
    process: subprocess.Popen[bytes] | None = None
    opening: threading.Lock = field(default_factory=threading.Lock)

    def run(self, words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """How `bridge WORDS` ended, and what it wrote; killed where this process is interrupted meanwhile."""
        request = json.dumps({"words": words, "environment": dict(environment)}).encode()
        told, tells = os.pipe()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, os.fdopen(told) as answers:
            try:
                socket.send_fds(self.opened(), [request], [out.fileno(), err.fileno(), tells])
            finally:
                os.close(tells)
            code = ended(answers)
            return subprocess.CompletedProcess(["bridge", *words], code, text_of(out), text_of(err))

    def opened(self) -> socket.socket:
        """The line to the process, which is started for the first command."""
        with self.opening:
            if self.line is None:
                self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                command = [str(VENV / "bin" / "python"), "-m", "tools.network.warm"]
                with theirs:
                    self.process = subprocess.Popen(command, stdin=theirs.fileno(), cwd=ROOT, start_new_session=True)
            return self.line

    def close(self) -> None:
        """Lets the process end, if there is one."""
        if self.line is not None and self.process is not None:
            self.line.close()
            self.process.wait()
            self.line = self.process = None


def ended(answers: IO[str]) -> int:
    """The code that the command ended with: its number is said when it begins, its code at its end."""
    number = int(answers.readline())
    try:
        return int(answers.readline())
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
        raise


def text_of(file: IO[bytes]) -> str:
    """All that was written."""
    file.seek(0)
    return file.read().decode()


def serve(line: socket.socket) -> None:
    """Forks for each request until the line is closed; in a fork, returns from there as the command does."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, files, _, _ = socket.recv_fds(line, LONGEST, 3)
        if not request:
            return
        if os.fork() == 0:
            line.close()
            become(json.loads(request), *files)
        for file in files:
            os.close(file)


def become(request: Mapping[str, Any], out: int, err: int, tells: int) -> None:
    """Forks once more: this process waits and tells how the other ended, which is the command."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    number = os.fork()
    if number:
        os.write(tells, f"{number}\n".encode())
        _, status = os.waitpid(number, 0)
        os.write(tells, f"{os.waitstatus_to_exitcode(status)}\n".encode())
        os._exit(0)
    os.close(tells)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for target, file in enumerate((nothing, out, err)):
        os.dup2(file, target)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["environment"])
    main(request["words"], prog_name="bridge")


if __name__ == "__main__":
    from bridge.cli import main

    gc.freeze()  # what is imported stays as it is: no fork looks through it, or copies it to do so
    serve(socket.socket(fileno=os.dup(0)))
