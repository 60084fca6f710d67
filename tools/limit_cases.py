"""Odd limitations of a plan, its packages, a membership and a site, by a seed: for what two languages add up alike.

``python -m tools.limit_cases`` writes tests/vectors/limits/added_up.json; ``--print 20000 --seed 7`` prints that many
cases, one a line, as php tools/network/php/limits_alike.php reads them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bridge.limits.effective import Package, effective_limits
from bridge.limits.modules import COUNTED, MOST, NUMBERS, PLUGIN_RANKS, TEMPLATE_RANKS, THEME_RANKS
from bridge.limits.said import compiled

VECTORS = Path(__file__).parents[1] / "tests/vectors/limits/added_up.json"
RANDOM_VECTORS = 120

_ABSENT = object()
_SWITCHES: Sequence[Any] = (
    _ABSENT, _ABSENT, True, True, True, False, False, "", None, "1", "0", "on", "off", 1, 0, "perhaps", [], "yes",
)  # fmt: skip
_NUMBERS: Sequence[Any] = (
    _ABSENT, None, "", "0", 0, -1, False, True, "1", "5", 7, "250", 12.0, "1,000", "1e3", " 9 ", MOST, MOST - 3,
    "5 GB", 0.5, -2, {}, {"a": 1},
)  # fmt: skip
_NAMES = {
    "post_types": ("post", "page", "attachment", "5", "0", "été"),
    "users": ("editor", "administrator", "author", "7"),
    "plugins": ("akismet/akismet.php", "hello.php", "3"),
    "themes": ("twentytwenty", "0"),
    "site_templates": ("3", "4", "x"),
}
_RANKS = {"plugins": PLUGIN_RANKS, "themes": THEME_RANKS, "site_templates": TEMPLATE_RANKS}
_ODD_WORDS: Sequence[Any] = ("", None, "0", 0, "of another version", [], 5)
_ROLES: Sequence[Any] = (_ABSENT, "", "default", "author", "editor", None, 0, 3)
_MODES: Sequence[Any] = (_ABSENT, _ABSENT, "", "default", "assign_template", "choose_available_templates", None)
_QUANTITIES = (1, 1, 1, 2, 3, 10, 1000)


class Limitations:
    """Limitations as somebody could have stored them."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (repeatable, no secret)

    def case(self) -> dict[str, Any]:
        """One plan and what is held and said beside it, as stored."""
        packages = [[self.stored(0.4), self._random.choice(_QUANTITIES)] for _ in range(self._random.choice((0, 1, 2)))]
        own = [self.stored(0.3) if self._random.random() < 0.5 else None for _ in range(2)]
        return {"plan": self.stored(0.8), "packages": packages, "membership": own[0], "site": own[1]}

    def stored(self, often: float) -> dict[str, Any]:
        """Limitations of which each module is there as often as is told."""
        modules = (*NUMBERS, *COUNTED, *_RANKS, "customer_user_role", "hide_credits")
        found = {name: self._module(name) for name in modules if self._random.random() < often}
        return found | ({"of_an_addon": {"enabled": True}} if self._random.random() < 0.1 else {})

    def _module(self, name: str) -> Any:
        if self._random.random() < 0.03:
            return self._random.choice(("", None, False, "7", [1]))
        module = self._some(enabled=_SWITCHES)
        if name in NUMBERS:
            return module | self._some(limit=_NUMBERS)
        if name == "customer_user_role":
            return module | self._some(limit=_ROLES)
        if name == "site_templates":
            module |= self._some(mode=_MODES)
        return module if name == "hide_credits" else module | self._entries(name)

    def _entries(self, name: str) -> dict[str, Any]:
        if self._random.random() < 0.1:
            return self._some(limit=(_ABSENT, None, "", [], {}))
        names = [one for one in _NAMES[name] if self._random.random() < 0.5]
        return {"limit": {one: self._entry(name) for one in names}}

    def _entry(self, name: str) -> Any:
        if self._random.random() < 0.03:
            return self._random.choice(("", None, "5"))
        if name in COUNTED:
            return self._some(enabled=_SWITCHES, number=_NUMBERS)
        words = (_ABSENT, *_RANKS[name], *_RANKS[name], self._random.choice(_ODD_WORDS))
        return self._some(
            behavior=words, visibility=(_ABSENT, "visible", "hidden", "", None), name=(_ABSENT, "Its name")
        )

    def _some(self, **values: Sequence[Any]) -> dict[str, Any]:
        chosen = {key: self._random.choice(of) for key, of in values.items()}
        return {key: value for key, value in chosen.items() if value is not _ABSENT}


