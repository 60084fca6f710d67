"""./dev plans: what the server wrote down of statements is read, and what grows with the network is told."""

from pathlib import Path

from tools.plans.log import Reads, name_of, read, statements
from tools.plans.reading import Grown, grown, is_large, real_name, with_values

LOG = """\
/usr/sbin/mariadbd, Version: 10.11.6-MariaDB. started with:
Tcp port: 0  Unix socket: /tmp/s
Time\t\t    Id Command\tArgument
# Time: 261126  7:10:00
# User@Host: bridge[bridge] @ localhost []
# Thread_id: 9  Schema: wordpress  QC_hit: No
# Query_time: 0.000210  Lock_time: 0.000050  Rows_sent: 2  Rows_examined: 40
# Rows_affected: 0  Bytes_sent: 80
use wordpress;
SET timestamp=1764140000;
SELECT id
FROM wp_wu_memberships WHERE id > 3 /* memberships.page */;
# User@Host: wordpress[wordpress] @ localhost []
# Thread_id: 10  Schema: wordpress  QC_hit: No
# Query_time: 0.000100  Lock_time: 0.000010  Rows_sent: 0  Rows_examined: 7
# Rows_affected: 3  Bytes_sent: 10
SET timestamp=1764140001;
UPDATE wp_bridge_outbox SET lease_owner = 'a\\'b' WHERE id IN (1, 2, 3);
# User@Host: wordpress[wordpress] @ localhost []
# Thread_id: 10  Schema: wordpress  QC_hit: No
# Query_time: 0.000100  Lock_time: 0.000010  Rows_sent: 90  Rows_examined: 90
# Rows_affected: 0  Bytes_sent: 10
SET timestamp=1764140001;
SELECT option_name FROM wp_options;
"""


def test_a_statement_is_known_by_its_name_or_by_its_text_without_values(tmp_path: Path) -> None:
    file = tmp_path / "log"
    file.write_text(LOG)

    found = read(file, "wp_")

    assert found == {
        "memberships.page": Reads("memberships.page", 1, 40, 2, 0.00021),
        (text := "php: UPDATE bridge_outbox SET lease_owner = ? WHERE id IN ?;"): Reads(text, 1, 7, 3, 0.0001),
    }
    assert [examined for _, _, examined, _ in statements(file)] == [40, 7, 90]


def test_what_is_no_statement_on_rows_of_ours_has_no_name() -> None:
    assert name_of("START TRANSACTION", "wp_") == ""
    assert name_of("SET timestamp=1;\nSELECT 1 FROM wp_posts", "wp_") == ""


def test_the_call_that_looked_at_most_is_the_one_that_counts() -> None:
    reads = Reads("one")
    for examined, answered in ((10, 5), (900, 1), (20, 20)):
        reads.add(examined, answered, 0.1)

    assert (reads.calls, reads.examined, reads.answered) == (3, 900, 1)


def test_a_statement_that_reads_more_on_a_larger_network_is_told() -> None:
    small = {"flat": Reads("flat", 1, 800), "few": Reads("few", 1, 5), "grows": Reads("grows", 1, 1000)}
    large = {
        "flat": Reads("flat", 1, 900),
        "few": Reads("few", 1, 400),
        "grows": Reads("grows", 1, 3000),
        "new": Reads("new", 1, 600),
    }

    assert grown({1000: small, 3000: large}) == [Grown("grows", 1000, 3000), Grown("new", 0, 600)]


def test_a_table_with_a_row_for_each_customer_is_large_whatever_it_is_called_in_a_statement() -> None:
    assert is_large("wp_wu_memberships", "wp_")
    assert is_large("wp_bridge_journal_heads", "wp_")
    assert not is_large("wp_bridge_product_rules", "wp_")
    assert not is_large("wp_wu_productmeta", "wp_")
    assert real_name("SELECT 1 FROM wp_wu_payments AS shared WHERE shared.id = 1", "shared") == "wp_wu_payments"


def test_what_stands_for_a_parameter_is_of_its_kind() -> None:
    text = (
        "SELECT 1 FROM t WHERE id > %(after)s AND created_at > %(since)s AND look_at <= CAST(%(at)s AS DATETIME(6))"
        " AND name IN %(names)s LIMIT %(most)s"
    )

    assert with_values(text) == (
        "SELECT 1 FROM t WHERE id > '702' AND created_at > UTC_TIMESTAMP(6)"
        " AND look_at <= CAST(UTC_TIMESTAMP(6) AS DATETIME(6)) AND name IN (702) LIMIT 20"
    )
