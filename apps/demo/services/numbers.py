"""What bodies have set in the demonstration beside targets: each with a 文号 that says it is made up."""

from __future__ import annotations

from datetime import date

from apps.demo.services.world import DemoWorld
from apps.orgs.enums import Role
from apps.programs.enums import ParameterCode, Strength
from apps.programs.rules.conditions import Effect, Option
from apps.programs.rules.retention import Line
from apps.programs.services import Z, add_condition, change_span_target, set_parameter, set_retention

BASIS = "示例文号（演示假设）"
SIGNAL_LINES = {
    ParameterCode.SIGNAL_PEERS_OVER: "25",
    ParameterCode.SIGNAL_PEERS_TIMES: "4",
    ParameterCode.SIGNAL_PEERS_LEAST: "6",
    ParameterCode.SIGNAL_STREET_SHARE: "60",
    ParameterCode.SIGNAL_STREET_LEAST: "4",
    ParameterCode.SIGNAL_PHOTO_SAME: "是",
    ParameterCode.SIGNAL_WORKS_DAYS: "9",
    ParameterCode.SIGNAL_MILESTONE_DAYS: "2",
    ParameterCode.SIGNAL_TYPED_MINUTES: "60",
    ParameterCode.SIGNAL_BUDGET_EQUAL: "是",
    ParameterCode.SIGNAL_PHONE_HOMES: "3",
    ParameterCode.SIGNAL_SAME_PERSON: "是",
    ParameterCode.SIGNAL_PACKAGE_OVER: "10",
    ParameterCode.PRICE_RAISE_DAYS: "30",
}
"""Lines of 疑点 that 杭州 has set; likeness of photos is left unset, for the drawn ones are all alike."""
LATER = date(2026, 11, 27)
"""The day after the demonstration's: what binds a registration begins behind every household of it."""


def set_numbers(world: DemoWorld) -> None:
    """Let province, city and 上城 set one thing each of what their pages keep."""
    province, city = world.actors["33", Role.PROVINCE_OFFICER], world.actors["3301", Role.CITY_OFFICER]
    leader, bureau = world.actors["330102", Role.DISTRICT_LEADER], world.bureaus["330102"]
    change_span_target(
        by=province,
        organisation=world.province,
        first_year=2024,
        last_year=2027,
        households=6000,
        valid_from=date(2026, 1, 5),
        source=f"{Z} 二",
        reason="",
    )
    set_parameter(
        by=city,
        organisation=world.city,
        code=ParameterCode.VISIT_ATTEMPTS,
        value="3",
        source=BASIS,
        strength=Strength.LOCAL,
        valid_from=LATER,
    )
    for code, days in ((ParameterCode.TICKET_CALL_DAYS, "1"), (ParameterCode.TICKET_SETTLE_DAYS, "15")):
        set_parameter(
            by=city,
            organisation=world.city,
            code=code,
            value=days,
            source=BASIS,
            strength=Strength.LOCAL,
            valid_from=date(2026, 1, 6),
        )
    for code, value in SIGNAL_LINES.items():
        set_parameter(
            by=city,
            organisation=world.city,
            code=code,
            value=value,
            source=BASIS,
            strength=Strength.LOCAL,
            valid_from=date(2026, 1, 6),
        )
    set_retention(
        by=city,
        organisation=world.city,
        lines=[
            Line("装配化“厨卫换新”一户一档", "30年", BASIS, "assembled"),
            Line("工作进展周报、年终核定", "10年", BASIS),
        ],
        source=BASIS,
        valid_from=date(2026, 1, 6),
    )
    add_condition(
        by=leader,
        organisation=bureau,
        text="这套住宅三年内享受过同类厨卫改造补助？",
        hint="以申请人陈述为准，可对照历年名单",
        answers=[Option("没有", Effect.NOTED), Option("有", Effect.WORD)],
        source=BASIS,
        strength=Strength.LOCAL,
        valid_from=LATER,
    )
