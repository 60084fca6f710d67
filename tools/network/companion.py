"""Ultimate Multisite on a network of ours: an unpacked plugin, as a user has it, put in by its own installer."""

import shutil
from pathlib import Path

from tools.network import people
from tools.network.network import ACTIVATE, Network
from tools.network.wordpress import link_or_copy

SLUG = "ultimate-multisite"

INSTALL = """
$installer = WP_Ultimo\\Installers\\Core_Installer::get_instance();
foreach (array_keys($installer->get_steps()) as $step) {
    $done = $installer->handle(true, $step, null);
    if (is_wp_error($done)) { throw new RuntimeException($step . ': ' . $done->get_error_message()); }
}
update_network_option(null, WP_Ultimo::NETWORK_OPTION_SETUP_FINISHED, time());
return wu_get_version();
"""


def install_ultimate_multisite(network: Network, folder: Path) -> str:
    """Return its version, once it runs on the network beside our plugin.

    Its setup wizard's steps are run, no screen of it is walked through; what it would fetch stays blocked.
    """
    target = network.wordpress.root / "wp-content" / "plugins" / SLUG
    if not target.exists():
        shutil.copytree(
            folder, target, copy_function=link_or_copy, ignore=shutil.ignore_patterns("node_modules", ".git")
        )
    network.php(ACTIVATE, user=people.ADMIN["user"], plugin=f"{SLUG}/{SLUG}.php")
    return str(network.php(INSTALL, user=people.ADMIN["user"]))
