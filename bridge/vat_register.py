"""The register of VAT numbers of the EU (VIES), asked by the worker: never while somebody waits for a page.

Its own SOAP service, spoken with one request and without a SOAP library.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

import requests

from bridge.account.vat import Answer

ADDRESS = "https://ec.europa.eu/taxation_customs/vies/services/checkVatService"
#: It often does not answer for minutes: nobody waits longer than this for one number.
SECONDS = 5.0

_SPACE = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
_VALID = re.compile(r"<(?:\w+:)?valid>\s*(true|false)\s*</")
_PROOF = re.compile(r"<(?:\w+:)?requestIdentifier>\s*([^<]{0,64}?)\s*</")
_PREFIX = 2


def ask(number: str, requester: str) -> Answer | None:
    """Ask about a number of the EU with its prefix; None where the register, or the country's own, gives no answer.

    ``requester`` is the seller's own number: with it the answer has a number that proves that it was asked.
    """
    try:
        answer = requests.post(
            ADDRESS,
            data=question(number, requester).encode(),
            headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": ""},
            timeout=SECONDS,
        )
    except requests.RequestException:
        return None
    return read(answer.text) if answer.ok else None


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
