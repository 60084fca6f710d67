"""Who is on the sample network: the users, their sites, and what they have put there."""

from dataclasses import asdict, dataclass, field
from typing import Any

MEGABYTE = 1024 * 1024
ADMIN = {"user": "admin", "password": "admin-password", "email": "admin@example.org"}


@dataclass(frozen=True, slots=True)
class Person:
    """A WordPress user."""

    login: str
    name: str

    @property
    def password(self) -> str:
        """A simple one, printed by the demo."""
        return f"{self.login}-password"


@dataclass(frozen=True, slots=True)
class Place:
    """A site: its owner is administrator; `roles` are other users' roles there, `uploads` sizes in bytes."""

    slug: str
    title: str
    owner: str
    posts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    uploads: dict[str, int] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)


PEOPLE = (
    Person("anna", "Anna Lindqvist"),
    Person("bjorn", "Björn Åkesson"),
    Person("cecilia", "Cecilia Nyström"),
    Person("david", "David Öberg"),
    Person("eva", "Eva Sjögren"),
    Person("sten", "Sten Främling"),
    Person("karl", "Karl Medhjälpare"),
    Person("ulla", "Ulla Utansajt"),
    Person("sara", "Sara Läsare"),
    Person("olle", 'Olle "50 %" O\'Hara {0}'),
    Person("lea", "ليا فان دن بيرخ"),
    Person("fina", "Fina Fullsatt"),
    Person("moa", "Moa Mångsajt \N{BUTTERFLY}"),
    Person("maja", "Maja Skribent"),
    Person("nils", "Nils Redaktör"),
)

PLACES = (
    Place(
        "anna",
        "Annas trädgård",
        "anna",
        posts=("Vårens första frön", "Att gallra morötter", "Kompost för nybörjare"),
        pages=("Om trädgården", "Kontakt"),
        uploads={"rabatten.png": 3 * MEGABYTE, "tomater.png": MEGABYTE // 2},
        roles={"karl": "administrator"},
    ),
    Place(
        "bjorn",
        "Björns cykelverkstad",
        "bjorn",
        posts=tuple(f"Verkstadsbrev nummer {number}" for number in range(1, 13)),
        pages=("Priser", "Hitta hit", "Öppettider"),
        uploads={"verkstaden.png": 8 * MEGABYTE, "hjulet.png": 3 * MEGABYTE},
        roles={"maja": "author", "nils": "editor"},
    ),
    Place(
        "cecilia",
        "Cecilias keramik",
        "cecilia",
        posts=tuple(f"Ur ugnen, vecka {number}" for number in range(1, 25)),
        pages=("Ateljén", "Kurser", "Utställningar", "Butik"),
        uploads={"skalar.png": 12 * MEGABYTE, "muggar.png": 9 * MEGABYTE},
        roles={"maja": "editor"},
    ),
    Place(
        "david",
        "Davids båtvarv",
        "david",
        posts=("Sjösättning i maj", "Vinterförvaring"),
        pages=("Varvet",),
        uploads={"varvet.png": 2 * MEGABYTE},
    ),
    Place(
        "eva",
        "Evas bokförlag",
        "eva",
        posts=("Höstens utgivning", "Vi söker manus"),
        pages=("Om förlaget", "Författare"),
        uploads={"omslag.png": 4 * MEGABYTE},
        roles={"nils": "author"},
    ),
    Place("sara", "Saras recept", "sara", posts=("Semlor",), pages=("Om",)),
    Place("olle", 'Olles "100 %" {färg} & <form>', "olle", posts=("Rött \N{ARTIST PALETTE}",), pages=("Om",)),
    Place("lea", "معرض ليا", "lea", posts=("לבן",)),
    Place(
        "fina",
        "Finas fulla hus",
        "fina",
        posts=tuple(f"Rum {number}" for number in range(1, 6)),
        pages=("Hallen", "Köket", "Vinden"),
        uploads={"huset.png": 3 * MEGABYTE, "taket.png": 2 * MEGABYTE - MEGABYTE // 64},
    ),
    Place("moa", "Moas nummer 1", "moa", posts=("En av många",)),
)
"""The first five are the story's; Sara's is for a customer who is only a subscriber on her own site. Behind them the
harder cases: text that breaks careless code, letters from right to left, a site at all its limits, one of many sites.
"""

SUBSCRIBERS_OF_THEIR_OWN = ("sara",)


def described() -> dict[str, Any]:
    """The users and sites as tools/network/php/people.php reads them."""
    users = [{"login": one.login, "name": one.name, "password": one.password} for one in PEOPLE]
    sites = [asdict(place) for place in PLACES]
    for site in sites:
        if site["owner"] in SUBSCRIBERS_OF_THEIR_OWN:
            site["roles"] = {**site["roles"], site["owner"]: "subscriber"}
    return {"users": users, "sites": sites}
