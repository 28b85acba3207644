"""Which request a log line belongs to, and what no log line may carry."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

request_id: ContextVar[str] = ContextVar("caseflow_request_id", default="")
"""Identifier of the request this thread answers; '' outside of one."""

# A caller's own identifier is taken over only as a UUID, with or without hyphens: any freer form
# could carry a person's number into the logs.
_WELL_FORMED = re.compile(
    r"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE
)
# 11 to 18 digits, from a mobile number to an identity number; parts of a UUID stand beside hyphens.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z-])(\d{3})\d{7,14}[\dXx](?![0-9A-Za-z-])")
# PostgreSQL quotes the row it refuses, names and all.
# A value in it may hold line breaks, so all goes that follows, up to the next traceback of a chain.
_DETAIL = re.compile(
    r"\b(?:DETAIL|CONTEXT|PARAMETERS):.*?(?=\n\n(?:The above|During handling)|\Z)", re.DOTALL
)


def accepted_id(offered: str) -> str:
    """Return the identifier a caller sent if it is a UUID, otherwise a new one."""
    return offered if _WELL_FORMED.fullmatch(offered) else str(uuid4())


def scrub(text: str) -> str:
    """Return a text for the log: telephone and identity numbers masked, quoted rows cut."""
    return _LONG_NUMBER.sub(r"\1********", _DETAIL.sub("DETAIL: (left out)", text))


class JsonLines(logging.Formatter):
    """One JSON object a line; ``extra={"fields": {...}}`` adds fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if request_id.get():
            line["request_id"] = request_id.get()
        fields = getattr(record, "fields", None)
        # The access log chooses its fields one by one; a message may quote anything, so it is scrubbed.
        if isinstance(fields, dict):
            line.update(fields)
        else:
            line["message"] = scrub(record.getMessage())
        if record.exc_info:
            line["traceback"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class PlainLines(logging.Formatter):
    """A line for people, with the request it belongs to; personal numbers masked here too."""

    def format(self, record: logging.LogRecord) -> str:
        about = f" [{request_id.get()}]" if request_id.get() else ""
        return f"{scrub(super().format(record))}{scrub(about)}"
