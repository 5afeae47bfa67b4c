"""How are states and dates called, in words that people read?"""

from datetime import date

STATES_ZH: dict[str, str] = {
    "planned": "未开始",
    "open": "进行中",
    "submitted": "已提交待核验",
    "returned": "已退回",
    "verified": "已核验",
    "waived": "已免除",
    "preparing": "筹备",
    "assessment": "考核验收",
    "accepted": "验收合格",
    "not_accepted": "验收不合格",
    "commended": "已表彰",
    "proposed": "已提出",
    "ordered": "已立项",
    "notified": "已通知",
    "on_site": "检查中",
    "reported": "已报告",
    "rectifying": "整改中",
    "rectified": "已整改待复核",
    "closed": "已销号",
    "revisited": "已回头看",
    "dismissed": "不予立项",
    "cancelled": "已撤销",
    "raised": "督办中",
    "acknowledged": "已签收",
    "resolved": "已解除",
    "queued": "待发送",
    "sending": "发送中",
    "delivered": "已送达",
    "failed": "发送失败",
    "dead": "无法送达",
    "running": "进行中",
    "set": "已下达",
    "frozen": "已冻结",
    "corrected": "已更正",
    "found": "待查",
}

TRIGGERS_ZH: dict[str, str] = {
    "open": "开始",
    "submit": "提交",
    "withdraw": "撤回",
    "verify": "核验",
    "return": "退回",
    "waive": "免除",
    "reopen": "重新打开",
    "fulfil": "达标办结",
    "issue": "印发",
    "begin": "启动",
    "advance": "进入下一阶段",
    "assess": "进入考核验收",
    "accept": "验收合格",
    "reject": "验收不合格",
    "repeat": "返工",
    "commend": "表彰",
    "force": "强制调整",
    "raise": "开始督办",
    "climb": "督办升级",
    "raise_again": "恢复督办",
    "acknowledge": "签收",
    "resolve": "解除督办",
    "propose": "提出督查",
    "join": "合并事由",
    "order": "立项",
    "notify": "发出通知",
    "start": "开始检查",
    "report": "提交报告",
    "close": "销号",
    "rectify": "责令整改",
    "repaired": "整改完成",
    "fail": "复核不通过",
    "revisit": "回头看",
    "dismiss": "不予立项",
    "cancel": "撤销",
    "set": "下达目标",
    "freeze": "冻结应办人数",
    "correct_eligible": "更正应办人数",
    "report_reading": "上报数值",
    "correct_reading": "更正数值",
    "find": "发现异常",
}

FORMS_ZH: dict[str, str] = {
    "overdue": "逾期催办",
    "leader": "报告包村（社区）领导",
    "supervision_letter": "督办通知单",
    "inspection_proposed": "提请专项督查",
    "verification_overdue": "核验逾期",
}
"""What a rung of the ladder does, by the form of its notice."""

ANOMALIES_ZH: dict[str, str] = {
    "jump": "数值骤升",
    "corrected_down": "更正下调",
    "same_figure": "多个单位同报一个整数",
    "no_activity": "有数值而无办理记录",
}

WEEKDAYS_ZH = "一二三四五六日"


def day_zh(day: date) -> str:
    """A day as people read it: 6月10日（星期日）."""
    return f"{day.month}月{day.day}日（星期{WEEKDAYS_ZH[day.weekday()]}）"
