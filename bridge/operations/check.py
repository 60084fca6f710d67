"""What is wrong with an installation: how it is found, its code and its sentence; the invariants of the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from statistics import median_low
from typing import Any, Literal

import MySQLdb

from bridge.errors import SchemaOutOfDate, StoreUnavailable
from bridge.operations.copies import Difference, Found, FoundProvider, differences
from bridge.operations.keys import ServiceKey, decide, spoken
from bridge.store.engine.database import Connection, MySQLDatabase, Row, connect
from bridge.store.engine.queries import parse, sql_folder, with_prefix
from bridge.store.engine.server import Address, code_of
from bridge.store.installation import Installation, MySQLInstallation
from bridge.store.keys import KeyStatus, MySQLKeys
from bridge.store.migrate import SchemaState, missing_tables, parse_version, schema_state
from bridge.store.settings import SettingsStore

ProblemCode = Literal[
    "database_unreachable",
    "schema_out_of_date",
    "schema_too_new",
    "clock_off",
    "network_is_a_copy",
    "service_key_missing",
    "service_key_pending",
    "service_key_retired",
    "plugin_key_pending",
    "worker_never_ran",
    "worker_not_running",
    "network_url_missing",
    "settings_charge_whole_terms",
    "enforced_late",
]

CLOCK_TOLERANCE_SECONDS = 30.0

#: The worker ends a round each minute at the latest.
WORKER_SILENT_AFTER = timedelta(minutes=10)

#: So many changes that were paid last tell how long it takes until limits hold, and so long is too long.
LAST_ENFORCED, ENFORCED_LATE = 100, timedelta(minutes=1)
#: Where at least one in so many was late, something is wrong.
ONE_IN = 10

TOPIC = "checks"
NOT_ASKED = "not_asked"

WORKER = "worker"


#: Each problem's sentence; its parameters are filled in.
WORDS: Mapping[ProblemCode, str] = {
    "database_unreachable": "The database does not answer.",
    "schema_out_of_date": "The tables are at version {current}, this service needs {wanted}: run bridge migrate.",
    "schema_too_new": "The tables are at version {current}, this service knows {wanted}: install a newer service.",
    "clock_off": "This machine's clock is {seconds} seconds ahead of the database's: synchronise both.",
    "network_is_a_copy": (
        "This database is a copy or has moved (different: {differences}). Nothing can be bought until"
        " bridge adopt --as moved (the network itself) or bridge adopt --as staging (a copy)."
    ),
    "service_key_missing": "The service has no key to prove itself with: set PLAN_BRIDGE_KEY_FILE, run bridge migrate.",
    "service_key_pending": "The service's key waits: bridge keys approve {kid}",
    "service_key_retired": "The service's key {kid} is retired: bridge keys rotate",
    "plugin_key_pending": "Keys of the plugin wait for bridge keys approve -- KID: {kids}",
    "worker_never_ran": "The worker has never finished a round: start bridge worker.",
    "worker_not_running": "The worker finished its last round at {last_run_at} UTC: is bridge worker running?",
    "network_url_missing": "PLAN_BRIDGE_NETWORK_URL is not set: the plugin finds its work by WP-Cron alone, later.",
    "settings_charge_whole_terms": (
        'The settings "No credit" and "The billing date stays" would charge a full term for the rest of one:'
        " every change starts a new term instead until one of the two is answered otherwise."
    ),
    "enforced_late": (
        "Of the last {changes} changes that were paid at a provider, {late} held more than a minute after the money had"
        " moved: is bridge worker running, and do the provider's webhooks arrive?"
    ),
}
_MEND = "nothing is mended by itself: keep these lines, see in each journal what happened, and put it right"
#: Rows that a broken invariant is shown with.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a person should put right."""

    code: ProblemCode
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enforcement:
    """How long it took from the money, as its provider dates it, to the limits: of the changes that were paid last."""

    changes: int
    median_ms: int
    most_ms: int
    late: int

    @classmethod
    def of(cls, milliseconds: Sequence[int]) -> Enforcement | None:
        """Sum up; None where nothing was paid at a provider yet."""
        if not milliseconds:
            return None
        late = [one for one in milliseconds if one > ENFORCED_LATE / timedelta(milliseconds=1)]
        return cls(len(milliseconds), int(median_low(milliseconds)), max(milliseconds), len(late))


