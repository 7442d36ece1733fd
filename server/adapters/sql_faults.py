"""What a database says when something is wrong, in words for whoever looks after the server."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError


class DatabaseDown(Exception):
    """The database cannot be used now, or the outcome of a write is unknown. Says what to do, in words."""


class DatabaseBroken(Exception):
    """Damaged, of a newer version, or in use by another server. Says what to do next, in words."""


class DatabaseDamaged(DatabaseBroken):
    """What the database holds is not what was written."""


SQLITE = {
    "disk is full": "{name} cannot grow: the disk is full. Free some space; writing goes on by itself.",
    "disk i/o error": (
        "The disk under {name} reports an error. Look at the system log and the disk, and make a backup now; "
        "writing goes on by itself once the disk answers again."
    ),
    "readonly": "{name} may not be written. Let the server's user write the file and its folder.",
    "is locked": "{name} is held by another program. Close what has the file open, say a database browser.",
    "unable to open": "{name} cannot be opened. See that the server's user may read and write its folder.",
}

SQLITE_BROKEN = {
    "malformed": "{name} is damaged. Keep the file aside and restore the latest backup: machiai restore.",
    "not a database": (
        "{name} is not a database, or its beginning is damaged. Look at the path in the settings; if it is "
        "right, keep the file aside and restore the latest backup: machiai restore."
    ),
}

POSTGRES = {
    "53100": "The disk of {name} is full. Free some space there; writing goes on by itself.",
    "53300": "{name} has no connection left. Raise its max_connections or stop other programs.",
    "55P03": "{name} is held up by somebody else's lock. It is tried again by itself.",
    "57014": "{name} took too long to answer. It is tried again by itself.",
    "40001": "{name} had two writers at once and put one off. It is tried again by itself.",
    "40P01": "{name} had two writers wait for each other and put one off. It is tried again by itself.",
    "28P01": "{name} refuses the password. Correct it in the settings.",
    "28000": "{name} refuses this user. Correct the settings, or pg_hba.conf there.",
    "3D000": "{name} does not exist. Create the database, or correct its name in the settings.",
    "25006": "{name} may only be read: it is a standby. Name the primary in the settings.",
}

POSTGRES_BROKEN = {
    "XX001": "{name} holds damaged data. Stop here and restore the latest backup.",
    "XX002": "{name} has a damaged index. Stop here, REINDEX it, then run machiai verify.",
}


def is_rule(fault: DBAPIError) -> bool:
    """Whether the database is well and says no: a rule of the tables, or a mistake in our own words to it."""
    return isinstance(fault, IntegrityError | ProgrammingError | DataError | NotSupportedError)


def in_words(fault: DBAPIError, name: str) -> DatabaseDown | DatabaseDamaged | DBAPIError:
    """The fault as whoever looks after the server should read it; our own mistakes stay what they are."""
    if is_rule(fault) and not hasattr(fault.orig, "sqlstate"):
        return fault
    said, state = str(fault.orig).lower(), str(getattr(fault.orig, "sqlstate", None))
    broken = POSTGRES_BROKEN.get(state) or _matching(SQLITE_BROKEN, said)
    if broken:
        return DatabaseDamaged(broken.format(name=name))
    down = POSTGRES.get(state) or _matching(SQLITE, said)
    if down:
        return DatabaseDown(down.format(name=name))
    return fault if is_rule(fault) else DatabaseDown(f"{name} does not answer as it should: {fault.orig}")


def _matching(words: dict[str, str], said: str) -> str | None:
    return next((sentence for part, sentence in words.items() if part in said), None)
