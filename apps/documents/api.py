"""What the API's URLs of other apps need of files."""

from __future__ import annotations

from uuid import UUID

from apps.api.problems import Fault, Invalid
from apps.documents.models import StoredFile
from apps.documents.queries import parked_files
from apps.lib.actors import Actor


def parked(actor: Actor, kind: str, file_id: UUID | None, pointer: str) -> StoredFile | None:
    """Return the upload of a kind that waits for this token, to be given to its record.

    None for None. 422 at ``pointer`` when it is another's, of another kind, used up or expired.
    """
    if file_id is None:
        return None
    found = parked_files(actor, kind, [str(file_id)])
    if not found:
        detail = "没有这份待用的上传文件：请先用 POST /files 上传（kind 要一致），一天内使用，且只能用一次。"
        raise Invalid([Fault(pointer, detail, "parked_gone")])
    return found[0]
