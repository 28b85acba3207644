"""Words of the weekly report: why a case moved, where a report stands."""

from django.db import models


class MovementKind(models.TextChoices):
    """How a case appears in a week's snapshot (values of ``rules.ledger.Kind``)."""

    CARRIED = "carried", "上年结转"
    IN = "in", "新增"
    OUT = "out", "核减"
    CHANGED = "changed", "变更"


class MemberState(models.TextChoices):
    """A member's column of the table (values of ``rules.ledger.State``)."""

    ONGOING = "ongoing", "正在装修"
    DONE = "done", "已完成装修"


class ProofOccasion(models.TextChoices):
    """When a week was recounted from the records."""

    TAKEN = "taken", "封存时"
    CHANGED = "changed", "更正时"
    SUBMITTED = "submitted", "报送时"
    FULL = "full", "全量复算"


class CloseStatus(models.TextChoices):
    """Where a 年终核定 stands (P8)."""

    OPEN = "open", "核定中"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已接收"


class CloseDifference(models.TextChoices):
    """Why a case stands in the 年终核定 otherwise than in the year's last weekly table."""

    AFTER = "after", "数据截止后至年末登记"
    LATE = "late", "年后补录的年内事实"


class ReportStatus(models.TextChoices):
    """Life of a report version (R11)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    REOPENED = "reopened", "已重开"
    """Was accepted, counts until another version is, and stays as it was."""


LIVE = frozenset({ReportStatus.DRAFT, ReportStatus.SUBMITTED, ReportStatus.ACCEPTED})
"""States of which a report has at most one version at a time."""
UNDONE = frozenset({ReportStatus.RETURNED, ReportStatus.WITHDRAWN})
"""States of a version that was handed in and counts no more: it says why, and another draft follows it."""


ONCE_ACCEPTED = frozenset({ReportStatus.ACCEPTED, ReportStatus.REOPENED})
"""States of a version that roll-ups count: of a week the newest of them (docs/decisions/0111)."""


class AnswerKind(models.TextChoices):
    """How the district answers one item of a return (P7)."""

    CHANGED = "changed", "改"
    KEPT = "kept", "维持"


class ReopeningStatus(models.TextChoices):
    """Where a district's request to reopen an accepted week stands."""

    ASKED = "asked", "待答复"
    REOPENED = "reopened", "已重开"
    DECLINED = "declined", "未同意"
    LAPSED = "lapsed", "已过期"


class WeekState(models.TextChoices):
    """What a list says about a district's week."""

    MISSING = "missing", "未报"
    DRAFT = "draft", "待报送"
    SUBMITTED = "submitted", "待接收"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"
    REOPENED = "reopened", "已重开"


TO_MEND = frozenset({WeekState.RETURNED, WeekState.WITHDRAWN, WeekState.REOPENED})
"""States of a week that was handed in once and waits to be handed in again."""


class LiveFacet(models.TextChoices):
    """Which number of the moment a change belongs to (R32)."""

    STATUS = "status", "办到哪一步"
    """By state and street; the value is the state."""
    DUE = "due", "何时到期"
    """By the last day of the period that runs; the value is the state in which it runs."""
    LINKED = "linked", "结合项目"
    """Started households; the value is the programme."""
    OPINION = "opinion", "户主意见"
    """Completed households of which an inspector has spoken; the value is 满意, 不满意 or nothing yet."""
