"""What a machine can see of a screen's faults: axe, sideways scrolling, English in a Swedish page; and its picture.

A screen with a fault is kept as a picture, with ``--pictures`` every screen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from tests.e2e.visitor import Visitor, plain
from tools.network.catalog import PRODUCTS
from tools.network.machine.paths import ROOT

PICTURES = ROOT / "build" / "screenshots"
OURS = "#wpbody-content"
"""Core's menu and toolbar have faults of their own, which are not counted here."""

LOCALES = ("en_US", "sv_SE")
WIDTHS = (1280, 390)
ENGLISH = re.compile(
    r"\b(the|your|you|and|with|is|are|will|this|that|from|until|what|have|has|once|now|of|to|change|payment|plans)\b",
    re.IGNORECASE,
)
NAMES = {"Up & Downgrades", "Plan Bridge", "Plan Group", "Unlimited visits", "Extra disk space", "Ultimate Multisite",
         "Isle of Man"}  # fmt: skip
AXE = Axe()
PAINTED_MS = 200


@dataclass(slots=True)
class Looking:
    """What is kept: pictures of all screens or of those with a fault."""

    keeps_all: bool = False


LOOKING = Looking()


@dataclass(slots=True)
class Colours:
    """What was seen of one screen: its texts' colours on their grounds, by size, which axe has judged already."""

    judged: set[str] = field(default_factory=set)


def faults_everywhere(visitor: Visitor, name: str, scope: str = OURS) -> list[str]:
    """All faults of the screen that is open, in both languages, at both widths."""
    found: list[str] = []
    colours = Colours()
    for locale in spoken_first(visitor):
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            found += faults(visitor, name, locale, scope, colours)
    return found


def spoken_first(visitor: Visitor) -> Iterator[str]:
    """Both languages, the one that the screen is in first; for the other it is loaded again."""
    visitor.page.wait_for_load_state("load")
    spoken = str(visitor.page.evaluate("document.documentElement.lang")).replace("-", "_")
    for locale in sorted(LOCALES, key=lambda one: one != spoken):
        if locale != spoken:
            visitor.read_in(locale)
            visitor.page.reload(wait_until="load")
        yield locale


def faults(visitor: Visitor, name: str, locale: str, scope: str = OURS, colours: Colours | None = None) -> list[str]:
    """All faults of the screen as it stands, each with where it was seen; opens all details."""
    size = visitor.page.viewport_size
    width = size["width"] if size else visitor.window.width
    if LOOKING.keeps_all:
        picture(visitor, f"{name}-{width}-{locale}")
    visitor.find(f"{scope} details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    seen = [*sideways(visitor, width), *broken(visitor, scope), *of_axe(visitor, scope, locale, colours or Colours())]
    seen += english(visitor, scope, locale)
    if seen and not LOOKING.keeps_all:
        picture(visitor, f"{name}-{width}-{locale}")
    return [f"{name} {width} {locale}: {fault}" for fault in seen]


def picture(visitor: Visitor, name: str) -> Path:
    """The whole page as a file of the build.

    Each frame is scrolled to first: a browser paints one of another origin, as a sandboxed one is, once it was seen.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{name}.png"
    for frame in visitor.find("iframe:visible").all():
        frame.scroll_into_view_if_needed()
        frame.page.wait_for_timeout(PAINTED_MS)
    visitor.page.screenshot(path=file, full_page=True)
    return file


SEEN_COLOURS = """part => {
    const ground = one => {
        for (let at = one; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            if (style.backgroundImage !== 'none' || !/, 0\\)$|^transparent$/.test(style.backgroundColor)) {
                return style.backgroundImage + style.backgroundColor + style.opacity;
            }
        }
        return '';
    };
    const found = new Set();
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        if (walker.currentNode.textContent.trim() && one.checkVisibility()) {
            const { color, opacity, fontSize, fontWeight } = getComputedStyle(one);
            found.add([color, opacity, fontSize, fontWeight, ground(one)].join(' '));
        }
    }
    return [...found];
}"""
ASK_AXE = """([scope, contrast]) => axe.run(scope, {
    resultTypes: ['violations'], preload: false, rules: { 'color-contrast': { enabled: contrast } },
}).then(said => said.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""


def of_axe(visitor: Visitor, scope: str, locale: str, colours: Colours) -> list[str]:
    """What axe objects to; the same in every language, so it is asked once.

    Contrast takes it most of its time: at a second width only where there are colours that were not there at the first.
    """
    if locale != LOCALES[0]:
        return []
    page = visitor.page
    seen = set(visitor.find(scope).first.evaluate(SEEN_COLOURS))
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[str] = page.evaluate(ASK_AXE, [scope, not seen <= colours.judged])
    colours.judged |= seen
    return found


def sideways(visitor: Visitor, width: int) -> list[str]:
    """Whether the page is wider than its window."""
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    return [f"{wide} px wide"] if wide > width else []


OWN_BRACES = ("{plus}", "{0}", "{färg}")
"""What the sample's own names and texts hold in braces: no word of ours was left unfilled there."""


def broken(visitor: Visitor, scope: str) -> list[str]:
    """Words that no reader should meet; what is code may hold the names that a letter's words are filled in for."""
    text = plain(visitor.find(scope).first.inner_text())
    for own in (*OWN_BRACES, *map(plain, visitor.find(f"{scope} code").all_inner_texts())):
        text = text.replace(own, "")
    return [f"says {wrong}" for wrong in ("Warning:", "Fatal error", "1970", "NaN", "undefined", "{") if wrong in text]


def english(visitor: Visitor, scope: str, locale: str) -> list[str]:
    """Texts of a Swedish page with English words, apart from the network's own products and what is code.

    What is not in wp-admin speaks the site's language, whatever the reader's is.
    """
    if locale != "sv_SE" or scope != OURS:
        return []
    texts = visitor.find(scope).first.evaluate(
        """part => {
            const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const text = walker.currentNode;
                if (!text.parentElement.closest('code, script, style')) { found.push(text.textContent); }
            }
            return found;
        }"""
    )
    own = {words for product in PRODUCTS for words in (product.name, product.description, *product.features)}
    return [f"English: {text}" for text in sorted(map(plain, texts)) if ENGLISH.search(without(text, own | NAMES))]


def without(text: str, names: set[str]) -> str:
    """The text without these names, and without commands of ours."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return re.sub(r"bridge [a-z -]+", "", text)
