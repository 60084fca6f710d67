"""./dev demo: the sample network, running until Ctrl-C or SIGTERM."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools.network import ending, people, processes
from tools.network.companion import install_ultimate_multisite
from tools.network.machine.claiming import claimed_folder, empty
from tools.network.network import Network, running_network
from tools.network.release import SUITES
from tools.network.state import WORDPRESS_ACCOUNT
from tools.network.template import DATABASE

OTHERS = {
    "karl": "administrator of Anna's site, not its customer",
    "ulla": "a customer (Basic) without a role on any site",
    "sara": "a customer (Basic), only a subscriber on her own site",
    "olle": "a customer (Studio) whose names hold quotes and percent signs; pays tax at two rates",
    "lea": "a customer (Gallery) in euro, with a name from right to left",
    "fina": "a customer (Free) whose site is at its limits",
    "moa": "a customer (Business) of 120 sites",
}


def main(words: Sequence[str]) -> None:
    """Runs the demo until it is asked to end."""
    asked = parser().parse_args(words)
    asked.wordpress = asked.wordpress or ("6.8" if asked.beside else "6.1")
    ending.end_on_signals()
    try:
        run(asked)
    except Exception:
        if not ending.is_ending():
            raise
        print("dev: stopped", file=sys.stderr)
    finally:
        processes.end_all()
        if asked.json:
            asked.json.unlink(missing_ok=True)


def run(asked: argparse.Namespace) -> None:
    """Builds or starts the network, says where it is, and stays."""
    name = "beside" if asked.beside else "demo"
    with claimed_folder(f"{name}-{asked.wordpress}-{asked.prefix}") as folder:
        if asked.fresh:
            processes.end_left_over(folder / "running.json")
            empty(folder)
        with running_network(
            folder, asked.wordpress, asked.prefix, durable=True, worker=True, many_sites=asked.many_sites
        ) as network:
            if asked.beside:
                print(f"Ultimate Multisite {install_ultimate_multisite(network, asked.beside)} runs beside Plan Bridge")
            announce(network, asked.json)
            stay(network)


def parser() -> argparse.ArgumentParser:
    """The demo's options."""
    made = argparse.ArgumentParser(prog="./dev demo", description="Runs the sample network until Ctrl-C.")
    made.add_argument(
        "--json", type=Path, metavar="FILE", help="write addresses and logins there once everything answers"
    )
    made.add_argument("--wordpress", choices=list(SUITES), help="the series of WordPress (6.1)")
    made.add_argument(
        "--beside",
        type=Path,
        metavar="FOLDER",
        help="an unpacked Ultimate Multisite that runs there too; WordPress 6.8",
    )
    made.add_argument("--prefix", type=table_prefix, default="wp_", help="the table prefix")
    made.add_argument(
        "--many-sites", type=int, default=119, metavar="N", help="how many more sites one membership gets (119)"
    )
    made.add_argument("--fresh", action="store_true", help="start over with an untouched sample")
    return made


def table_prefix(word: str) -> str:
    """The word, where it can be a table prefix."""
    if not word.isascii() or not word.replace("_", "a").isalnum():
        raise argparse.ArgumentTypeError("letters, digits and _ only")
    return word


def announce(network: Network, file: Path | None) -> None:
    """Prints addresses and logins, and writes them to the file at once and whole."""
    facts = described(network)
    admin, stranger = facts["network"]["admin"], facts["stranger"]
    print(f"\nThe network runs at {network.url}/  (Ctrl-C stops it)\n")
    print(line("network admin", admin, f"{network.url}/wp-admin/network/"))
    for site in facts["sites"]:
        print(line(f"{site['plan']}, {site['status']}", site["owner"], f"{site['url']}wp-admin/"))
    print(line("owns nothing", stranger, ""))
    for other in facts["others"]:
        print(line("other", other, other["who"]))
    print(f"\nThe service answers at {network.service.url}/", flush=True)
    if file:
        part = file.with_name(f"{file.name}.part")
        part.write_text(json.dumps(facts, indent=1, ensure_ascii=False))
        part.rename(file)


def line(what: str, who: dict[str, str], more: str) -> str:
    """One login, in columns."""
    return f"  {what:20} {who['user']:8} {who['password']:16} {more}".rstrip()


def described(network: Network) -> dict[str, Any]:
    """Everything a visitor or a test needs to know about the running network."""
    state = network.state
    return {
        "network": {
            "url": f"{network.url}/",
            "admin": login(people.ADMIN["user"]),
        },
        "sites": sites(network),
        "stranger": login("sten"),
        "others": [{**login(name), "who": who} for name, who in OTHERS.items()],
        "service": {"url": network.service.url},
        "database": {
            "socket": state.socket,
            "port": state.database_port,
            "name": DATABASE,
            "user": WORDPRESS_ACCOUNT,
            "password": state.passwords[WORDPRESS_ACCOUNT],
            "prefix": state.prefix,
        },
    }


def sites(network: Network) -> list[dict[str, Any]]:
    """The five sites of the story with their plans as they are now."""
    rows = network.sql(
        "SELECT b.meta_value, m.status, p.slug FROM {p}wu_memberships m JOIN {p}wu_products p ON p.id = m.plan_id"
        " JOIN {p}blogmeta b ON b.meta_key = 'wu_membership_id' AND b.meta_value = m.id JOIN {p}blogmeta c"
        " ON c.blog_id = b.blog_id AND c.meta_key = 'wu_type' AND c.meta_value = 'customer_owned'"
    )
    found = {int(membership): (status, plan) for membership, status, plan in rows}
    return [
        {
            "blog_id": network.state.sites[name],
            "url": f"{network.site_url(name)}/",
            "plan": found[number][1],
            "status": found[number][0],
            "owner": login(name),
        }
        for number, name in enumerate(("anna", "bjorn", "cecilia", "david", "eva"), start=1)
    ]


def login(name: str) -> dict[str, str]:
    """User and password."""
    return {"user": name, "password": f"{name}-password"}


def stay(network: Network) -> None:
    """Returns never; ends the demo when one of its processes has ended by itself."""
    while True:
        for name, running in {"mariadbd": network.server.running, **network.running}.items():
            if running.process.poll() is not None:
                sys.exit(f"dev: {name} ended by itself; see {running.log}")
        ending.pause(0.5)