@dataclass(frozen=True, slots=True)
class State:
    """An installation as it was found at one instant of the database's clock.

    ``clock_off_seconds`` is how far this machine's clock is ahead. ``service_kid`` None: there is no key file.
    ``pending_kids`` wait for an operator: one that the next request makes trusted by itself does not.
    """

    now: datetime
    server: str
    schema_current: int
    schema_wanted: int
    clock_off_seconds: float
    network_id: str
    mode: Literal["live", "staging"]
    differences: tuple[Difference, ...]
    service_kid: str | None
    service_key_status: KeyStatus | None
    pending_kids: tuple[str, ...]
    worker_last_run_at: datetime | None
    has_network_url: bool
    settings_charge_whole_terms: bool = False
    enforcement: Enforcement | None = None

    @property
    def schema_ok(self) -> bool:
        """Tell whether the tables are those this version works with."""
        return self.schema_current == self.schema_wanted


def problems(state: State) -> tuple[Problem, ...]:
    """Return what is wrong, the worst first."""
    return tuple(problem for case in _CASES if (problem := case(state)) is not None)


def said_of(state: State) -> list[str]:
    """Say what is wrong with the installation."""
    server = parse_version(state.server)
    version, oldest = (".".join(map(str, parts)) for parts in (server.version, server.minimum))
    too_old = [] if server.is_recent_enough else [f"{server.product} {version} is too old: {oldest}."]
    return [*too_old, *(_sentence(problem) for problem in problems(state))]


def _sentence(problem: Problem) -> str:
    """Put a problem into words."""
    params = {name: ", ".join(value) if isinstance(value, list) else value for name, value in problem.params.items()}
    if "kid" in params:
        params["kid"] = spoken(params["kid"])
    return WORDS[problem.code].format(**params)


def lost_tables(database: MySQLDatabase[Any], prefix: str) -> list[str]:
    """Say which tables are gone though they were made."""
    gone = database.reading(lambda _: missing_tables(database.session(), prefix))
    return [f"these tables are gone, restore them from a backup: {', '.join(gone)}"] if gone else []


def second_network(database: MySQLDatabase[Any], prefix: str) -> list[str]:
    """Say where Ultimate Multisite keeps its rows in tables that we do not read: in any network but the first."""
    row = database.reading(lambda _: database.session().row("installation.second_network"))
    if row is None or not database.reading(lambda _: SettingsStore(database.session()).read()).has_companion:
        return []
    ours = int(row["wp_network_id"])
    said = (
        f"this network (number {ours}) is not the first of its WordPress installation: Ultimate Multisite keeps its"
        f" memberships, products and payments in tables of their own there ({prefix}wu_{ours}_…), which Plan Bridge"
        " neither reads nor writes; beside Ultimate Multisite only an installation's first network is supported"
    )
    return [said]


def _schema(state: State) -> Problem | None:
    """Tables of another version."""
    params = {"current": state.schema_current, "wanted": state.schema_wanted}
    if state.schema_current < state.schema_wanted:
        return Problem("schema_out_of_date", params)
    return Problem("schema_too_new", params) if state.schema_current > state.schema_wanted else None


def _clock(state: State) -> Problem | None:
    """The machine's clock beside the database's: tokens go by the database's, certificates and logs do not."""
    off = round(state.clock_off_seconds)
    return Problem("clock_off", {"seconds": off}) if abs(off) > CLOCK_TOLERANCE_SECONDS else None


def _copy(state: State) -> Problem | None:
    """A database that came from elsewhere."""
    return Problem("network_is_a_copy", {"differences": list(state.differences)}) if state.differences else None


