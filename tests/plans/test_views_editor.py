"""The plan editor: errors at their fields, what was typed stays, a double click counts once."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from apps.cases.models import Case
from apps.lib.actors import Actor
from apps.plans import services
from apps.plans.enums import Method, PlanStatus
from apps.plans.models import PlanVersion
from apps.plans.queries import content_of, contents_equal, draft_plan
from apps.plans.rules import Content, part_field
from tests.factories.plans import bathroom, content, kitchen, mixed_bathroom, submit
from tests.factories.world import World

Browser = Callable[[Actor], Client]


def url(name: str, case: Case, **more: object) -> str:
    return reverse(f"plans:{name}", kwargs={"pk": case.pk, **more})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def value_of(page: str, name: str) -> str:
    """Return what stands in the field of this name; fails without exactly one."""
    (tag,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
    return re.findall(r' value="([^"]*)"', tag)[0]


def posted(
    case: Case, action: str = "submit", *, plan: Content | None = None, **changes: str
) -> dict[str, str]:
    """Return the editor's fields for a plan, by default the one of the mock page."""
    said = plan or content()
    case.refresh_from_db()
    data = {
        "version": str(case.version),
        "key": uuid4().hex,
        "action": action,
        "survey_on": str(said.survey_on),
        "survey_note": said.survey_note,
        "planned_start": str(said.planned_start),
        "planned_days": str(said.planned_days),
        "hazard_survey": str(said.hazard_survey or ""),
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
            for place, part in enumerate(space.parts_of(surface)):
                field = f"spaces-{row}-{part_field(surface, place)}"
                data |= {
                    f"{field}_area": str(part.area),
                    f"{field}_method": str(part.method),
                    f"{field}_product": part.product,
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
            ({"lines-0-amount": "3.86"}, "3.86 万元请写“3.86万”", 'value="3.86"'),
            ({"lines-0-amount": "386000000"}, "请核对单位", 'value="386000000"'),
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

    def test_a_surface_is_divided_without_losing_what_was_typed(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        data = posted(case, "divide:spaces:0:wall:1", **{"spaces-0-wall_area": "12.2x"})
        divided = text(signed_in(world.chen).post(url("edit", case), data))
        assert 'name="spaces-0-wall2_area"' in divided
        assert 'name="spaces-0-wall_parts" value="2"' in divided
        assert 'value="12.2x"' in divided

    def test_a_part_goes_and_those_below_move_up(self, world: World, case: Case, signed_in: Browser) -> None:
        data = posted(case, "undivide:spaces:1:wall:1", plan=content(kitchen(), mixed_bathroom()))
        data |= {"spaces-1-wall_parts": "3", "spaces-1-wall3_area": "0.55", "spaces-1-wall3_method": "wet"}
        fewer = text(signed_in(world.chen).post(url("edit", case), data))
        assert value_of(fewer, "spaces-1-wall2_area") == "0.55"
        assert 'name="spaces-1-wall3_area"' not in fewer

    def test_a_mixed_wall_is_saved_and_shown_in_its_parts(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        client, said = signed_in(world.chen), content(kitchen(), mixed_bathroom())
        assert client.post(url("edit", case), posted(case, "save", plan=said)).status_code == 302
        stored = draft_plan(case)
        assert stored is not None
        assert content_of(stored).spaces == said.spaces
        again = text(client.get(url("edit", case)))
        assert Decimal(value_of(again, "spaces-1-wall2_area")) == Decimal("3.40")

    def test_a_part_without_area_is_told_at_its_own_field(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        data = posted(case, plan=content(kitchen(), mixed_bathroom()), **{"spaces-1-wall2_area": ""})
        answer = signed_in(world.chen).post(url("edit", case), data)
        assert answer.status_code == 422
        assert answer.context["form"].spaces.forms[1].errors["wall2_area"] == ["请填写墙面第 2 部分面积。"]

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

    def test_a_second_version_shows_what_differs_from_the_first(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        submit(world, case, plan=content(kitchen(), bathroom(wall=Method.WET)))
        services.start_new_version(case_id=case.pk, by=world.chen)
        client = signed_in(world.chen)
        assert "还没有改动" in text(client.get(url("edit", case)))
        changed = text(client.post(url("evaluate", case), posted(case)))
        assert "瓷砖 湿作业 → 装配式墙板 装配式干法" in changed

    def test_a_fresh_editor_offers_the_spaces_the_household_asked_for(
        self, world: World, case: Case, signed_in: Browser
    ) -> None:
        shown = text(signed_in(world.chen).get(url("edit", case)))
        assert 'name="spaces-1-name" value="卫生间"' in shown
        assert "卫生间 3 个部位中 0 个，还有部位没有选工法" in shown
