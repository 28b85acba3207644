"""张示例 reports what is badly done from its own phone; mended takes a code, not mended the slip."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.cases.models import Case
from apps.household.models import Slip
from apps.household.services import issue_slip
from apps.inspections.enums import DefectStatus
from apps.inspections.models import Defect, Photo
from apps.inspections.services.reported import MOST_A_DAY
from apps.lib import clock
from tests.access.forms import fields_of
from tests.factories.reported import LEAK, dispute, mend, report
from tests.factories.uploads import jpeg, pdf
from tests.factories.works import make_works_case
from tests.factories.world import World, later
from tests.household.changes import succeed
from tests.household.telephone import Deciding, answering, last_code
from tests.household.visitor import Visitor, said

pytestmark = pytest.mark.django_db
DAY = later(9)


@pytest.fixture(autouse=True)
def _telephone() -> Iterator[None]:
    with answering():
        yield


@pytest.fixture
def building(world: World) -> Case:
    return make_works_case(world, "building")


def slip_of(world: World, case: Case, holder: str = "self") -> Slip:
    with clock.at(DAY):
        return issue_slip(case_id=case.pk, by=world.zhou, holder=holder)


@pytest.fixture
def phone(world: World, building: Case) -> Visitor:
    return Visitor().opened_at(slip_of(world, building), DAY)


def told(phone: Visitor, text: str = LEAK) -> str:
    return str(phone.post("/my/defects/report/", DAY, text=text).url)


def shown(phone: Visitor, path: str) -> str:
    return said(phone.get(path, DAY))


class Repaired(Deciding):
    """修好了, of one of several reports."""

    def __init__(self, phone: Visitor, number: int) -> None:
        """Open the page of that report."""
        super().__init__(phone, "repaired", DAY)
        self.path = f"{self.path}?number={number}"
        self.page = phone.get(self.path, DAY)
        fields = fields_of(self.page, "content_hash")
        self.sent = {name: values[0] for name, values in fields.items() if values}


def test_a_report_with_photos_reaches_the_list_and_holds_up_nothing(phone: Visitor, building: Case) -> None:
    assert "没做好、坏了、漏水" in shown(phone, "/my/")
    assert told(phone) == told(phone) == "/my/defects/1/"
    row = Defect.objects.get()
    assert (row.text, row.channel, row.found_by) == (LEAK, "slip", "装修人本人（查询凭条）")
    pictures = [
        SimpleUploadedFile("漏水.jpg", jpeg(size=(101, 48))),
        SimpleUploadedFile("合同.pdf", pdf()),
    ]
    with clock.at(DAY):
        partly = phone.client.post("/my/defects/1/", {"pictures": pictures})
    assert partly.status_code == 422
    assert "合同.pdf" in said(partly)
    assert said(partly).count('class="error"') == 1
    photo = Photo.objects.get(subject_id=row.pk)
    assert phone.get(f"/my/defects/1/{photo.pk}/", DAY)["Content-Type"] == "image/jpeg"
    assert "等装修企业答复" in shown(phone, "/my/defects/")
    building.refresh_from_db()
    assert building.holds.filter(kind="defect").count() == 0


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_said_is_refused_at_the_field(phone: Visitor, text: str) -> None:
    page = phone.post("/my/defects/report/", DAY, text=text)
    assert page.status_code == 422
    assert "请写几个字" in said(page)


def test_a_slip_that_was_found_fills_no_desk(phone: Visitor) -> None:
    for number in range(MOST_A_DAY):
        told(phone, f"第 {number} 处不平")
    page = phone.post("/my/defects/report/", DAY, text="还有一处")
    assert (page.status_code, Defect.objects.count()) == (422, MOST_A_DAY)
    assert "一天最多报" in said(page)
    assert "还有一处" in said(page)


def test_mended_is_said_with_a_code_of_the_one_report(phone: Visitor, world: World, building: Case) -> None:
    told(phone)
    told(phone, "柜门关不上")
    first, other = Defect.objects.order_by("number")
    with clock.at(DAY):
        mend(world, building, first)
        mend(world, building, other)
    assert "2 项请您看一看" in shown(phone, "/my/")
    page = Repaired(phone, 2)
    assert "柜门关不上" in said(page.page)
    assert page.ask().status_code == 200
    code = last_code(DAY)
    assert Repaired(phone, 1).send(code).status_code == 422  # a code for one opens no other
    assert page.send(code).url == "/my/done/repaired/"
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.status, other.status) == (DefectStatus.RECTIFIED, DefectStatus.VERIFIED)
    assert other.verified_by.startswith("装修人本人（手机验证码")
    assert page.send(code).url == "/my/done/repaired/"  # a second tap


def test_an_answer_that_changed_meanwhile_is_shown_again(
    phone: Visitor, world: World, building: Case
) -> None:
    told(phone)
    with clock.at(DAY):
        mend(world, building, Defect.objects.get())
        page = Repaired(phone, 1)
        page.ask()
        Defect.objects.update(rectified_note="换了说法")
        stale = page.send(last_code(DAY))
    assert stale.status_code == 409
    assert "换了说法" in said(stale)
    assert Defect.objects.get().status == DefectStatus.RECTIFIED


def test_not_mended_is_said_with_the_slip_once(phone: Visitor, world: World, building: Case) -> None:
    told(phone)
    with clock.at(DAY):
        dispute(world, building, Defect.objects.get())
    assert "企业说不是质量问题" in shown(phone, "/my/defects/1/")
    for _press in range(2):
        assert phone.post("/my/defects/1/again/", DAY, words="门关着也积水").url == "/my/defects/1/"
    row = Defect.objects.get()
    assert (row.status, row.times_again, row.said_again) == (DefectStatus.OPEN, 1, "门关着也积水")
    late = phone.post("/my/defects/1/again/", DAY, words="再说一遍")
    assert late.status_code == 409
    assert "再说一遍" in said(late)


def test_the_next_household_reads_nothing_of_the_one_before(
    phone: Visitor, world: World, building: Case
) -> None:
    with clock.at(DAY):
        report(world, building)
    with clock.at(later(10)):
        succeed(world, building)
    with clock.at(later(11)):
        later_slip = issue_slip(case_id=building.pk, by=world.zhou, holder="self")
    after = Visitor().opened_at(later_slip, later(11))
    assert LEAK not in said(after.get("/my/defects/", later(11)))
    assert after.get("/my/defects/1/", later(11)).status_code == 404
    assert after.post("/my/defects/1/again/", later(11), words="积水").status_code == 404


def test_before_the_works_nothing_is_offered(world: World, case: Case) -> None:
    early = Visitor().opened_at(slip_of(world, case), DAY)
    assert "哪里没做好" not in shown(early, "/my/")
    assert early.get("/my/defects/report/", DAY).url == "/my/defects/"
    refused = early.post("/my/defects/report/", DAY, text=LEAK)
    assert refused.status_code == 409
    assert LEAK in said(refused)
    assert not Defect.objects.exists()


def test_another_case_s_photo_is_not_shown(phone: Visitor, world: World, building: Case) -> None:
    told(phone)
    other = make_works_case(world, "building", address="示例路99号1幢1单元101室")
    with clock.at(DAY):
        row = mend(world, other, report(world, other))
    photo = Photo.objects.get(subject_id=row.pk)
    assert phone.get(f"/my/defects/1/{photo.pk}/", DAY).status_code == 404
