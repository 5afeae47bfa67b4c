"""How are states and dates called, in words that people read?"""

from datetime import date

from plans.rules import Rulebook

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
    "concluded": "已收官",
    "scored": "已评分",
    "adjusted": "已调整",
    "concurred": "已会同",
    "published": "已公布",
    "upheld": "成立",
    "appealed": "申诉中",
    "not_upheld": "不成立",
    "opened": "已受理",
    "under_way": "办理中",
    "asked": "待预审",
    "pre_read": "待批复",
    "granted": "已批准",
    "refused": "未批准",
    "lapsed": "已失效",
    "taken_back": "已撤回",
    "standing": "暂停中",
    "lifted": "已解除暂停",
    "set": "已确定",
    "frozen": "已冻结",
    "corrected": "已更正",
    "found": "已发现",
    "held": "已召开",
    "minuted": "已形成纪要",
    "signed": "已签订",
    "done": "已登记",
    "planned_visit": "已计划",
    "visited": "已走访",
    "recorded": "已登记",
    "requested": "已申请",
    "struck": "已撤销",
    "drawn": "已抽定",
}

HELD_ZH: dict[str, str] = {
    "quiet_hours": "免打扰时段",
    "daily_limit": "当日条数已满",
    "digest_time": "定时汇总",
}
"""Why a notice that is queued waits."""

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
    "conclude": "收官",
    "score": "评分",
    "adjust": "调整得分",
    "concur": "会同考核",
    "publish": "公布",
    "appeal": "申诉",
    "uphold": "认定成立",
    "turn_down": "认定不成立",
    "hand_over": "移交职务",
    "retry": "重新发送",
    "give": "交办",
    "attach": "附上材料",
    "hold": "暂停",
    "lift": "解除暂停",
    "resume": "恢复计时",
    "extend": "延期",
    "ask": "申请延期",
    "pre_read": "预审",
    "grant": "批准",
    "refuse": "不予批准",
    "take_back": "撤回申请",
    "lapse": "申请失效",
    "set": "下达目标",
    "freeze": "冻结应办人数",
    "correct_eligible": "更正应办人数",
    "correct": "更正数值",
    "find": "发现问题",
    "comment": "领导小组意见",
    "measures": "登记工作措施",
    "attendance": "登记签到",
    "set_work_group": "确定工作小组",
    "set_groups": "确定包干责任",
    "hold_meeting": "召开会议",
    "minutes": "形成会议纪要",
    "follow_up": "交办议定事项",
    "sign": "签订责任书",
    "publicize": "登记宣传",
    "plan": "计划走访",
    "visit": "走访",
    "put_in": "登记投入",
    "request": "提出申请",
    "merge": "合并办理",
    "supersede": "作废",
    "file": "报送自查",
    "replace_inspector": "更换督查人员",
    "draw": "抽签",
    "dispute": "提出异议",
    "overrule": "异议不成立",
    "report_reading": "上报数值",
    "correct_reading": "更正数值",
}

KINDS_ZH: dict[str, str] = {"self": "自查", "periodic": "定期督查", "special": "专项督查"}
"""What the kinds of inspection are called."""

FORMS_ZH: dict[str, str] = {
    "overdue": "逾期催办",
    "leader": "报告包村（社区）领导",
    "supervision_letter": "督办通知单",
    "inspection_proposed": "提请专项督查",
    "verification_overdue": "核验逾期",
}
"""What a rung of the ladder does, by the form of its notice."""

RECEIPTS_ZH: dict[str, str] = {
    "in_time": "按时签收",
    "waiting": "待签收",
    "late": "逾期签收",
    "missing": "逾期未签收",
}
"""How an addressee of the issue stands."""
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


def village_state_zh(book: Rulebook, state: str) -> str:
    """A village's state: the plan's own name of a phase, or duban's of what comes before and after."""
    return next(
        (phase.title.zh for phase in book.plan.phases if phase.key == state), STATES_ZH.get(state, state)
    )
