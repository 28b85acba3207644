"""What may happen between 立卷, 归档 and the package, and what the directory says of each paper."""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import replace
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from pypdf import PdfReader

from apps.archives.models import Archive, Compilation, FilingSeries
from apps.archives.queries.contents import pieces_of
from apps.archives.queries.evidence import Picture, events_of, picture_list
from apps.archives.rules.examination import examine
from apps.archives.services import compile_archive, file_archive, pack, take_up_packages
from apps.audit.models import Event
from apps.audit.services import Subject, digest_until_yesterday, record
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.lib import clock, signing
from apps.lib.actors import SYSTEM
from apps.lib.decisions import Refused
from apps.outbox.models import Job
from apps.plans.models import Contract, PlanVersion
from apps.plans.queries.content import fingerprint
from tests.archives.test_filing import filed_case, lose_form, opened, whole_case
from tests.archives.test_services import scan_application, scan_form
from tests.factories.works import make_works_case, signed_in
from tests.factories.world import World, later


def report(world: World, case: Case) -> None:
    """Something is written on the case that raises no version, as a household's report does."""
    record(by=world.zhou, subject=Subject("case", str(case.pk)), action="defect.reported")


def contract_scan(case: Case) -> StoredFile:
    return StoredFile.objects.get(owner_id=str(case.pk), kind="contract_scan")


def test_who_compiled_may_put_his_own_right(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang, remark="没看全")
        compile_archive(case_id=case.pk, by=world.wang, remark="件内文件齐全。")
    assert [(row.number, row.remark) for row in Compilation.objects.all()] == [(1, "件内文件齐全。")]


def test_a_report_after_the_compilation_makes_it_stale(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang)
        report(world, case)
        with pytest.raises(Refused) as refused:
            file_archive(case_id=case.pk, by=world.shen)
        assert refused.value.code == "changed"
        compile_archive(case_id=case.pk, by=world.wang)
        file_archive(case_id=case.pk, by=world.shen)


def test_nothing_comes_into_a_filed_case_but_as_supplement(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(18)):
        scan_application(world, case, opinion_on=clock.today())
        lose_form(world, case)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang)
        file_archive(case_id=case.pk, by=world.shen)
        with pytest.raises(Refused) as refused:
            scan_form(world, case)
    assert refused.value.code == "status"


