"""What the tests of notifications share: an outbox in a database, on SQLite and on PostgreSQL."""

import pytest
import sqlalchemy as sa

from tests.notifications.outbox import Outbox, found_outbox


@pytest.fixture
def outbox(engine: sa.Engine) -> Outbox:
    """朱寨社区 and its people; nothing is queued yet."""
    return found_outbox(engine)
