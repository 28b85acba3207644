"""What is done for accounts that nobody presses a button for, by what bureaus have set."""

from apps.accounts.services.unused import look_after
from apps.administration.queries.unused import accounts_by_home
from apps.lib.jobs import Daily, Run, task


@task("administration.unused_accounts", label="提醒、锁定久未登录的账号", every=Daily(4, 10))
def unused_accounts(run: Run) -> int:
    """Take the step that is due for each account that nobody uses; without days set nothing is due."""
    return sum(
        bool(look_after(user_id=user_id, organisation_ids=bodies, limits=days))
        for user_id, (bodies, days) in accounts_by_home().items()
    )
