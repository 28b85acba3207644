"""Work of the record that nobody presses a button for."""

from apps.audit import services
from apps.lib import formats
from apps.lib.jobs import Daily, Run, task


@task("audit.seal_yesterday", label="封存前一日审计记录", every=Daily(0, 20))
def digest_yesterday(run: Run) -> str:
    """Digest yesterday's events, soon after midnight (Asia/Shanghai)."""
    digest = services.digest_until_yesterday()
    return f"{formats.day(digest.day)}已封存：{digest.count} 条记录"