def _service_key(state: State) -> Problem | None:
    """The service's own key."""
    if state.service_kid is None or state.service_key_status is None:
        return Problem("service_key_missing")
    if state.service_key_status == "pending":
        return Problem("service_key_pending", {"kid": state.service_kid})
    if state.service_key_status == "retired":
        return Problem("service_key_retired", {"kid": state.service_kid})
    return None


def _plugin_keys(state: State) -> Problem | None:
    """Keys of the plugin that wait for an operator."""
    return Problem("plugin_key_pending", {"kids": list(state.pending_kids)}) if state.pending_kids else None


def _worker(state: State) -> Problem | None:
    """A worker that does not come round."""
    last = state.worker_last_run_at
    if last is None:
        return Problem("worker_never_ran")
    if state.now - last > WORKER_SILENT_AFTER:
        return Problem("worker_not_running", {"last_run_at": last})
    return None


def _network_url(state: State) -> Problem | None:
    """No address to knock at: the plugin then finds its work by WP-Cron alone."""
    return None if state.has_network_url else Problem("network_url_missing")


def _settings(state: State) -> Problem | None:
    """Settings from before that contradict each other: one of them does not hold."""
    return Problem("settings_charge_whole_terms") if state.settings_charge_whole_terms else None


def _enforced_late(state: State) -> Problem | None:
    """Limits that come long after the money."""
    found = state.enforcement
    if found is None or found.late * ONE_IN < found.changes:
        return None
    return Problem("enforced_late", {"changes": found.changes, "late": found.late})


_CASES: tuple[Callable[[State], Problem | None], ...] = (
    _schema, _copy, _service_key, _plugin_keys, _worker, _clock, _network_url, _settings, _enforced_late,
)  # fmt: skip


def check_queries(prefix: str) -> Mapping[str, str]:
    """Return the invariants by name, for one base prefix."""
    text = (sql_folder() / f"{TOPIC}.sql").read_text(encoding="utf-8")
    return {name: with_prefix(query, prefix) for name, query in parse(text, TOPIC).items()}


def purposes() -> Mapping[str, str]:
    """Return what each invariant says, by its name: the comment under it in the file."""
    text = (sql_folder() / f"{TOPIC}.sql").read_text(encoding="utf-8")
    blocks = (block.splitlines() for block in text.split("-- name:")[1:])
    return {
        lines[0].strip(): " ".join(line.removeprefix("--").strip() for line in takewhile(_is_comment, lines[1:]))
        for lines in blocks
    }


def broken_invariants(address: Address, prefix: str) -> dict[str, list[Row]]:
    """Return the rows that should not be, by the name of the invariant that they break.

    An invariant that could not be asked has one row, that says why, under :data:`NOT_ASKED`: the others go on.
    """
    queries = check_queries(prefix)
    session = connect(address, queries)
    try:
        found = {name.removeprefix(f"{TOPIC}."): _asked(session, name) for name in queries}
    finally:
        session.close()
    return {name: rows for name, rows in found.items() if rows}


def broken_books(address: Address, prefix: str) -> list[str]:
    """Say which invariant of money and state is broken, with its first rows."""
    meanings = purposes()
    found = [_broken(f"{name} ({meanings[name]})", rows) for name, rows in broken_invariants(address, prefix).items()]
    return [*found, _MEND] if found else []


