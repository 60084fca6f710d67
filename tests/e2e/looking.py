"""What a machine can see of a screen's faults: axe, sideways scrolling, English in a Swedish page; and its picture."""

import re
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


def faults_everywhere(visitor: Visitor, name: str, scope: str = OURS) -> list[str]:
    """All faults of the screen that is open, loaded again in both languages, at both widths."""
    found: list[str] = []
    for locale in LOCALES:
        visitor.read_in(locale)
        visitor.page.reload(wait_until="load")
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            found += faults(visitor, name, locale, scope)
    return found


def faults(visitor: Visitor, name: str, locale: str, scope: str = OURS) -> list[str]:
    """All faults of the screen as it stands, each with where it was seen; keeps its picture, then opens all details."""
    size = visitor.page.viewport_size
    width = size["width"] if size else visitor.window.width
    picture(visitor, f"{name}-{width}-{locale}")
    visitor.find(f"{scope} details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    seen = [*sideways(visitor, width), *broken(visitor, scope), *of_axe(visitor, scope, locale)]
    return [f"{name} {width} {locale}: {fault}" for fault in seen + english(visitor, scope, locale)]


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


def of_axe(visitor: Visitor, scope: str, locale: str) -> list[str]:
    """What axe objects to; the same in every language, so it is asked once."""
    if locale != LOCALES[0]:
        return []
    answer = AXE.run(visitor.page, context=scope).response
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in answer["violations"]]


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
