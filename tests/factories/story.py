"""One household's long way: everything that can happen to a case happens to this one, day by day.

Returned twice, enterprise replaced, plan changed, overrun noted, failed, mended, accepted the second time,
archived, revoked. Days are counted from 1 September 2026, a Tuesday; the weeks it passes through are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from apps.archives import services as archives
from apps.cases.enums import DefectKind, Judgement
from apps.cases.models import Case
from apps.cases.services import (
    Judged,
    ReturnItem,
    choose_enterprise,
    file_case,
    judge_answers,
    resubmit_case,
    return_case,
)
from apps.inspections import services as inspections
from apps.inspections.enums import ConcealedWork, ItemOutcome, Verdict
from apps.inspections.models import Rectification
from apps.inspections.queries.concealed import spaces_of
from apps.inspections.rules import Found
from apps.lib import clock
from apps.lib.actors import Actor
from apps.orgs.models import Organisation
from apps.plans.services import note_overrun, propose_change, replace_enterprise
from apps.programs.enums import ParameterCode
from apps.reports.models import WeekSnapshot
from apps.reports.queries.weeks import all_weeks
from apps.reports.services import accept_report
from apps.revocations import services as revocations
from tests.factories import works
from tests.factories.parameters import in_force
from tests.factories.plans import bathroom, confirm, content, kitchen, sign_contract, submit
from tests.factories.revoking import FACTS, GROUNDS
from tests.factories.uploads import pdf, upload
from tests.factories.weeks import report_since, snapshot, submitted
from tests.factories.world import NOON, World, later, make_case

TOLD_FROM, TOLD_TO = 36, 45
"""Weeks of 2026 that are taken: due 10 September to 12 November."""


@dataclass
class Story:
    """The case and the weeks of its bureau, of which the city accepted every one."""

    case: Case
    weeks: dict[int, WeekSnapshot]
    clocks: dict[str, tuple[date | None, ...]]
    """Last days for 备案, works, 整改 and acceptance as they stood after each step."""

    def fresh(self) -> Case:
        """Return the case as it now stands."""
        return Case.objects.get(pk=self.case.pk)


@dataclass
class _Teller:
    world: World
    case: Case

    def register(self) -> None:
        """Day 0: registered and received at 清波街道; the district files within ten workdays."""
        world, pk = self.world, self.case.pk
        with clock.at(later(1)):
            area = ReturnItem("floor_area", DefectKind.WRONG, "与不动产权证不一致")
            return_case(case_id=pk, by=world.wang, items=[area])
        with clock.at(later(2)):
            resubmit_case(case_id=pk, by=world.zhou, changes={"floor_area": Decimal("81.5")}, note="已更正")
        with clock.at(later(3)):
            wanting = Judged(Judgement.WANTING, "不动产权证为 81.05")
            judge_answers(case_id=pk, by=world.wang, judged={"floor_area": wanting})
        with clock.at(later(6)):
            resubmit_case(case_id=pk, by=world.zhou, changes={"floor_area": Decimal("81.05")}, note="已更正")
        with clock.at(later(7)):
            judge_answers(case_id=pk, by=world.wang, judged={"floor_area": Judged(Judgement.FINE)})
            file_case(case_id=pk, by=world.wang)

    def begin(self) -> None:
        """Days 9 to 13: 示例 designs, 7.62 万元, works begin on 14 September."""
        world, pk = self.world, self.case.pk
        with clock.at(later(9)):
            choose_enterprise(case_id=pk, by=world.zhou, enterprise=world.shili)
            submit(world, self.case, plan=content(start=later(13).date()))
        with clock.at(later(10)):
            confirm(self.case, by=world.zhou)
        with clock.at(later(11)):
            sign_contract(self.case, by=world.chen)
        with clock.at(later(13)):
            works.start(world, self.case)

    def replace(self) -> None:
        """Days 17 to 20: the household takes 样本 instead; its plan of 18 days is noted by the district."""
        world, pk = self.world, self.case.pk
        with clock.at(later(17)):
            replace_enterprise(case_id=pk, by=world.zhou, reason="原企业停业", enterprise=world.yangben)
        with clock.at(later(18)):
            long = content(start=later(24).date(), days=18, reason="楼道窄，分批搬运")
            submit(world, self.case, by=world.tao, plan=long)
        with clock.at(later(19)):
            confirm(self.case, by=world.zhou)
            note_overrun(case_id=pk, by=world.wang, opinion="知悉，注意防水。")
        with clock.at(later(20)):
            sign_contract(self.case, by=world.tao, amount="80000")

    def change(self) -> None:
        """Days 24 to 28: works begin anew on 25 September; the plan is changed while they go on."""
        world, pk = self.world, self.case.pk
        with clock.at(later(24)):
            inspections.start_works(case_id=pk, by=world.tao, started_on=clock.today())
        with clock.at(later(26)):
            propose_change(case_id=pk, by=world.tao, reason="户主要求换墙板")
            plan = content(kitchen(), bathroom(), start=later(27).date(), days=18, reason="楼道窄，分批搬运")
            submit(world, self.case, by=world.tao, plan=plan)
        with clock.at(later(27)):
            confirm(self.case, by=world.zhou)
        with clock.at(later(28)):
            self._show_concealed()

    def rest(self) -> None:
        """Works rest from 1 to 3 October."""
        world, pk = self.world, self.case.pk
        with clock.at(later(30)):
            inspections.stop_works(case_id=pk, by=world.zhou, from_on=clock.today(), reason="小区停水停电")
        with clock.at(later(33)):
            inspections.resume_works(case_id=pk, by=world.zhou, resumed_on=clock.today())

    def finish(self) -> None:
        """Day 45: works end on 16 October, after 22 days, 19 of them worked."""
        world, pk = self.world, self.case.pk
        with clock.at(later(45)):
            inspections.report_finish(
                case_id=pk, by=world.tao, finished_on=clock.today(), overrun_reason="停水以后赶工"
            )
            inspections.confirm_finish(case_id=pk, by=world.zhou, word=works.household_word())

    def fail(self) -> None:
        """Day 46: a panel is loose."""
        world, pk = self.world, self.case.pk
        with clock.at(later(46)):
            attempt = inspections.open_acceptance(case_id=pk, by=world.yan, arranged_on=clock.today())
            loose = Found(ItemOutcome.DISAGREES, note="墙板松动")
            works.go_through(world, self.case, **{attempt.items.all()[0].code.replace(":", "__"): loose})
            works.verdict(world, self.case, Verdict.FAIL)
            inspections.conclude(case_id=pk, by=world.yan)

    def mend(self) -> None:
        """Day 49: mended on 20 October, as the household signs."""
        world, pk = self.world, self.case.pk
        with clock.at(later(49)):
            for item in Rectification.objects.filter(attempt__case=self.case, done_on__isnull=True):
                inspections.rectify(
                    case_id=pk,
                    item_id=item.pk,
                    by=world.tao,
                    done_on=clock.today(),
                    note="已重新固定",
                    photos=[works.photo()],
                )
            inspections.report_rectified(case_id=pk, by=world.tao, finished_on=clock.today())
            inspections.confirm_rectified(case_id=pk, by=world.zhou, word=works.household_word())

    def accept(self) -> None:
        """Day 52: accepted the second time."""
        world, pk = self.world, self.case.pk
        with clock.at(later(52)):
            inspections.open_acceptance(case_id=pk, by=world.yan, arranged_on=clock.today())
            works.go_through(world, self.case)
            works.verdict(world, self.case)
            works.household_says(world, self.case)
            inspections.conclude(case_id=pk, by=world.yan)

    def archive(self) -> None:
        """Day 55: compiled by one, filed by another; its package is made."""
        world, pk = self.world, self.case.pk
        with clock.at(later(55)):
            archives.add_application_scan(
                case_id=pk,
                by=world.zhou,
                scan=upload("申请表.pdf", pdf()),
                signed_on=clock.today(),
                opinion_on=clock.today(),
            )
            for number in (1, 2):
                archives.add_acceptance_form(
                    case_id=pk, by=world.zhou, number=number, scan=upload(f"验收表{number}.pdf", pdf())
                )
            archives.compile_archive(case_id=pk, by=world.wang, remark="件内文件齐全。")
            archives.file_archive(case_id=pk, by=world.shen)
            archives.pack(case_id=pk, by=world.shen)

    def question(self) -> None:
        """Days 60 to 62: 撤销 is proposed, told and heard; the acceptance stands meanwhile."""
        world, pk = self.world, self.case.pk
        with clock.at(later(60)):
            revocations.propose_revocation(case_id=pk, by=world.wang, facts=FACTS, grounds=GROUNDS)
            self._serve(revocations.record_notice)
        with clock.at(later(62)):
            for party in ("household", "enterprise"):
                revocations.record_statement(
                    case_id=pk, by=world.wang, party=party, text="没有意见", made_on=clock.today()
                )

    def revoke(self) -> None:
        """Days 66 and 67: decided by two on 6 November, served."""
        world, pk = self.world, self.case.pk
        with clock.at(later(66)):
            reason = "验收照片为另一户。"
            revocations.decide_revocation(case_id=pk, by=world.ling, outcome="revoke", reason=reason)
            revocations.agree_to_revocation(case_id=pk, by=world.shen, opinion="agree")
        with clock.at(later(67)):
            self._serve(revocations.record_service)

    def _serve(self, record: object) -> None:
        today = clock.today()
        record(  # type: ignore[operator]
            case_id=self.case.pk,
            by=self.world.wang,
            household_on=today,
            household_way="direct",
            enterprise_on=today,
            enterprise_way="post",
        )

    def _show_concealed(self) -> None:
        for space in spaces_of(self.case):
            inspections.report_progress(
                case_id=self.case.pk,
                by=self.world.tao,
                on=clock.today(),
                space=space,
                concealed=ConcealedWork.WATER,
                photos=[works.photo()],
            )


def _take(world: World, number: int, bureau: Organisation, clerk: Actor, city: Actor) -> WeekSnapshot:
    taken = submitted(snapshot(world, number, bureau), clerk)
    with clock.at(taken.cutoff_at + timedelta(hours=11)):
        accept_report(by=city, snapshot=taken)
    return taken


def tell_story(world: World) -> Story:
    """Let it all happen; every week is taken when it is due, handed in and accepted by the city."""
    with clock.at(NOON):
        report_since(TOLD_FROM)
        in_force(world.ling, world.shangcheng, ParameterCode.FILING_WORKDAYS, "10")
        case = make_case(world, "received")
    teller, weeks = _Teller(world, case), {}
    steps = [
        (7, teller.register),
        (13, teller.begin),
        (20, teller.replace),
        (28, teller.change),
        (33, teller.rest),
        (45, teller.finish),
        (46, teller.fail),
        (49, teller.mend),
        (52, teller.accept),
        (55, teller.archive),
        (62, teller.question),
        (67, teller.revoke),
    ]
    clocks = {"receive": _last_days(case)}
    for number in range(TOLD_FROM, TOLD_TO + 1):
        cutoff = all_weeks(2026)[number - 1].cutoff_at
        while steps and later(steps[0][0]) < cutoff:
            step = steps.pop(0)[1]
            step()
            clocks[step.__name__] = _last_days(Case.objects.get(pk=case.pk))
        weeks[number] = _take(world, number, world.shangcheng, world.wang, world.shi)
    return Story(case, weeks, clocks)


def _last_days(case: Case) -> tuple[date | None, ...]:
    case.refresh_from_db()
    return case.filing_due_on, case.works_due_on, case.rectification_due_on, case.acceptance_due_on
