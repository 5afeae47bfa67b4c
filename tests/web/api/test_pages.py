"""Everything that the pages do, the API does: route by route, or it is said why not."""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from web import account, demo
from web.api.app import TOPICS
from web.app import BY_ADDRESS, OPEN, OWN, ROUTERS

V = "/villages/{code}"
T = f"{V}/tasks/{{key}}"
I = "/inspections/{inspection}"  # noqa: E741
F = "/findings/{finding}"
S = "/assessment/{code}"
U = "/units/{code}/tasks"
ADMIN = "/administration"

DONE_BY: dict[str, str] = {
    "GET /": "board_board board_villages below_below charts_charts",
    f"GET {V}": "villages_village villages_work_group villages_groups villages_measures villages_publicity "
    "villages_comments villages_requests board_coming history_history",
    f"POST {V}/comment": "villages_say",
    f"POST {V}/publicity": "villages_publicize",
    f"POST {V}/work-group": "villages_put_work_group",
    f"POST {V}/groups": "villages_put_groups",
    f"POST {V}/measures": "villages_put_measures",
    f"POST {V}/request": "villages_ask",
    f"GET {T}": "tasks_one attachments_listed board_coming history_history",
    f"POST {T}/report": "tasks_report",
    f"POST {T}/withdraw": "tasks_withdraw",
    f"POST {T}/verify": "tasks_verify",
    f"POST {T}/return": "tasks_send_back",
    f"POST {T}/waive": "tasks_waive",
    f"POST {T}/reopen": "tasks_reopen",
    "GET /attachments/{number}": "attachments_content",
    f"POST {F}/files": "attachments_attach",
    "GET /people": "people_people people_away people_handed_over board_gaps",
    "POST /people/absence": "people_record",
    "POST /people/absence/{number}/end": "people_end",
    "POST /people/hand-over": "people_pass_on",
    "GET /meetings": "meetings_held meetings_letters meetings_visits meetings_covered meetings_inputs",
    "POST /meetings/hold": "meetings_hold",
    "POST /meetings/{meeting}/minutes": "meetings_minutes",
    "POST /meetings/{meeting}/follow-up": "meetings_follow_up",
    "POST /meetings/letter": "meetings_sign",
    "POST /meetings/visit": "meetings_visit",
    "POST /meetings/input": "meetings_put_in",
    "GET /progress": "readings_progress below_below readings_figures readings_targets readings_anomalies "
    "readings_listed",
    f"POST {V}/readings": "readings_report",
    "POST /readings/{reading}/correct": "readings_correct",
    "GET /inspections": "inspections_listed findings_found inspections_drawings inspections_burdens",
    "POST /inspections/order": "inspections_order_together inspections_order_outright",
    "POST /inspections/dismiss": "inspections_dismiss_together",
    "POST /inspections/draw": "inspections_draw",
    "POST /inspections/draws/{number}/check": "inspections_check",
    f"GET {I}": "inspections_one villages_village tasks_one attachments_listed history_history",
    f"POST {I}/order": "inspections_order",
    f"POST {I}/dismiss": "inspections_dismiss",
    f"POST {I}/start": "inspections_start",
    f"POST {I}/report": "inspections_report",
    f"POST {I}/cancel": "inspections_cancel",
    f"POST {I}/merge": "inspections_merge",
    f"POST {I}/revisit": "inspections_revisit",
    f"POST {I}/close": "inspections_close",
    "GET /dates": "dates_asked dates_standing",
    "POST /dates/extensions": "dates_ask",
    "POST /dates/extensions/{number}/pre-read": "dates_pre_read",
    "POST /dates/extensions/{number}/grant": "dates_grant",
    "POST /dates/extensions/{number}/refuse": "dates_refuse",
    "POST /dates/holds": "dates_put",
    "POST /dates/holds/{number}/lift": "dates_lift",
    f"POST {F}/reply": "findings_reply",
    f"POST {F}/verify": "findings_verify",
    f"POST {F}/return": "findings_send_back",
    f"POST {F}/dispute": "findings_dispute",
    f"POST {F}/answer": "findings_answer",
    "GET /assessment": "assessment_ranked assessment_of_groups assessment_leaders assessment_appealed "
    "campaigns_verdict",
    f"GET {S}": "assessment_sheet",
    "POST /assessment/run": "assessment_assess",
    "POST /assessment/concur": "assessment_concur",
    "POST /assessment/publish": "assessment_publish",
    "POST /assessment/close": "campaigns_close",
    "POST /assessment/appeals/{number}": "assessment_decide",
    f"POST {S}/appeal": "assessment_appeal",
    f"POST {S}/adjust": "assessment_adjust",
    f"POST {S}/accept": "assessment_accept",
    f"POST {S}/reject": "assessment_reject",
    f"POST {S}/repeat": "assessment_repeat",
    f"POST {S}/commend": "assessment_commend",
    "GET /referrals": "referrals_listed",
    "POST /referrals": "referrals_open",
    "POST /referrals/{number}/step": "referrals_step",
    "POST /referrals/{number}/decide": "referrals_decide",
    "GET /outbox": "notices_listed notices_mine",
    "GET /receipts": "notices_receipts",
    "POST /notices/{number}/acknowledge": "notices_acknowledge",
    "GET /plan": "plan_plan plan_forecast",
    "POST /plan/forecast": "plan_forecast",
    "GET /tasks": "worklist_worklist",
    f"GET {U}": "worklist_worklist",
    f"POST {U}/submit": "tasks_submit",
    f"POST {U}/withdraw": "tasks_withdraw",
    f"POST {U}/verify": "tasks_verify_several",
    f"POST {U}/return": "tasks_send_back",
    "GET /leaders": "leaders_mine assessment_leaders",
    "POST /leaders/visits/plan": "meetings_plan",
    "POST /leaders/visits": "meetings_visit",
    "POST /leaders/absence": "people_record",
    "POST /leaders/absence/{number}/end": "people_end",
    "GET /history": "history_history",
    "GET /coming": "board_coming",
    f"GET {ADMIN}": "administration_overview health_health people_away",
    f"GET {ADMIN}/units": "administration_units",
    f"POST {ADMIN}/units": "administration_take_units",
    f"GET {ADMIN}/people": "administration_people administration_known_accounts",
    f"POST {ADMIN}/people": "administration_take_people",
    f"POST {ADMIN}/people/{{number}}/invite": "administration_invite",
    f"POST {ADMIN}/people/{{number}}/subject": "administration_bind",
    f"GET {ADMIN}/calendar": "administration_calendar",
    f"POST {ADMIN}/calendar": "administration_take_year",
    f"GET {ADMIN}/channel": "channels_channels",
    f"POST {ADMIN}/channel/test": "channels_try_first",
    f"POST {ADMIN}/channel/{{name}}/test": "channels_try_one",
    f"GET {ADMIN}/dead-letters": "channels_dead_letters",
    f"POST {ADMIN}/dead-letters/retry": "channels_retry_every",
    f"POST {ADMIN}/dead-letters/{{number}}/retry": "channels_retry_one",
    f"GET {ADMIN}/people/{{number}}/preferences": "channels_of_person",
    f"POST {ADMIN}/people/{{number}}/preferences": "channels_choose_for",
    "GET /health": "health_health",
    "GET /account": "account_account account_tokens channels_own",
    "POST /account/preferences": "channels_choose",
    "POST /account/channels/test": "channels_try_own",
    "POST /account/tokens/{number}/revoke": "account_revoke",
}
"""A route of the pages → the operations with which a program does the same."""

