"""A row per kind of hold: what it blocks, and the words lists and the 工作台 have for it."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.enums import HoldKind

N = HoldKind


@dataclass(frozen=True, slots=True)
class HoldRule:
    """What an open hold of one kind means. Its label is that of :class:`HoldKind`."""

    blocks: frozenset[str]
    """Names of the moves it blocks."""
    task: str = ""
    """What the 工作台 asks for while it is open; '' where the state's own task says enough."""
    flag: str = ""
    """Word beside the state in lists and quick filters; '' for none."""


HOLDS: dict[HoldKind, HoldRule] = {
    N.PLAN_CONFIRMED: HoldRule(frozenset({"confirm_plan"})),
    N.CONTRACT_RECORDED: HoldRule(frozenset({"sign_contract"})),
    N.FINISH_CONFIRMED: HoldRule(frozenset({"finish_works"})),
    N.VISIT_PASSED: HoldRule(frozenset({"pass_acceptance"})),
    N.HOUSEHOLD_SATISFIED: HoldRule(frozenset({"pass_acceptance"})),
    N.RECTIFICATION_DONE: HoldRule(frozenset({"finish_rectification"})),
    N.ARCHIVE_COMPLETE: HoldRule(frozenset({"archive"})),
    # Not declined either: who was told what to mend hears the answer to that first (P4, decision 0104).
    N.RETURNED: HoldRule(frozenset({"file", "decline"}), task="逐项回答补正事项", flag="待补正"),
    N.ANSWERED: HoldRule(frozenset({"file"}), task="逐项看补正的答复", flag="已补正"),
    N.OVERRUN_NOTE: HoldRule(frozenset({"start_works"}), task="计划工期超限，写知悉意见"),
    N.DEFECT: HoldRule(
        frozenset({"finish_works", "pass_acceptance"}), task="整改巡查问题", flag="有巡查问题"
    ),
    N.STOP_WORK: HoldRule(frozenset({"finish_works"})),
    N.PLAN_CHANGE: HoldRule(frozenset({"sign_contract", "start_works", "finish_works"})),
    # Closed without the household's word only when mediation is over.
    N.MEDIATION: HoldRule(frozenset({"close_unconfirmed"})),
    N.DUPLICATE: HoldRule(frozenset({"file"})),
    # What refuses a registration stops what was registered by a slip at the same points, and no later.
    N.CONDITION: HoldRule(frozenset({"submit", "file", "start_works"}), flag="不符合申请条件"),
}
