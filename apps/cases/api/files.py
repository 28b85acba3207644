"""/files: uploads that wait for their record, and the content of a case's files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from apps.api.idempotency import CreationView
from apps.api.parsers import StrictMultiPartParser
from apps.api.serializers import Strict
from apps.api.views import ApiView
from apps.cases.enums import CHOICE_STATEMENT
from apps.documents.enums import FileKind, Media
from apps.documents.models import StoredFile
from apps.documents.permissions import reading_of
from apps.documents.serializers import FileSerializer
from apps.documents.services import file_response, park_upload

KINDS = [
    *((kind.value, kind.label) for kind in FileKind if kind is not FileKind.PAPER),
    (CHOICE_STATEMENT, "自主选择企业确认书"),
]


class UploadBody(Strict):
    """上传一份文件."""

    kind = serializers.ChoiceField(choices=KINDS, help_text="种类；用在哪里就填哪一种")
    file = serializers.FileField(help_text="PDF 或图片；按内容识别类型，图片会重新编码并去除位置信息")


class FilesView(CreationView):
    """上传一份文件，只供本令牌使用、保留一天；返回的 id 写进随后的办理请求。"""

    tag = "文件"
    summary = "上传文件"
    queryset = StoredFile.objects.none()
    request_class = UploadBody
    result_class = FileSerializer
    parser_classes = (StrictMultiPartParser,)

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return super().post(request, *args, **kwargs)

    def create(self, parent: None, data: dict[str, Any]) -> StoredFile:
        return park_upload(by=self.actor, upload=data["file"], kind=data["kind"], field="file")

    def present(self, row: StoredFile) -> StoredFile:
        """Name the kind in words until the record that takes it gives a label of its own."""
        row.label = dict(KINDS).get(row.label, row.label)
        return row

    def again(self, result_id: str) -> StoredFile:
        """Return the upload, parked still or in its case."""
        stored = StoredFile.objects.get(pk=result_id)
        if not StoredFile.objects.parked_by(self.actor).filter(pk=stored.pk).exists():
            # Taken by a record meanwhile: from then on it is the case's, and the case decides who reads it.
            _allow(self, stored)
        return stored


class AnyContent(DefaultContentNegotiation):
    """A file comes as what it is, whatever the caller hoped for; problems come as JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type


class FileView(ApiView[Any]):
    """下载一份文件；辖区以外的、岗位看不到的，都是 404。每次下载都记录。"""

    tag = "文件"
    summary = "下载文件"
    queryset = StoredFile.objects.none()
    content_negotiation_class = AnyContent

    @extend_schema(
        responses={
            (200, str(kind)): OpenApiTypes.BINARY for kind in (Media.PDF, Media.JPEG, Media.PNG, Media.XLSX)
        }
    )
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        stored = get_object_or_404(StoredFile, pk=self.kwargs["pk"])
        _allow(self, stored)
        response: HttpResponse = file_response(stored, by=self.actor, purpose="接口下载案件材料")
        return response


def _allow(view: ApiView[Any], stored: StoredFile) -> None:
    """404 unless whoever owns the file lets the role read it: 403 would tell that there is such a paper."""
    reading = reading_of(stored)
    if reading is None or not reading.may_read(view.actor, stored):
        raise StoredFile.DoesNotExist
