"""The environment is read in one place, and what is wrong with it is named."""

import pytest

from bridge.bootstrap import build
from bridge.config import ConfigurationError, from_environment

WHOLE = {
    "PLAN_BRIDGE_DB_SOCKET": "/run/mysqld.sock",
    "PLAN_BRIDGE_DB_NAME": "wordpress",
    "PLAN_BRIDGE_DB_USER": "bridge",
    "PLAN_BRIDGE_DB_PASSWORD": "secret",
}


def test_defaults() -> None:
    config = from_environment(WHOLE)

    assert (config.table_prefix, config.bind, config.database.port) == ("wp_", "127.0.0.1:8765", 3306)
    assert config.database.migrating_account == config.database.account
    assert config.key_file is None


def test_the_password_is_never_written() -> None:
    assert "secret" not in repr(from_environment(WHOLE))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLAN_BRIDGE_DB_NAME", ""),
        ("PLAN_BRIDGE_DB_USER", ""),
        ("PLAN_BRIDGE_TABLE_PREFIX", "wp`; DROP"),
        ("PLAN_BRIDGE_DB_PORT", "70000"),
        ("PLAN_BRIDGE_BIND", "8765"),
        ("PLAN_BRIDGE_NETWORK_URL", "example.com"),
    ],
)
def test_what_is_unusable_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        from_environment(WHOLE | {name: value})


def test_a_host_serves_where_there_is_no_socket() -> None:
    elsewhere = {"PLAN_BRIDGE_DB_SOCKET": "", "PLAN_BRIDGE_DB_HOST": "db", "PLAN_BRIDGE_DB_PORT": "3307"}

    config = from_environment(WHOLE | elsewhere)

    assert (config.database.socket, config.database.host, config.database.port) == (None, "db", 3307)


def test_a_gateway_s_settings_are_read_by_its_id_and_an_empty_one_is_not_set() -> None:
    config = from_environment(
        WHOLE
        | {
            "PLAN_BRIDGE_GATEWAY_CARD_SECRET_KEY": "sk_live_1",
            "PLAN_BRIDGE_GATEWAY_CARD_WEBHOOK_SECRET": "",
            "PLAN_BRIDGE_GATEWAY_BANK_NAME": "b",
        }
    )

    assert config.gateways == {"card": {"secret_key": "sk_live_1"}, "bank": {"name": "b"}}
    assert "sk_live_1" not in repr(config)


def test_a_gateway_that_cannot_be_made_is_named_when_the_service_starts() -> None:
    with pytest.raises(ConfigurationError, match="PLAN_BRIDGE_GATEWAY_: there is no gateway 'crad'"):
        build(from_environment(WHOLE | {"PLAN_BRIDGE_GATEWAY_CRAD_KEY": "1"}))