def worked_out(case: dict[str, Any]) -> dict[str, Any]:
    """The same case with what is said, in the form that is read, and the limits that it comes to."""
    packages = [Package(limitations, times) for limitations, times in case["packages"]]
    overrides = [own for own in (case["membership"], case["site"]) if own is not None]
    said = {
        "plan": compiled(case["plan"]),
        "packages": [[compiled(limitations), times] for limitations, times in case["packages"]],
        "membership": None if case["membership"] is None else compiled(case["membership"]),
        "site": None if case["site"] is None else compiled(case["site"]),
    }
    return {**case, "said": said, "limits": effective_limits(case["plan"], packages, overrides)}


def cases(seed: int) -> Iterator[dict[str, Any]]:
    """Cases without end, the same for the same seed."""
    limitations = Limitations(seed)
    while True:
        yield limitations.case()


_POSTS_OFF = [
    {"post_types": {"enabled": True, "limit": {"post": {"enabled": False, "number": number}}}} for number in (5, 9)
]
_500 = {"disk_space": {"enabled": "1", "limit": "500"}}
_250 = {"disk_space": {"limit": 250}}


def _case(plan: Any, *packages: Any, membership: Any = None, site: Any = None) -> dict[str, Any]:
    return {"plan": plan, "packages": list(packages), "membership": membership, "site": site}


def _posts(**entry: Any) -> dict[str, Any]:
    return {"post_types": {"enabled": True, "limit": {"post": entry}}}


#: What people met, each by its name.
CHOSEN = {
    "a plan with posts off, 5 of them": _case(_POSTS_OFF[0]),
    "a plan with posts off, 9 of them": _case(_POSTS_OFF[1]),
    "posts off, 5: the site's switch makes 5 of it": _case(_POSTS_OFF[0], site=_posts(enabled=True)),
    "posts off, 9: the site's switch makes 9 of it": _case(_POSTS_OFF[1], site=_posts(enabled=True)),
    "posts off, a package allows 3": _case(_POSTS_OFF[1], [_posts(enabled=True, number=3), 2]),
    "posts off, a package with a number and no switch": _case(_POSTS_OFF[1], [_posts(number=3), 2]),
    "unlimited and a package": _case({"disk_space": {"enabled": "1", "limit": "0"}}, [_250, 1]),
    "switched off and a package": _case({"disk_space": {"enabled": "0", "limit": "5"}}, [_250, 1]),
    "a number and an unlimited package": _case(_500, [{"disk_space": {"enabled": True, "limit": "0"}}, 1]),
    "a package twice": _case(_500, [{"disk_space": {"limit": "250"}}, 2]),
    "a package that says it is off": _case(_500, [{"disk_space": {"enabled": False, "limit": "250"}}, 1]),
    "blank switches of a site": _case(_500, site={"disk_space": {"enabled": "", "limit": ""}}),
    "a site's blank number beside a switch": _case(_500, site={"disk_space": {"enabled": True, "limit": ""}}),
    "the membership's own and then the site's": _case(
        _500, membership={"disk_space": {"limit": "100"}}, site={"disk_space": {"limit": "200"}}
    ),
    "an override that makes a package void": _case(
        _500, [_250, 1], membership={"disk_space": {"enabled": True, "limit": "500"}}
    ),
    "a blank switch of a plan's entry allows none": _case(_posts(enabled="", number="5")),
    "a plan that says nothing": _case({}),
    "a plan without numbers, a site with one": _case({}, site={"visits": {"limit": 7}}),
    "the largest numbers": _case({"visits": {"limit": MOST}}, [{"visits": {"limit": MOST}}, 1000]),
    "a package's plugins beside the plan's": _case(
        {"plugins": {"enabled": False, "limit": {"a.php": {"behavior": "force_active", "visibility": "hidden"}}}},
        [{"plugins": {"limit": {"a.php": {"behavior": "default"}, "b.php": {"behavior": "force_inactive"}}}}, 1],
        site={"plugins": {"limit": {"a.php": {"behavior": "", "visibility": "visible"}}}},
    ),
    "templates of a plan and a site's mode": _case(
        {"site_templates": {"enabled": True, "mode": "default", "limit": {"3": {"behavior": "available"}}}},
        site={"site_templates": {"mode": "assign_template"}},
    ),
}  # fmt: skip


def main() -> None:
    """Write the vectors, or print cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--print", type=int, metavar="N", dest="number")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    made = cases(asked.seed)
    if asked.number:
        for _ in range(asked.number):
            case = worked_out(next(made))
            print(json.dumps({"said": case["said"], "limits": case["limits"]}))
        return
    named = [*CHOSEN.items(), *((f"of chance, {at}", next(made)) for at in range(1, RANDOM_VECTORS + 1))]
    lines = [json.dumps({"name": name, **worked_out(case)}, ensure_ascii=False) for name, case in named]
    about = json.dumps("what is stored, what is said by it (the form that is kept), and the limits that it comes to")
    text = '{"about": ' + about + ',\n"cases": [\n' + ",\n".join(lines) + "\n]}\n"
    VECTORS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
