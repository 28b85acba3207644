"""Sound submissions of the acts on years, targets, rules, parameters and questions."""

from __future__ import annotations

from apps.cases.rules.materials import MOST_MATERIALS
from apps.programs.rules.conditions import MOST_OPTIONS
from apps.programs.rules.retention import MOST_LINES
from apps.reports.rules.layout import PRINTABLE
from tests.acts.sound import REASON, TODAY, WORD, Sound

DECIDED = {"valid_from": TODAY, "source": WORD, "reason": WORD}
MILESTONE = {
    "milestones-0-name": "10月底",
    "milestones-0-due_on": "2026-10-31",
    "milestones-0-share": "80",
    # A page's blank texts are filled in otherwise.
    **{f"milestones-{number}-name": "" for number in range(1, 6)},
}
YES_OR_NO = {
    f"answers-{line}-label": word for line, word in enumerate(["是", "否", *[""] * (MOST_OPTIONS - 2)])
}
"""What stands on the page of a question, and nothing in its blank lines."""

OF_YEARS: dict[str, Sound] = {
    "years.open": Sound(by="shi", at="year_running", body={}),
    "years.change": Sound(by="sheng", at="year_running", body={"late_facts_until": "2027-01-15", **REASON}),
    "targets.change": Sound(by="shi", at="body_numbers", body={"households": 40, **DECIDED}),
    "targets.milestones": Sound(by="shi", at="body_numbers", body={**MILESTONE, "source": WORD, **REASON}),
    "targets.span": Sound(
        by="shi",
        at="body_numbers",
        body={"first_year": 2026, "last_year": 2027, "households": 90, **DECIDED},
    ),
    "parameters.set": Sound(
        by="ling", at="body_numbers", body={"value": "5", **DECIDED, "valid_from": "2026-10-02"}
    ),
    "initial.set": Sound(
        by="shi",
        at="bureau_begins",
        body={
            "done": 12,
            "passed": 9,
            "ongoing": 5,
            "amount": "130.00",
            "as_of": "2026-08-31",
            "source": WORD,
            "basis": WORD,
            **REASON,
        },
    ),
    "retention.set": Sound(
        by="ling",
        at="body_numbers",
        body={
            "lines": [{"scope": WORD, "period": "30年", "basis": WORD, "track": "assembled"}],
            **DECIDED,
            "valid_from": "2026-10-02",
        },
        page={
            **{f"lines-{line}-{name}": "" for line in range(MOST_LINES) for name in ("scope", "basis")},
            "lines-0-scope": WORD,
            "lines-0-period": "30年",
            "lines-0-basis": WORD,
            "valid_from": "2026-10-02",
        },
    ),
    "materials.set": Sound(
        by="ling",
        at="body_numbers",
        body={
            "lines": [
                {"name": "权属查询结果", "step": "application", "form": "copy", "basis": WORD, "who": ""}
            ],
            "source": WORD,
            "valid_from": "2026-10-02",
        },
        page={
            **{f"lines-{line}-{name}": "" for line in range(2, MOST_MATERIALS) for name in ("name", "basis")},
            "lines-2-name": "权属查询结果",
            "lines-2-basis": WORD,
            "valid_from": "2026-10-02",
        },
    ),
    "statutes.read": Sound(
        by="ling",
        at="body_numbers",
        body={
            "is_read": "read",
            "article": WORD,
            "wording": WORD,
            "seen_in": WORD,
            "valid_from": "2026-10-02",
        },
        page={"is_read": "read", "valid_from": "2026-10-02"},
    ),
    "wordings.set": Sound(
        by="shi",
        at="city_words",
        body={"text": "申请（{办件编号}）收到了。", "valid_from": "2026-10-02", **REASON},
        page={"text": "申请（{办件编号}）收到了。", "valid_from": "2026-10-02"},
    ),
    "layouts.set": Sound(
        by="shi",
        at="city_words",
        body={
            "columns": [{"figure": "done", "heading": "已完成", "group": "累计（户）"}],
            **DECIDED,
            "valid_from": "2026-10-02",
        },
        page={
            **{
                f"columns-{line}-{name}": ""
                for line in range(1, len(PRINTABLE))
                for name in ("figure", "heading", "group")
            },
            "columns-0-figure": "done",
            "columns-0-heading": "已完成",
            "source": WORD,
            "valid_from": "2026-10-02",
        },
    ),
    "conditions.add": Sound(
        by="ling",
        at="body_numbers",
        body={
            "text": WORD,
            "source": WORD,
            "valid_from": "2026-10-02",
            "answers": [{"label": "是", "effect": "noted"}, {"label": "否", "effect": "refuses"}],
        },
        page={"text": WORD, "source": WORD, "valid_from": "2026-10-02", **YES_OR_NO},
    ),
    "conditions.change": Sound(
        by="ling",
        at="body_numbers",
        body={
            "text": WORD,
            **DECIDED,
            "valid_from": "2026-10-02",
            "answers": [{"label": "是", "effect": "noted"}, {"label": "否", "effect": "refuses"}],
        },
        page={"text": WORD, **DECIDED, "valid_from": "2026-10-02", **YES_OR_NO},
    ),
}
