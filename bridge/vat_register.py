"""The register of VAT numbers of the EU (VIES), asked by the worker: never while somebody waits for a page.

Its own SOAP service, spoken with one request and without a SOAP library.
"""

from __future__ import annotations

import re
import time
from xml.sax.saxutils import escape

import requests

from bridge.account.vat import Answer

ADDRESS = "https://ec.europa.eu/taxation_customs/vies/services/checkVatService"
#: It often does not answer for minutes: nobody waits longer than this for one number.
SECONDS = 5.0
#: No answer of its is as long, in bytes.
LONGEST = 65_536

_SPACE = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
_VALID = re.compile(r"<(?:\w+:)?valid>\s*(true|false)\s*</")
_PROOF = re.compile(r"<(?:\w+:)?requestIdentifier>\s*([^<]{0,64}?)\s*</")
_PREFIX = 2


def ask(number: str, requester: str) -> Answer | None:
    """Ask about a number of the EU with its prefix; None where the register, or the country's own, gives no answer.

    ``requester`` is the seller's own number: with it the answer has a number that proves that it was asked.
    """
    try:
        with requests.post(
            ADDRESS,
            data=question(number, requester).encode(),
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""},
            timeout=SECONDS,
            allow_redirects=False,
            stream=True,
        ) as answer:
            text = _said(answer) if answer.status_code == requests.codes.ok else None
    except requests.RequestException:
        return None
    return read(text) if text is not None else None


def _said(answer: requests.Response) -> str | None:
    """Return what it says; None where that goes on for longer than anybody waits, or is longer than any answer."""
    until, said = time.monotonic() + SECONDS, b""
    for part in answer.iter_content(1):  # more at once would be waited for until it is there
        said += part
        if time.monotonic() > until or len(said) > LONGEST:
            return None
    return said.decode("utf-8", "replace")


def question(number: str, requester: str) -> str:
    """Write what is asked; the requester is named where the seller has a number."""
    parts = {"countryCode": number[:_PREFIX], "vatNumber": number[_PREFIX:]}
    if requester:
        parts |= {"requesterCountryCode": requester[:_PREFIX], "requesterVatNumber": requester[_PREFIX:]}
    body = "".join(f"<v:{name}>{escape(value)}</v:{name}>" for name, value in parts.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v="{_SPACE}">'
        f"<s:Body><v:checkVatApprox>{body}</v:checkVatApprox></s:Body></s:Envelope>"
    )


def read(text: str) -> Answer | None:
    """Read an answer; a fault, such as that of a country whose register is down, is none.

    >>> read("<ns2:valid>true</ns2:valid><ns2:requestIdentifier>WAPI1</ns2:requestIdentifier>")
    Answer(is_valid=True, proof='WAPI1')
    >>> read("<faultstring>MS_UNAVAILABLE</faultstring>") is None
    True
    """
    valid, proof = _VALID.search(text), _PROOF.search(text)
    return None if valid is None else Answer(valid[1] == "true", proof[1] if proof else "")
