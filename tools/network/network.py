"""The whole network: MariaDB, WordPress and the service, built in a folder, started, stopped, asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from tools.network import mariadb, people, processes, wordpress
from tools.network.machine.claiming import empty
from tools.network.moving import move
from tools.network.sample import make_many_sites, write_sample
from tools.network.service import ACCOUNT, MIGRATING_ACCOUNT, Place, Service, variables
from tools.network.state import ACCOUNTS, WORDPRESS_ACCOUNT, State
from tools.network.template import DATABASE, ensure_template
from tools.network.warm import Warm


@dataclass(slots=True)
class Network:
    """A running network in a folder of its own."""

    folder: Path
    state: State
    server: mariadb.Server
    wordpress: wordpress.WordPress
    service: Service
    running: dict[str, processes.Running] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The main site's address, without a slash at its end."""
        return self.wordpress.url

    @property
    def prefix(self) -> str:
        """The network's base table prefix."""
        return self.state.prefix

    def site_url(self, slug: str) -> str:
        """A site's address, without a slash at its end."""
        return f"{self.url}/{slug}"

    def sql(self, statement: str) -> list[list[str]]:
        """The rows of all statements; `{p}` is the base prefix, NULL comes as "NULL"."""
        return self.server.run(statement.replace("{p}", self.prefix), DATABASE)

    def php(self, code: str, *, blog: int | None = None, user: str | None = None, **arguments: Any) -> Any:
        """What PHP code returns inside WordPress, as that user on that site; it sees $arguments."""
        return self.wordpress.php(code, blog=blog, user=user, **arguments)

    def bridge(self, *words: str) -> str:
        """What the service's command line printed."""
        return self.service.command(*words)

    def login(self, user: str, password: str | None = None) -> requests.Session:
        """A session with the cookies of that user, as wp-login.php gives them."""
        session = requests.Session()
        session.get(f"{self.url}/wp-login.php", timeout=30)
        form = {"log": user, "pwd": password or f"{user}-password", "testcookie": "1", "wp-submit": "1"}
        answer = session.post(f"{self.url}/wp-login.php", data=form, allow_redirects=False, timeout=30)
        if answer.status_code != requests.codes.found:
            raise RuntimeError(f"{user} cannot log in: {re.sub('<[^>]+>', ' ', answer.text)[:300]}")
        return session

    def run_cron(self, slug: str = "") -> None:
        """Runs what WP-Cron has due on the main site, or on another; page loads never do."""
        address = self.site_url(slug) if slug else self.url
        requests.get(f"{address}/wp-cron.php", params={"doing_wp_cron": ""}, timeout=60).raise_for_status()

    def mail(self) -> list[str]:
        """What WordPress would have sent, a line of JSON each."""
        file = self.wordpress.root / "wp-content" / "mail.jsonl"
        return file.read_text().splitlines() if file.exists() else []

    def start(self, name: str) -> None:
        """Starts one of web, service, worker."""
        starters = {"web": self.wordpress.serve, "service": self.service.serve, "worker": self.service.work}
        self.running[name] = starters[name]()
        processes.remember([self.server.running, *self.running.values()], self.folder / "running.json")

    def stop(self, name: str) -> None:
        """Stops one of web, service, worker."""
        self.running.pop(name).stop()

    def close(self) -> None:
        """Stops everything, the database last."""
        for name in reversed(list(self.running)):
            self.stop(name)
        self.server.stop()
        with suppress(FileNotFoundError):
            (self.folder / "running.json").unlink()


@contextmanager
def running_network(
    folder: Path,
    series: str,
    prefix: str,
    *,
    durable: bool,
    worker: bool,
    many_sites: int = 0,
    warm: Warm | None = None,
) -> Iterator[Network]:
    """A running network in that folder: made there the first time, started again the next.

    `many_sites`: how many more one membership of a new network gets; `warm`: what commands are forked from.
    """
    network = open_network(folder, series, prefix, mariadb.DURABLE if durable else mariadb.FAST)
    network.service = replace(network.service, warm=warm)
    try:
        prepare(network)
        if many_sites and not network.state.has_many_sites:
            add_many_sites(network, many_sites)
        network.start("service")
        if worker:
            network.start("worker")
        yield network
    finally:
        network.close()


