"""The catalogue of components, with content that is evidently made up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.acts.forms import YuanField
from apps.lib import clock
from apps.lib.decisions import Allowed, Denied

STEPS = [
    {"label": "已登记", "state": "done", "on": date(2026, 9, 3)},
    {"label": "已受理", "state": "done", "on": date(2026, 9, 4)},
    {"label": "已备案", "state": "done", "on": date(2026, 9, 9)},
    {"label": "方案设计", "state": "current", "note": "第 2 版未通过核验"},
    {"label": "已签合同", "state": "todo"},
    {"label": "施工", "state": "todo", "note": "≤ 15 天"},
    {"label": "完工", "state": "todo"},
    {"label": "验收", "state": "todo", "note": "1 个月内"},
    {"label": "归档", "state": "todo"},
]
CHECKS = [
    {
        "state": "ok",
        "title": "每个空间的墙面、地面、吊顶中 2 个以上部位采用装配式",
        "detail": "厨房 2 个，卫生间 2 个",
    },
    {
        "state": "bad",
        "title": "单个空间干式工法应用比例不低于 70 %",
        "detail": "卫生间 33.33 %，墙面改为装配式后为 100 %",
    },
    {"state": "ok", "title": "整体施工期原则上不超过 15 天", "detail": "计划 12 天（日历日）"},
]
SUBMISSION = [
    {"state": "ok", "title": "新增 3 户都有合同金额"},
    {"state": "ok", "title": "与上期的差额说得清"},
    {"state": "open", "title": "传统装修：填写数据来源", "url": "#official", "action": "补填"},
]
FIGURES = [
    {"label": "待受理", "value": 4, "note": "最早 3 天前", "url": "#table"},
    {"label": "待补正（申请人侧）", "value": 3, "note": "1 户已补交"},
    {"label": "快到期", "value": 2, "note": "2 天内"},
    {"label": "已超期", "value": 1, "note": "施工第 17 天", "tone": "bad", "url": "#table"},
    {"label": "合同金额", "value": "191.40", "unit": "万元"},
]
TABS = [
    {"label": "申请", "url": "#"},
    {"label": "方案与预算", "url": "#", "current": True},
    {"label": "施工与巡查", "url": "#"},
    {"label": "验收", "url": "#"},
    {"label": "档案", "url": "#", "count": "4/7"},
    {"label": "记录", "url": "#"},
]
SPACES = [
    {
        "name": "厨房",
        "surfaces": [("装配式", "18.60"), ("湿作业", "5.20"), ("装配式", "5.20")],
        "dry": Decimal("23.80"),
        "total": Decimal("29.00"),
        "share": Fraction(2380, 2900),
        "line": Fraction(70, 100),
    },
    {
        "name": "卫生间",
        "surfaces": [("湿作业", "16.40"), ("装配式", "4.10"), ("装配式", "4.10")],
        "dry": Decimal("8.20"),
        "total": Decimal("24.60"),
        "share": Fraction(820, 2460),
        "line": Fraction(70, 100),
    },
]
TASKS = [
    {"title": "户主与住宅", "status": "已填", "tone": "ok", "url": "#form"},
    {"title": "装修企业", "status": "待选", "tone": "warn", "url": "#form", "hint": "由户主自主选择"},
    {"title": "现场勘察", "status": "不能开始", "tone": "", "hint": "选定企业后开始"},
]


class SampleForm(forms.Form):
    """Every kind of field, to be looked at; it saves nothing."""

    name = forms.CharField(label="装修人姓名", max_length=30)
    id_number = forms.CharField(label="身份证号", help_text="18 位，末位可以是 X", max_length=30)
    household = forms.ChoiceField(
        label="家庭情况",
        choices=[("hardship", "困难家庭"), ("ordinary", "一般家庭")],
        widget=forms.RadioSelect,
    )
    building = forms.ChoiceField(
        label="住宅类型",
        choices=[("", "请选择"), ("lift", "电梯房"), ("stairs", "楼梯房"), ("bungalow", "平房")],
    )
    floor_area = forms.DecimalField(label="建筑面积", max_digits=8, decimal_places=2, min_value=Decimal(5))
    budget = YuanField(label="装修预算", most=Decimal(5_000_000), required=False)
    started = forms.DateField(label="计划开工", required=False)
    tags = forms.MultipleChoiceField(
        label="同时参加的项目",
        choices=[("old", "老旧小区改造"), ("aged", "适老化改造"), ("rural", "农房改造")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    remark = forms.CharField(label="备注", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="委托书扫描件", required=False, help_text="PDF 或照片，不超过 10 MB")
    promise = forms.BooleanField(label="已向户主逐项读出并核对")
    signature = forms.CharField(label="户主签名", widget=forms.HiddenInput, required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component; a posted form comes back with its errors and is not stored."""
    now, today = clock.now(), clock.today()
    entries = [
        {"title": "上城区住建局备案", "at": now - timedelta(hours=3), "by": "王演示"},
        {
            "title": "退回补正",
            "at": now - timedelta(days=1),
            "by": "周示例（代李样本）",
            "tone": "warn",
            "detail": "身份证复印件缺失；建筑面积与房产证不一致。",
            "changes": ["建筑面积：68.00 ㎡ → 66.80 ㎡", "家庭人数：2 → 3"],
        },
        {"title": "登记", "at": now - timedelta(days=5), "by": "周示例", "tone": "neutral"},
    ]
    queue = [
        {
            "number": "上城-2026-0187",
            "name": "张*设",
            "address": "模拟新村 28 号 1 幢 1 单元 404 室",
            "task": "施工超过 15 天，补写原因",
            "due": today - timedelta(days=2),
        },
        {
            "number": "上城-2026-0203",
            "name": "姜*张",
            "address": "演示弄 60 号 8 幢 2 单元 302 室",
            "task": "受理申请",
            "due": today + timedelta(days=1),
        },
        {
            "number": "上城-2026-0171",
            "name": "朱*例",
            "address": "样本巷 54 号",
            "task": "农村房屋巡查：墙面龙骨",
            "due": today,
        },
        {
            "number": "上城-2026-0165",
            "name": "冯*例",
            "address": "样张小区 75 号 9 幢 2 单元 702 室",
            "task": "受理申请",
            "due": today + timedelta(days=4),
        },
    ]
    if request.method == "POST":
        form = SampleForm(request.POST, request.FILES)
    else:
        form = SampleForm(initial={"floor_area": Decimal("66.8000"), "started": today})
    context = {
        "steps": STEPS,
        "checks": CHECKS,
        "submission": SUBMISSION,
        "figures": FIGURES,
        "tabs_shown": TABS,
        "spaces": SPACES,
        "tasks": TASKS,
        "entries": entries,
        "queue": queue,
        "form": form,
        "denied": Denied("不能送户主确认：卫生间干式工法比例 33.33 %"),
        "allowed": Allowed(),
        "budget": [
            ("集成厨房", Decimal(38_600)),
            ("集成卫生间", Decimal(34_200)),
            ("水电管线", Decimal(7_400)),
            ("企业让利", Decimal(-4_000)),
        ],
        "facts": [
            ("房屋坐落", "上城区清波街道模拟新村 28 号 1 幢 1 单元 404 室"),
            ("建筑面积", "66.80 ㎡"),
            ("户型", "2 室 1 厅 1 卫"),
            ("房屋所有权人", "张*设"),
        ],
        "milestones": [(Fraction(60, 100), "9月底 60 %"), (Fraction(1), "11月底 100 %")],
    }
    return render(request, "pages/gallery.html", context)
