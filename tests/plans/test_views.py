"""The pages: within scope, errors at their fields, what was typed stays, a double click counts once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.audit.models import AccessLog
from apps.cases.enums import Status
from apps.cases.models import Case
from apps.lib import clock
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.enums import Method, PlanStatus
from apps.plans.models import Confirmation, Contract, PlanVersion
from apps.plans.queries import content_of, contents_equal, draft_plan, submitted_plan
from tests.factories.plans import bathroom, confirm, content, drawn, kitchen, make_planned_case, submit
from tests.factories.uploads import HTML, pdf, upload
from tests.factories.world import World

Browser = Callable[[Actor], Client]


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"plans:{name}", kwargs={"pk": case.pk, **more})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def posted(case: Case, action: str = "submit", **changes: str) -> dict[str, str]:
    """Return the editor's fields for the plan of the mock page."""
    said = content()
    case.refresh_from_db()
    data = {
        "version": str(case.version),
        "key": uuid4().hex,
        "action": action,
        "survey_on": str(said.survey_on),
        "survey_note": said.survey_note,
        "planned_start": str(said.planned_start),
        "planned_days": str(said.planned_days),
        "spaces-TOTAL_FORMS": str(len(said.spaces)),
        "spaces-INITIAL_FORMS": "0",
        "lines-TOTAL_FORMS": str(len(said.lines)),
        "lines-INITIAL_FORMS": "0",
        "hazards-TOTAL_FORMS": str(len(said.hazards)),
        "hazards-INITIAL_FORMS": "0",
    }
    for row, space in enumerate(said.spaces):
        data |= {
            f"spaces-{row}-kind": str(space.kind),
            f"spaces-{row}-name": space.name,
            f"spaces-{row}-declared_total": str(space.declared_total),
        }
        for surface in space.surfaces:
            data |= {
                f"spaces-{row}-{surface.part}_area": str(surface.area),
                f"spaces-{row}-{surface.part}_method": str(surface.method),
                f"spaces-{row}-{surface.part}_product": surface.product,
            }
    for row, line in enumerate(said.lines):
        data |= {
            f"lines-{row}-kind": str(line.kind),
            f"lines-{row}-name": line.name,
            f"lines-{row}-amount": str(line.amount),
        }
    for row, hazard in enumerate(said.hazards):
        data |= {
            f"hazards-{row}-name": hazard.name,
            f"hazards-{row}-location": hazard.location,
            f"hazards-{row}-product": hazard.product,
        }
    return data | changes


