"""Which wording of 个人信息处理告知 holds at a counter, and what a case has of it."""

from __future__ import annotations

from dataclasses import dataclass

from apps.cases.models import Case, PrivacyAcknowledgement, PrivacyNotice
from apps.cases.rules.privacy import Body, Reader, default_wording, digest_of
from apps.lib import clock, formats
from apps.lib.actors import Actor
from apps.orgs.enums import OrganisationKind, Role, SensitiveField, Sight
from apps.orgs.models import Organisation
from apps.orgs.permissions import FIELD_POLICY
from apps.orgs.queries import reports_to, responsible, streets_covered

NOT_RECORDED = "未记录"
_WORDS = {SensitiveField.HARDSHIP: "是否困难家庭"}
_READERS = (
    ("乡镇（街道）和区、县（市）住建局的经办、审核、验收人员", Role.STREET_CLERK),
    ("市级、省级主管部门", Role.CITY_OFFICER),
    ("您选择的装修企业", Role.DESIGNER),
    ("负责巡查的物业服务企业", Role.PROPERTY_PATROL),
    ("依法审计的机关", Role.AUDITOR),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a counter says today."""

    text: str
    kept: PrivacyNotice | None
    """The body's own text; None for the default one."""

    @property
    def digest(self) -> str:
        """Of the text."""
        return digest_of(self.text)

    @property
    def code(self) -> str:
        """As :attr:`PrivacyNotice.code`."""
        return self.digest[:12]

    @property
    def lines(self) -> list[str]:
        """The paragraphs."""
        return self.text.split("\n")


def wording_at(counter: Organisation, bureau: Organisation, upper: Organisation | None) -> Wording:
    """Return the wording of a counter: its own text, else its bureau's, else what the system does."""
    latest: dict[int, PrivacyNotice] = {}
    for row in PrivacyNotice.objects.filter(organisation__in={counter.pk, bureau.pk}, by_default=False):
        latest[row.organisation_id] = row
    for body in (counter, bureau):
        own = latest.get(body.pk)
        if own is not None and own.text:
            return Wording(own.text, own)
    text = default_wording(
        Body(counter.name, counter.phone),
        Body(bureau.name, bureau.phone),
        upper.name if upper else "上级",
        (_reader(who, role) for who, role in _READERS),
    )
    return Wording(text, None)


def wording_of(actor: Actor) -> Wording:
    """Return the wording of the actor's own counter."""
    return wording_for(Organisation.objects.get(pk=actor.organisation_id or 0))


def wording_for(counter: Organisation) -> Wording:
    """Return what a street office or a bureau says today."""
    today = clock.today()
    bureau = counter
    if counter.kind == OrganisationKind.STREET_OFFICE:
        streets = streets_covered(counter, today)
        found = responsible(streets[0], OrganisationKind.DISTRICT_BUREAU, today) if streets else None
        bureau = found or counter
    return wording_at(counter, bureau, reports_to(bureau, today))


def acknowledged(case: Case) -> PrivacyAcknowledgement | None:
    """Return how the household was told; None where nothing was taken down."""
    # A missing reverse one-to-one raises an AttributeError as well, so getattr() can say None.
    return getattr(case, "privacy_acknowledgement", None)


def acknowledged_words(told: PrivacyAcknowledgement | None) -> str:
    """Return the same in a sentence; 未记录 where nothing was taken down."""
    if told is None:
        return NOT_RECORDED
    on, who = formats.day(told.recorded_at), told.get_acknowledged_by_display()
    return f"{on}{told.get_means_display()}，{who}知悉"


def told_by(told: PrivacyAcknowledgement) -> str:
    """Return who told, and by which wording."""
    return f"告知人 {told.recorded_by}，文本编号 {told.notice.code}"


def _reader(who: str, role: Role) -> Reader:
    def seen(how: Sight) -> tuple[str, ...]:
        return tuple(
            _WORDS.get(field, field.label) for field in SensitiveField if FIELD_POLICY[role][field] is how
        )

    return Reader(who, seen(Sight.PLAIN), seen(Sight.REVEALABLE), seen(Sight.MASKED), seen(Sight.HIDDEN))
