"""`duban simulate`: what a plan would do, before it is issued."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actions.errors import BadInput
from actions.words import STATES_ZH
from cli.options import Json
from cli.plan import PlanFile, load
from cli.show import print_json, print_table, progress, say
from states.roles import TITLES_ZH, Role

if TYPE_CHECKING:
    from flows.simulate import Setting, Simulation

REDS_SHOWN = 10

KINDS_ZH = {
    "issue": "印发",
    "reminder": "提醒",
    "warning": "预告",
    "escalation": "督办",
    "returned": "退回",
    "reopened": "重新打开",
    "errand": "交办",
}


def register(app: typer.Typer) -> None:
    app.command()(simulate)


def simulate(
    plan: PlanFile,
    units: Annotated[
        str,
        typer.Option("--units", metavar="FILE|N", help="A file of units, or how many villages to make up."),
    ],
    behaviour: Annotated[
        str, typer.Option("--behaviour", metavar="punctual|mixed|late", help="How the villages behave.")
    ] = "mixed",
    seed: Annotated[
        int, typer.Option("--seed", metavar="S", help="The same seed gives the same answer.")
    ] = 1,
    as_json: Json = False,
) -> None:
    """Play PLAN through on made-up people and a virtual clock: who would be told what, who would turn red.

    Everything happens in a database of its own, which is thrown away; yours is neither read nor written.
    """
    from flows.simulate import simulate as play

    setting = _setting(plan, units, behaviour, seed)
    with progress("逐日推演", len(setting.days)) as advance:
        simulation = play(setting, advance)
    if as_json:
        print_json(_in_json(simulation))
    else:
        _show(simulation)


def _setting(plan: str, units: str, behaviour: str, seed: int) -> "Setting":
    """What is to be simulated. Raises BadInput, PlanError."""
    from flows.behaviour import MIXES
    from flows.simulate import Setting

    known = next((name for name in MIXES if name == behaviour), None)
    if known is None:
        raise BadInput(f"没有行为方式 {behaviour}，可选：{'、'.join(MIXES)}。")
    return Setting(load(plan), _units(units), known, seed)


def _units(text: str) -> Path | int:
    """A number of villages, or a file that is there."""
    try:
        return int(text)
    except ValueError:
        pass
    file = Path(text)
    if not file.is_file():
        raise BadInput(f"--units {text} 既不是村（居）数，也不是已有的单位文件。请写 64，或单位文件的路径。")
    return file


def _in_json(done: "Simulation") -> dict[str, Any]:
    setting = done.setting
    return {
        "plan": setting.plan.key,
        "behaviour": setting.behaviour,
        "seed": setting.seed,
        "villages": done.villages,
        "from": setting.days[0],
        "to": setting.days[-1],
        "days": len(setting.days),
        "notices": dict(sorted(done.notices.items())),
        "told": done.told,
        "by_day": [
            {"day": day.day, "notices": day.notices, "turned_red": day.turned_red, "told": day.told}
            for day in done.by_day
        ],
        "red": done.red,
        "busiest": [{"day": day.day, "notices": day.notices} for day in done.busiest],
        "burdened": {
            "person_days": done.burdened_days,
            "worst": [
                {
                    "day": one.day,
                    "role": one.seat.role,
                    "unit": one.seat.unit,
                    "unit_name": one.seat.unit_name,
                    "messages": one.messages,
                }
                for one in done.burdened
            ],
        },
        "rungs": done.climbs,
        "inspections_proposed": done.proposed,
        "states": done.states,
        "gaps": done.gaps,
    }


def _show(done: "Simulation") -> None:
    from flows.simulate import HANDFUL

    setting, total = done.setting, done.notices.total()
    say(
        f"“{setting.plan.title.zh}”推演：{done.villages} 个村（居），{setting.days[0]} 至 {setting.days[-1]} "
        f"共 {len(setting.days)} 天，行为方式 {setting.behaviour}，种子 {setting.seed}。"
    )
    kinds = "，".join(f"{KINDS_ZH.get(kind, kind)} {n}" for kind, n in sorted(done.notices.items()))
    say(f"共 {total} 条通知（{kinds}）；{len(done.red)} 个村（居）曾亮红灯。\n")
    _show_told(done)
    _show_days(done)
    _show_reds(done)
    say(f"\n一人一天超过 {HANDFUL} 条：{done.burdened_days} 人次")
    print_table(
        ("日期", "角色", "单位", "条数"),
        [
            (one.day, _role(one.seat.role), f"{one.seat.unit} {one.seat.unit_name}", one.messages)
            for one in done.burdened
        ],
        empty="没有。",
    )
    _show_end(done)


def _show_told(done: "Simulation") -> None:
    print_table(
        ("类别", "文种", "级", "发给", "条数"),
        [
            (KINDS_ZH.get(one.kind, one.kind), one.form, one.rung, _role(one.role), one.count)
            for one in done.told
        ],
        empty="没有要发的通知。",
    )


def _show_days(done: "Simulation") -> None:
    busiest = "，".join(f"{day.day} {day.notices} 条" for day in done.busiest)
    say(f"\n逐日（最忙：{busiest}）")
    print_table(
        ("日期", "通知", "其中督办", "新亮红灯"),
        [
            (
                day.day,
                day.notices,
                sum(one.count for one in day.told if one.kind == "escalation"),
                day.turned_red,
            )
            for day in done.by_day
            if day.notices or day.turned_red
        ],
        empty="没有一天要发通知。",
    )


def _show_reds(done: "Simulation") -> None:
    say(f"\n亮红灯的村（居）：{len(done.red)} 个" + ("，最早的是：" if done.red else ""))
    print_table(
        ("首次", "单位", "原因"),
        [(red.day, f"{red.unit} {red.name}", "、".join(red.why)) for red in done.red[:REDS_SHOWN]],
        empty="没有。",
    )


def _show_end(done: "Simulation") -> None:
    phases = {phase.key: phase.title.zh for phase in done.setting.plan.phases}
    rungs = "，".join(f"{rung} {n}" for rung, n in done.climbs.items()) or "无"
    states = "，".join(f"{phases.get(s) or STATES_ZH.get(s, s)} {n}" for s, n in done.states.items())
    say(f"\n各级督办：{rungs}")
    say(f"提请专项督查：{sum(done.proposed.values())} 个村（居）")
    say(f"结束时：{states}")
    gaps = "，".join(f"{gap.task} 的 {gap.role}（{gap.units} 个单位）" for gap in done.gaps)
    say(f"空缺：{gaps or '无'}")


def _role(code: str) -> str:
    return TITLES_ZH[Role(code)] if code in set(Role) else code
