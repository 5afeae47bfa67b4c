"""Which files were handed in to show what was done or found, and who may have them (佐证材料)?

They are looked at and brought to the disk before the transaction, and put in their place inside it, before
the row that names them is committed.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.case import named_in
from actions.clean_file import LARGEST, cleaned
from actions.desk import Desk, Occasion, acting, find_unit, numbered, occasion
from actions.errors import BadInput, NotAllowed, NotFound
from actions.permission import Actor, permit
from actions.sight import Sight, powers_of
from records import attachment as attachments
from records import content
from records import finding as findings
from records.attachment import AFTER, ATTACHMENTS, BEFORE, EVIDENCE, FOUND
from records.content import Staged
from records.database import in_transaction, reading
from records.finding import FINDINGS, STANDING
from records.history import Event
from records.unit import UNITS

MOST = 9
"""How many files one form may bring."""

Part = Literal["evidence", "found", "before", "after"]

PARTS_ZH: dict[str, str] = {EVIDENCE: "材料", FOUND: "检查时", BEFORE: "整改前", AFTER: "整改后"}


@dataclass(frozen=True, slots=True)
class Offered:
    """A file as it comes: by the name that it has there."""

    name: str
    content: BinaryIO
    part: Part = "evidence"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that may be kept and lies on the disk."""

    name: str
    media_type: str
    part: Part
    staged: Staged


@dataclass(frozen=True, slots=True)
class Belongs:
    """What files are handed in for: a task in a round, a finding, or the repair of a finding."""

    unit_id: int
    task_id: int | None
    finding_id: int | None
    cycle: int


@dataclass(frozen=True, slots=True)
class AttachmentListed:
    """A file as pages show it; `task` is the key of the task, `size` in bytes."""

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


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way out."""

    name: str
    media_type: str
    path: Path


@contextmanager
def received(desk: Desk, offered: Sequence[Offered], *, keeps_location: bool) -> Iterator[list[Received]]:
    """The files, looked at and whole on the disk; what has not been kept at the end is forgotten.

    Raises BadInput for too many, BadFile for one that is not taken.
    """
    if len(offered) > MOST:
        raise BadInput(f"一次最多上传 {MOST} 个文件，这次选了 {len(offered)} 个。请分次提交。")
    with ExitStack() as waiting:
        taken = []
        for one in offered:
            clean = cleaned(one.name, one.content.read(LARGEST + 1), keeps_location=keeps_location)
            staged = content.stage(content.folder_of(desk.engine), clean.content)
            waiting.callback(staged.forget)
            taken.append(Received(clean.name, clean.media_type, one.part, staged))
        yield taken


def keep(now: Occasion, by: Actor, files: Sequence[Received], to: Belongs) -> None:
    """Put files in their place and keep for what they were handed in."""
    for one in files:
        one.staged.settle()
    rows = [
        {
            "campaign_id": now.campaign_id,
            "unit_id": to.unit_id,
            "task_id": to.task_id,
            "finding_id": to.finding_id,
            "part": one.part,
            "cycle": to.cycle,
            "sha256": one.staged.sha256,
            "size": one.staged.size,
            "media_type": one.media_type,
            "name": one.name,
            "uploaded_by": by.name,
            "person_id": by.person_id,
            "at": now.at,
        }
        for one in files
    ]
    attachments.add(now.connection, rows)


def attach_to_finding(desk: Desk, by: Actor, finding_id: int, offered: Sequence[Offered]) -> int:
    """Keep what was photographed where something was found; how many files.

    The supervision office may, and whoever was sent to inspect.
    """

    def look(connection: sa.Connection) -> tuple[Occasion, sa.Row[Any]]:
        row = _finding(connection, finding_id)
        now = acting(desk, connection, row.campaign_id)
        sent = named_in(now, row.inspection_id)
        permit(connection, by, "finding.attach", row.path, sent, on=now.today)
        return now, row

    with reading(desk.engine) as connection:
        look(connection)
    if not offered:
        raise BadInput("请选择要上传的照片或文件。")
    found = [replace(one, part="found") for one in offered]
    with received(desk, found, keeps_location=False) as files:

        def work(connection: sa.Connection) -> int:
            now, row = look(connection)
            keep(now, by, files, Belongs(row.unit_id, None, row.id, 1))
            event = Event("finding", "attach", STANDING, by.by, now.at, f"附照片、材料 {len(files)} 份")
            findings.remember_of(connection, FINDINGS.c.id == row.id, STANDING, event)
            return len(files)

        return in_transaction(desk.engine, work)


def list_attachments(desk: Desk, campaign_id: int | None, unit_code: str) -> list[AttachmentListed]:
    """Every file that was handed in for a unit, in order."""
    with reading(desk.engine) as connection:
        now = occasion(desk, connection, campaign_id)
        unit = find_unit(connection, unit_code)
        mine = sa.and_(ATTACHMENTS.c.campaign_id == now.campaign_id, ATTACHMENTS.c.unit_id == unit.id)
        return [_listed(row, now.book.zone) for row in connection.execute(attachments.listed().where(mine))]


def open_attachment(desk: Desk, by: Actor, number: int) -> Download:
    """A file for whoever may see the unit: who sees its page.

    Raises NotFound, NotAllowed.
    """
    with reading(desk.engine) as connection:
        query = attachments.listed().where(numbered(ATTACHMENTS.c.id, number))
        row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFound(f"没有编号为 {number} 的附件。")
    if not Sight(powers_of(desk, by).paths("village"), row.code).covers(row.path):
        raise NotAllowed(f"{by.name} 的任职范围不包括该单位，不能下载它的附件。")
    path = content.place_of(content.folder_of(desk.engine), row.sha256)
    if not path.is_file():
        raise NotFound(f"附件“{row.name}”的内容不在存放的文件夹中，请告知系统管理员。")
    return Download(row.name, row.media_type, path)


def _finding(connection: sa.Connection, finding_id: int) -> sa.Row[Any]:
    query = sa.select(FINDINGS, UNITS.c.path).join_from(FINDINGS, UNITS, UNITS.c.id == FINDINGS.c.unit_id)
    row = connection.execute(query.where(numbered(FINDINGS.c.id, finding_id))).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {finding_id} 的问题。")
    return row


def _listed(row: sa.Row[Any], zone: ZoneInfo) -> AttachmentListed:
    return AttachmentListed(
        id=row.id,
        unit=row.code,
        task=row.key,
        finding_id=row.finding_id,
        part=row.part,
        cycle=row.cycle,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        uploaded_by=row.uploaded_by,
        at=row.at.astimezone(zone),
    )
