"""Who keeps a list, who looks after an enterprise's facts, and why not now."""

from __future__ import annotations

from apps.documents.models import StoredFile
from apps.documents.permissions import Reading, register_reading
from apps.enterprises.enums import ListingStatus
from apps.enterprises.models import ConveniencePoint, Enterprise, Listing, Roll
from apps.lib import clock
from apps.lib.actors import SYSTEM, Actor
from apps.lib.decisions import Allowed, Decision, Denied
from apps.orgs.enums import OFFICIAL_ROLES, Role
from apps.orgs.models import Organisation

KEEPERS = frozenset({Role.DIRECTORY_KEEPER, Role.DISTRICT_CLERK, Role.DISTRICT_LEADER})
"""市建委 keeps the city's list; a district may offer one of its own (H 三(一)2)."""


def _keeps(actor: Actor, keeper_id: int | None) -> bool:
    # The demonstration's loader and the site's own file act as the system.
    return actor == SYSTEM or (actor.role in KEEPERS and actor.organisation_id == keeper_id)


def may_publish(actor: Actor, keeper: Organisation) -> Decision:
    """市建委 and the district bureaus publish lists, each its own."""
    if _keeps(actor, keeper.pk):
        return Allowed()
    return Denied("名录由市建委名录管理岗位，或区县住建局经办、分管领导公布。", code="post")


def _may_keep(actor: Actor, roll: Roll) -> Decision:
    if _keeps(actor, roll.keeper_id):
        return Allowed()
    return Denied("由公布这份名录的机构办理。", code="post")


def may_enter(actor: Actor, roll: Roll) -> Decision:
    """Its keeper enters enterprises as long as the list stands."""
    decision = _may_keep(actor, roll)
    if decision and not roll.is_open(clock.today()):
        return Denied("这份名录已停用，不能再列入企业。", code="closed")
    return decision


def may_close(actor: Actor, roll: Roll) -> Decision:
    """Its keeper takes a list out of use, once."""
    decision = _may_keep(actor, roll)
    if decision and roll.valid_to is not None:
        return Denied("这份名录已停用。", code="closed")
    return decision


def may_decide(actor: Actor, listing: Listing) -> Decision:
    """The keeper answers an application that waits."""
    decision = may_enter(actor, listing.roll)
    if decision and listing.status != ListingStatus.APPLIED:
        return Denied("没有待办的申请。", code="status")
    return decision


def may_remove(actor: Actor, listing: Listing) -> Decision:
    """The keeper takes an enterprise off its list."""
    decision = _may_keep(actor, listing.roll)
    if decision and listing.status != ListingStatus.LISTED:
        return Denied("企业现在不在这份名录中。", code="status")
    return decision


def is_own(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether it is the actor's own enterprise."""
    own = enterprise.organisation_id
    return own is not None and actor.organisation_id == own


def looks_after(actor: Actor, enterprise: Enterprise) -> bool:
    """Whether the actor's body keeps the enterprise (:meth:`EnterpriseQuerySet.within`)."""
    if actor == SYSTEM:
        return True
    return actor.role in KEEPERS and Enterprise.objects.within(actor).filter(pk=enterprise.pk).exists()


def may_rename(actor: Actor, enterprise: Enterprise) -> Decision:
    """A keeper enters a new name from the 变更登记; the enterprise itself shows the paper."""
    if looks_after(actor, enterprise):
        return Allowed()
    return Denied(
        "更名由名录的公布机构凭变更登记办理；名录以外的，由登记地的住建局或市建委办理。", code="post"
    )


def may_change_contact(actor: Actor, enterprise: Enterprise) -> Decision:
    """The enterprise keeps its own contact up; a keeper may put it right."""
    if is_own(actor, enterprise) or looks_after(actor, enterprise):
        return Allowed()
    return Denied("联系人由企业自己维护，或由名录的公布机构更正。", code="post")


def may_keep_contacts(actor: Actor, enterprise: Enterprise) -> Decision:
    """The enterprise alone says whom to call for what."""
    if is_own(actor, enterprise):
        return Allowed()
    return Denied("联系人员由企业自己维护。", code="post")


def may_end_contact(actor: Actor, enterprise: Enterprise) -> Decision:
    """The enterprise ends that somebody is called."""
    decision = may_keep_contacts(actor, enterprise)
    if decision and not enterprise.contacts.filter(until__isnull=True).exists():
        return Denied("还没有联系人员。", code="none")
    return decision


CONTACT_READERS = OFFICIAL_ROLES | {Role.DIRECTORY_KEEPER, Role.AUDITOR}
"""Who sees everybody's 联系人员; an enterprise sees its own."""


def sees_contacts(actor: Actor, enterprise: Enterprise) -> bool:
    """Street, bureaus and who keeps the directory see them, and the enterprise itself."""
    return actor.role in CONTACT_READERS or is_own(actor, enterprise)


def may_read_paper(actor: Actor, file: StoredFile) -> bool:
    """Papers of an application are opened by who keeps the list, and by the enterprise."""
    place = (
        Listing.objects.filter(pk=file.owner_id).select_related("roll", "enterprise").first()
        if file.owner_id.isdigit()
        else None
    )
    if place is None:
        return False
    kept = actor.role in KEEPERS and actor.organisation_id == place.roll.keeper_id
    return kept or is_own(actor, place.enterprise)


def may_apply(actor: Actor, enterprise: Enterprise) -> Decision:
    """The enterprise asks for a place on a list."""
    if is_own(actor, enterprise):
        return Allowed()
    return Denied("由企业自己申请；没有账号的，由名录的公布机构直接列入。", code="post")


def may_open_account(actor: Actor, enterprise: Enterprise) -> Decision:
    """A keeper gives an enterprise its account and its first person, once."""
    if not looks_after(actor, enterprise):
        return Denied("账号由名录的公布机构开通；名录以外的，由登记地的住建局或市建委开通。", code="post")
    if enterprise.organisation_id is not None:
        return Denied("这家企业已有账号，人员由企业自己增减。", code="joined")
    return Allowed()


PAPERS = "listing"
"""``owner_kind`` of the papers of an application (``owner_id`` is the place's number)."""
register_reading(PAPERS, Reading(may_read_paper, "查看名录申请材料", inline=True))

POINT_KEEPERS = frozenset({Role.STREET_CLERK, Role.DISTRICT_CLERK, Role.DISTRICT_LEADER})
"""街道 and district bureaus set up 家装便民服务点 (Z 六(四), H 四(二))."""


def may_open_point(actor: Actor, keeper: Organisation) -> Decision:
    """A street office or a district bureau sets up points of its own."""
    if actor == SYSTEM or (actor.role in POINT_KEEPERS and actor.organisation_id == keeper.pk):
        return Allowed()
    return Denied("便民服务点、样板间由街道城建线经办，或区县住建局经办、分管领导登记。", code="post")


def may_change_point(actor: Actor, point: ConveniencePoint) -> Decision:
    """Whoever set a point up keeps it, as long as it stands."""
    if actor != SYSTEM and (actor.role not in POINT_KEEPERS or actor.organisation_id != point.keeper_id):
        return Denied("由设立这一处的机构办理。", code="post")
    if point.valid_to is not None:
        return Denied("这一处已撤销。", code="closed")
    return Allowed()