def test_a_body_that_took_another_s_place_goes_on_in_its_numbers(world: World) -> None:
    filed_case(world)
    FilingSeries.objects.update(body=world.xihu)
    world.xihu.successor = world.shangcheng
    world.xihu.save(update_fields=["successor"])
    filed_case(world)
    assert list(Archive.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_file_that_is_gone_is_left_out_and_said(world: World) -> None:
    case = filed_case(world)
    default_storage.delete(contract_scan(case).storage_name)
    _, files = opened(world, case)
    listed = PdfReader(BytesIO(files["00-卷内目录与备考表.pdf"]))
    assert Archive.objects.get(case=case).left_out == 1
    said = "".join("".join(page.extract_text() for page in listed.pages).split())
    assert "文件已损坏，没有装入" in said
    assert not any("装修合同" in name for name in files)


def test_nothing_is_compiled_over_a_file_that_is_gone(world: World) -> None:
    case = whole_case(world)
    default_storage.delete(contract_scan(case).storage_name)
    with clock.at(later(19)), pytest.raises(Refused) as refused:
        compile_archive(case_id=case.pk, by=world.wang)
    assert refused.value.code == "damaged"


@pytest.mark.usefixtures("sheets")
def test_a_package_that_was_not_made_is_asked_for_again(world: World) -> None:
    case = filed_case(world)
    Job.objects.all().delete()
    with clock.at(later(20)):
        assert take_up_packages(by=SYSTEM) == 1
        assert take_up_packages(by=SYSTEM) == 1
        assert Job.objects.filter(task="archives.pack").count() == 1
        pack(case_id=case.pk, by=SYSTEM)
        assert take_up_packages(by=SYSTEM) == 0


def test_the_system_packs_with_full_names(world: World) -> None:
    case = filed_case(world)
    with clock.at(later(20)):
        pack(case_id=case.pk, by=SYSTEM)
    _, files = opened(world, case)
    plan = next(content for name, content in files.items() if "户主已确认" in name)
    assert case.household.name in "".join(page.extract_text() for page in PdfReader(BytesIO(plan)).pages)


def test_a_directory_says_who_answers_for_a_paper_and_of_which_day_it_is(world: World) -> None:
    case = filed_case(world)
    pieces = {piece.title: piece for piece in pieces_of(case, later(90))}
    contract = Contract.objects.get(case=case)
    assert pieces["装修合同"].formed_on == contract.signed_on
    assert pieces["装修合同"].responsible == f"{case.household.name}、{contract.enterprise.name}"
    assert pieces["签字的验收表（第 1 次验收）"].formed_on is None


@pytest.mark.parametrize("spelling", [2, 3, 4])
def test_the_data_of_a_plan_are_what_was_signed(world: World, spelling: int) -> None:
    case = filed_case(world)
    plan = PlanVersion.objects.get(case=case)
    plan.hash_version = spelling
    plan.content_hash = fingerprint(plan)
    plan.save(update_fields=["hash_version", "content_hash"])
    pieces = {piece.title: piece for piece in pieces_of(case, later(90))}
    assert sha256(pieces["方案数据（第 1 版）"].content()).hexdigest() == plan.content_hash


@pytest.mark.usefixtures("sheets")
def test_what_came_after_the_filing_is_in_no_package(world: World) -> None:
    case = filed_case(world)
    with clock.at(later(40)):
        report(world, case)
        pack(case_id=case.pk, by=world.shen)
    archive = Archive.objects.get(case=case)
    record = Event.objects.filter(subject_id=str(case.pk), subject_kind="case")
    filed = record.get(action="case.archive")
    assert json.loads(archive.manifest)["record"]["events"] == filed.seq < record.count()


def test_a_case_filed_before_its_record_was_counted_ends_at_the_moment_of_filing(world: World) -> None:
    case = filed_case(world)
    Archive.objects.update(record_length=0)
    archive = Archive.objects.get(case=case)
    assert all(event.at <= archive.filed_at for event in events_of(archive))


def test_a_photo_s_line_says_what_is_known_of_it() -> None:
    shot = Picture(
        title="巡查",
        caption="=防水",
        captured_at=later(8),
        added_at=later(9),
        added_by="蒋演示",
        camera_time="2026:09:09 12:00:00",
        sha256="a" * 64,
        source_sha256="b" * 64,
        suffix="jpg",
        content=bytes,
    )
    unknown = replace(shot, captured_at=None, camera_time="", source_sha256="")
    said = list(
        csv.DictReader(StringIO(picture_list([("001.jpg", shot), ("002.jpg", unknown)]).decode("utf-8-sig")))
    )
    assert said[0] == {
        "文件": "001.jpg",
        "内容": "巡查",
        "说明": "'=防水",
        "拍摄时间": "2026年9月9日 12:00",
        "相机所记时间": "2026:09:09 12:00:00",
        "上传时间": "2026年9月10日 12:00",
        "上传人": "蒋演示",
        "包内文件 SHA-256": "a" * 64,
        "原文件 SHA-256": "b" * 64,
    }
    assert (said[1]["拍摄时间"], said[1]["相机所记时间"], said[1]["原文件 SHA-256"]) == ("", "", "")


@pytest.mark.usefixtures("sheets")
def test_the_day_s_digest_is_joined_to_the_record_afterwards(world: World) -> None:
    case = filed_case(world)
    archive = pack(case_id=case.pk, by=world.shen)
    url = reverse("archives:day-proof", kwargs={"pk": case.pk})
    with clock.at(later(19)):
        assert signed_in(world, "wang").get(url).status_code == 404
    with clock.at(later(20)):
        digest = digest_until_yesterday()
        content = signed_in(world, "wang").get(url).content
        assert [signed_in(world, who).get(url).status_code for who in ("ling", "chen", "xi")] == [
            200,
            404,
            404,
        ]
    assert examine(content, signing.public_key()) == []
    with zipfile.ZipFile(BytesIO(content)) as proof:
        lines, said = proof.read("记录摘要.txt"), json.loads(proof.read("日摘要.json"))
        joined = json.loads(proof.read("manifest.json"))["record"]
    assert sha256(lines).hexdigest() == said["events_head"] == digest.events_head
    assert joined["head"] == json.loads(archive.manifest)["record"]["head"]
    assert f"{joined['row']}:{joined['head']}\n".encode() in lines
