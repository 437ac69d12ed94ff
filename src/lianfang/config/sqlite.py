"""
Puts the bundled SQLite in place of the machine's.

SQLite 3.7.0 to 3.51.2 can lose committed pages when a WAL is reset under load (fixed in 3.51.3);
many systems still link 3.40. The wheel brings 3.53.
"""

import sys


def use_bundled() -> None:
    """Make `import sqlite3` mean the bundled library. Must run before Django's backend loads."""
    import pysqlite3
    from pysqlite3 import dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