PERSON_ALONE = "a token that was lost must not come to more than it was: the person alone, on the pages"

NOT_FOR_PROGRAMS: dict[str, str] = {
    "GET /export/board.xlsx": "a workbook for people; the same figures come as JSON",
    "GET /export/progress.xlsx": "a workbook for people; the same figures come as JSON",
    "GET /export/history": "a table for people; the same rows come as JSON",
    "GET /live": "tells a page when to look again; a program asks with If-None-Match",
    "POST /account/password": PERSON_ALONE,
    "POST /account/totp/new": PERSON_ALONE,
    "POST /account/totp": PERSON_ALONE,
    "POST /account/totp/drop": PERSON_ALONE,
    "POST /account/tokens": PERSON_ALONE,
}
"""A route of the pages → why there is none for programs."""

NO_WORK = (*OPEN, *BY_ADDRESS, demo.router)
"""How one comes in, how a page is dressed, what an address alone opens, and the demo's clock: nothing that a
program with a token of its own would do that way."""


def routes(routers: tuple[APIRouter, ...]) -> set[str]:
    return {
        f"{method} {route.path}"
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in (route.methods or set()) - {"HEAD"}
    }


def operations() -> set[str]:
    found = (route for topic in TOPICS for route in topic.router.routes if isinstance(route, APIRoute))
    return {route.operation_id or "" for route in found}


def test_whatever_a_page_does_a_program_can_do_or_it_is_said_why_not() -> None:
    assert routes((*ROUTERS, account.router)) == DONE_BY.keys() | NOT_FOR_PROGRAMS.keys()
    assert not DONE_BY.keys() & NOT_FOR_PROGRAMS.keys()


def test_no_page_stands_outside_the_comparison() -> None:
    assert set(map(id, (*OPEN, *BY_ADDRESS, *OWN))) == set(map(id, (*NO_WORK, account.router)))


def test_what_does_the_same_is_there() -> None:
    assert {name for names in DONE_BY.values() for name in names.split()} <= operations()


def test_a_deed_of_the_pages_is_a_deed_of_the_api_too() -> None:
    """What only reads cannot do the same, unless it stores nothing on the pages either."""
    reads = {
        route.operation_id
        for topic in TOPICS
        for route in topic.router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    only_look = {
        page for page, names in DONE_BY.items() if page.startswith("POST") and set(names.split()) <= reads
    }
    assert only_look == {"POST /plan/forecast", "POST /inspections/draws/{number}/check"}
