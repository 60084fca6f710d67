"""What somebody says of limits, read once and written down: a number is a number there, a switch is on, off or unsaid.

What a text stands for is settled when it is written (``"1,000"``, ``"on"``, a blank beside a switch never set), so that
two languages add up the same values: the plugin reads this form too (``wp-plugin/src/Limits/Said.php``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bridge.limits.modules import COUNTED, NUMBERS, Allowance, Limitations, Module, chosen, entries, said_number, switch

#: The form that is written; a reader knows no later one.
SAID_FORMAT = 1

_UNSAID = "unsaid"
_CHOICES = ("plugins", "themes")
_TEMPLATES = "site_templates"
_ROLE = "customer_user_role"
_CREDITS = "hide_credits"
_OF_THE_NETWORK = frozenset({"", "default"})


class UnreadableSaid(ValueError):
    """A text that is none of this form: spoilt, or of a later one. It says nothing, which is not "unlimited"."""


def compiled(limitations: Limitations) -> str:
    """Write down what limitations say, the same for the same; modules that nobody here adds up are left out.

    >>> compiled({"disk_space": {"enabled": "1", "limit": "1,000"}, "visits": {"limit": ""}})
    '{"disk_space":[true,true,1000],"v":1,"visits":[null,false,null]}'
    """
    said: dict[str, Any] = {"v": SAID_FORMAT}
    for name, write in _WRITERS.items():
        module = limitations.get(name)
        if isinstance(module, Mapping):
            said[name] = write(module)
    if said.get(_ROLE, "") is None:
        del said[_ROLE]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)


def limitations_of(text: str) -> Limitations:
    """Read a text of :func:`compiled` as limitations that come to the same limits as those it was written of.

    :raises UnreadableSaid: where the text is spoilt anywhere, or of another form.

    >>> limitations_of('{"disk_space":[true,true,null],"v":1}')
    {'disk_space': {'enabled': True, 'limit': True}}
    """
    try:
        said = json.loads(text)
        if not isinstance(said, dict) or isinstance(said.get("v"), bool) or said.get("v") != SAID_FORMAT:
            raise UnreadableSaid(text[:40])
        return {name: read(said[name]) for name, read in _READERS.items() if name in said}
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise UnreadableSaid(text[:40]) from error


def _number(entry: Module, key: str = "limit") -> list[Any]:
    """Write a switch, whether there was one at all, and a number."""
    return [*_switch(entry), _amount(said_number(entry, key))]


def _switch(entry: Module) -> list[bool | None]:
    return [switch(entry), entry.get("enabled") is not None]


def _amount(allowance: Allowance) -> int | str | None:
    return allowance.number if allowance.configured else _UNSAID


def _counted(module: Module) -> list[Any]:
    named = entries(module.get("limit")).items()
    return [*_switch(module), {_text(name): _number(entry, "number") for name, entry in named}]


def _chosen(module: Module) -> dict[str, dict[str, str]]:
    named = entries(module.get("limit")).items()
    return {_text(name): {key: _text(word) for key, word in chosen(entry).items()} for name, entry in named}


def _templates(module: Module) -> list[Any]:
    mode = module.get("mode")
    return [switch(module), _text(str(mode)) if mode else None, _chosen(module)]


def _role(module: Module) -> str | None:
    role = _text(str(module.get("limit") or ""))
    return None if switch(module) is False or role in _OF_THE_NETWORK else role


def _text(word: str) -> str:
    """Return a word that every reader of JSON takes: half a character is a question mark."""
    return word.encode("utf-8", "replace").decode()


def _of_number(said: Any, key: str = "limit") -> dict[str, Any]:
    """Read what :func:`_number` wrote as a module or an entry; any number is stored as true there, none as false."""
    is_on, was_said, number = _list(said, 3)
    module = _of_switch(is_on, was_said)
    if number is None:
        module[key] = True
    elif number != _UNSAID:
        module[key] = _whole(number) or False
    return module


def _of_switch(is_on: Any, was_said: Any) -> dict[str, Any]:
    _known(is_on is None or isinstance(is_on, bool), is_on)
    _known(isinstance(was_said, bool) and (was_said or is_on is None), was_said)
    return {"enabled": "" if is_on is None else is_on} if was_said else {}


def _of_counted(said: Any) -> dict[str, Any]:
    is_on, was_said, named = _list(said, 3)
    found = {name: _of_number(entry, "number") for name, entry in _object(named).items()}
    return {**_of_switch(is_on, was_said), "limit": found}


def _of_chosen(said: Any) -> dict[str, Any]:
    for entry in _object(said).values():
        _known(all(isinstance(word, str) for word in _object(entry).values()), entry)
    return {"limit": said}


def _of_templates(said: Any) -> dict[str, Any]:
    is_on, mode, named = _list(said, 3)
    _known(mode is None or isinstance(mode, str), mode)
    module = {**_of_switch(is_on, is_on is not None), **_of_chosen(named)}
    return module if mode is None else {**module, "mode": mode}


def _of_role(said: Any) -> dict[str, Any]:
    _known(isinstance(said, str), said)
    return {"limit": said}


def _of_credits(said: Any) -> dict[str, Any]:
    return _of_switch(said, said is not None)


def _whole(number: Any) -> int:
    _known(isinstance(number, int) and not isinstance(number, bool) and number >= 0, number)
    return int(number)


def _list(said: Any, length: int) -> list[Any]:
    _known(isinstance(said, list) and len(said) == length, said)
    return list(said)


def _object(said: Any) -> dict[str, Any]:
    _known(isinstance(said, dict), said)
    return dict(said)


def _known(is_known: bool, what: Any) -> None:  # noqa: FBT001 (an assertion of what is read)
    if not is_known:
        raise UnreadableSaid(str(what)[:40])


_WRITERS: Mapping[str, Callable[[Module], Any]] = {
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(COUNTED, _counted),
    **dict.fromkeys(_CHOICES, _chosen),
    _TEMPLATES: _templates,
    _ROLE: _role,
    _CREDITS: switch,
}
_READERS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    **dict.fromkeys(NUMBERS, _of_number),
    **dict.fromkeys(COUNTED, _of_counted),
    **dict.fromkeys(_CHOICES, _of_chosen),
    _TEMPLATES: _of_templates,
    _ROLE: _of_role,
    _CREDITS: _of_credits,
}
