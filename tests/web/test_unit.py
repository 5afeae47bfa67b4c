"""At which units a board can be opened."""

from web.unit import codes_within, offices, places

UNITS = [
    ("410000000000", "河南省", "province"),
    ("410106000000", "上街区", "county"),
    ("410106001000", "济源路街道", "township"),
    ("410106001000-police", "济源路派出所", "department"),
    ("410106001001", "中安街社区", "community"),
    ("410106004000", "工业路街道", "township"),
    ("410106004002", "朱寨社区", "community"),
    ("420000000000", "湖北省", "province"),
    ("420101001000", "某街道", "township"),
]


def test_each_unit_knows_what_stands_above_it() -> None:
    found = {place.code: place.above for place in places(UNITS)}
    assert found["410106004002"] == ("410000000000", "410106000000", "410106004000")
    assert found["410106001001"] == ("410000000000", "410106000000", "410106001000")
    assert found["420101001000"] == ("420000000000",)


def test_offices_are_those_below_the_unit_that_issued_the_campaign() -> None:
    def names(within: str | None) -> list[str]:
        return [place.name for place in offices(places(UNITS), within)]

    assert names("410106000000") == ["济源路街道", "工业路街道"]
    assert names("410106004000") == ["工业路街道"]
    assert names(None) == ["济源路街道", "工业路街道", "某街道"]


def test_what_lies_within_a_unit_is_itself_and_all_below() -> None:
    found = list(places(UNITS))
    assert codes_within(found, "410106004000") == {"410106004000", "410106004002"}
    assert len(codes_within(found, None)) == len(UNITS)