def open_network(folder: Path, series: str, prefix: str, flags: tuple[str, ...]) -> Network:
    """Copies the template where the folder is new, and starts the database on free ports."""
    processes.end_left_over(folder / "running.json")
    if not (folder / "state.json").exists():
        create(folder, series, prefix)
    state = State.load(folder)
    state.web_port = processes.usable_port(state.web_port)
    state.service_port = processes.usable_port(state.service_port)
    state.database_port = processes.usable_port(state.database_port)
    server = mariadb.start_server(folder / "data", state.database_port, folder / "logs/mariadb.log", flags)
    state.socket = str(server.socket)
    state.save(folder)
    site = wordpress.WordPress(folder / "wordpress", state.web_port, folder / "logs/php.log")
    network = Network(folder, state, server, site, service_of(folder, state))
    processes.remember([server.running], folder / "running.json")
    return network


def create(folder: Path, series: str, prefix: str) -> None:
    """The network's own copy of the template."""
    empty(folder)
    template = ensure_template(series, prefix)
    template.copy_to(folder)
    facts = template.facts
    host = f"127.0.0.1:{facts['port']}"
    State(series, prefix, processes.free_port(), facts["users"], facts["sites"], host).save(folder)


def service_of(folder: Path, state: State) -> Service:
    """The service as that state configures it."""
    port, url = state.service_port or 0, f"http://127.0.0.1:{state.web_port}/"
    place = Place(state.socket, DATABASE, state.prefix, url, port, folder / "service-key.pem")
    return Service(variables(place, state.passwords), port, folder / "logs")


def prepare(network: Network) -> None:
    """Accounts, host, tables, plugin and sample: what must hold before the service starts."""
    make_accounts(network)
    state = network.state
    moved = state.host_in_tables != network.wordpress.host
    if moved:
        move(network.server, DATABASE, state.prefix, state.host_in_tables, network.wordpress.host)
        state.host_in_tables = network.wordpress.host
        state.save(network.folder)
    configure(network)
    network.start("web")
    network.bridge("migrate", "--grant-to", f"{ACCOUNT}@localhost")
    if moved and state.has_sample:
        network.bridge("adopt", "--as", "moved")
    if not state.has_sample:
        network.php(ACTIVATE, user=people.ADMIN["user"], plugin=wordpress.PLUGIN)
        write_sample(network, datetime.now(UTC))
        state.has_sample = True
        state.save(network.folder)
        network.bridge("worker", "--once")


def add_many_sites(network: Network, count: int) -> None:
    """What a network that runs for people has beyond that of the tests: a membership of very many sites."""
    make_many_sites(network, count)
    network.bridge("worker", "--once")
    network.state.has_many_sites = True
    network.state.save(network.folder)


ACTIVATE = """
require_once ABSPATH . 'wp-admin/includes/plugin.php';
$done = activate_plugin($arguments['plugin'], '', true);
if (is_wp_error($done)) { throw new RuntimeException($done->get_error_message()); }
return true;
"""


def make_accounts(network: Network) -> None:
    """One database account for WordPress, one for the service, one that migrates; by socket and by port."""
    statements = []
    for host in ("localhost", "127.0.0.1"):
        for name in ACCOUNTS:
            password = network.state.passwords[name]
            statements.append(f"CREATE USER IF NOT EXISTS '{name}'@'{host}' IDENTIFIED BY '{password}'")
        statements.append(f"GRANT ALL ON {DATABASE}.* TO '{WORDPRESS_ACCOUNT}'@'{host}'")
        statements.append(f"GRANT ALL ON {DATABASE}.* TO '{MIGRATING_ACCOUNT}'@'{host}' WITH GRANT OPTION")
    network.server.run("; ".join(statements))


def configure(network: Network) -> None:
    """Writes wp-config.php for today's socket and ports."""
    state = network.state
    values = {
        "DB_NAME": DATABASE,
        "DB_USER": WORDPRESS_ACCOUNT,
        "DB_PASSWORD": state.passwords[WORDPRESS_ACCOUNT],
        "DB_HOST": f"localhost:{state.socket}",
        "DB_CHARSET": "utf8mb4",
        "DOMAIN_CURRENT_SITE": network.wordpress.host,
        "PLAN_BRIDGE_SERVICE_URL": network.service.url,
        **state.salts,
    }
    wordpress.write_config(network.wordpress.root, values, prefix=state.prefix, network=True)