class TestTab:
    def test_it_shows_the_failed_check_with_its_way_out(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
        shown = text(signed_in(world.zhou).get(url("plan", case)))
        assert "33.33 %，墙面改为装配式后为 100 %" in shown
        assert "请户主确认：" in shown

    def test_the_sister_district_finds_nothing(self, world: World, case: Case, signed_in: Browser) -> None:
        assert signed_in(world.xi).get(url("plan", case)).status_code == 404

    def test_another_enterprise_finds_nothing(self, world: World, case: Case, signed_in: Browser) -> None:
        assert signed_in(world.tao).get(url("plan", case)).status_code == 404

    def test_an_enterprise_reads_neither_id_number_nor_hardship(
        self, world: World, signed_in: Browser
    ) -> None:
        case = make_planned_case(world, "contracted", hardship="hardship")
        client = signed_in(world.chen)
        shown = text(client.get(url("plan", case)))
        assert "困难家庭" not in shown
        assert "33010219650131" not in shown
        assert client.get(url("application-form", case)).status_code == 404

    def test_a_version_that_is_not_there_is_not_found(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        client = signed_in(world.zhou)
        assert client.get(url("plan", case), {"v": "1"}).status_code == 200
        assert client.get(url("plan", case), {"v": "9"}).status_code == 404
        assert client.get(url("plan", case), {"v": "１"}).status_code == 404

    def test_a_case_without_plan_says_what_comes_next(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        assert "还没有方案" in text(signed_in(world.wang).get(url("plan", case)))


class TestEditor:
    def test_a_designer_submits_and_lands_on_the_tab(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        response = signed_in(world.chen).post(url("edit", case), posted(case))
        assert response.status_code == 302
        plan = PlanVersion.objects.with_content().get(case=case)
        assert plan.status == PlanStatus.SUBMITTED
        assert contents_equal(content_of(plan), content())

    def test_a_draft_is_saved_unfinished_and_shown_again(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        client = signed_in(world.chen)
        response = client.post(
            url("edit", case), posted(case, "save", **{"spaces-1-wall_area": "", "planned_days": ""})
        )
        assert response.status_code == 302
        draft = draft_plan(case)
        assert draft is not None
        assert draft.planned_days is None
        assert 'value="整体防水底盘"' in text(client.get(url("edit", case)))

    @pytest.mark.parametrize(
        ("changes", "words", "kept"),
        [
            ({"planned_days": "16"}, "请写明超期原因", 'value="16"'),
            ({"spaces-0-declared_total": "29.50"}, "与勘测总面积 29.50 ㎡不一致", 'value="29.50"'),
            ({"spaces-0-wall_area": "-3"}, "面积应大于 0", 'value="-3"'),
            ({"spaces-0-wall_area": "十八"}, "请填写数字", 'value="十八"'),
            ({"spaces-0-wall_area": "18.601"}, "面积最多两位小数", 'value="18.601"'),
            ({"survey_on": "2026-02-30"}, "真实存在的日期", 'value="2026-02-30"'),
            ({"lines-0-amount": "38600"}, "请核对单位是否为万元", 'value="38600"'),
            ({"spaces-1-wall_method": ""}, "请选择墙面工法", 'value="装配式墙板"'),
        ],
    )
    def test_bad_input_is_told_at_its_field_and_stays(
        self, world: World, case: Case, signed_in: Browser, changes: dict[str, str], words: str, kept: str
    ) -> None:
        response = signed_in(world.chen).post(url("edit", case), posted(case, **changes))
        assert response.status_code == 422
        assert words in text(response)
        assert kept in text(response)
        assert not PlanVersion.objects.filter(case=case).exists()

    def test_full_width_digits_are_read(self, world: World, case: Case, signed_in: Browser) -> None:
        response = signed_in(world.chen).post(
            url("edit", case), posted(case, **{"spaces-0-wall_area": "１８．６０", "planned_days": "１２"})
        )
        assert response.status_code == 302

    def test_rows_are_added_and_removed_without_scripts(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        client = signed_in(world.chen)
        more = text(client.post(url("edit", case), posted(case, "add:spaces")))
        assert 'name="spaces-2-wall_area"' in more
        fewer = text(client.post(url("edit", case), posted(case, "remove:lines:0")))
        assert 'name="lines-3-name"' not in fewer
        assert 'name="lines-0-name" value="集成卫生间"' in fewer
        assert not PlanVersion.objects.filter(case=case).exists()

    def test_the_evaluator_answers_while_one_types_and_writes_nothing(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        data = posted(case, **{"spaces-1-wall_method": "wet", "spaces-0-wall_area": "x"})
        response = signed_in(world.chen).post(url("evaluate", case), data, headers={"HX-Request": "true"})
        assert "卫生间 33.33 %，墙面改为装配式后为 100 %" in text(response)
        assert "还有部位没有填面积或工法" in text(response)
        assert not PlanVersion.objects.filter(case=case).exists()

    def test_a_double_click_submits_once(self, world: World, case: Case, signed_in: Browser) -> None:
        client, data = signed_in(world.chen), posted(case)
        assert [client.post(url("edit", case), data).status_code for _ in range(2)] == [302, 302]
        assert PlanVersion.objects.filter(case=case).count() == 1

    def test_a_stale_page_keeps_what_was_typed_and_goes_through_the_second_time(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        client, data = signed_in(world.chen), posted(case, planned_days="13")
        services.save_plan_draft(case_id=case.pk, by=world.chen, content=content())
        response = client.post(url("edit", case), data)
        case.refresh_from_db()
        assert response.status_code == 422
        assert "刚被别人改过" in text(response)
        assert 'value="13"' in text(response)
        assert f'name="version" value="{case.version}"' in text(response)

    def test_the_counter_may_not_open_the_editor_of_an_enterprise_with_account(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        assert signed_in(world.zhou).get(url("edit", case)).status_code == 403
        assert signed_in(world.jiang).get(url("edit", case)).status_code == 403

    def test_a_new_version_opens_as_a_copy(self, world: World, case: Case, signed_in: Browser) -> None:
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
        client = signed_in(world.chen)
        assert client.get(url("edit", case)).status_code == 302
        assert client.post(url("new-version", case)).headers["Location"] == url("edit", case)
        assert "方案第 2 版" in text(client.get(url("edit", case)))


class TestConfirmation:
    def test_the_household_reads_its_plan_in_plain_words(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
        services.start_new_version(case_id=case.pk, by=world.chen)
        submit(world, case)
        shown = text(signed_in(world.zhou).get(url("confirm", case)))
        assert "张示例，请看一看您家的装修方案" in shown
        assert "一共 7.62 万元" in shown
        assert "墙面、地面、吊顶都用装配式" in shown
        assert "和第 1 版不一样的地方" in shown
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
            "amount": "7.62",
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
        assert 'value="7.62"' in text(response)
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
        refused = client.post(url("supplement", case), self.data(case, amount="7.20"))
        assert "请写明补充原因" in text(refused)
        done = client.post(url("supplement", case), self.data(case, amount="7.20", reason="减项"))
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
        assert signed_in(world.zhou).post(url("replace", case), data).status_code == 302
        assert signed_in(world.chen).get(url("plan", case)).status_code == 404
        assert signed_in(world.tao).get(url("plan", case)).status_code == 200


class TestPapers:
    def test_everyone_in_scope_prints_the_plan_and_the_form_is_logged(
        self, world: World, signed_in: Browser
    ) -> None:
        case = make_planned_case(world)
        plan = signed_in(world.chen).get(url("paper", case, number=1))
        form = signed_in(world.zhou).get(url("application-form", case))
        assert (plan.status_code, form.status_code) == (200, 200)
        assert plan.content.startswith(b"%PDF")
        assert form.content.startswith(b"%PDF")
        assert AccessLog.objects.filter(subject_id=str(case.pk), purpose="打印申请表").count() == 1

    def test_there_is_no_form_before_the_confirmation(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case)
        assert signed_in(world.zhou).get(url("application-form", case)).status_code == 404
        confirm(case, by=world.zhou)
        assert signed_in(world.xi).get(url("application-form", case)).status_code == 404
