"""Which channels have been set up, and what is wrong with their settings?

One by environment variables (`environment`), or any number in a file that DUBAN_CHANNELS names
(`channels_file`); docs/channels.md shows both. No message shows a secret.
"""

from notifications.settings.environment import channel_from_environment, ways_from_environment
from notifications.settings.wrong import WrongSetting

__all__ = ["WrongSetting", "channel_from_environment", "ways_from_environment"]
