"""The network's letters, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.errors import InvalidRequest
from bridge.network_admin import letters
from bridge.network_admin.letters import LetterAnswer, LettersAnswer, LetterWish, SampleAnswer
from bridge.store.letters import Wording
from bridge.store.settings import LANGUAGE
from bridge.web.auth import network_admin
from bridge.web.encoding import Request
from bridge.web.route import Asked, Nothing, services, speaks

network_letter_routes = Blueprint("network_letters", __name__, url_prefix="/v1/network/letters")


class WordingBody(Request):
    """Words of a letter in one language; without them its own."""

    language: Annotated[str, Field(pattern=LANGUAGE)] | None = None
    subject: Annotated[str, Field(max_length=1000)] | None = None
    text: Annotated[str, Field(max_length=20_000)] | None = None

    def value(self) -> Wording | None:
        """Return the service's value, None where no words were said.

        :raises InvalidRequest: for a subject without a text, or a text without one.
        """
        if self.subject is None and self.text is None:
            return None
        if self.subject is None or self.text is None:
            raise InvalidRequest(errors=[{"path": "text" if self.text is None else "subject", "code": "required"}])
        return Wording(self.subject.strip(), self.text.replace("\r\n", "\n").strip())


class LetterBody(WordingBody):
    """What to do with a letter: null leaves it as it is; ``reset`` lets the plugin's own words hold in the language."""

    is_sent: bool | None = None
    reset: bool = False

    def wish(self) -> LetterWish:
        """Return the service's value."""
        return LetterWish(self.is_sent, self.language, self.value(), self.reset)


@network_letter_routes.get("")
@network_admin
@speaks(LettersAnswer)
def list_letters(asked: Asked[Nothing, Nothing]) -> LettersAnswer:
    """List every letter there is."""
    return letters.list_letters(services(), asked.actor)


@network_letter_routes.get("/<letter_name>")
@network_admin
@speaks(LetterAnswer, refuses=(errors.LetterUnknown,))
def show_letter(asked: Asked[Nothing, Nothing], letter_name: str) -> LetterAnswer:
    """Show a letter with its words by language, and who edited it."""
    return letters.read_letter(services(), asked.actor, letter_name)


@network_letter_routes.put("/<letter_name>")
@network_admin
@speaks(LetterAnswer, body=LetterBody, refuses=(errors.LetterUnknown,))
def save_letter(asked: Asked[Nothing, LetterBody], letter_name: str) -> LetterAnswer:
    """Switch a letter on or off, give it words in a language, or take them away."""
    return letters.save_letter(services(), asked.actor, letter_name, asked.body.wish())


@network_letter_routes.post("/<letter_name>/sample")
@network_admin
@speaks(SampleAnswer, body=WordingBody, refuses=(errors.LetterUnknown,))
def show_sample(asked: Asked[Nothing, WordingBody], letter_name: str) -> SampleAnswer:
    """Show a letter with made-up facts, in the words that were typed or in its own; nothing is written."""
    body = asked.body
    return letters.show_sample(services(), asked.actor, letter_name, body.language or asked.actor.locale, body.value())
