"""Assessment, appeals, referrals, the close (三.三.3, 四.五)."""

from tests.actions.deeds import Deed

DEEDS: dict[str, Deed] = {}
