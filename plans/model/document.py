"""Which document is the plan read from, and how is it issued (文头)?"""

from pydantic import Field

from plans.model.parts import Clause, Day, Distance, Part, PhaseKey, Text, Timed, Words
from states.roles import Role


class BasisSpec(Part):
    """A document of a higher level that this one carries out (依据)."""

    number: Words = Field(description="文号")
    title: Text


class DocumentSpec(Part):
    """The document that the plan is read from."""

    number: Words = Field(description="文号，如 上工办〔2012〕5号")
    title: Text
    issuer: Words = Field(description="发文机关")
    issued_on: Day = Field(description="成文日期")
    clause: Clause = Field(default="文头", description="成文日期所在处")
    based_on: tuple[BasisSpec, ...] = Field(default=(), description="上级文件")


class StatedPeriod(Part):
    """A period that the document states in passing, beside the dated clauses.

    The dated clauses win. It is kept so that the lint can set the two side by side.
    """

    clause: Clause
    says: Words = Field(description="文件原话")
    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")
    covers: tuple[PhaseKey, ...] = Field(default=(), description="所指的阶段；不写即指全部工作")


class IssueSpec(Timed):
    """The notice of issue (印发) that each addressee acknowledges (签收)."""

    clause: Clause
    to: tuple[Role, ...] = Field(min_length=1, description="印发对象（角色）")
    acknowledge_within: Distance = Field(description="签收时限")
