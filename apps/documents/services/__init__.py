"""Writes of files and papers, and the responses that hand them out."""

from apps.documents.rules.errors import PaperFailed
from apps.documents.services.disposal import discard_owned
from apps.documents.services.files import (
    FileDamaged,
    Owner,
    bytes_response,
    file_response,
    is_whole,
    read,
    store_drawn_signature,
    store_generated,
    store_upload,
    stream_response,
)
from apps.documents.services.parked_uploads import (
    adopt,
    discard_stale_parked,
    keep,
    park_upload,
    park_uploads,
)
from apps.documents.services.pdf import render_pdf
from apps.documents.services.printing import mark_printed

__all__ = [
    "FileDamaged",
    "Owner",
    "PaperFailed",
    "adopt",
    "bytes_response",
    "discard_owned",
    "discard_stale_parked",
    "file_response",
    "is_whole",
    "keep",
    "mark_printed",
    "park_upload",
    "park_uploads",
    "read",
    "render_pdf",
    "store_drawn_signature",
    "store_generated",
    "store_upload",
    "stream_response",
]
