"""Gives a network another host, because the port it had is taken: the host stands in its tables."""

from tools.network.mariadb import Server


def move(server: Server, database: str, prefix: str, old: str, new: str) -> None:
    """Replaces the host in the tables of networks, sites, options and posts. Hosts are 127.0.0.1:PORT."""
    blogs = [int(row[0]) for row in server.run(f"SELECT blog_id FROM {prefix}blogs", database)]
    changes = [
        replaced(f"{prefix}site", "domain", old, new),
        replaced(f"{prefix}blogs", "domain", old, new),
        replaced(f"{prefix}sitemeta", "meta_value", old, new, "meta_key = 'siteurl'"),
        replaced(f"{prefix}usermeta", "meta_value", old, new, "meta_key = 'source_domain'"),
    ]
    for blog in blogs:
        own = prefix if blog == 1 else f"{prefix}{blog}_"
        changes.append(replaced(f"{own}options", "option_value", old, new, "option_name IN ('siteurl', 'home')"))
        changes += [replaced(f"{own}posts", column, old, new) for column in ("guid", "post_content")]
    server.run(";\n".join(changes), database)


def replaced(table: str, column: str, old: str, new: str, where: str = "TRUE") -> str:
    """The statement that replaces one text by another in a column."""
    return f"UPDATE {table} SET {column} = REPLACE({column}, '{old}', '{new}') WHERE {where}"
