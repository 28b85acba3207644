"""Work on cases that nobody presses a button for."""

from uuid import UUID

from apps.cases import services
from apps.cases.models import Household
from apps.lib.contacts import contact, mended_by
from apps.lib.jobs import Daily, Run, task


@task("cases.refresh_clocks", label="按最新工作日历重算到期日", every=Daily(1, 0), in_steps=True)
def refresh_clocks(run: Run) -> str:
    """Reckon last days anew after a year's holidays were announced, a batch a transaction.

    A case reckoned anew is not stale any more, so a later attempt finds only what is left. Every night
    too: a case that was being written while the calendar changed may have been reckoned on the old one.
    """
    asked = run.args.get("year")
    year, done = asked if isinstance(asked, int) else None, run.done
    last = run.cursor
    while case_ids := services.stale_cases(after=last):
        last, done = str(case_ids[-1]), done + len(case_ids)
        with run.step(cursor=last, done=done, text=f"已核对 {done} 件"):
            services.refresh_cases(case_ids=case_ids, by=run.by, year=year, wait=False)
    # Left over: cases that somebody held. Alone, so that waiting for one of them holds no other.
    while case_ids := services.stale_cases(most=1):
        with run.step(cursor=last):
            services.refresh_cases(case_ids=case_ids, by=run.by, year=year)
    return f"核对 {done} 件，变动的写入各案件记录"


@task("cases.follow_bodies", label="机构变更到期生效，移交办件", every=Daily(0, 0), in_steps=True)
def follow_bodies(run: Run) -> str:
    """Let changes of bodies take effect, a transaction each: all whose day has come, or the one asked for."""
    asked = run.args.get("change")
    if isinstance(asked, int):
        return f"移交 {services.take_effect(change_id=asked, by=run.by)} 件"
    moved = list(services.take_due_effects())
    return f"生效 {len(moved)} 项，移交 {sum(moved)} 件" if moved else ""


@task("cases.remind_due", label="提醒将到期和已超期的案件", every=Daily(8, 30), in_steps=True)
def remind_due(run: Run) -> str:
    """Remind the responsible desks of periods that end soon or have ended, a batch a transaction."""
    done = run.done
    while case_ids := services.due_cases(run.cursor):
        done += len(case_ids)
        with run.step(cursor=str(case_ids[-1]), done=done, text=f"已查看 {done} 件"):
            services.remind_due(case_ids=case_ids)
    return f"查看 {done} 件"


@task("cases.remind_returned", label="提醒未补交的补正材料", every=Daily(8, 35))
def remind_returned(run: Run) -> int:
    """Remind the streets of returned papers nobody has resubmitted."""
    return services.remind_returned()


@task("cases.tell_unlisted", label="告知有在办案件的经办：企业移出名录")
def tell_unlisted(run: Run) -> int:
    """Tell the clerks concerned, once each."""
    enterprise, reason = run.args["enterprise"], run.args["reason"]
    return services.tell_unlisted(
        enterprise_id=int(str(enterprise)), reason=str(reason), key=f"unlisted:{run.job_id}", by=run.by
    )


@task("cases.tell_joined", label="企业开通账号后告知轮到谁办理", in_steps=True)
def tell_joined(run: Run) -> str:
    """Tell whose turn each open case of the enterprise has become, a batch a transaction."""
    done, enterprise = run.done, int(str(run.args["enterprise"]))
    while case_ids := services.cases_joined(enterprise, run.cursor):
        done += len(case_ids)
        with run.step(cursor=str(case_ids[-1]), done=done, text=f"已查看 {done} 件"):
            services.tell_joined(case_ids=case_ids, by=run.by)
    return f"查看 {done} 件"


mended_by("case")(services.note_undelivered)


@contact("agent")
def agent_phone_of(case_id: str) -> str:
    """Open the agent's number, for the moment in which a code to it is sent."""
    household = Household.objects.filter(case_id=UUID(case_id)).first()
    number = household.agent_phone_encrypted if household else None
    return number.text() if number else ""


@contact("case")
def phone_of(case_id: str) -> str:
    """Open the household's number, for the moment in which a message to it is sent."""
    household = Household.objects.filter(case_id=UUID(case_id)).first()
    return household.phone_encrypted.text() if household else ""
