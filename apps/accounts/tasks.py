"""What is done for accounts that nobody presses a button for."""

from apps.accounts.services.retention import purge_logs as purge
from apps.lib.jobs import Daily, Run, task


# The app's older name: runs are stored under it.
@task("doors.purge_logs", label="清除超过留存期的登录与查看日志", every=Daily(3, 40))
def purge_logs(run: Run) -> int:
    """Remove what is over age; the law's six months are never undercut."""
    purged = purge()
    return purged.sign_ins + purged.failures + purged.looks
