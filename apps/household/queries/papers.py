"""What the slip prints."""

from __future__ import annotations

from apps.documents.rules.papers import PaperMark
from apps.household.enums import Holder
from apps.household.models import Slip
from apps.household.rules.codes import Secret
from apps.household.rules.papers import SlipPaper
from apps.lib import clock


def slip_paper(slip: Slip, secret: Secret, *, link: str, page: str) -> SlipPaper:
    """Return the slip as it is printed; ``link`` opens it, ``page`` is where the code is typed."""
    case = slip.case
    return SlipPaper(
        number=case.number or "",
        holder=Holder(slip.holder).label,
        link=link,
        page=page,
        code=secret.grouped,
        acts=slip.acts,
        phone_of="代办人" if slip.holder == Holder.AGENT else "装修人",
        expires_on=clock.local(slip.expires_at).date(),
        street_name=case.street_office.name,
        street_phone=case.street_office.phone,
        issuer=f"{slip.issued_organisation} {slip.issued_by}",
        mark=PaperMark(number=f"{case.number}-凭条{slip.number}", issued_at=slip.issued_at),
    )
