"""The counter's screens: type, keep, read back, submit, print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from apps.audit.queries import accesses
from apps.cases.enums import Status
from apps.cases.models import Case, RegistrationDraft
from apps.cases.queries import wording_of
from apps.lib.actors import Actor
from tests.factories.uploads import pdf, upload
from tests.factories.world import World, make_case, person_named

Browser = Callable[[Actor], Client]


def send(client: Client, typed: dict[str, Any], act: str = "check", **changes: Any) -> Any:
    data = {**typed, "act": act, "draft": str(uuid4()), **changes}
    return client.post(reverse("cases:register"), data)


def test_a_household_is_registered_read_back_and_received(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou = browser(world.zhou)

    checked = send(zhou, typed)
    page = zhou.get(checked.url)
    assert "提交并受理" in page.content.decode()
    assert "330102 19650131 000X" in page.content.decode()
    assert not Case.objects.exists()
    done = zhou.post(checked.url)

    case = Case.objects.get()
    assert case.status == Status.RECEIVED
    assert done.url == reverse("cases:registered", kwargs={"pk": case.pk})
    assert case.number in zhou.get(done.url).content.decode()
    assert not RegistrationDraft.objects.exists()


def test_submitting_twice_leads_to_the_same_case(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou = browser(world.zhou)
    url = send(zhou, typed).url

    first, again = zhou.post(url), zhou.post(url)

    assert first.url == again.url
    assert Case.objects.count() == 1


def test_the_next_household_typed_over_a_registered_one_is_another(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou, page = browser(world.zhou), str(uuid4())
    zhou.post(send(zhou, typed, draft=page).url)

    following = send(zhou, typed, draft=page, name="李示例", address="示例路12号7幢2单元103室")
    zhou.post(following.url)

    assert [case.household.name for case in Case.objects.order_by("number")] == ["张示例", "李示例"]


def test_the_form_of_a_registered_household_leads_to_its_case(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou, page = browser(world.zhou), uuid4()
    done = zhou.post(send(zhou, typed, draft=str(page)).url)

    assert zhou.get(reverse("cases:register-draft", kwargs={"draft": page})).url == done.url


def test_a_refused_form_keeps_what_was_typed_on_the_page_and_as_a_draft(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou = browser(world.zhou)

    answer = send(zhou, typed, phone="150000005", floor_area="七十五")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "手机号应为 11 位" in page
    assert 'value="150000005"' in page
    assert 'value="七十五"' in page
    draft = RegistrationDraft.objects.get()
    resumed = zhou.get(reverse("cases:register-draft", kwargs={"draft": draft.pk})).content.decode()
    assert 'value="150000005"' in resumed
    assert "手机号应为 11 位" not in resumed


def test_an_upload_survives_a_refused_form(world: World, browser: Browser, typed: dict[str, Any]) -> None:
    zhou = browser(world.zhou)
    agent = {
        "applicant": "agent",
        "agent_name": "李代办",
        "agent_phone": "13800000001",
        "authority_form": "copy",
        "authority_pages": "2",
        "authority_compared": "no",
    }

    refused = send(zhou, typed, phone="", authority=upload("委托书.pdf", pdf()), **agent)
    assert "已上传：委托书.pdf" in refused.content.decode()
    draft = RegistrationDraft.objects.get()
    url = reverse("cases:register-draft", kwargs={"draft": draft.pk})
    assert "已上传：委托书.pdf" in zhou.get(url).content.decode()
    parked = refused.context["form"].parked_ids()
    checked = zhou.post(
        url, {**typed, **agent, "act": "check", "authority-parked": parked, "draft": str(draft.pk)}
    )
    zhou.post(checked.url)

    case = Case.objects.get()
    assert case.household.agent_name == "李代办"
    paper = case.handed_in.get()
    assert (paper.form, paper.pages, paper.compared_by) == ("copy", 2, "")


def test_saving_a_draft_judges_nothing(world: World, browser: Browser) -> None:
    zhou = browser(world.zhou)

    answer = send(zhou, {"name": "张"}, act="draft")

    draft = RegistrationDraft.objects.get()
    assert answer.url == reverse("cases:register-draft", kwargs={"draft": draft.pk})
    assert "张" in zhou.get(reverse("cases:register-drafts")).content.decode()


def test_a_draft_belongs_to_its_counter(world: World, browser: Browser, typed: dict[str, Any]) -> None:
    send(browser(world.zhou), typed, act="draft")
    draft = RegistrationDraft.objects.get()
    hu = browser(world.hu)

    for name in ("cases:register-draft", "cases:register-check"):
        assert hu.get(reverse(name, kwargs={"draft": draft.pk})).status_code == 404
    hu.post(reverse("cases:register-drafts"), {"draft": draft.pk, "sure": "1"})
    assert RegistrationDraft.objects.filter(pk=draft.pk).exists()
    assert "示例" not in hu.get(reverse("cases:register-drafts")).content.decode().split("<main")[1]


def test_a_draft_can_be_thrown_away(world: World, browser: Browser, typed: dict[str, Any]) -> None:
    zhou = browser(world.zhou)
    send(zhou, typed, act="draft")

    zhou.post(reverse("cases:register-drafts"), {"draft": RegistrationDraft.objects.get().pk, "sure": "1"})

    assert not RegistrationDraft.objects.exists()


def test_chosen_drafts_are_thrown_away_together(world: World, browser: Browser) -> None:
    zhou = browser(world.zhou)
    for name in ("张", "李", "王"):
        send(zhou, {"name": name}, act="draft")
    chosen = [draft.pk for draft in RegistrationDraft.objects.exclude(title="王")]

    asked = zhou.post(reverse("cases:register-drafts"), {"draft": chosen})
    assert "删除这 2 份草稿？" in asked.content.decode()
    assert RegistrationDraft.objects.count() == 3
    zhou.post(reverse("cases:register-drafts"), {"draft": chosen, "sure": "2"})

    assert [draft.title for draft in RegistrationDraft.objects.all()] == ["王"]


def test_another_counter_s_drafts_are_not_thrown_away(world: World, browser: Browser) -> None:
    send(browser(world.zhou), {"name": "张"}, act="draft")

    browser(world.hu).post(
        reverse("cases:register-drafts"), {"draft": [RegistrationDraft.objects.get().pk, "nonsense"]}
    )

    assert RegistrationDraft.objects.count() == 1


@pytest.mark.parametrize("act", ["check", "draft"])
def test_a_page_on_which_nothing_was_typed_makes_no_draft(world: World, browser: Browser, act: str) -> None:
    zhou = browser(world.zhou)
    fresh = zhou.get(reverse("cases:register")).context["form"]
    shown = {name: value for name in fresh.fields if (value := fresh[name].value())}

    answer = send(zhou, shown, act=act)

    assert not RegistrationDraft.objects.exists()
    assert answer.status_code == (422 if act == "check" else 302)


def test_two_clerks_at_one_draft_see_each_other_s_words(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou, colleague = browser(world.zhou), browser(person_named("周另例", world.zhou))
    page = str(uuid4())
    send(zhou, {**typed, "name": "张示例"}, act="draft", draft=page)
    url = reverse("cases:register-draft", kwargs={"draft": page})
    seen = [client.get(url).context["draft_seen"] for client in (zhou, colleague)]
    send(colleague, {**typed, "name": "张更正"}, act="draft", draft=page, **{"draft-seen": seen[1]})

    late = send(zhou, {**typed, "name": "张示例", "rooms": "3"}, draft=page, **{"draft-seen": seen[0]})

    text = late.content.decode()
    assert late.status_code == 422
    assert "由周另例保存过" in text
    assert "草稿已自动保存" not in text, "nothing was kept yet"
    assert late.context["form"].errors["name"] == ["保存过的是“张更正”"]
    assert 'value="张示例"' in text
    assert "张更正" in RegistrationDraft.objects.get().data_encrypted.text(), "nothing of theirs is lost"
    again = send(zhou, {**typed, "name": "张示例"}, draft=page, **{"draft-seen": late.context["draft_seen"]})
    assert again.url == reverse("cases:register-check", kwargs={"draft": page})


def test_one_s_own_other_window_is_not_emptied(world: World, browser: Browser, typed: dict[str, Any]) -> None:
    zhou, page = browser(world.zhou), uuid4()
    send(zhou, typed, act="draft", draft=page)
    send(zhou, {**typed, "note": "门禁联系社区"}, act="draft", draft=page, **{"draft-seen": ""})

    late = send(zhou, {**typed, "note": ""}, act="draft", draft=page, **{"draft-seen": ""})

    assert late.status_code == 422
    assert late.context["form"].errors["note"] == ["保存过的是“门禁联系社区”"]
    assert "门禁联系社区" in RegistrationDraft.objects.get().data_encrypted.text()


def test_one_s_own_earlier_page_goes_on_from_what_it_says(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou, page = browser(world.zhou), uuid4()
    send(zhou, typed, act="draft", draft=page)

    again = send(zhou, {**typed, "rooms": "3"}, act="draft", draft=page, **{"draft-seen": ""})

    assert again.status_code == 302


def test_a_dwelling_taken_between_read_back_and_submit_is_refused_at_its_field(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou = browser(world.zhou)
    url = send(zhou, typed).url
    make_case(world, address=typed["address"])

    answer = zhou.post(url)

    assert answer.status_code == 422
    assert "已经申请过" in str(answer.context["form"].errors["address"])
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("id_number", "330102196501310001", "校验码"),
        ("phone", "150000005", "11 位"),
        ("address", "示例路9号1幢1单元101室", "已经申请过"),
    ],
)
def test_a_field_is_checked_as_it_is_typed(
    world: World, browser: Browser, typed: dict[str, Any], field: str, value: str, words: str
) -> None:
    make_case(world, address="示例路9号1幢1单元101室")

    answer = browser(world.zhou).post(
        f"{reverse('cases:register-field')}?field={field}", {**typed, field: value}
    )

    page = answer.content.decode()
    assert words in page
    assert f'id="id_{field}_field"' in page
    assert "<html" not in page


def test_only_named_fields_are_checked_live(world: World, browser: Browser) -> None:
    assert browser(world.zhou).post(f"{reverse('cases:register-field')}?field=__class__").status_code == 404


@pytest.mark.parametrize("person", ["shen", "yan", "chen", "shi", "wu", "shenji"])
def test_other_roles_have_no_counter(world: World, browser: Browser, person: str) -> None:
    client = browser(world.people[person])

    for name in ("cases:register", "cases:register-drafts"):
        assert client.get(reverse(name)).status_code == 403


def test_the_receipt_is_a_paper_for_officials_and_its_fetching_is_logged(
    world: World, browser: Browser
) -> None:
    case = make_case(world, "designing")
    url = reverse("cases:receipt", kwargs={"pk": case.pk})

    answer = browser(world.zhou).get(url)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert [look.field for look in accesses("case", case.pk)] == ["receipt"]
    assert browser(world.chen).get(url).status_code == 404
    assert browser(world.xi).get(url).status_code == 404


def test_the_page_says_which_wording_it_shows_and_asks_how_it_was_told(
    world: World, browser: Browser, typed: dict[str, Any]
) -> None:
    zhou = browser(world.zhou)
    page = zhou.get(reverse("cases:register")).content.decode()
    code = wording_of(world.zhou).code

    assert f'name="notice_code" value="{code}"' in page
    answer = send(zhou, {**typed, "notice_means": ""}, notice_code=code)
    assert "请先告知申请人" in str(answer.context["form"].errors["notice_means"])
