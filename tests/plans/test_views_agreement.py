"""Pages of confirmation, contract, note, change and the household's new enterprise."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.models import Confirmation, Contract
from apps.plans.queries import submitted_plan
from tests.factories.plans import content, drawn, make_planned_case, submit
from tests.factories.uploads import HTML, pdf, upload
from tests.factories.world import World

Browser = Callable[[Actor], Client]


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"plans:{name}", kwargs={"pk": case.pk, **more})


def text(response: HttpResponse) -> str:
    return response.content.decode()


class TestConfirmation:
    def test_the_household_reads_its_plan_in_plain_words(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        first = submit(world, case)
        services.reject_plan(
            case_id=case.pk, by=world.zhou, opinion="想快一点", content_hash=first.content_hash
        )
        services.start_new_version(case_id=case.pk, by=world.chen)
        submit(world, case, plan=content(days=10))
        shown = text(signed_in(world.zhou).get(url("confirm", case)))
        assert "张示例，请看一看您家的装修方案" in shown
        assert "一共 7.62 万元" in shown
        assert "墙面、地面、吊顶都用装配式" in shown
        assert "和您上次看过的第 1 版不一样的地方" in shown
        assert "0571-00000001" in shown

    def sign(self, case: Case, **changes: str) -> dict[str, str]:
        plan = submitted_plan(case)
        case.refresh_from_db()
        return {
            "version": str(case.version),
            "key": uuid4().hex,
            "content_hash": plan.content_hash if plan else "",
            "signer": "self",
            "agree": "on",
            "signature": drawn(),
            **changes,
        }

    def test_it_is_signed_on_the_official_s_device(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        client, data = signed_in(world.zhou), self.sign(case)
        assert "见证人：清波街道办事处" in text(client.get(url("sign", case)))
        assert [client.post(url("sign", case), data).status_code for _ in range(2)] == [302, 302]
        case.refresh_from_db()
        assert case.status == Status.CONFIRMED
        assert Confirmation.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"signature": ""}, "还没有签名"),
            ({"signature": "data:image/png;base64,AAAA"}, "签名"),
            ({"agree": ""}, "请户主勾选同意"),
            ({"signer": "agent", "signer_name": "李示例"}, "须有委托书"),
        ],
    )
    def test_what_is_missing_is_told(
        self, world: World, case: Case, signed_in: Browser, changes: dict[str, str], words: str
    ) -> None:
        submit(world, case)
        response = signed_in(world.zhou).post(url("sign", case), self.sign(case, **changes))
        assert response.status_code == 422
        assert words in text(response)
        assert not Confirmation.objects.exists()

    def test_the_signed_paper_is_uploaded(self, world: World, case: Case, signed_in: Browser) -> None:
        submit(world, case)
        data = {**self.sign(case), "signed_on": str(clock.today()), "scan": upload("签字.pdf", pdf())}
        assert signed_in(world.wang).post(url("scan", case), data).status_code == 302

    def test_an_opinion_goes_back_to_the_designer(self, world: World, case: Case, signed_in: Browser) -> None:
        submit(world, case)
        data = self.sign(case, opinion="想换地砖颜色")
        assert signed_in(world.zhou).post(url("opinion", case), data).status_code == 302
        assert "想换地砖颜色" in text(signed_in(world.chen).get(url("plan", case)))

    def test_the_designer_cannot_sign_for_the_household(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        client = signed_in(world.chen)
        assert client.get(url("sign", case)).status_code == 403
        assert client.post(url("sign", case), self.sign(case)).status_code == 403
        assert not Confirmation.objects.exists()

    def test_without_a_waiting_plan_the_page_leads_back(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        assert signed_in(world.zhou).get(url("confirm", case)).headers["Location"] == url("plan", case)


class TestContract:
    def data(self, case: Case, **changes: object) -> dict[str, object]:
        case.refresh_from_db()
        return {
            "version": case.version,
            "key": uuid4().hex,
            "amount": "76200",
            "signed_on": str(clock.today()),
            "scan": upload("合同.pdf", pdf()),
            **changes,
        }

    def test_it_is_recorded_by_the_designer(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world, upto="confirmed")
        assert signed_in(world.chen).post(url("contract", case), self.data(case)).status_code == 302
        case.refresh_from_db()
        assert case.status == Status.CONTRACTED

    def test_a_false_file_is_told_at_its_field_and_the_amount_stays(
        self, world: World, signed_in: Browser
    ) -> None:
        case = make_planned_case(world, upto="confirmed")
        data = self.data(case, scan=upload("合同.pdf", HTML))
        response = signed_in(world.chen).post(url("contract", case), data)
        assert response.status_code == 422
        assert 'value="76200"' in text(response)
        assert not Contract.objects.exists()

    def test_a_sound_file_survives_another_field_s_error(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world, upto="confirmed")
        response = signed_in(world.chen).post(url("contract", case), self.data(case, amount="-1"))
        assert response.status_code == 422
        assert "金额应大于 0" in text(response)
        assert "合同.pdf" in text(response)

    def test_a_supplement_needs_a_reason(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world, upto="contracted")
        client = signed_in(world.chen)
        refused = client.post(url("supplement", case), self.data(case, amount="72000"))
        assert "请写明补充原因" in text(refused)
        done = client.post(url("supplement", case), self.data(case, amount="72000", reason="减项"))
        assert done.status_code == 302

    def test_the_scan_is_not_offered_to_an_enterprise(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world, upto="contracted")
        scan = str(Contract.objects.get(case=case).scan_file_id)
        assert scan in text(signed_in(world.zhou).get(url("plan", case)))
        assert scan not in text(signed_in(world.chen).get(url("plan", case)))


class TestLaterSteps:
    def test_the_district_notes_a_long_duration(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world, "confirmed", plan=content(days=16, reason="整栋停水"))
        client = signed_in(world.wang)
        assert "整栋停水" in text(client.get(url("overrun", case)))
        data = {"version": case.version, "key": uuid4().hex, "opinion": "已知悉"}
        assert client.post(url("overrun", case), data).status_code == 302
        assert "区县已知悉" in text(client.get(url("plan", case)))

    def test_a_change_is_proposed_and_withdrawn(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world)
        client = signed_in(world.chen)
        data = {"version": case.version, "key": uuid4().hex, "reason": "户主想换地砖"}
        assert client.post(url("change", case), data).status_code == 302
        assert "继续编制第 2 版" in text(client.get(url("plan", case)))
        case.refresh_from_db()
        data = {"version": case.version, "key": uuid4().hex, "reason": "不改了"}
        assert client.post(url("withdraw-change", case), data).status_code == 302
        assert "已作废" in text(client.get(url("plan", case)))

    def test_no_enterprise_is_chosen_beforehand(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world)
        shown = text(signed_in(world.zhou).get(url("replace", case)))
        assert "样本集成家居有限公司" in shown
        assert "checked" not in shown
        assert "<option" in shown
        assert "selected>样本" not in shown

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"source": "listed"}, "请在名录中选择企业"),
            ({"source": "other", "name": "某公司"}, "统一社会信用代码"),
            ({"source": ""}, "请选择企业来源"),
        ],
    )
    def test_an_unfinished_choice_is_told(
        self, world: World, signed_in: Browser, changes: dict[str, str], words: str
    ) -> None:
        case = make_planned_case(world)
        data = {"version": case.version, "key": uuid4().hex, "reason": "另选", **changes}
        response = signed_in(world.zhou).post(url("replace", case), data)
        assert response.status_code == 422
        assert words in text(response)
        assert "另选" in text(response)

    def test_another_enterprise_takes_over(self, world: World, signed_in: Browser) -> None:
        case = make_planned_case(world)
        data = {
            "version": case.version,
            "key": uuid4().hex,
            "reason": "另选",
            "source": "listed",
            "enterprise": world.yangben.pk,
        }
        clerk = signed_in(world.zhou)
        assert clerk.post(url("replace", case), data).status_code == 302
        assert clerk.post(url("replace", case), data).status_code == 302, "a double click is no second choice"
        assert case.choices.count() == 2
        assert signed_in(world.chen).get(url("plan", case)).status_code == 404
        assert signed_in(world.tao).get(url("plan", case)).status_code == 200
