"""Which files were handed in, and how does a program read one, or hand in what it found?"""

from datetime import datetime

from starlette.responses import FileResponse, Response

from actions.attachment import attach_to_finding, list_attachments, open_attachment
from web.api.call import Doing, Looking
from web.api.handed_in import PicturesGiven, offered
from web.api.listing import Listed, Rows, WindowHere
from web.api.parts import CampaignId, Counted, Given, Number, Told, VillageCode
from web.api.route import Topic
from web.api.words import both
from web.attachment import HEADERS

topic = Topic("材料", "Files")


class Attachment(Told):
    """A file that was handed in."""

    id: int
    unit: str
    task: str | None
    finding_id: int | None
    part: str
    cycle: int
    name: str
    media_type: str
    size: int
    uploaded_by: str
    at: datetime


class Photographed(Given):
    """What was photographed where something was found."""

    files: PicturesGiven


@topic.read(
    "/campaigns/{campaign}/villages/{code}/attachments",
    Listed[Attachment],
    both("提交的材料", "The files of a village"),
    view="village",
)
def listed(call: Looking, campaign: CampaignId, code: VillageCode, page: WindowHere) -> Rows:
    call.look("village", code)
    return page.of(list_attachments(call.desk, campaign, code), lambda one: (one.id,))


@topic.file("/attachments/{number}", both("一份材料", "One file"), view="village")
def content(call: Looking, number: Number) -> Response:
    found = open_attachment(call.desk, call.actor, number)
    return FileResponse(
        found.path,
        media_type=found.media_type,
        filename=found.name,
        content_disposition_type="attachment",
        headers=HEADERS,
    )


@topic.deed(
    "/findings/{number}/files",
    Counted,
    both("附检查时的照片、材料（督查室及检查人员）", "Attach what was photographed: also whoever was sent"),
    may=("finding.attach",),
    status=201,
)
def attach(call: Doing, number: Number, body: Photographed) -> Counted:
    return Counted(count=attach_to_finding(call.desk, call.actor, number, offered(body.files)))
