"""An upload's error stands at its field, and a sound upload survives the errors of others."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from apps.documents import services
from apps.documents.enums import FileKind
from apps.documents.forms import EvidenceField, ParkedFileField, ParkedFilesMixin
from apps.documents.models import StoredFile
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner
from apps.lib.actors import SYSTEM, Actor
from tests.factories import uploads

pytestmark = pytest.mark.django_db

ZHAO = Actor(7, "赵示例", "designer", 3, "示例装饰有限公司")
QIAN = Actor(8, "钱示例", "designer", 3, "示例装饰有限公司")


class ContractForm(ParkedFilesMixin):
    amount = forms.DecimalField(label="合同金额")
    scan = ParkedFileField(kind=FileKind.CONTRACT_SCAN, label="合同扫描件")


class PhotosForm(ParkedFilesMixin):
    note = forms.CharField()
    photos = ParkedFileField(kind=FileKind.WORK_PHOTO, multiple=True, required=False)


class EvidenceForm(forms.Form):
    proof = EvidenceField(kind=FileKind.OWNERSHIP_PROOF)


def scan(name: str = "合同.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return uploads.upload(name, content if content is not None else uploads.pdf())


def files(**named: Any) -> MultiValueDict[str, Any]:
    listed = {name: value if isinstance(value, list) else [value] for name, value in named.items()}
    return MultiValueDict(listed)


def contract(text: str, actor: Actor = ZHAO, **sent: Any) -> ContractForm:
    return ContractForm(QueryDict(text), files(**sent), actor=actor)


def parked_by_failing_form() -> StoredFile:
    form = contract("amount=x", scan=scan())
    assert not form.is_valid()
    services.park_uploads(by=ZHAO, form=form)
    return StoredFile.objects.get()


def test_sound_upload_passes_the_form_without_being_stored() -> None:
    form = contract("amount=1", scan=scan())
    assert form.is_valid()
    assert isinstance(form.cleaned_data["scan"], CheckedUpload)
    assert not StoredFile.objects.exists()


def test_bad_upload_is_named_at_its_field() -> None:
    form = contract("amount=1", scan=scan(content=uploads.HTML))
    assert form.errors == {"scan": ["这个文件不是 PDF（内容是 HTML 网页），请重新导出后上传"]}


def test_missing_upload_is_asked_for() -> None:
    assert contract("amount=1").errors == {"scan": ["请选择文件。"]}


def test_sound_upload_is_parked_when_another_field_fails_and_offered_again() -> None:
    form = contract("amount=x", scan=scan())
    assert not form.is_valid()
    services.park_uploads(by=ZHAO, form=form)
    file = StoredFile.objects.get()
    assert (file.owner_kind, file.owner_id) == ("parked", "7")
    html = str(form["scan"])
    assert f'value="{file.id}" checked' in html
    assert "已上传：合同.pdf" in html
    assert "required" not in html


def test_next_try_takes_the_parked_upload_and_the_record_adopts_it() -> None:
    file = parked_by_failing_form()
    form = contract(f"amount=1&scan-parked={file.id}")
    assert form.is_valid()
    kept = services.keep(
        by=ZHAO,
        file=form.cleaned_data["scan"],
        owner=Owner("contract", "5"),
        kind=FileKind.CONTRACT_SCAN,
        sensitive=True,
    )
    assert kept == file
    assert StoredFile.objects.get().owner_kind == "contract"


def test_parked_upload_survives_a_second_failing_try() -> None:
    file = parked_by_failing_form()
    form = contract(f"amount=&scan-parked={file.id}")
    assert not form.is_valid()
    services.park_uploads(by=ZHAO, form=form)
    assert StoredFile.objects.count() == 1
    assert str(file.id) in str(form["scan"])


def test_upload_survives_a_refusal_by_the_service() -> None:
    form = contract("amount=1", scan=scan())
    assert form.is_valid()
    form.add_error("amount", "与预算不符")
    services.park_uploads(by=ZHAO, form=form)
    assert "已上传" in str(form["scan"])


def test_fresh_upload_replaces_the_parked_one() -> None:
    file = parked_by_failing_form()
    form = contract(f"amount=1&scan-parked={file.id}", scan=scan("新合同.pdf"))
    assert form.is_valid()
    assert form.cleaned_data["scan"].name == "新合同.pdf"


def test_bad_fresh_upload_keeps_the_parked_one_on_offer() -> None:
    file = parked_by_failing_form()
    form = contract(f"amount=1&scan-parked={file.id}", scan=scan(content=uploads.HTML))
    assert "scan" in form.errors
    services.park_uploads(by=ZHAO, form=form)
    assert str(file.id) in str(form["scan"])


def test_parked_upload_of_another_person_is_never_offered() -> None:
    file = parked_by_failing_form()
    form = contract(f"amount=1&scan-parked={file.id}", actor=QIAN)
    assert form.errors == {"scan": ["此前上传的文件已经使用或已过期，请重新选择"]}
    assert str(file.id) not in str(form["scan"])


def test_actor_without_account_parks_nothing() -> None:
    form = contract("amount=x", actor=SYSTEM, scan=scan())
    assert not form.is_valid()
    services.park_uploads(by=SYSTEM, form=form)
    assert not StoredFile.objects.exists()


def test_several_photos_survive_one_bad_photo_among_them() -> None:
    photos = [
        uploads.upload("一.jpg", uploads.jpeg()),
        uploads.upload("二.jpg", uploads.HTML),
        uploads.upload("三.jpg", uploads.jpeg()),
    ]
    form = PhotosForm(QueryDict("note=x"), files(photos=photos), actor=ZHAO)
    assert "二.jpg：" in form.errors["photos"][0]
    services.park_uploads(by=ZHAO, form=form)
    assert StoredFile.objects.count() == 2
    html = str(form["photos"])
    assert html.count("已上传：") == 2
    assert "multiple" in html


def test_parked_and_fresh_photos_are_taken_together() -> None:
    form = PhotosForm(QueryDict(""), files(photos=[uploads.upload("一.jpg", uploads.jpeg())]), actor=ZHAO)
    assert not form.is_valid()
    services.park_uploads(by=ZHAO, form=form)
    file = StoredFile.objects.get()
    second = files(photos=[uploads.upload("二.jpg", uploads.jpeg())])
    form = PhotosForm(QueryDict(f"note=x&photos-parked={file.id}"), second, actor=ZHAO)
    assert form.is_valid()
    assert [type(each) for each in form.cleaned_data["photos"]] == [StoredFile, CheckedUpload]


def test_optional_upload_may_be_left_out() -> None:
    form = PhotosForm(QueryDict("note=x"), files(), actor=ZHAO)
    assert form.is_valid()
    assert form.cleaned_data["photos"] == []


def test_name_of_a_file_is_escaped_in_the_form() -> None:
    form = contract("amount=x", scan=scan("<script>.pdf"))
    assert not form.is_valid()
    services.park_uploads(by=ZHAO, form=form)
    assert "<script>" not in str(form["scan"])


def test_input_tells_what_it_takes() -> None:
    html = str(contract("")["scan"])
    assert 'accept=".heic,' in html
    assert ContractForm.base_fields["scan"].help_text == "PDF、JPEG 图片、PNG 图片，不超过 20 MB"


def test_plain_evidence_field_checks_too() -> None:
    good = EvidenceForm({}, files(proof=scan("证.pdf")))
    assert good.is_valid()
    assert isinstance(good.cleaned_data["proof"], CheckedUpload)
    bad = EvidenceForm({}, files(proof=scan("证.pdf", b"")))
    assert bad.errors == {"proof": ["这个文件是空的，请重新选择"]}
    assert EvidenceForm({}, files()).errors == {"proof": ["请选择文件。"]}
