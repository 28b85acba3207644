"""An enterprise's account: joined by its 统一社会信用代码, also to the cases that chose it before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from apps.audit.services import Subject, record
from apps.enterprises.models import Enterprise
from apps.enterprises.permissions import may_open_account
from apps.enterprises.services.firms import require_same_name
from apps.enterprises.services.locks import checked_text, locked
from apps.lib import clock
from apps.lib.actors import Actor
from apps.lib.decisions import Refused, require
from apps.orgs.enums import ENTERPRISE_ROLES, OrganisationKind, Role
from apps.orgs.models import Organisation
from apps.orgs.services import appoint, create_organisation, create_user
from apps.outbox.services import enqueue


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """The enterprise with its account and its first person's user name."""

    enterprise: Enterprise
    username: str = ""


@transaction.atomic
def open_account(
    *,
    by: Actor,
    enterprise: Enterprise,
    username: str,
    person_name: str,
    role: Role,
    version: int | None = None,
) -> OpenedAccount:
    """Give an enterprise its account and its first person; it sees at once every case that chose it.

    An account there already with the enterprise's code is taken; one of the same name is another's. No
    password is made: the person takes a number and the city bureau lets it in (decision 0117), so that who
    opens an account alone never comes in by it.
    """
    require(may_open_account(by, enterprise))
    row = locked(Enterprise, enterprise, version)
    require(may_open_account(by, row))
    if role not in ENTERPRISE_ROLES:
        raise Refused("请选择装修企业的岗位。", field="role", code="role")
    login = checked_text(username, "账号", "username", 60)
    name = checked_text(person_name, "姓名", "person_name", 60)
    organisation = _account_of(row, by)
    _join(row, organisation, by)
    user = create_user(by=by, username=login, name=name, password=None)
    appoint(by=by, user=user, organisation=organisation, role=role, valid_from=clock.today())
    return OpenedAccount(row, login)


@transaction.atomic
def join_account(*, by: Actor, organisation: Organisation) -> Enterprise | None:
    """Join an account to the enterprise of its code, where that is recorded already; return it.

    Refused where it goes by another name.

    For accounts made before anybody chose or listed the enterprise, :func:`record_enterprise` does it.
    """
    if not organisation.credit_code:
        return None
    rows = Enterprise.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(credit_code=organisation.credit_code, organisation__isnull=True).first()
    if row is not None:
        require_same_name(organisation, row.credit_code, _names(row))
        _join(row, organisation, by)
    return row


def _names(row: Enterprise) -> list[str]:
    return [row.name, *row.former_facts.values_list("name", flat=True)]


def _account_of(row: Enterprise, by: Actor) -> Organisation:
    found = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE, credit_code=row.credit_code).first()
    if found is not None:
        require_same_name(found, row.credit_code, _names(row))
        return found
    by_body = Organisation.objects.filter(pk=by.organisation_id or 0).select_related("region").first()
    taken = Organisation.objects.filter(kind=OrganisationKind.ENTERPRISE, name=row.name).exists()
    try:
        with transaction.atomic():
            return create_organisation(
                by=by,
                kind=OrganisationKind.ENTERPRISE,
                # Names of accounts are unique, names of enterprises are not: the code tells two apart.
                name=f"{row.name[:95]}（{row.credit_code}）" if taken else row.name,
                short_name=row.name[:20],
                # Whose city it is: the body above it looks after its first administrator.
                region=by_body.region if by_body else None,
                valid_from=clock.today(),
                credit_code=row.credit_code,
            )
    except IntegrityError as error:
        raise Refused("这家企业的账号刚由别人开通，请刷新后再看。", code="joined") from error


def _join(row: Enterprise, organisation: Organisation, by: Actor) -> None:
    row.organisation = organisation
    row.edit += 1
    row.save(update_fields=["organisation", "edit"])
    record(
        by=by,
        subject=Subject("enterprise", str(row.pk)),
        action="enterprise.account_joined",
        facts={"organisation": organisation.pk, "credit_code": row.credit_code},
    )
    # What its cases wait for is the enterprise's own work from now on, no longer the counter's.
    enqueue(
        task="cases.tell_joined",
        by=by,
        args={"enterprise": row.pk},
        key=f"joined:{row.pk}:{row.edit}",
    )
