"""Which texts may people write into the records?

Whatever they like, in reasonable length, but no control characters: those have no business in a reason,
and records, mail headers and terminals give them meanings of their own.
"""

import unicodedata

from actions.errors import BadInput

NOTE_LENGTH = 2000
REASON_LENGTH = 1000
KEPT = "\n\t"


def optional(text: str | None, length: int = NOTE_LENGTH) -> str | None:
    """The text trimmed; None if nothing is left. Raises BadInput for a text that may not be kept."""
    cleaned = (text or "").strip()
    if len(cleaned) > length:
        raise BadInput(f"说明最多 {length} 字，请精简后再提交。")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in KEPT for sign in cleaned):
        raise BadInput("说明中含有控制字符或无法识别的字符，请改用普通文字。")
    return cleaned or None


def needed(text: str | None, deed: str, option: str = "--reason 理由", length: int = NOTE_LENGTH) -> str:
    """The text that a deed cannot do without. Raises BadInput when it is missing or may not be kept."""
    cleaned = optional(text, length)
    if cleaned is None:
        raise BadInput(f"{deed}须说明理由：{option}。")
    return cleaned
