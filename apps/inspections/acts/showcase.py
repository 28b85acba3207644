"""确定和取消样板工程."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.inspections import permissions, services
from apps.inspections.acts.grounds import ACCEPTANCE
from apps.inspections.forms import MarkShowcaseForm, UnmarkShowcaseForm

MARK_SHOWCASE = Act(
    name="showcase.mark",
    label="确定样板工程",
    ground=ACCEPTANCE,
    may=permissions.may_mark_showcase,
    form=MarkShowcaseForm,
    service=services.mark_showcase,
    explain="验收合格、户主同意给别人看的，确定为样板工程。只在内部列出，不公开；验收合格撤销的不再列出。",
    button="确定",
    success="已确定为样板工程。",
    describe="确定样板工程：理由，户主怎样同意的。",
    records={"showcase.marked": "确定样板工程"},
    path="<uuid:pk>/acceptance/showcase/",
    page="inspections:showcase-mark",
    api="showcase",
    body="ShowcaseWrite",
    creates=True,
)

UNMARK_SHOWCASE = Act(
    name="showcase.unmark",
    label="取消样板工程",
    ground=ACCEPTANCE,
    may=permissions.may_unmark_showcase,
    form=UnmarkShowcaseForm,
    service=services.unmark_showcase,
    explain="写明原因；原来确定的人、时间和理由留在记录里。",
    button="取消样板工程",
    success="已取消样板工程。",
    describe="取消样板工程，写明原因。",
    danger=True,
    records={"showcase.unmarked": "取消样板工程"},
    path="<uuid:pk>/acceptance/showcase/end/",
    page="inspections:showcase-unmark",
    api="showcase/unmark",
    body="ShowcaseEnd",
    creates=True,
)
