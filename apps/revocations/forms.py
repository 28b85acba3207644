"""What each step of the procedure asks for."""

from __future__ import annotations

from typing import Any

from apps.acts.forms import ActForm
from apps.documents.enums import FileKind
from apps.documents.forms import ParkedFileField
from apps.inspections.forms.fields import choice_field, text_field
from apps.plans.forms.fields import Day
from apps.revocations.enums import Opinion, Outcome, Party, Way


class ProposeForm(ActForm):
    facts = text_field("事实", length=2000, rows=6, help_text="查明了什么，怎样查明的；告知书、决定书照印")
    grounds = text_field("理由和依据", length=1000, rows=4, help_text="按哪一条；照印")
    evidence = ParkedFileField(label="证据", kind=FileKind.REVOCATION_PAPER, multiple=True, required=False)


class ServiceForm(ActForm):
    """When notice or decision was served on each party."""

    household_on = Day(label="送达改造家庭的日期")
    household_way = choice_field("送达改造家庭的方式", Way.choices)
    enterprise_on = Day(label="送达装修企业的日期")
    enterprise_way = choice_field("送达装修企业的方式", Way.choices)

    def __init__(self, *args: Any, has_enterprise: bool, **kwargs: Any) -> None:
        """Without an enterprise there is nobody else to serve it on."""
        super().__init__(*args, **kwargs)
        if not has_enterprise:
            del self.fields["enterprise_on"], self.fields["enterprise_way"]


class StatementForm(ActForm):
    party = choice_field("谁陈述", Party.choices)
    text = text_field("陈述申辩", length=2000, rows=6, help_text="照本人说的、写的记")
    made_on = Day(label="日期")
    scan = ParkedFileField(label="书面材料", kind=FileKind.REVOCATION_PAPER, required=False)


class DecideForm(ActForm):
    outcome = choice_field("决定", Outcome.choices)
    reason = text_field("决定的理由", length=2000, rows=6, help_text="对陈述申辩怎样看；撤销的照印在决定书上")


class AgreeForm(ActForm):
    opinion = choice_field("复核意见", Opinion.choices)
    reason = text_field("不同意的理由", length=500, required=False)
