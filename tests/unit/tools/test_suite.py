"""./dev test: which parts run, and the closing line."""

from pathlib import Path

import pytest

from tools.network.suite import (
    FOLDERS,
    NEWEST,
    PROFILES,
    Outcome,
    closing,
    command,
    counted,
    goes_beside,
    has_selection,
    is_second,
    runs,
    understood,
)


def test_without_words_every_part_runs() -> None:
    assert understood([]) == (["unit", "integration", "php", "e2e"], [])


def test_named_parts_run_and_other_words_go_to_the_runner() -> None:
    assert understood(["php", "-x", "unit"]) == (["php", "unit"], ["-x"])


def test_quick_leaves_out_the_browser_and_what_is_slow() -> None:
    assert understood(["--quick"]) == (["unit", "php", "integration"], ["-m", "not slow"])


def test_the_long_properties_run_only_where_they_are_asked_for() -> None:
    assert understood(["long", "-x"]) == (["long"], ["-x"])
    assert "long" not in understood([])[0] + understood(["--quick"])[0]
    assert command("long", [], Path("r.xml"))[3] == "tests/properties"
    assert PROFILES == {"long": "long"}


def test_claims_beside_another_plugin_run_on_the_stand_in_unless_a_folder_is_named() -> None:
    assert understood(["companion"]) == (["companion"], [])
    assert command("companion", [], Path("r.xml"))[3] == "tests/integration/companion"


def test_beside_the_real_plugin_they_run_on_a_wordpress_that_it_runs_on() -> None:
    named = ["--ultimate-multisite", "folder"]

    assert understood(["companion", *named]) == (["companion"], [*named, "--wordpress", "6.8"])
    assert understood(["companion", *named, "--wordpress", "7.1"])[1] == [*named, "--wordpress", "7.1"]


def test_quick_of_one_part_is_that_part() -> None:
    assert understood(["integration", "--quick"]) == (["integration"], ["-m", "not slow"])


def test_results_are_counted_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')

    assert counted(report, 1) == (3, 3, 3)


def test_a_run_that_failed_without_a_report_counts_as_one_failure(tmp_path: Path) -> None:
    assert counted(tmp_path / "none.xml", 2) == (0, 1, 0)


