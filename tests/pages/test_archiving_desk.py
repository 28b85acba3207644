"""立卷 and 检查归档 stand on the desks that do them."""

from __future__ import annotations

from apps.archives.services import compile_archive
from apps.lib import clock
from apps.pages.queries.desk import tasks
from tests.archives.test_filing import whole_case
from tests.factories.world import World, later


def said(world: World, who: str) -> list[str]:
    return [task.text for task in tasks(getattr(world, who))]


def test_a_whole_case_waits_for_its_compiler_then_for_another(world: World) -> None:
    case = whole_case(world)
    with clock.at(later(19)):
        assert (said(world, "wang"), said(world, "shen"), said(world, "ling")) == (["立卷"], [], [])
        compile_archive(case_id=case.pk, by=world.wang)
        assert (said(world, "wang"), said(world, "shen")) == ([], ["检查归档"])
        assert said(world, "ling") == ["检查归档"]
