"""How a light looks besides its colour."""

from datetime import UTC, date, datetime

import pytest

from actions.board import TaskStanding
from states.lights import Light
from web.lights import lamp_of

TODAY = date(2012, 6, 8)


def standing(state: str, due: date, light: Light) -> TaskStanding:
    submitted = datetime(2012, 6, 8, tzinfo=UTC) if state == "submitted" else None
    return TaskStanding("self-inspection", state, TODAY, due, due, 1, -1, None, submitted, light)


@pytest.mark.parametrize(
    ("state", "due", "light", "sign", "words"),
    [
        ("open", date(2012, 6, 20), Light.GREEN, "○", "还有 12 天到期"),
        ("open", date(2012, 6, 10), Light.YELLOW, "!", "还有 2 天到期"),
        ("open", date(2012, 6, 8), Light.YELLOW, "!", "今天到期"),
        ("returned", date(2012, 6, 7), Light.RED, "×", "已逾期 1 天"),
        ("submitted", date(2012, 6, 10), Light.GREEN, "✓", "已提交，待核验"),
        ("submitted", date(2012, 6, 1), Light.YELLOW, "!", "逾期提交，待核验"),
        ("verified", date(2012, 6, 1), Light.GREEN, "✓", "已核验"),
        ("planned", date(2012, 7, 1), Light.NONE, "–", "未开始"),
        ("waived", date(2012, 6, 1), Light.NONE, "免", "已免除"),
    ],
)
def test_each_standing_has_its_sign_and_words(
    state: str, due: date, light: Light, sign: str, words: str
) -> None:
    lamp = lamp_of(standing(state, due, light), TODAY)
    assert (lamp.sign, lamp.words) == (sign, words)
    assert lamp.quiet == (light in (Light.NONE, Light.GREEN))
