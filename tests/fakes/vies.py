"""The register of VAT numbers of the EU, stood in for: it answers as it is told, as the real one words it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_ANSWER = (
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body>'
    '<ns2:checkVatApproxResponse xmlns:ns2="urn:ec.europa.eu:taxud:vies:services:checkVat:types">'
    "<ns2:countryCode>DE</ns2:countryCode><ns2:vatNumber>136695976</ns2:vatNumber>"
    "<ns2:requestDate>2026-11-26+01:00</ns2:requestDate><ns2:valid>{valid}</ns2:valid>"
    "<ns2:traderName>---</ns2:traderName><ns2:requestIdentifier>{proof}</ns2:requestIdentifier>"
    "</ns2:checkVatApproxResponse></env:Body></env:Envelope>"
)
_FAULT = (
    '<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Header/><env:Body><env:Fault>'
    "<faultcode>env:Server</faultcode><faultstring>{code}</faultstring></env:Fault></env:Body></env:Envelope>"
)


@dataclass
class Register:
    """What it says next, and what it was asked; ``slow`` is how long it waits before each piece of its answer."""

    address: str = ""
    status: int = 200
    body: str = ""
    slow: float = 0.0
    pieces: int = 1
    asked: list[str] = field(default_factory=list)

    def says(self, *, valid: bool, proof: str = "WAPIAAAA1") -> None:
        """Answer that a number is valid, or not."""
        self.status, self.body = 200, _ANSWER.format(valid=str(valid).lower(), proof=proof)

    def fails(self, code: str, status: int = 500) -> None:
        """Answer with a fault, such as that of a country whose own register is down."""
        self.status, self.body = status, _FAULT.format(code=code)


@contextmanager
def register() -> Iterator[Register]:
    """Serve it until the end."""
    told = Register()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            body = told.body.encode()
            self.send_response(told.status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            size = max(1, -(-len(body) // told.pieces))
            try:
                for start in range(0, len(body), size):
                    time.sleep(told.slow)
                    self.wfile.write(body[start : start + size])
                    self.wfile.flush()
            except OSError:  # whoever asked has gone
                return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
