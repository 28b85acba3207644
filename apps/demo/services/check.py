"""The whole main job once, end to end, with its papers: what ``script/demo --check`` runs."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from pypdf import PdfReader

from apps.audit.services import verify
from apps.cases.enums import RenovationScope, Status
from apps.cases.models import Case
from apps.cases.services import RegistrationData
from apps.demo.services.households import tell
from apps.demo.services.loader import NOW
from apps.demo.services.materials import Materials
from apps.demo.services.plot import Cast, Pace, Turns
from apps.demo.services.schedule import Story, play
from apps.demo.services.world import ENTERPRISES
from apps.documents.services import render_pdf
from apps.enterprises.models import Enterprise
from apps.inspections.models import AcceptanceAttempt
from apps.inspections.queries import acceptance_paper, states_its_hash
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.lib.spreadsheets import read_rows
from apps.orgs.models import Membership, Organisation
from apps.orgs.queries import actor_of
from apps.pages.queries.consistency import hold_problems
from apps.plans.models import ApplicationForm
from apps.plans.queries.papers import application_paper
from apps.reports.models import ReportVersion, WeekSnapshot
from apps.reports.queries.ledger import week
from apps.reports.queries.proof import prove
from apps.reports.queries.sheets import paper_of, sheet_of
from apps.reports.queries.workbook import weekly_workbook
from apps.reports.rules.declared import Warning
from apps.reports.services import (
    Declared,
    accept_report,
    draft_report,
    save_draft,
    submit_report,
    take_due_snapshots,
)

NAME = "陈䶮𬭎"
"""Evidently made up; the two rare characters must be drawn on every paper."""
APPLICATION_LABELS = (
    "填表时间",
    "装修人",
    "装修企业",
    "房屋坐落",
    "房屋所有权人",
    "家庭人数",
    "电梯房",
    "楼梯房",
    "平房",
    "建筑面积",
    "建造年代",
    "户型",
    "困难家庭",
    "一般家庭",
    "厨房换新",
    "卫生间换新",
    "厨卫均换新",
    "装修预算",
    "装修方案",
    "见附件",
    "承诺",
    "装修人（签字）",
    "装修企业（盖章）",
    "区住建部门意见",
)
ACCEPTANCE_LABELS = (
    "装修人姓名",
    "装修企业",
    "装修房屋坐落",
    "现场验收时间",
    "满意",
    "不满意",
    "签字",
    "备注",
)
TABLE_LABELS = (
    "住宅房屋装修（厨卫换新）进展情况统计表",
    "填报人",
    "装修模式",
    "全年目标",
    "本周进度",
    "累计进度",
    "装修合同金额",
    "装配化装修",
    "传统装修",
    "1.",
    "2.",
    "3.",
)


@dataclass
class Report:
    """What happened, line by line; ``problems`` empty means sound."""

    steps: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def expect(self, what: str, *, holds: bool, found: object = "") -> None:
        """Note an expectation; keep it as a problem when it does not hold."""
        self.steps.append((what, "是" if holds else f"否：{found}"))
        if not holds:
            self.problems.append(f"{what}：{found}")


class Brisk(Pace):
    """Everyone acts at the first moment of their span, so that the year suffices."""

    def days(self, low: int, high: int, stage: str = "") -> datetime:
        return super().days(low, low)


def _actor(username: str) -> Actor:
    memberships = Membership.objects.select_related("user", "organisation", "organisation__attached_to")
    return actor_of(memberships.get(user__username=username))


def run_check(target: Path) -> Report:
    """Drive one household to 验收合格, hand in the weeks, write the papers into ``target``."""
    report = Report()
    target.mkdir(parents=True, exist_ok=True)
    case = _drive(report)
    if case is None:
        return report
    _papers(report, case, target)
    _proofs(report)
    return report


def _drive(report: Report) -> Case | None:
    clerk, filer = _actor("jiedao"), _actor("jingban")
    cast = Cast(
        clerk=clerk,
        filer=filer,
        inspector=_actor("yanshou"),
        leader=_actor("lingdao"),
        designer=_actor("sheji"),
        manager=_actor("xiangmu"),
        patrol=_actor("wuye"),
        by_property=True,
    )
    materials = Materials(seed=int(NOW.timestamp()))
    enterprise = Enterprise.objects.get(name=ENTERPRISES[0])
    wuye = Organisation.objects.get(memberships__user__username="wuye")
    bureau = Organisation.objects.get(memberships__user__username="jingban")

    def household() -> Story:
        data: RegistrationData = materials.registration("330102001", clock.today(), NAME)
        return tell(
            cast=cast,
            data=_both(data),
            enterprise=enterprise,
            others=[],
            patrol_id=wuye.pk,
            pace=Brisk(materials, lingers=""),
            turns=Turns(fails_checks=True),
        )

    # The registration is dated when it is made, so it is made at the demonstration's moment.
    with clock.at(NOW.astimezone(UTC)):
        story = household()
    until = datetime(2026, 12, 31, 12, tzinfo=clock.SHANGHAI)
    play(
        [(NOW + timedelta(minutes=2), story), (NOW + timedelta(minutes=30), _weeks(bureau, filer))],
        until=until,
    )
    case = Case.objects.filter(household__name=NAME, bureau=bureau).latest("created_at")
    for transition in case.transitions.all():
        report.steps.append(
            (
                f"{formats.month_day(transition.effective_on)} {Status(transition.source).label} → "
                f"{Status(transition.target).label}",
                f"{transition.actor_organisation} {transition.actor_name}",
            )
        )
    report.expect("新登记的一户走到“验收合格”", holds=case.status == Status.PASSED, found=case.status)
    return case if case.status == Status.PASSED else None


def _both(data: RegistrationData) -> RegistrationData:
    return replace(
        data, renovation_scope=RenovationScope.BOTH, area_type="urban", hardship="hardship", owner_name=NAME
    )


def _weeks(bureau: Organisation, filer: Actor) -> Story:
    """Hand in the open week, then snapshot and hand in each week until the year's last."""
    upper = _actor("shiji")
    while True:
        take_due_snapshots()
        snapshot = WeekSnapshot.objects.filter(bureau=bureau).latest("cutoff_at")
        draft = draft_report(snapshot=snapshot)
        if draft.status == "draft":
            save_draft(
                by=filer,
                snapshot=snapshot,
                version=draft.edit,
                declared=Declared(
                    week=4,
                    done=300,
                    ongoing=20,
                    amount=Decimal(28_604_000),
                    source="装修备案系统、一码管理系统",
                    queried_at=clock.now() - timedelta(minutes=20),
                    words=dict.fromkeys(Warning, "核对脚本用的数，与上期不衔接"),
                ),
                narrative="物业“家装便民服务点”提供建材临时堆放。",
            )
            submit_report(by=filer, snapshot=snapshot)
            yield clock.now() + timedelta(hours=1)
            accept_report(by=upper, snapshot=snapshot)
        # The next cut-off lies a week on; an hour past it the district has its morning to check.
        yield snapshot.cutoff_at + timedelta(days=7, hours=10)


