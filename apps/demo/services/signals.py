"""疑点 of the demonstration: found by the very search, two of 上城 decided, one looked into and ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from apps.cases.enums import Status
from apps.cases.models import Case
from apps.demo.services.materials import photo
from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.documents.rules.uploads import CheckedUpload
from apps.inspections import services as inspections
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.signals.enums import Kind
from apps.signals.models import Signal
from apps.signals.services import conclude_signal, decide_signal, look_for_signals

SHOWN_TWICE = datetime(2026, 11, 25, 16, 40, tzinfo=SHANGHAI)
SEARCHED = datetime(2026, 11, 26, 3, 20, tzinfo=SHANGHAI)
LOOKED_AT = datetime(2026, 11, 26, 9, 40, tzinfo=SHANGHAI)
ENDED = datetime(2026, 11, 26, 11, 5, tzinfo=SHANGHAI)


def signal_story(world: DemoWorld) -> tuple[datetime, Story]:
    """Let an enterprise use one photo for two homes, the night find it, and the morning look at it."""
    return SHOWN_TWICE, _story(world)


def _story(world: DemoWorld) -> Iterator[datetime]:
    _show_twice(world)
    yield SEARCHED
    look_for_signals(by=SYSTEM, step=_step)
    yield LOOKED_AT
    reviewer = world.actors["330102", Role.DISTRICT_REVIEWER]
    rows = Signal.objects.visible_to(reviewer).order_by("found_at", "subject")
    short = list(rows.filter(kind=Kind.WORKS_SHORT)[:2])
    for row in short:
        decide_signal(
            signal_id=row.pk,
            by=reviewer,
            decision="papers",
            reason="请经办核对完工报告和巡查照片的日期，看是否只换了台面和洁具。",
        )
    for row in rows.filter(kind=Kind.BEFORE_MILESTONE)[:1]:
        decide_signal(
            signal_id=row.pk,
            by=reviewer,
            decision="clear",
            reason="已看巡查记录：完工前三天物业到过现场，照片与进度相符，完工日期可信。",
        )
    yield ENDED
    clerk = world.actors["330102", Role.DISTRICT_CLERK]
    for row in short[:1]:
        conclude_signal(
            signal_id=row.pk,
            by=clerk,
            outcome="sound",
            reason="整体卫浴在厂里预制，现场只有安装；合同、送货单和隐蔽工程照片的日期相符。",
        )


@contextmanager
def _step(**_said: object) -> Iterator[None]:
    with transaction.atomic():
        yield


def _show_twice(world: DemoWorld) -> None:
    clerk = world.actors["330102", Role.DISTRICT_CLERK]
    building = Case.objects.visible_to(clerk).filter(status=Status.BUILDING).order_by("number")
    pairs = (list(building.filter(enterprise=enterprise)[:2]) for enterprise in world.enterprises)
    homes = next((pair for pair in pairs if len(pair) == 2), list(building[:2]))
    # One upload, whose original has one digest.
    shown = photo("墙板安装", 25)
    for case in homes:
        place = next(
            number for number, each in enumerate(world.enterprises, 1) if each.pk == case.enterprise_id
        )
        _report(case, world.actors[f"enterprise-{place}", Role.SITE_MANAGER], shown)


def _report(case: Case, by: Actor, shown: CheckedUpload) -> None:
    inspections.report_progress(
        case_id=case.pk,
        by=by,
        on=clock.today(),
        text="墙板安装完成",
        photos=[shown],
    )
