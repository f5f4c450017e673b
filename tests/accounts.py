"""What every scenario ends with: everything is accounted for."""

from datetime import UTC, datetime
from pathlib import Path

from monitor.store import Accounting, Store

_EVER = (datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))


async def assert_accounted(store: Store) -> Accounting:
    """Fail unless every sum of the store adds up; gives the sums of all there is."""
    assert await store.accounts.check(datetime(2000, 1, 1, tzinfo=UTC)) == ()
    accounting = await store.accounts.of(*_EVER)
    assert accounting.balanced, accounting
    return accounting


async def assert_accounted_at(path: Path) -> Accounting:
    """As :func:`assert_accounted`, for the SQLite database in the file ``path``, whoever runs on it."""
    store = await Store.open(f"sqlite:///{path}", check=False)
    try:
        return await assert_accounted(store)
    finally:
        await store.close()