def _papers(report: Report, case: Case, target: Path) -> None:
    form = ApplicationForm.objects.get(case=case)
    attempt = AcceptanceAttempt.objects.with_details().filter(case=case).latest("number")
    snapshot = WeekSnapshot.objects.filter(bureau=case.bureau).latest("cutoff_at")
    version = ReportVersion.objects.filter(report__snapshot=snapshot).latest("number")
    sheet = sheet_of(version.content)
    inspector = _actor("yanshou")
    papers: dict[str, Callable[[], bytes]] = {
        "申请表.pdf": lambda: render_pdf(
            "plans/papers/application_form.html", {"paper": application_paper(form)}
        ),
        "验收表.pdf": lambda: render_pdf(
            "inspections/papers/acceptance_form.html",
            {"paper": acceptance_paper(case, attempt, actor=inspector)},
        ),
        "统计表.pdf": lambda: render_pdf(
            "reports/papers/weekly_table.html", {"paper": paper_of(sheet, version, snapshot)}
        ),
        "统计表.xlsx": lambda: weekly_workbook(sheet, version),
    }
    for name, make in papers.items():
        (target / name).write_bytes(make())
        report.steps.append((f"写出 {name}", f"{(target / name).stat().st_size // 1024} KB"))
    for name, labels, household in (
        ("申请表.pdf", APPLICATION_LABELS, True),
        ("验收表.pdf", ACCEPTANCE_LABELS, True),
        ("统计表.pdf", TABLE_LABELS, False),
    ):
        text = _text((target / name).read_bytes())
        missing = _out_of_order(text, labels)
        report.expect(f"{name} 表头项目齐全、次序一致", holds=not missing, found=missing)
        if household:
            report.expect(f"{name} 姓名完整（含生僻字）", holds=NAME in text, found="没有找到姓名")
    cells = [str(cell) for sheet in read_rows(target / "统计表.xlsx") for row in sheet.rows for cell in row]
    report.expect("统计表.xlsx 与报送内容一致", holds=any("装配化装修" in cell for cell in cells))
    report.steps.append(("报送的周报", f"{snapshot.bureau.name} 2026 年第 {snapshot.number} 期"))


def _text(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in pages))
    return re.sub(r"\s", "", text)


def _out_of_order(text: str, labels: tuple[str, ...]) -> str:
    position = 0
    for label in labels:
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", label))
        found = text.find(plain, position)
        if found < 0:
            return label
        position = found
    return ""


def _proofs(report: Report) -> None:
    problems = [str(problem) for problem in verify()]
    report.expect("审计记录完整（verify_audit）", holds=not problems, found="；".join(problems[:3]))
    holds = [str(problem) for problem in hold_problems()]
    report.expect("待办事项与各环节记录一致（check_holds）", holds=not holds, found="；".join(holds[:3]))
    concluded = AcceptanceAttempt.objects.with_details().exclude(content_hash="")
    attempts = list(concluded.select_related("case__household", "case__dwelling", "plan", "enterprise"))
    forged = [f"{each.case.number} {each}" for each in attempts if not states_its_hash(each.case, each)]
    report.expect(
        f"{len(attempts)} 张验收表与办结时的校验码一致", holds=not forged, found="；".join(forged[:3])
    )
    latest: dict[int, WeekSnapshot] = {}
    for snapshot in WeekSnapshot.objects.select_related("bureau", "program").order_by("cutoff_at"):
        latest[snapshot.bureau_id] = snapshot
    wrong = [str(snapshot) for snapshot in latest.values() if not prove(week(snapshot)).agrees]
    report.expect(f"{len(latest)} 个区县的周报独立复算一致", holds=not wrong, found="；".join(wrong))
