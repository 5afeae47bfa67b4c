"""How is a wrong setting refused?"""

from states.errors import DubanError


class WrongSetting(DubanError):
    """A setting of a channel is missing or wrong; the message says what would be right."""
