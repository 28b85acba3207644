"""What the texts of the product call things, and what they do not claim: one name, and no power of nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ("apps", "templates", "static", "docs", "data", "script", "bench")
SUFFIXES = {".py", ".html", ".js", ".md", ".json", ".csv", ".toml", ".yml", ""}

UNUSED = {
    # 43号 gives an application no number; the list, the API and the messages all say 办件编号.
    "办件编号": r"(?:登记|案件|申请|受理|项目|备案)(?:编号|号码|流水号)",
    # 43号 knows 整改后二次验收; neither it nor 80号 lets a bureau or a property company order anything.
    "要求整改": r"责\s*令|责\s*成|勒\s*令|强制(?:整改|停工|拆除|执行)|限期整改",
    "停工由企业、街道或区县登记": r"(?:要求|通知|命令|下令|叫)停工|停工(?:整改|令|通知)|叫停|禁止施工",
    "查看、劝阻、报告": r"处罚|罚款|罚金|没收|吊销|查封|扣押|查处|取缔|执法权",
    "备案 is no approval": r"审批通过|准予(?:施工|开工|备案)|批准(?:施工|开工)|(?:施工|开工)许可",
    # what was registered: 厨房换新, 卫生间换新 or 厨卫均换新
    "改造意愿": r"厨房或卫生间",
}
"""The word that is used, and what is not written in its place."""


def texts() -> Iterable[Path]:
    """Yield what people may read; migrations keep the labels of their day."""
    for folder in TEXTS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES and not {"migrations", "vendor"} & set(path.parts):
                yield path
    yield from (ROOT / "README.md", ROOT / "CHANGELOG.md")


def places(pattern: str, files: Iterable[Path]) -> list[str]:
    """Return ``file:line: words`` where the pattern stands."""
    found = []
    for path in files:
        for number, line in enumerate(path.read_text("utf-8", errors="ignore").splitlines(), start=1):
            found += [f"{path.name}:{number}: {match[0]}" for match in re.finditer(pattern, line)]
    return found


@pytest.mark.parametrize("used", UNUSED)
def test_one_name_and_no_power_that_no_source_gives(used: str) -> None:
    assert places(UNUSED[used], texts()) == []


@pytest.mark.parametrize(
    ("used", "bait"),
    [
        ("办件编号", "登记编号：上城-2026-0001"),
        ("要求整改", "由住建部门责令限期整改"),
        ("停工由企业、街道或区县登记", "物业有权叫停"),
        ("查看、劝阻、报告", "可处罚款"),
        ("备案 is no approval", "准予开工"),
        ("改造意愿", "占用厨房或卫生间"),
    ],
)
def test_bait_a_forbidden_word_is_found(used: str, bait: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap.html"
    trap.write_text(f"好\n{bait}\n", "utf-8")

    assert places(UNUSED[used], [trap])
