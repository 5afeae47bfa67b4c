"""How is a finding replied to, verified, sent back, disputed and answered on a page (三.三.2)?"""

from typing import Annotated

from fastapi import APIRouter, Form, Path
from pydantic import StringConstraints
from starlette.responses import Response

from actions import finding as findings
from actions import task
from web.face import LARGEST_ID, Page, PageHere
from web.said import Said
from web.security import own_address

router = APIRouter(prefix="/findings")

FindingId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Words = Annotated[Sentence, Form()]
Back = Annotated[str, Form()]

DESK = "/inspections"


@router.post("/{finding}/reply")
def reply(page: PageHere, finding: FindingId, note: Words, back: Back = DESK) -> Response:
    """The village says how it was repaired."""
    one = findings.get_finding(page.face.desk, finding)
    task.submit(page.face.desk, page.actor, one.unit, one.task, note, one.campaign_id)
    return _done(page, "replied", back, finding)


@router.post("/{finding}/verify")
def verify(page: PageHere, finding: FindingId, back: Back = DESK) -> Response:
    """The repair has been seen."""
    one = findings.get_finding(page.face.desk, finding)
    task.verify(page.face.desk, page.actor, one.unit, one.task, None, one.campaign_id)
    return _done(page, "repair_seen", back, finding)


@router.post("/{finding}/return")
def send_back(
    page: PageHere, finding: FindingId, reason: Annotated[Sentence, Form()], back: Back = DESK
) -> Response:
    """The repair does not do."""
    one = findings.get_finding(page.face.desk, finding)
    task.return_task(page.face.desk, page.actor, one.unit, one.task, reason, one.campaign_id)
    return _done(page, "repair_failed", back, finding)


@router.post("/{finding}/dispute")
def dispute(
    page: PageHere, finding: FindingId, reason: Annotated[Sentence, Form()], back: Back = DESK
) -> Response:
    findings.dispute(page.face.desk, page.actor, finding, reason)
    return _done(page, "disputed", back, finding)


@router.post("/{finding}/answer")
def answer(
    page: PageHere, finding: FindingId, upheld: Annotated[bool, Form()], note: Words, back: Back = DESK
) -> Response:
    findings.answer_dispute(page.face.desk, page.actor, finding, upheld, note)
    return _done(page, "answered", back, finding, int(upheld))


def _done(page: Page, code: str, back: str, finding: int, *numbers: int) -> Response:
    """Back to the page as it was looked at, at the place of the finding."""
    there = own_address(back).partition("#")[0]
    return page.done(f"{there}#finding-{finding}", Said(code, (finding, *numbers)))
