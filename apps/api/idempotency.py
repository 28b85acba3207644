"""Creations through the API count once, however often a bad line makes the caller send them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.problems import Problem
from apps.api.services import claim, settle
from apps.api.views import ApiView

KEY_HEADER = "Idempotency-Key"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
PURPOSE = "api"
"""One purpose for the whole API: the fingerprint tells URLs apart."""


class CreationView(ApiView[Any]):
    """POST that makes a new row and answers 201; needs the header ``Idempotency-Key: <uuid>``.

    Sent again with the same key, the first result is answered with ``Idempotent-Replayed: true``;
    with another body, 422 ``key_reused``. A refused attempt leaves the key free. Everything that
    looks at rows (duplicates, parked files) belongs into :meth:`create`: it must not run again.
    """

    creates: ClassVar[bool] = True

    def prepare(self) -> Any:
        """Load through scope what the new row belongs to, and refuse roles that never do this."""
        return None

    def create(self, parent: Any, data: dict[str, Any]) -> Model:
        """Make the one service call; return the new row."""
        raise TypeError(f"{type(self).__name__} creates nothing")

    def again(self, result_id: str) -> Any:
        """Return the row of an earlier creation, loaded through scope."""
        return self.get_queryset().get(pk=result_id)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Create, or answer with what was created before."""
        key = key_of(request)
        parent = self.prepare()
        data = self.body(request)
        with transaction.atomic():
            claimed = claim(key=key, purpose=PURPOSE, by=self.actor, fingerprint=fingerprint(request))
            if claimed.is_new:
                row = self.create(parent, data)
                settle(claimed, result_kind=row._meta.label_lower, result_id=row.pk)
            else:
                # No answer is stored: it would tell personal values to a role that sees less by now (0021).
                row = self.again(claimed.result_id)
        response = Response(self.result(row), status=201)
        if not claimed.is_new:
            response["Idempotent-Replayed"] = "true"
        return response


def fingerprint(request: Request) -> str:
    """Return the SHA-256 of method, URL and content, uploaded files by their own hash."""
    content = request.data
    # A QueryDict of a multipart body: JSON of it would keep the last of several values only.
    if hasattr(content, "lists"):
        content = {name: [_of_part(value) for value in values] for name, values in content.lists()}
    told = [request.method, request.path, content]
    # A retry may spell its names in another order; bodies hold Decimals, which JSON cannot say.
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def _of_part(value: object) -> object:
    if not isinstance(value, UploadedFile):
        return value
    digest = sha256()
    for chunk in _chunks(value):
        digest.update(chunk)
    return {"name": value.name, "sha256": digest.hexdigest()}


def _chunks(upload: UploadedFile[Any]) -> Iterator[bytes]:
    yield from upload.chunks()
    upload.seek(0)  # the service reads the same file from its beginning


def key_of(request: Request) -> str:
    """Return the caller's Idempotency-Key; 400 where it is missing or no UUID."""
    given = request.headers.get(KEY_HEADER, "")
    if not given:
        raise Problem(
            400, f"新建须带 {KEY_HEADER} 头，每次提交一个新的 UUID。", code="idempotency_key_missing"
        )
    if not _UUID.fullmatch(given):
        raise Problem(400, f"{KEY_HEADER} 应是 UUID。", code="idempotency_key_invalid")
    return UUID(given).hex
