"""诉求件 of the demonstration: one in each standing, some late, one that concerns a bureau itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from apps.demo.services.schedule import Story
from apps.demo.services.world import DemoWorld
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.clock import SHANGHAI
from apps.orgs.enums import Role
from apps.tickets.enums import About, End, Kind, Source
from apps.tickets.models import Ticket
from apps.tickets.permissions import ANYBODY
from apps.tickets.services import (
    accept_ticket,
    call_back,
    forward_ticket,
    note_talk,
    open_ticket,
    record_ticket,
    reopen_ticket,
    settle_ticket,
)

PLACE = "330102"
PHONE = "10000000007"
"""Nobody's number, as all of the demonstration's."""
Did = Callable[[Ticket], object]


def ticket_stories(world: DemoWorld) -> list[tuple[datetime, Story]]:
    """Return the stories, each of one ticket of 上城."""
    clerk, city = world.actors[PLACE, Role.DISTRICT_CLERK], world.actors["3301", Role.CITY_OFFICER]
    bureau, street = world.bureaus[PLACE], world.actors[world.streets[PLACE][0].code, Role.STREET_CLERK]

    def said(kind: Kind, text: str, about: About = About.ENTERPRISE, **more: Any) -> Callable[[], Ticket]:
        plain = {"by": ANYBODY, "source": Source.PUBLIC, "bureau": bureau, "kind": kind, "about": about}
        return lambda: open_ticket(**{**plain, "text": text, **more})

    def accept(by: Actor = clerk) -> Did:
        return lambda ticket: accept_ticket(ticket_id=ticket.pk, by=by)

    def settle(end: End, text: str, **more: str) -> Did:
        return lambda ticket: settle_ticket(ticket_id=ticket.pk, by=clerk, end=end, text=text, **more)

    def called(text: str) -> Did:
        return lambda ticket: call_back(ticket_id=ticket.pk, by=clerk, reached=True, text=text)

    tail: dict[str, Any] = {"about_name": "示例装饰", "author_name": "钱示例", "author_phone": PHONE}
    return [
        _of(
            _at(2, 9),
            said(Kind.QUALITY, "厨房墙砖有三块空鼓，企业说下个月再来，已经拖了两次。", **tail),
            called("本人说周末都在家。"),
            accept(),
            lambda ticket: note_talk(
                ticket_id=ticket.pk, by=clerk, text="11 月 5 日在社区调解，企业同意次日返工，不另收费。"
            ),
            settle(End.MEDIATED, "经调解，企业于 11 月 6 日返工，换了三块墙砖，您已当场看过。"),
        ),
        _of(_at(5, 15), said(Kind.PRICE, "套餐签合同前涨了两千，问原因说不出来。"), accept()),
        _of(
            _at(9, 10),
            said(Kind.QUALITY, "集成吊顶接缝不平，打电话没有人接。", **tail),
            called("约好第二天去看。"),
            accept(),
            settle(End.ANSWERED, "已请企业上门，接缝已重新调平。"),
            lambda ticket: reopen_ticket(ticket=ticket, by=ANYBODY, text="调平以后又翘起来了，请再看一次。"),
        ),
        _of(
            _at(16, 14),
            said(Kind.OTHER, "小区楼道里堆了拆下来的旧瓷砖，没有人清。", About.UNSAID),
            accept(),
            settle(
                End.PASSED_ON,
                "楼道堆放由街道综合执法处理，已转过去。",
                to_name="示例街道综合行政执法队",
                receipt="收文 2026-示例-031",
            ),
        ),
        _of(
            _at(18, 11),
            lambda: record_ticket(
                by=clerk,
                source=Source.HOTLINE,
                kind=Kind.QUALITY,
                about=About.ENTERPRISE,
                text="来电人反映卫生间门框发黑，要求企业换。",
                bureau=bureau,
                author_phone=PHONE,
                hotline_number="HZ20261118示例",
                hotline_due_on=date(2026, 11, 27),
            ),
            accept(),
        ),
        _of(_at(19, 9), said(Kind.OTHER, "区里回复备案问题两次说法不一样。", About.BUREAU), accept(city)),
        _of(
            _at(23, 16),
            said(Kind.OTHER, "服务点星期天不开门，白跑一趟。", About.UNSAID),
            accept(),
            lambda ticket: forward_ticket(
                ticket_id=ticket.pk,
                by=clerk,
                to=street.organisation_id or 0,
                reason="服务点由街道管理。",
            ),
        ),
        _of(_at(25, 10), said(Kind.FORCED, "有人上门说只能选他们家，不然办不下来。", About.UNSAID)),
        _of(_at(26, 9), said(Kind.FRAUD, "听说有人没有装修也报了完工。", About.ENTERPRISE)),
    ]


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 20, tzinfo=SHANGHAI)


def _of(begin: datetime, opened: Callable[[], Ticket], *then: Did) -> tuple[datetime, Story]:
    def story() -> Iterator[datetime]:
        ticket = opened()
        for each in then:
            yield clock.now() + timedelta(days=1)
            each(Ticket.objects.select_related("body").get(pk=ticket.pk))

    return begin, story()
