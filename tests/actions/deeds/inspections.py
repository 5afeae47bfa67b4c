"""Inspections and findings (三.三)."""

from actions import attachment, draw, finding, inspection, task
from tests.actions.deeds import Deed
from tests.town import SUBDISTRICT, ZHUZHAI

REPAIR = "errand.rectification#1"

DEEDS: dict[str, Deed] = {
    "inspection.merge": lambda town, by, _: inspection.merge(town.desk, by, 1, 2, "合并检查"),
    "inspection.cancel": lambda town, by, _: inspection.cancel(town.desk, by, 2, "正在防汛"),
    "inspection.draw": lambda town, by, _: draw.draw_lots(town.desk, by, SUBDISTRICT),
    "inspection.revisit": lambda town, by, _: inspection.revisit(town.desk, by, 2, "整改到位"),
    "rectification.verify": lambda town, by, _: task.verify(town.desk, by, ZHUZHAI, REPAIR),
    "rectification.return": lambda town, by, _: task.return_task(town.desk, by, ZHUZHAI, REPAIR, "不符"),
    "rectification.waive": lambda town, by, _: task.waive(town.desk, by, ZHUZHAI, REPAIR, "另案处理"),
    "rectification.reopen": lambda town, by, _: task.reopen(town.desk, by, ZHUZHAI, REPAIR, "复查不符"),
    "finding.dispute": lambda town, by, _: finding.dispute(town.desk, by, 1, "情况不实"),
    "finding.attach": lambda town, by, _: attachment.attach_to_finding(town.desk, by, 1, []),
    "finding.answer": lambda town, by, _: finding.answer_dispute(town.desk, by, 1, True, "成立"),
}
