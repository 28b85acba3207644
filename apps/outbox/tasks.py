"""Work of the outbox that nobody presses a button for."""

from datetime import datetime
from uuid import UUID

from apps.lib.jobs import Daily, Every, Outcome, Run, task
from apps.outbox import services

__all__ = ["deliver", "end_stuck", "forget_old_jobs", "forget_old_messages", "mail", "task"]


@task("outbox.forget_old_messages", label="清除过期的消息", every=Daily(3, 20))
def forget_old_messages(run: Run) -> int:
    """Delete messages nobody looks back at any more."""
    return services.forget_old_messages()


@task("outbox.forget_old_jobs", label="清除过期的任务记录", every=Daily(3, 30))
def forget_old_jobs(run: Run) -> int:
    """Delete ended jobs: the system's after a month, people's after three."""
    return services.forget_old_jobs()


@task("outbox.end_stuck", label="找出没有发出的短信", every=Every(30))
def end_stuck(run: Run) -> int:
    """Put texts that no job sends any more on the list of whoever mends it."""
    return services.end_stuck()


@task("outbox.mail", label="发送邮件提醒", in_steps=True, max_attempts=6)
def mail(run: Run) -> Outcome:
    """Send one person's mail with the counts of what is unread."""
    until = datetime.fromisoformat(str(run.args["until"]))
    return services.send_mail(run=run, user_id=int(str(run.args["user"])), until=until)


@task("outbox.deliver", label="发送短信", in_steps=True, max_attempts=6)
def deliver(run: Run) -> Outcome:
    """Hand one text message over to the gateway."""
    return services.deliver(run=run, message_id=UUID(str(run.args["message"])))
