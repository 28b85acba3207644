"""Papers filled with evidently made-up people; 䶮 and 𬭎 are names that old fonts cannot draw."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from apps.cases.rules.papers import (
    DeclinePaper,
    ReceivedPaper,
    RegistrationReceipt,
    ReturnPaper,
    ToldItem,
)
from apps.documents.rules.papers import PaperCheck, PaperMark, Signature
from apps.inspections.rules.papers import (
    AcceptanceForm,
    AcceptanceItem,
    OpinionRecord,
    RectificationNotice,
    RoundList,
    RoundVisit,
)
from apps.plans.enums import LineKind, Method, SpaceKind, Surface
from apps.plans.rules import Content, HazardInput, LineInput, PartInput, SpaceInput, measure
from apps.plans.rules.papers import ApplicationForm, LaterChange, PlanPaper, PlanSummary
from apps.reports.rules.papers import RollUpPair, RollUpTable, WeeklyRow, WeeklyTable

NAME = "张䶮𬭎"
ADDRESS = "清波街道示例路12号示例花园7幢2单元102室"
ENTERPRISE = "杭州示例装配化装饰工程（集团）股份有限公司上城分公司"
DIGEST = "0f" * 32
MARK = PaperMark("330102-2026-000123", content_hash=DIGEST, issued_at=datetime(2026, 7, 1, 2, tzinfo=UTC))

KITCHEN = SpaceInput(
    SpaceKind.KITCHEN,
    "厨房",
    (
        PartInput(Surface.WALL, Decimal("21.6"), Method.PREFAB, "集成墙板"),
        PartInput(Surface.FLOOR, Decimal("5.4"), Method.WET, "瓷砖"),
        PartInput(Surface.CEILING, Decimal("5.4"), Method.PREFAB, "铝蜂窝集成吊顶"),
    ),
)
CHECKS = (
    PaperCheck("每个空间装配式部位", "厨房 2 个", "不少于 2 个", passed=True),
    PaperCheck("单个空间干式工法应用比例", "厨房 83.33%", "不低于 70%", passed=True),
    PaperCheck("整体施工期", "18 天", "原则上不超过 15 天", passed=None),
)
PLAN = PlanSummary(
    version=2,
    content=Content(
        spaces=(KITCHEN,),
        lines=(
            LineInput(LineKind.ITEM, "集成墙板", Decimal("21000"), "21.6 ㎡"),
            LineInput(LineKind.DISCOUNT, "团购让利", Decimal("1500")),
        ),
        hazards=(HazardInput("燃气软管"),),
        planned_start=date(2026, 7, 6),
        planned_days=18,
        overrun_reason="等待燃气改管",
    ),
    spaces=(measure(KITCHEN, kept_counts=True, prefab_over=Decimal(50)),),
    checks=CHECKS,
)
APPLICATION = ApplicationForm(
    filled_on=date(2026, 7, 1),
    facts={
        "household_name": NAME,
        "id_number": "330102196501310006",
        "phone": "13800000001",
        "address": ADDRESS,
        "owner_name": "欧阳示例",
        "family_size": "4",
        "building": "楼梯房",
        "area": "75.72",
        "built_year": "1976",
        "rooms": "2",
        "halls": "1",
        "bathrooms": "1",
        "family": "困难家庭",
        "wish": "厨卫均换新",
    },
    enterprise_name=ENTERPRISE,
    enterprise_contact="赵示例",
    enterprise_phone="13800000002",
    budget=Decimal("125000"),
    plan=PLAN,
    later_changes=(LaterChange(date(2026, 7, 20), "方案第 3 版", "李示例"),),
    mark=MARK,
)
ITEMS = (
    AcceptanceItem("厨房", "墙面", "装配式干法，21.60 ㎡", "实测 21.60 ㎡", agrees=True),
    AcceptanceItem("厨房", "地面", "湿作业，5.40 ㎡", "未完工", agrees=False),
)
ACCEPTANCE = AcceptanceForm(
    household_name=NAME,
    contact="赵示例",
    enterprise_name=ENTERPRISE,
    phone="13800000002",
    address=ADDRESS,
    accepted_at=datetime(2026, 8, 3, 2, 30, tzinfo=UTC),
    inspectors="李示例、钱示例（代周示例）",
    satisfied=True,
    opinion="现场逐项核验，验收合格。",
    attempt=2,
    passed=True,
    plan_version=2,
    items=ITEMS,
    checks=CHECKS,
    mark=MARK,
)
OPINION = OpinionRecord(
    household_name=NAME,
    address=ADDRESS,
    attempt=1,
    plan_version=2,
    accepted_at=datetime(2026, 8, 3, 2, 30, tzinfo=UTC),
    inspectors="李示例、钱示例（代周示例）",
    satisfied=True,
    remark="做得好",
    items=ITEMS,
    signature=Signature(note="2026-08-03 10:40 在工作人员的设备上手写签名；见证人：李示例"),
    mark=MARK,
)
WEEKLY = WeeklyTable(
    bureau_name="上城区住房和城乡建设局",
    reporter="李示例",
    week="2026 年第 28 期",
    period="2026-07-02 至 2026-07-08",
    prefabricated=WeeklyRow("30", 3, 12, 9, Decimal("268.35")),
    traditional=WeeklyRow("--", None, 380, 122, Decimal("3120.5")),
    footnotes=("上期 19 + 新增 3 - 核减 1 = 本期 21。",),
    audit_digest="9f3a77c201bd4e5f",
    mark=MARK,
)
ROLL_UP = RollUpTable(
    body_name="杭州市住房保障和房产管理局",
    year=2026,
    number=28,
    period_start=date(2026, 7, 2),
    period_end=date(2026, 7, 8),
    expected=2,
    accepted=1,
    pairs=(
        RollUpPair(
            "上城区",
            WEEKLY.prefabricated,
            WEEKLY.traditional,
            standing="已接收",
            submitted_at=datetime(2026, 7, 9, 9, 30, tzinfo=UTC),
        ),
        RollUpPair("西湖区", WEEKLY.prefabricated, WEEKLY.traditional, standing="未报", as_of_week=27),
        RollUpPair("合计", WEEKLY.prefabricated, WEEKLY.traditional, is_sum=True),
    ),
    notes=("全年目标的合计是本级下达的目标。",),
    mark=MARK,
)
RECEIPT = RegistrationReceipt(
    number=MARK.number,
    registered_on=date(2026, 6, 20),
    rows=(
        ("装修人", NAME),
        ("身份证号", "330***********0006"),
        ("联系方式", "138****0001"),
        ("房屋坐落", ADDRESS),
        ("改造意愿", "厨卫均换新"),
    ),
    programme="2026 年（演示）",
    street_name="清波街道城建房管业务线",
    street_phone="0571-00000000",
    clerk="李示例",
    next_steps=("街道统一受理后报区住建部门备案。",),
    later=("2026年6月25日更正：姓名、房屋所有权人",),
    told="2026年6月20日当面念读，装修人本人知悉",
    told_by="告知人 李示例，文本编号 0123456789ab",
    wording=("一、谁处理您的个人信息：清波街道。", "二、保存多久：未设定。"),
    mark=MARK,
)
ROUND = RoundList(
    bureau_name="上城区住房和城乡建设局",
    day=date(2026, 8, 3),
    inspectors="李示例、钱示例",
    visits=(
        RoundVisit(
            MARK.number,
            ADDRESS,
            "张**",
            "138****0001",
            "示例装饰",
            "厨卫均换新",
            (AcceptanceItem("厨房", "墙面", "装配式干法，21.60 ㎡"),),
            due_text="2026-08-17",
        ),
    ),
)
TO_SIGN = PlanPaper(
    household_name=NAME,
    address=ADDRESS,
    spaces_label="厨卫均换新",
    enterprise_name=ENTERPRISE,
    enterprise_contact="赵示例",
    enterprise_phone="13800000002",
    plan=PLAN,
    return_to="清波街道城建房管业务线",
    street_phone="0571-00000000",
    changes=("厨房地面：其他干法 改为 湿作业",),
    mark=MARK,
)

RETURN = ReturnPaper(
    number="上城-2026-0123",
    times=2,
    told_on=date(2026, 7, 6),
    household_name=NAME,
    address=ADDRESS,
    received=(ReceivedPaper("委托书", "原件扫描", 2, "周示例 2026年7月1日 10:00"),),
    items=(
        ToldItem(1, "委托书", "错误：没有签名", "请委托人补签后重交", "《民法典》第一百六十五条"),
        ToldItem(2, "建造年代", "缺失", "请写明建成年份", "杭房局〔2024〕43号 附件1", "上次漏看了"),
    ),
    bureau_name="杭州市上城区住房和城乡建设局",
    bureau_phone="0571-00000001",
    street_name="清波街道办事处",
    street_phone="0571-00000002",
    clerk="王演示",
)
DECLINE = DeclinePaper(
    number="上城-2026-0124",
    household_name=NAME,
    address=ADDRESS,
    applied_on=date(2026, 7, 1),
    declined_on=date(2026, 7, 6),
    clause="杭房局〔2024〕43号 附件3 备注1",
    reason="现场核实为新房首次装修",
    bureau_name="杭州市上城区住房和城乡建设局",
    bureau_phone="0571-00000001",
    street_name="清波街道办事处",
    street_phone="0571-00000002",
    clerk="王演示",
)
RECTIFY = RectificationNotice(
    number="上城-2026-0125",
    attempt=1,
    household_name=NAME,
    address=ADDRESS,
    enterprise_name=ENTERPRISE,
    accepted_at=datetime(2026, 8, 3, 2, tzinfo=UTC),
    inspectors="严验收、沈复核",
    opinion="厨房墙板松动，须重新固定。",
    remark="",
    items=("厨房墙面：墙板松动", "清理现场"),
    due_on=date(2026, 8, 23),
    told_on=date(2026, 8, 3),
    bureau_name="杭州市上城区住房和城乡建设局",
    bureau_phone="0571-00000001",
    clerk="严验收",
)
