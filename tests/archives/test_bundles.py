"""汇总存档包: the packages of a year or an estate as one, taken in one by one and signed together."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.archives.models import Archive, Bundle, BundleItem
from apps.archives.queries.bundles import index_of
from apps.archives.rules import package as packages
from apps.archives.rules.examination import examine
from apps.archives.rules.package import written, zip_size
from apps.archives.services import add_supplement, ask_for_bundle, bundles, pack
from apps.audit.models import AccessLog
from apps.cases.models import Case
from apps.documents.models import StoredFile
from apps.documents.services import FileDamaged
from apps.lib import clock, signing
from apps.lib.clock import SHANGHAI
from apps.lib.decisions import Refused
from apps.outbox.enums import JobStatus
from apps.outbox.models import Job
from apps.outbox.services import cancel_job, run_job
from tests.archives.test_filing import filed_case
from tests.archives.test_package import by_script
from tests.factories.uploads import pdf, upload
from tests.factories.works import signed_in
from tests.factories.world import World, later

pytestmark = pytest.mark.usefixtures("_day")
AT = datetime(2026, 9, 20, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def _day(world: World, sheets: None) -> Iterator[None]:
    with clock.at(later(19)):
        yield


def settled(world: World, address: str = "") -> Case:
    """A filed case whose package is made, at an address."""
    case = filed_case(world)
    if address:
        case.dwelling.address = address
        case.dwelling.save(update_fields=["address"])
    pack(case_id=case.pk, by=world.shen)
    return case


def made(world: World, **asked: object) -> Bundle:
    """A bundle whose job has run."""
    bundle = ask_for_bundle(body=world.shangcheng, by=world.wang, **{"year": 2026, **asked})  # type: ignore[arg-type]
    assert run_job(bundle.job_id, beats=False) == JobStatus.DONE
    bundle.refresh_from_db()
    return bundle


def fetched(client: Client, bundle: Bundle) -> bytes:
    answer = client.get(reverse("transfer:bundle-zip", kwargs={"pk": bundle.pk}))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Length"] == str(len(content))
    return content


def kept(case: Case) -> StoredFile:
    return StoredFile.objects.get(pk=Archive.objects.get(case=case).package_id)


def supplement(world: World, case: Case) -> None:
    add_supplement(
        case_id=case.pk,
        by=world.wang,
        title="保修记录",
        responsible="示例装配装饰有限公司",
        formed_on=clock.today(),
        reason="保修期内维修",
        scan=upload("保修.pdf", pdf()),
    )


def test_a_year_is_one_package_with_each_case_s_own_in_it(world: World, tmp_path: Path) -> None:
    first, second = settled(world), filed_case(world)
    supplement(world, first)

    bundle = made(world)

    content = fetched(signed_in(world, "wang"), bundle)
    assert examine(content, signing.public_key()) == []
    assert by_script(tmp_path, content).stdout == "all files as signed\n"
    with zipfile.ZipFile(BytesIO(content)) as opened:
        names = opened.namelist()
        rows = list(csv.DictReader(StringIO(opened.read("00-目录.csv").decode("utf-8-sig"))))
        own = opened.read(f"未设定·2026·未设定·0001-{first.number}/存档包.zip")
    assert names[1:4] == [
        f"未设定·2026·未设定·0001-{first.number}/存档包.zip",
        f"未设定·2026·未设定·0001-{first.number}/补充归档-01.zip",
        f"未设定·2026·未设定·0002-{second.number}/存档包.zip",
    ]
    assert [row["包内文件"] for row in rows] == names[1:4]
    assert (
        sha256(own).hexdigest()
        == StoredFile.objects.get(pk=Archive.objects.get(case=first).package_id).sha256
    )
    assert Archive.objects.get(case=second).package_id is not None, (
        "what was not packed yet is packed on the way"
    )


def test_an_estate_takes_in_its_own_alone(world: World) -> None:
    settled(world, "样张小区 1 幢 101 室")
    settled(world, "演示弄 2 号")

    bundle = made(world, address="样张小区")

    (item,) = bundle.items.all()
    assert item.archive.case.dwelling.address == "样张小区 1 幢 101 室"
    assert json.loads(bundle.manifest)["bundle"]["address"] == "样张小区"
    with pytest.raises(Refused) as refused:
        ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026, address="模拟新村")
    assert (refused.value.field, refused.value.code) == ("address", "none")


def test_what_was_taken_in_stays_when_the_job_is_cut_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [settled(world) for _ in range(2)]
    bundle = ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026)
    whole, seen = bundles.contents_of, []

    def cut(item: BundleItem) -> bytes:
        seen.append(item.archive_id)
        if len(seen) == 2:
            raise RuntimeError("the machine went away")
        return whole(item)

    monkeypatch.setattr(bundles, "contents_of", cut)
    assert run_job(bundle.job_id, beats=False) == JobStatus.WAITING
    assert [item.archive_id for item in bundle.items.all()] == [cases[0].pk]
    Job.objects.filter(pk=bundle.job_id).update(run_after=clock.now())
    assert run_job(bundle.job_id, beats=False) == JobStatus.DONE
    assert seen == [cases[0].pk, cases[1].pk, cases[1].pk], "the first is not read again"


def test_one_that_was_cancelled_goes_on_where_it_stopped(world: World) -> None:
    settled(world)
    first = ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026)
    with pytest.raises(Refused) as refused:
        ask_for_bundle(body=world.shangcheng, by=world.shen, year=2026)
    assert refused.value.code == "going_on"
    cancel_job(job_id=first.job_id, by=world.wang, reason="先不做")
    page = signed_in(world, "wang").get(reverse("transfer:bundle", kwargs={"pk": first.pk})).content.decode()
    assert "没有做成" in page
    assert "先不做" in page
    again = made(world)
    assert (again.pk, again.attempts, Bundle.objects.count()) == (first.pk, 2, 1)


def test_one_taken_up_again_is_as_it_was_asked_for_the_last_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = settled(world)
    first = ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026)
    with monkeypatch.context() as cut:
        cut.setattr("apps.archives.services.close_bundle", _cut)
        run_job(first.job_id, beats=False)
    assert first.items.count() == 1
    cancel_job(job_id=first.job_id, by=world.wang, reason="先不做")
    with clock.at(later(20)):
        supplement(world, case)
        late = settled(world)
        again = ask_for_bundle(body=world.shangcheng, by=world.shen, year=2026)
        assert run_job(again.job_id, beats=False) == JobStatus.DONE
    again.refresh_from_db()
    assert (again.pk, again.asked_by, again.total) == (first.pk, world.shen.signature, 2)
    held = list(again.items.values_list("archive", flat=True))
    assert sorted(held) == sorted([case.pk, case.pk, late.pk])


def _cut(**_asked: object) -> None:
    raise RuntimeError("the machine went away")


def test_numbers_run_on_over_bodies_that_went_up_in_one(world: World) -> None:
    settled(world)
    assert made(world).number == 1
    world.shangcheng.successor = world.xihu
    world.shangcheng.save(update_fields=["successor"])
    by = replace(world.wang, organisation_id=world.xihu.pk, organisation_name=world.xihu.name)
    assert ask_for_bundle(body=world.xihu, by=by, year=2026).number == 2


def test_the_same_is_not_made_twice_until_something_came(world: World) -> None:
    case = settled(world)
    made(world)
    with clock.at(later(20)), pytest.raises(Refused) as refused:
        ask_for_bundle(body=world.shangcheng, by=world.wang, year=2026)
    assert refused.value.code == "same"
    with clock.at(later(21)):
        supplement(world, case)
        assert made(world).number == 2


def test_what_was_filed_before_the_asking_but_missed_is_taken_in_the_next_time(world: World) -> None:
    settled(world)
    bundle = made(world)
    late = settled(world)
    # Its transaction came to its end after the job had looked.
    Archive.objects.filter(case=late).update(filed_at=bundle.asked_at)
    with clock.at(later(20)):
        again = made(world)
    assert again.items.filter(archive__case=late).exists()


def test_a_package_that_is_gone_is_left_out_and_named(world: World) -> None:
    case = settled(world)
    default_storage.delete(kept(case).storage_name)

    bundle = made(world)

    content = fetched(signed_in(world, "wang"), bundle)
    assert (bundle.left_out, examine(content, signing.public_key())) == (1, [])
    with zipfile.ZipFile(BytesIO(content)) as opened:
        assert "没有装入" in opened.read("00-目录.csv").decode()


def test_one_that_breaks_off_says_so_and_is_made_again(world: World) -> None:
    case = settled(world)
    bundle = made(world)
    default_storage.delete(kept(case).storage_name)
    client = signed_in(world, "wang")
    with pytest.raises(FileDamaged):
        fetched(client, bundle)
    path = bundle.items.get().path
    page = client.get(reverse("transfer:bundle", kwargs={"pk": bundle.pk})).content.decode()
    assert path in page
    with clock.at(later(20)):
        again = made(world)
    assert (again.number, again.left_out) == (2, 1)


def test_no_list_of_files_is_loaded_to_show_or_to_index_a_bundle(world: World) -> None:
    supplement(world, settled(world))
    bundle = made(world)
    client = signed_in(world, "wang")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("transfer:list")).status_code == 200
        assert client.get(reverse("transfer:bundle", kwargs={"pk": bundle.pk})).status_code == 200
        index_of(bundle)
    selected = [each["sql"] for each in asked if '"manifest"' in each["sql"] or '"statement"' in each["sql"]]
    assert selected == []


def test_a_byte_of_a_paper_in_a_package_in_it_names_both(world: World, tmp_path: Path) -> None:
    case = settled(world)
    content = fetched(signed_in(world, "wang"), made(world))
    at = content.index(b"%PDF")
    changed = content[:at] + b"!" + content[at + 1 :]
    said = examine(changed, signing.public_key())
    assert any(f"{case.number}/存档包.zip" in each and "00-卷内目录" not in each for each in said)
    assert by_script(tmp_path, changed).returncode == 1


def test_another_s_bundle_is_neither_seen_nor_fetched(world: World) -> None:
    settled(world)
    bundle = made(world)
    for who in ("zhou", "chen", "xi", "shi"):
        client = signed_in(world, who)
        for name in ("transfer:bundle", "transfer:bundle-zip"):
            assert client.get(reverse(name, kwargs={"pk": bundle.pk})).status_code in (403, 404)
        with pytest.raises(Refused) as refused:
            ask_for_bundle(body=world.shangcheng, by=getattr(world, who), year=2026)
        assert refused.value.code == "post"
    assert not AccessLog.objects.filter(subject_kind="archive_bundle").exists()


def test_page_form_and_fetch_go_together(world: World) -> None:
    settled(world)
    desk = signed_in(world, "wang")
    url = reverse("transfer:bundle-new")
    hidden = {bound.name: bound.value() for bound in desk.get(url).context["form"].hidden_fields()}
    kept = desk.post(url, hidden | {"year": "2026", "address": "模拟新村"})
    assert kept.status_code == 422
    assert "模拟新村" in kept.content.decode()
    page = desk.post(url, hidden | {"year": "2026"}, follow=True)
    assert "正在生成" in page.content.decode()
    bundle = Bundle.objects.get()
    assert desk.get(reverse("transfer:bundle-zip", kwargs={"pk": bundle.pk})).status_code == 404
    assert run_job(bundle.job_id, beats=False) == JobStatus.DONE
    assert "已生成" in desk.get(reverse("transfer:list")).content.decode()
    fetched(desk, bundle)
    assert AccessLog.objects.get(subject_kind="archive_bundle").field == "archive_bundle"


@pytest.mark.parametrize("limit", [10, 1 << 31])
def test_the_size_of_a_package_is_known_before_it_is_written(
    limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(f"05-照片/{number:03d}.jpg", b"x" * number) for number in range(1, 40)]
    # The long records of a ZIP, without the gigabytes that ask for them.
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", limit)
    monkeypatch.setattr(packages, "_OFFSETS", limit)
    small = [(name, content[:9]) for name, content in files]
    assert zip_size((name, len(content)) for name, content in small) == len(written(small, AT))
