"""What somebody applies with. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.lib.amounts import Yuan


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies with (43号 三(二)): no number of an identity document, no 家庭情况 is asked."""

    applied_on: date
    name: str
    phone: str
    address: str
    area_type: str
    extent: str
    items: tuple[str, ...]
    proof: str
    contractor: str
    contract_amount: Yuan
    contract_signed_on: date
    proof_name: str = ""
    proof_issuer: str = ""
    patrol_organisation_id: int | None = None
    home_reason: str = ""
