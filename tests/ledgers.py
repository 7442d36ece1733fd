"""Every kind of ledger, for the contract suite and for the secretariat: memory, SQLite, a real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.adapters import sql_ledger
from server.adapters.sql_database import Database

KINDS = ["memory", "sqlite", "postgres"]


@asynccontextmanager
async def sql(url: str) -> AsyncIterator[sql_ledger.SqlLedger]:
    """A ledger in the database of this URL; commands beside a running server may open it too."""
    database = Database(url, shared=True)
    database.start(sql_ledger.metadata)
    try:
        yield sql_ledger.SqlLedger(database)
    finally:
        await database.close()
