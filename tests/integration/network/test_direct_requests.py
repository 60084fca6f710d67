"""A file of the plugin asked for by its own address answers nothing: no error, no part of a page, no path."""

import requests

from tools.network.machine.paths import ROOT
from tools.network.network import Network

PLUGIN = ROOT / "wp-plugin"


def test_no_php_file_of_the_plugin_answers_a_direct_request(network: Network) -> None:
    files = [file.relative_to(PLUGIN).as_posix() for file in sorted(PLUGIN.rglob("*.php"))]
    address = f"http://{network.wordpress.host}/wp-content/plugins/plan-bridge"

    answers = {file: requests.get(f"{address}/{file}", timeout=10, allow_redirects=False) for file in files}

    wrong = {file: answer.status_code for file, answer in answers.items() if answer.status_code != 200 or answer.text}
    assert wrong == {}
    assert len(files) > 100


def test_the_log_of_php_says_nothing_of_it(network: Network) -> None:
    log = network.folder / "logs" / "php.log"
    before = log.read_text() if log.exists() else ""

    for file in ("views/account.php", "src/Plugin.php", "src/Account/Menu.php"):
        requests.get(f"http://{network.wordpress.host}/wp-content/plugins/plan-bridge/{file}", timeout=10)

    assert (log.read_text() if log.exists() else "") == before