def _broken(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Name an invariant and its first rows."""
    if NOT_ASKED in rows[0]:
        return f"{name}: could not be asked: {rows[0][NOT_ASKED]}"
    shown = "; ".join(", ".join(f"{column}={value}" for column, value in row.items()) for row in rows[:_MOST_NAMED])
    more = f"; and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    return f"{name}: {len(rows)} rows: {shown}{more}"


def _is_comment(line: str) -> bool:
    """Tell whether a line is a comment of SQL."""
    return line.startswith("--")


def _asked(session: Connection, name: str) -> list[Row]:
    """Return the rows of one invariant, or why it could not be asked."""
    try:
        return session.rows(name)
    except MySQLdb.MySQLError as error:
        return [{NOT_ASKED: str(error.args[-1])}]


@dataclass(frozen=True, slots=True)
class MySQLInspection:
    """Looks with the service's own account; ``key`` None: there is no key file.

    ``provider`` tells whose keys for a payment provider there are, asking nobody.
    """

    database: MySQLDatabase[Any]
    prefix: str
    key: ServiceKey | None
    has_network_url: bool
    provider: Callable[[], FoundProvider | None] = lambda: None

    def schema(self) -> tuple[SchemaState, datetime]:
        """Return how far the tables are, and the database's time.

        :raises StoreUnavailable: where the database does not answer, or not to us.
        """
        try:
            return self.database.reading(
                lambda _: (schema_state(self.database.session(), self.prefix), self.database.now())
            )
        except MySQLdb.MySQLError as error:
            raise StoreUnavailable(number=code_of(error)) from error

    def takes_writes(self) -> bool:
        """Tell whether the server is not read only.

        :raises StoreUnavailable: where the database does not answer.
        """
        found = self.database.reading(lambda _: self.database.session().rows("schema.read_only")[0])
        return all(str(value) in {"0", "OFF"} for value in found.values())

    def differences(self) -> tuple[Difference, ...]:
        """Return what makes this database a copy."""
        return self.database.reading(lambda _: self.differences_of(self.database.session()))

    def state(self) -> State:
        """Return everything worth telling."""
        return self.database.reading(lambda _: self._state(self.database.session()))

    def _state(self, session: Connection) -> State:
        """Look at everything, a few round trips: this is asked by hand and by monitors."""
        schema, now = schema_state(session, self.prefix), self.database.now()
        installation = require_installation(session)
        keys = MySQLKeys(session).all()
        statuses = {row.kid: row.status for row in keys if row.side == "service"}
        waiting = [row.kid for row in keys if row.side == "plugin" and row.status == "pending"]
        trusted_by_itself = {decision.kid for decision in decide(keys, now) if decision.status == "trusted"}
        beat = session.row("heartbeats.last", name=WORKER) if schema.ok else None
        return State(
            now=now,
            server=str(session.rows("schema.version")[0]["version"]),
            schema_current=schema.current,
            schema_wanted=schema.wanted,
            clock_off_seconds=(datetime.now(UTC).replace(tzinfo=None) - now).total_seconds(),
            network_id=installation.network_id,
            mode=installation.mode,
            differences=self.differences_of(session),
            service_kid=self.key.kid if self.key else None,
            service_key_status=statuses.get(self.key.kid) if self.key else None,
            pending_kids=tuple(kid for kid in waiting if kid not in trusted_by_itself),
            worker_last_run_at=beat["at"] if beat else None,
            has_network_url=self.has_network_url,
            settings_charge_whole_terms=(
                schema.ok and SettingsStore(session).read().pricing.charges_whole_terms_for_parts
            ),
            enforcement=_enforcement(session) if schema.ok else None,
        )

    def differences_of(self, session: Connection) -> tuple[Difference, ...]:
        """Compare what the installation row remembers with what is found."""
        return differences(require_installation(session), self.found(session))

    def found(self, session: Connection) -> Found:
        """Return what is found now of the things that the installation row remembers."""
        ours = require_installation(session).wp_network_id
        digest, fingerprint = MySQLInstallation(session).site_digest(ours), self.key.fingerprint if self.key else None
        return Found(digest, fingerprint, self.provider())


def _enforcement(session: Connection) -> Enforcement | None:
    """Read how long the last ones took."""
    rows = session.rows("payments.last_enforced", most=LAST_ENFORCED)
    return Enforcement.of([int(row["microseconds"]) // 1000 for row in rows])


def require_installation(session: Connection) -> Installation:
    """Return the installation row.

    :raises SchemaOutOfDate: where ``bridge migrate`` has not made it.
    """
    found = MySQLInstallation(session).find()
    if found is None:
        raise SchemaOutOfDate(missing="installation")
    return found
