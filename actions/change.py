"""Has anything happened in a campaign since somebody looked?"""

from actions.desk import Desk
from records.change import Mark, mark_of
from records.database import reading


def last_change(desk: Desk, campaign_id: int) -> Mark:
    """A mark that stays the same for as long as nothing happens in the campaign."""
    with reading(desk.engine) as connection:
        return mark_of(connection, campaign_id)
