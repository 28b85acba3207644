"""立卷 by one, 检查归档 by another, and the package that comes of it."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from apps.archives.models import Archive, Compilation, FilingSeries
from apps.archives.queries import archive_items
from apps.archives.rules.manifest import KEY, MANIFEST, SIGNATURE
from apps.archives.services import (
    add_supplement,
    compile_archive,
    file_archive,
    pack,
    repack_archive,
    return_compilation,
    write_missing_note,
)
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import read
from apps.lib import clock, signing
from apps.lib.decisions import Refused
from apps.outbox.models import Job
from tests.archives.test_services import scan_application, scan_form
from tests.factories.copies import copied
from tests.factories.uploads import pdf, upload
from tests.factories.works import make_works_case
from tests.factories.world import World, later


@copied(sets_clock=True)
def whole_case(world: World) -> Case:
    """A passed case of which every paper is there."""
    case = make_works_case(world, "passed")
    with clock.at(later(18)):
        scan_application(world, case, opinion_on=clock.today())
        scan_form(world, case)
    return case


def lose_form(world: World, case: Case) -> None:
    """王演示 writes down that the signed 验收表 is lost."""
    write_missing_note(
        case_id=case.pk,
        by=world.wang,
        item="acceptance-1",
        reason="纸质验收表被水浸坏",
        signed_by="周示例、户主",
        signed_on=clock.today(),
        scan=upload("说明.pdf", pdf()),
    )


@copied(sets_clock=True)
def filed_case(world: World) -> Case:
    """A case that 经办 compiled and 审核 filed on day 19."""
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang, remark="件内文件齐全。")
        file_archive(case_id=case.pk, by=world.shen)
    case.refresh_from_db()
    return case


def test_a_second_person_files_what_the_first_compiled(world: World) -> None:
    case = filed_case(world)
    archive = Archive.objects.get(case=case)
    assert (case.status, str(archive)) == (Status.ARCHIVED, "未设定·2026·未设定·0001")
    compiled = archive.compilation
    assert (compiled.compiled_by, compiled.judged_by) == (world.wang.signature, world.shen.signature)
    assert Job.objects.get(task="archives.pack").args == {"case": str(case.pk)}


def test_who_compiled_does_not_check(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.shen)
        with pytest.raises(Refused) as refused:
            file_archive(case_id=case.pk, by=world.shen)
        with pytest.raises(Refused):
            return_compilation(case_id=case.pk, by=world.shen, reason="重看")
    assert refused.value.code == "self"
    compiled = Compilation.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Compilation.objects.filter(pk=compiled.pk).update(judged_by_holder=compiled.compiled_by_holder)


def test_nothing_is_compiled_while_a_paper_is_missing(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(18)), pytest.raises(Refused) as refused:
        compile_archive(case_id=case.pk, by=world.wang)
    assert refused.value.reason == "还缺：申请表、项目验收表。"


def test_a_compilation_is_given_back_with_a_reason_and_made_anew(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang)
        with pytest.raises(Refused) as refused:
            compile_archive(case_id=case.pk, by=world.shen)
        assert refused.value.code == "status"
        return_compilation(case_id=case.pk, by=world.shen, reason="验收表扫描不清楚")
        compile_archive(case_id=case.pk, by=world.wang)
        file_archive(case_id=case.pk, by=world.shen)
    assert list(Compilation.objects.values_list("number", "outcome")) == [(1, "returned"), (2, "filed")]


def test_what_came_after_the_compilation_was_not_looked_through(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang)
        scan_application(world, case, opinion_on=clock.today())
        with pytest.raises(Refused) as refused:
            file_archive(case_id=case.pk, by=world.shen)
    assert refused.value.code == "changed"


@pytest.mark.parametrize("who", ["zhou", "yan", "jiang"])
def test_street_inspector_and_enterprise_file_nothing(world: World, who: str) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        compile_archive(case_id=case.pk, by=world.wang)
        with pytest.raises(Refused) as refused:
            file_archive(case_id=case.pk, by=getattr(world, who))
    assert refused.value.code == "post"


def test_another_district_finds_no_case_to_compile(world: World) -> None:
    case = whole_case(world)
    with pytest.raises(Case.DoesNotExist):
        compile_archive(case_id=case.pk, by=world.xi)


def test_numbers_of_a_year_are_given_without_gaps(world: World) -> None:
    first, second = filed_case(world), filed_case(world)
    with pytest.raises(Refused), clock.at(later(20)):
        file_archive(case_id=second.pk, by=world.ling)
    third = filed_case(world)
    numbers = Archive.objects.order_by("number").values_list("case_id", "number")
    assert list(numbers) == [(first.pk, 1), (second.pk, 2), (third.pk, 3)]
    assert FilingSeries.objects.get().last == 3


def test_a_signed_note_stands_in_for_a_lost_paper(world: World) -> None:
    case = make_works_case(world, "passed")
    with clock.at(later(18)):
        scan_application(world, case, opinion_on=clock.today())
        lose_form(world, case)
        item = next(each for each in archive_items(case) if each.code == "acceptance-1")
        assert (item.present, item.stands_in) == (True, "纸质验收表被水浸坏")
        with pytest.raises(Refused) as refused:
            write_missing_note(
                case_id=case.pk,
                by=world.wang,
                item="acceptance-1",
                reason="再写一次",
                signed_by="周示例",
                signed_on=clock.today(),
                scan=upload("说明.pdf", pdf()),
            )
        assert refused.value.code == "status"
        compile_archive(case_id=case.pk, by=world.wang)


def opened(world: World, case: Case) -> tuple[bytes, dict[str, bytes]]:
    """The package of a filed case as it is kept: whole, and file by file."""
    with clock.at(later(19)):
        archive = pack(case_id=case.pk, by=world.shen)
    content = read(StoredFile.objects.get(pk=archive.package_id))
    with zipfile.ZipFile(BytesIO(content)) as package:
        return content, {name: package.read(name) for name in package.namelist()}


def test_a_package_holds_every_paper_and_a_signed_list_of_them(world: World) -> None:
    case = filed_case(world)
    _, files = opened(world, case)

    manifest = json.loads(files[MANIFEST])
    listed = {row["path"]: row["sha256"] for row in manifest["files"]}
    assert listed == {
        name: sha256(content).hexdigest()
        for name, content in files.items()
        if name not in (MANIFEST, SIGNATURE, KEY)
    }
    assert signing.is_signed(files[MANIFEST], files[SIGNATURE], signing.public_key())
    assert (manifest["hash"], manifest["statement"]) == (
        "SHA-256",
        "本清单和签名用于完整性校验，不是电子签章。",
    )
    titles = {row["title"] for row in manifest["files"]}
    assert {"装修合同", "项目验收表", "验收合格报告", "卷内目录与备考表", "办理记录"} <= titles
    events = [json.loads(line) for line in files["06-办理记录/events.jsonl"].decode().splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[-1]["hash"] == manifest["record"]["head"]
    assert (events[-1]["action"], events[-1]["by"]) == ("case.archive", world.shen.signature)


@pytest.mark.usefixtures("sheets")
def test_a_package_is_made_once(world: World) -> None:
    case = filed_case(world)
    with clock.at(later(19)):
        first = pack(case_id=case.pk, by=world.shen)
        with clock.at(clock.now() + timedelta(hours=1)):
            second = pack(case_id=case.pk, by=world.shen)
            with pytest.raises(Refused) as refused:
                repack_archive(case_id=case.pk, by=world.shen)
    assert (first.package_id, first.packed_at) == (second.package_id, second.packed_at)
    assert refused.value.code == "status"


def test_a_later_paper_is_signed_beside_a_package_that_stays(world: World) -> None:
    case = filed_case(world)
    with clock.at(later(19)):
        archive = pack(case_id=case.pk, by=world.shen)
    with clock.at(later(30)):
        added = add_supplement(
            case_id=case.pk,
            by=world.wang,
            title="保修记录",
            responsible="示例装配装饰有限公司",
            formed_on=clock.today(),
            reason="保修期内维修",
            draft="copy",
            scan=upload("保修.pdf", pdf()),
        )
    archive.refresh_from_db()
    statement = json.loads(added.statement)
    file = StoredFile.objects.get(pk=added.file_id)
    assert statement["package_manifest_sha256"] == archive.manifest_sha256
    assert statement["files"][1]["sha256"] == file.sha256
    assert statement["directory"] == {
        "序号": 1,
        "责任者": "示例装配装饰有限公司",
        "题名": "保修记录",
        "形成日期": "2026-10-01",
        "页数": 1,
        "稿本": "复印件",
        "公开属性": "未设定",
    }
    assert statement["reason"] == "保修期内维修"
    kept = StoredFile.objects.get(pk=added.directory_id)
    paper = "".join(PdfReader(BytesIO(read(kept))).pages[0].extract_text().split())
    assert all(
        word in paper for word in ("示例装配装饰有限公司", "保修记录", "2026年10月1日", "复印件", "未设定")
    )
    assert "保修期内维修" in paper
    signature = bytes.fromhex(added.signature)
    assert signing.is_signed(added.statement.encode(), signature, signing.public_key())


def test_before_it_is_filed_nothing_is_supplemented(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)), pytest.raises(Refused) as refused:
        add_supplement(
            case_id=case.pk,
            by=world.wang,
            title="保修记录",
            responsible="企业",
            formed_on=clock.today(),
            reason="保修",
            scan=upload("保修.pdf", pdf()),
        )
    assert refused.value.code == "status"
