"""How many short messages does a text cost?

A text of which every character is in GSM 03.38's alphabet (3GPP TS 23.038) is packed in seven bits:
160 fit into one message, 153 into each part of a longer one, since the rest numbers the parts. Any
other text is written in UCS-2: 70, and 67 a part. What takes two places (an escaped character of the
extension table, a character outside the basic plane) is never torn apart between two parts.
"""

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes two places: an escape goes before it."""

GSM_7 = (160, 153)
UCS_2 = (70, 67)


def segments(text: str) -> int:
    """The number of messages that carry the text; one for an empty text."""
    packed = all(character in BASIC or character in EXTENDED for character in text)
    alone, part = GSM_7 if packed else UCS_2
    places = [_places(character, packed=packed) for character in text]
    return 1 if sum(places) <= alone else _parts(places, part)


def _places(character: str, *, packed: bool) -> int:
    return 1 + (character in EXTENDED if packed else ord(character) > 0xFFFF)


def _parts(places: list[int], size: int) -> int:
    """How many parts of a size, where nothing that takes several places is torn apart."""
    parts, left = 1, size
    for wanted in places:
        if wanted > left:
            parts, left = parts + 1, size
        left -= wanted
    return parts
