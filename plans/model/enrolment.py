"""Who should enrol, through which steps, with which money (三.一.3, 四.一.四, 四.三)?"""

from typing import Literal

from pydantic import Field, model_validator

from plans.model.parts import Clause, Day, DepartmentCode, Key, Part, Percent, TaskKey, Text, Timed, Words


class EligibilitySpec(Part):
    """Who should enrol (应参保人员)."""

    clause: Clause
    age_at_least: int = Field(ge=0, le=120, description="周岁")
    registered_here: bool = Field(description="户籍在本辖区")
    students_excluded: bool = Field(description="不含在校学生")


class CategorySpec(Part):
    """A class of residents; `reported_by` is the code of the department that reports its members."""

    key: Key
    title: Text
    clause: Clause
    reported_by: DepartmentCode | None = Field(default=None, description="由哪个部门报送名单")


class StepSpec(Part):
    """One step of a resident's enrolment."""

    key: Literal["registered", "declared", "entered", "reviewed", "uploaded"] = Field(
        description="登记、申报缴费、录入、复核、上报"
    )
    title: Text


class PipelineSpec(Part):
    """The steps of enrolment, in order, and how accurate the entries must be (准确、无误)."""

    clause: Clause
    steps: tuple[StepSpec, ...] = Field(min_length=1, description="办理环节，按先后")
    accuracy_at_least: Percent = Field(description="信息准确率，百分数")


class RosterSpec(Part):
    """The roster (花名册) that the survey makes: who is asked, how they are classified."""

    clause: Clause
    task: TaskKey
    eligible: EligibilitySpec
    categories: tuple[CategorySpec, ...] = Field(default=(), description="人员类别")


class EnrolmentSpec(Part):
    """The roster and the way of each resident through it."""

    roster: RosterSpec
    pipeline: PipelineSpec


class SubsidySpec(Timed):
    """Money for a resident who enrols or renews and pays in time; never for back-payment.

    `yuan` is None where the payer decides on the amount. `paid_by` is the last day that is on time.
    """

    key: Key
    title: Text
    clause: Clause
    payer: Literal["office", "village", "group"] = Field(description="由谁出资")
    voluntary: bool = Field(default=False, description="由出资方自愿设立")
    yuan: float | None = Field(
        default=None, gt=0, le=100_000, description="每人金额（元）；由出资方自定的不填"
    )
    per: Literal["resident"] = Field(default="resident", description="按人计")
    to: tuple[Literal["enrolled", "renewed"], ...] = Field(min_length=1, description="新参保、续保")
    year: int = Field(ge=1949, le=2199, description="缴费年度")
    on_time: bool = Field(default=True, description="以按时缴费为条件")
    paid_by: Day | None = Field(default=None, description="按时缴费的最后一天")
    back_payment: bool = Field(default=False, description="补缴是否也补助")
    source: Words = Field(description="资金来源")

    @model_validator(mode="after")
    def _has_an_amount(self) -> "SubsidySpec":
        if self.yuan is None and not self.voluntary:
            raise ValueError("请写 yuan（每人金额，元）；只有自愿设立（voluntary: true）的可以不写")
        return self


class FundSupervisionSpec(Part):
    """Who watches over the money; reads all of it and changes nothing."""

    clause: Clause
    by: Literal["discipline_committee"] = Field(description="由谁监督")
    over: tuple[Literal["contributions", "subsidies", "inputs"], ...] = Field(
        min_length=1, description="监督范围：保费、补助、投入"
    )
