"""What do the departments owe: data, and answers to what villages ask of them (四.四)?"""

from pydantic import Field

from plans.model.parts import Clause, Distance, Key, Part, TaskKey, Text, Timed, Words


class DataSpec(Timed):
    """Data that a department hands over with one of its tasks."""

    key: Key
    title: Text
    clause: Clause
    task: TaskKey
    fields: tuple[Words, ...] = Field(min_length=1, description="数据项")
    renewed_every: Distance | None = Field(default=None, description="更新间隔")


class RequestSpec(Timed):
    """Something that villages may ask of a department for a resident, and by when it is done."""

    key: Key
    title: Text
    clause: Clause
    done_within: Distance = Field(description="办结时限")


class DepartmentSpec(Part):
    """A department (部门) that takes part; units without it leave a gap."""

    code: Key
    title: Text
    clause: Clause
    data: tuple[DataSpec, ...] = Field(default=(), description="提供的数据")
    requests: tuple[RequestSpec, ...] = Field(default=(), description="受理的申请")
