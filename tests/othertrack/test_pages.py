"""The pages of 其他装修 as each role meets them, and its papers."""

from __future__ import annotations

import html
import io

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.inspections.services import convert
from apps.lib import clock
from apps.lib.actors import Actor
from apps.othertrack.models import Renovation
from tests.factories import othertrack as made
from tests.factories.stages import make_staged_case
from tests.factories.works import below
from tests.factories.world import World, later, user_of

pytestmark = pytest.mark.django_db


def browser(person: Actor) -> Client:
    client = Client()
    client.force_login(user_of(person))
    return client


def read(person: Actor, name: str, renovation: Renovation | None = None, query: str = "") -> str:
    url = reverse(f"othertrack:{name}", kwargs={"pk": renovation.pk} if renovation else {})
    answer = browser(person).get(url + query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def words(person: Actor, name: str, renovation: Renovation) -> str:
    url = reverse(f"othertrack:{name}", kwargs={"pk": renovation.pk})
    content = browser(person).get(url).content
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.replace("\n", "")


def test_the_list_shows_a_district_its_own_and_names_in_part(world: World) -> None:
    renovation = made.applied(world)
    page = read(world.wang, "index")
    assert renovation.number in page
    assert renovation.name not in page
    assert renovation.number not in read(world.xi, "index")


@pytest.mark.parametrize("state", ["mine", "open", "problem", "counted", "converted", "ended", "all"])
def test_every_filter_answers(world: World, state: str) -> None:
    renovation = made.troubled(world)
    page = read(world.zhou, "index", query=f"?state={state}")
    assert (renovation.number in page) is (state in ("mine", "open", "problem", "counted", "all"))


def test_a_page_says_every_fact_of_the_source(world: World) -> None:
    page = read(world.wang, "renovation", made.approved(world))
    for words_ in ("装修备案", "一码监管", "个人申请", "合同真实性", "区县审查", "装修结果核准"):
        assert words_ in page


def test_the_company_reads_no_contract_and_no_paper(world: World) -> None:
    renovation = made.troubled(world)
    page = read(world.wu, "renovation", renovation)
    assert "登记巡查" in page
    assert renovation.contractor not in page
    assert "不动产权证" not in page


def test_the_telephone_is_shown_once_and_kept_nowhere(world: World) -> None:
    renovation = made.applied(world)
    url = reverse("othertrack:phone", kwargs={"pk": renovation.pk})
    number = renovation.phone_encrypted.text()
    assert number not in read(world.zhou, "renovation", renovation)
    answer = browser(world.zhou).post(url, {"purpose": "约上门"})
    assert number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_form_of_what_was_returned_shows_what_is_asked_for(world: World) -> None:
    assert "不动产权证缺附图页" in read(world.zhou, "amend", made.returned(world))


def test_a_returned_one_is_amended_on_its_page_item_by_item(world: World) -> None:
    renovation = made.returned(world)
    url = reverse("othertrack:amend", kwargs={"pk": renovation.pk})
    client = browser(world.zhou)
    shown = client.get(url).context["form"]
    typed = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, "")}
    assert "请填写" in client.post(url, {**typed, "contract_amount": "38600元"}).content.decode()
    done = client.post(url, {**typed, "contract_amount": "38600元", "1-word": "补了附图页"})
    assert done.status_code == 302
    assert made.fresh(renovation).status == "submitted"


def test_the_receipt_and_the_sheet_say_what_was_said(world: World) -> None:
    renovation = made.approved(world)
    assert renovation.number in words(world.zhou, "receipt", renovation)
    sheet = words(world.wang, "sheet", renovation)
    for each in ("示例装修备案系统", world.zhou.name, world.shen.name, "装修结果核准"):
        assert each in sheet


def test_a_review_that_was_taken_back_is_not_printed(world: World) -> None:
    renovation = made.reviewed(world)
    made.looked(world, renovation, made.FactKind.CONTRACT, finding=made.Finding.DIFFERS, seen="系伪造")
    sheet = words(world.wang, "sheet", made.fresh(renovation))
    assert world.shen.name not in sheet


def test_a_converted_case_leads_on_and_back(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        convert(case_id=case.pk, by=world.ling, **below("无法整改"))
        renovation = Renovation.objects.get()
        answer = browser(world.wang).get(reverse("othertrack:of-case", kwargs={"pk": case.pk}))
        assert renovation.number in answer.content.decode()
        assert str(case.number) in read(world.wang, "renovation", renovation)
        assert "转来，待补申请" in read(world.zhou, "index", query="?state=mine")


def test_the_workbench_leads_to_what_waits(world: World) -> None:
    renovation = made.checked(world)
    page = browser(world.shen).get(reverse("pages:workbench")).content.decode()
    assert renovation.number in page
    assert "待区县审查" in page


def test_a_search_among_cases_goes_on_among_renovations_without_a_name_in_the_url(world: World) -> None:
    renovation = made.applied(world, name="张示例")
    client = browser(world.zhou)
    page = client.post(reverse("pages:case-search"), {"q": "张示例"}, follow=True).content.decode()
    assert "在其他装修里查找“张示例”" in page
    link = html.unescape(page.split("在其他装修里查找")[0].rsplit('href="', 1)[1].split('"')[0])
    assert "found=" in link
    assert renovation.number in client.get(link).content.decode()
    own = client.post(reverse("othertrack:search"), {"text": "张示例"})
    assert "found=" in own["Location"]
    assert renovation.number in client.get(own["Location"]).content.decode()
    assert renovation.number in read(world.zhou, "index", query=f"?text={renovation.number}")
    assert renovation.number in read(world.zhou, "index", query=f"?text={renovation.number[-4:]}")


def test_the_counter_of_the_assembled_track_leads_here(world: World) -> None:
    page = browser(world.zhou).get(reverse("cases:register")).content.decode()
    assert f'href="{reverse("othertrack:apply")}">登记其他装修申请' in page


def test_a_converted_case_promises_no_acceptance(world: World) -> None:
    case = make_staged_case(world, "building")
    with clock.at(later(20)):
        convert(case_id=case.pk, by=world.ling, **below("墙面已湿贴"))
        url = reverse("inspections:acceptance", kwargs={"pk": case.pk})
        page = browser(world.wang).get(url).content.decode()
    assert "不再组织验收" in page
    assert "组织现场验收" not in page
    assert "验收期限" not in page