def test_a_run_that_passed_its_tests_but_ended_badly_counts_as_one_failure(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="2" failures="0" errors="0" skipped="0"/></testsuites>')

    assert counted(report, 1) == (2, 1, 0)


def test_the_closing_line_is_the_sum() -> None:
    outcomes = [Outcome("unit", 1.25, 0, 10, 0, 1), Outcome("php", 3.0, 1, 5, 2, 0)]

    assert closing(outcomes).splitlines() == [
        "",
        "unit            1.2 s  ok",
        "php             3.0 s  FAILED",
        "",
        "15 passed, 2 failed, 1 skipped",
    ]


def test_the_browsers_main_way_is_walked_on_the_newest_wordpress_too() -> None:
    found = runs(["unit", "e2e"], ["-x"])

    assert [
        ("unit", "unit", ["-x"]),
        ("properties", "properties", ["-x"]),
        ("e2e", "e2e", ["-x"]),
        ("e2e 2", "e2e 2", ["-x"]),
        ("e2e 7.1", "e2e 7.1", ["--wordpress", "7.1", "-m", "main_way", "-x"]),
    ] == found


def test_what_is_marked_among_the_limits_runs_on_the_newest_wordpress_too_where_all_of_it_runs() -> None:
    first, _, second = runs(["e2e"], [])
    *_, named = runs(["e2e"], ["tests/e2e/test_forms.py"])

    words = [command(part, arguments, Path("r.xml")) for _, part, arguments in (first, second, named)]

    assert [False, True, False] == ["tests/integration/limits" in one for one in words]


def test_each_folder_of_integration_is_in_one_of_its_halves() -> None:
    found = runs(["integration"], ["-x"])

    assert [name for name, _, _ in found] == ["integration", "integration 2"]
    words = [word for _, part, given in found for word in command(part, given, Path("r.xml"))]
    halves = [word for word in words if word.startswith("tests/")]
    folders = [path for path in Path("tests/integration").iterdir() if any(path.glob("test_*.py"))]
    assert sorted(halves) == sorted(path.as_posix() for path in folders)


def test_each_file_of_the_browsers_tests_is_in_one_of_their_halves() -> None:
    halves = [words_of(one) for one in runs(["e2e"], ["-x"])[:2]]

    files = [path.as_posix() for path in Path("tests/e2e").glob("test_*.py")]
    assert sorted(halves[0] + halves[1]) == sorted(files)
    assert all(halves)


def words_of(run: tuple[str, str, list[str]]) -> list[str]:
    """The files and folders that a process runs."""
    _, part, given = run
    return [word for word in command(part, given, Path("r.xml")) if word.startswith("tests/")]


@pytest.mark.parametrize(
    ("part", "named", "found"),
    [
        ("e2e", ["tests/e2e/test_forms.py::test_x"], {"e2e": 1, "e2e 7.1": 1}),
        ("e2e", ["tests/e2e/test_cards.py::test_x"], {"e2e 2": 1, "e2e 7.1": 1}),
        ("e2e", ["tests/e2e/test_cards.py", "tests/e2e/test_forms.py"], {"e2e": 1, "e2e 2": 1, "e2e 7.1": 2}),
        ("e2e", ["tests/e2e/"], {"e2e": len(FOLDERS["e2e"]), "e2e 2": len(FOLDERS["e2e 2"]), "e2e 7.1": 1}),
        ("integration", ["tests/integration"], {"integration": 3, "integration 2": 3}),
        ("integration", ["tests/integration/web"], {"integration 2": 1}),
    ],
)
def test_what_is_named_runs_in_the_halves_where_it_lies(part: str, named: list[str], found: dict[str, int]) -> None:
    assert {one[0]: len(words_of(one)) for one in runs([part], named)} == found


def test_what_is_named_of_a_part_is_all_that_runs_of_it() -> None:
    words = ["tests/unit/web", "tests/unit/store/test_values.py::test_x", "-x"]

    assert [name for name, _, _ in runs(["unit"], words)] == ["unit"]
    assert command("unit", words, Path("r.xml"))[3:5] == words[:2]
    assert command("unit", words, Path("r.xml"))[-1] == "-x"


def test_of_two_halves_only_the_one_runs_that_has_what_is_named() -> None:
    assert [name for name, _, _ in runs(["unit"], ["tests/properties"])] == ["properties"]
    assert not is_second("properties", runs(["unit"], ["tests/properties"]))
    assert is_second("properties", runs(["unit"], []))
    assert [name for name, _, _ in runs(["integration"], ["tests/integration/web/test_hops.py"])] == ["integration 2"]


def test_quick_leaves_out_the_halves_that_have_nothing_quick() -> None:
    parts, arguments = understood(["--quick"])

    assert [name for name, _, _ in runs(parts, arguments)] == ["unit", "php", "integration"]
    assert [name for name in parts if goes_beside(name, parts, arguments)] == ["integration"]
    assert not goes_beside("integration", *understood(["integration", "--quick"]))


def test_who_names_a_wordpress_gets_that_one_only() -> None:
    asked = ["--wordpress", "6.8"]

    assert [("e2e", "e2e", asked), ("e2e 2", "e2e 2", asked)] == runs(["e2e"], asked)


def test_a_second_run_that_finds_no_test_is_no_selection() -> None:
    assert [False, True] == [has_selection(given) for given in ([*NEWEST, "-m", "main_way"], ["-k", "x"])]


def test_the_second_walk_goes_beside_the_others_only_where_all_run() -> None:
    assert goes_beside("e2e 7.1", ["unit", "integration", "php", "e2e"])
    assert not goes_beside("e2e 7.1", ["e2e"])
    assert not goes_beside("e2e", ["unit", "integration", "php", "e2e"])
