"""A value is remembered under a name until another one takes its place."""

from actions.setting import read_setting, write_setting
from tests.town import Town


def test_a_value_is_read_as_it_was_written_last(town: Town) -> None:
    assert read_setting(town.desk, "demo.now") is None
    write_setting(town.desk, "demo.now", "2012-06-08T09:00:00+08:00")
    write_setting(town.desk, "demo.now", "2012-06-09T09:00:00+08:00")
    write_setting(town.desk, "other", "值")
    assert read_setting(town.desk, "demo.now") == "2012-06-09T09:00:00+08:00"
    assert read_setting(town.desk, "other") == "值"
