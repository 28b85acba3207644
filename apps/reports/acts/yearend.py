"""补录、报送、接收、退回 of the 年终核定: all inside its page (P8)."""

from __future__ import annotations

from apps.acts.acts import Act
from apps.acts.forms import ActForm
from apps.reports import permissions, services
from apps.reports.acts.grounds import YEAR_CLOSE
from apps.reports.forms import LateFactForm, ReturnCloseForm, SubmitCloseForm
from apps.reports.models import YearClose, YearCloseCase


def _admitted(row: YearCloseCase) -> str:
    return f"{row.number} 已计入 {row.close.program.year} 年度年终核定，并从下一年度转出。"


def _said(what: str) -> str:
    return f"年终核定{what}。"


def _submitted(close: YearClose) -> str:
    return f"{close.program.year} 年度年终核定已报送，内容已定稿。"


ADMIT = Act(
    name="year.admit",
    label="补录年内事实",
    ground=YEAR_CLOSE,
    may=permissions.may_admit_late_fact,
    form=LateFactForm,
    service=services.admit_late_fact,
    button="计入本年度",
    success=_admitted,
    describe="把年内发生、年后登记的完工或核减计入年终核定：先在案件中办理，再逐户写明原因计入。",
    records={"year.made": "生成年终核定", "year.admitted": "补录年内事实"},
    path="year-closes/<int:pk>/admit/",
    page="reports:year-admit",
    slot="admit",
    api="admit",
    body="YearAdmission",
)

SUBMIT_CLOSE = Act(
    name="year.submit",
    label="报送年终核定",
    ground=YEAR_CLOSE,
    may=permissions.may_submit_close,
    form=SubmitCloseForm,
    service=services.submit_year_close,
    button="核对无误，报送",
    success=_submitted,
    describe="报送签字盖章的年终核定表；各数随即定稿，上级接收后不再更改。",
    records={"year.submitted": "报送年终核定"},
    path="year-closes/<int:pk>/submit/",
    page="reports:year-submit",
    slot="submit",
    api="submit",
    body="YearSubmission",
)

ACCEPT_CLOSE = Act(
    name="year.accept",
    label="接收年终核定",
    ground=YEAR_CLOSE,
    may=permissions.may_decide_close,
    form=ActForm,
    service=services.accept_year_close,
    button="接收",
    success=_said("已接收"),
    describe="接收已报送的年终核定；由报送的上级主管部门办理，接收后不再更改。",
    records={"year.accepted": "接收年终核定"},
    path="year-closes/<int:pk>/accept/",
    page="reports:year-accept",
    slot="accept",
    api="accept",
)

RETURN_CLOSE = Act(
    name="year.return",
    label="退回年终核定",
    ground=YEAR_CLOSE,
    may=permissions.may_decide_close,
    form=ReturnCloseForm,
    service=services.return_year_close,
    button="退回",
    success=_said("已退回，区县将看到退回原因"),
    describe="退回已报送的年终核定，写明原因；区县更正后重新签字报送。",
    danger=True,
    records={"year.returned": "退回年终核定"},
    path="year-closes/<int:pk>/return/",
    page="reports:year-return",
    slot="return",
    api="return",
    body="YearReturn",
)

ON_YEAR_CLOSE = (ADMIT, SUBMIT_CLOSE, ACCEPT_CLOSE, RETURN_CLOSE)
