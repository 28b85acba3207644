"""Lines of a 归档范围和保管期限表 (国家档案局令第8号). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from apps.programs.rules.parameters import PERIODS

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """What is archived, and for how long."""

    scope: str
    """归档范围: which papers."""
    period: str
    """保管期限: one of PERIODS."""
    basis: str
    """依据."""
    track: str = ""
    """Code of the track whose 一户一档 it is; '' for other papers."""

    def kept(self) -> dict[str, str]:
        """Return it as it is kept."""
        return asdict(self)


def period_for(lines: Sequence[Line], track: str) -> str:
    """Return how long a track's archives are kept; '' where no line says."""
    return next((each.period for each in lines if each.track == track), "")


def unsound(lines: Sequence[Line]) -> str:
    """Return what is wrong with a table, '' where nothing is."""
    if not lines:
        return "至少写一行"
    if len(lines) > MOST_LINES:
        return f"最多 {MOST_LINES} 行"
    if any(each.period not in PERIODS.words for each in lines):
        return f"保管期限应为{'、'.join(PERIODS.words)}之一"
    tracks = [each.track for each in lines if each.track]
    if len(set(tracks)) < len(tracks):
        return "同一类办件的一户一档只能有一行"
    return ""
