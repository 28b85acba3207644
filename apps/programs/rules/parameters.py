"""What a parameter's value can be, and how it is read and written. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class Kind:
    """What a parameter's value is: a whole number of a unit, one of some words, or a code."""

    unit: str = ""
    """Behind the number: 个工作日. '' for what is no number."""
    least: int = 1
    most: int = 999
    words: tuple[str, ...] = ()
    """The only values there are, for a parameter that is chosen."""
    pattern: str = ""
    """What a code looks like."""
    help: str = ""

    @property
    def is_number(self) -> bool:
        """Whether the value is a whole number."""
        return not self.words and not self.pattern

    def read(self, text: str) -> str:
        """Return a value as it is kept; ValueError, with words for a person, where it cannot be one."""
        text = normalize("NFKC", text).strip()
        if not text:
            return ""
        if self.words:
            if text not in self.words:
                raise ValueError(f"应为{'、'.join(self.words)}之一。")
            return text
        if self.pattern:
            if not re.fullmatch(self.pattern, text):
                raise ValueError(self.help)
            return text
        number = text.removesuffix(self.unit).strip()
        if not re.fullmatch(r"\d{1,4}", number) or not self.least <= int(number) <= self.most:
            raise ValueError(f"应为 {self.least} 到 {self.most} 的整数（{self.unit}）。")
        return str(int(number))

    def write(self, value: str) -> str:
        """Return a value as people read it; 未设定 for none."""
        if not value:
            return "未设定"
        return f"{value} {self.unit}" if self.is_number else value


DAYS, WORKDAYS, TIMES = Kind("天"), Kind("个工作日"), Kind("次", most=20)
SLOTS = Kind("个时段", most=5)
PERIODS = Kind(words=("永久", "30年", "10年"))
"""保管期限 of documents: 机关文件材料归档范围和文书档案保管期限规定（国家档案局令第8号）."""
PERCENT, MINUTES = Kind("%", least=0), Kind("分钟", most=600)
CONTRACTS, HOMES = Kind("份", least=2), Kind("处", least=2)
DEVIATIONS = Kind("倍", most=50)
BITS = Kind("位", least=0, most=7)
"""Of a photo's print of 128; beyond seven the search would miss some (signals.rules.likeness)."""
YES = Kind(words=("是",))
"""No 否 beside it: a body that the one above asks cannot excuse itself; taking it back is 未设定."""
TIME = Kind(pattern=r"([01]\d|2[0-3]):[0-5]\d", help="请写成 17:30 这样的时间。")
HOURS = Kind(
    # From and until: the same time twice would be all day, or never.
    pattern=r"(?!(.{5})-\1$)([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d",
    help="请写成 21:00-08:00 这样的起止时间（北京时间），起止不能相同。",
)
FONDS = Kind(
    pattern=r"[0-9A-Za-z-]{1,12}", help="全宗号由档案主管部门编给，只有数字、字母和短横线，不超过 12 位。"
)
