"""What ./dev finds out before it starts anything."""

import argparse
from pathlib import Path

import pytest

from tools.network.demo import table_prefix
from tools.network.machine.launch import COMMANDS, NEEDS, main, parts_of
from tools.network.machine.unpacked_php import ini
from tools.network.release import follow
from tools.network.wordpress import literal


def test_all_parts_of_the_tests_are_prepared_for_unless_some_are_named() -> None:
    assert parts_of(["test"]) == ["unit", "integration", "php", "e2e"]
    assert parts_of(["test", "unit", "-x"]) == ["unit"]
    assert parts_of(["demo", "--fresh"]) == ["demo"]


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_names_every_command_in_a_line_of_its_own(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([word])

    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == list(COMMANDS)


@pytest.mark.parametrize("words", [[], ["demonstrate"]])
def test_a_command_that_is_none_is_told_of_those_there_are(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="usage:"):
        main(words)


def test_what_each_command_needs_of_the_machine_is_known() -> None:
    assert set(COMMANDS) - {"test"} <= set(NEEDS)


def test_unpacked_extensions_are_loaded_after_those_they_build_on(tmp_path: Path) -> None:
    for name in ("mysqli", "mysqlnd", "dom", "xml", "opcache"):
        (tmp_path / f"{name}.so").touch()

    lines = ini(tmp_path).splitlines()

    assert lines == [
        f"extension_dir={tmp_path}",
        "zend_extension=opcache.so",
        "extension=mysqlnd.so",
        "extension=xml.so",
        "extension=dom.so",
        "extension=mysqli.so",
    ]


def test_a_link_of_a_package_leads_into_the_other_packages(tmp_path: Path) -> None:
    real = tmp_path / "usr/share/javascript/underscore.js"
    real.parent.mkdir(parents=True)
    real.touch()
    (tmp_path / "link.js").symlink_to("/usr/share/javascript/underscore.js")

    assert follow(tmp_path, tmp_path / "link.js") == real


def test_a_link_to_nothing_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "link.js").symlink_to("/nowhere/underscore.js")

    assert follow(tmp_path, tmp_path / "link.js") is None


@pytest.mark.parametrize("word", ["", "wp-", "wp_; DROP", "wå_"])
def test_a_word_that_cannot_be_a_table_prefix_is_refused(word: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        table_prefix(word)


def test_values_are_written_as_php_reads_them() -> None:
    assert [literal("it's \\"), literal(7), literal(value=True)] == ["'it\\'s \\\\'", "7", "true"]
