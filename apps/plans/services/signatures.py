"""Keeping what a household signed with: a drawing or a signed scan, and an agent's 委托书 (R23)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.files.base import File

from apps.cases.models import Case
from apps.cases.queries.household import empowered_since
from apps.documents.enums import FileKind
from apps.documents.models import StoredFile
from apps.documents.queries import files_of
from apps.documents.rules.uploads import CheckedUpload
from apps.documents.services import Owner, keep, store_drawn_signature
from apps.lib.actors import Actor
from apps.lib.decisions import Refused
from apps.orgs.permissions import HOUSEHOLD
from apps.plans.enums import Means, Signer

Upload = StoredFile | CheckedUpload | File[bytes]


def require_own_means(by: Actor, means: Means, signer: Signer, phone_tail: str) -> None:
    """Refuse a code in the name of an official, and any other way of the household's own phone."""
    own = by.role == HOUSEHOLD
    is_itself = (signer is Signer.AGENT) == by.is_agent
    if own != (means is Means.CODED) or (own and not (is_itself and phone_tail)):
        raise Refused("手机验证码只能由装修人本人、委托书写明的代办人在自己的手机上用。", code="means")


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A paper that is signed: what its drawing and its scan are called among the files of the case.

    ``sensitive``: its scan is kept from posts that may not see personal data. ``no_scan`` asks for it.
    """

    drawn_label: str
    scan_label: str
    scan_kind: FileKind
    sensitive: bool
    no_scan: Refused


def keep_signature(
    *, case: Case, by: Actor, paper: SignedPaper, means: Means, signature: str, scan: Upload | None
) -> UUID | None:
    """Keep the drawn ``signature`` (a PNG data URL) or the ``scan``, by ``means``; return the file's id.

    None for a code: the household saw the paper on its own phone, and nothing was handed in.
    """
    if means is Means.CODED:
        return None
    owner = Owner("case", str(case.pk))
    if means is Means.DRAWN:
        return store_drawn_signature(
            by=by, data_url=signature, owner=owner, label=paper.drawn_label, field="signature"
        ).pk
    if scan is None:
        raise paper.no_scan
    return keep(
        by=by,
        file=scan,
        owner=owner,
        kind=paper.scan_kind,
        sensitive=paper.sensitive,
        label=paper.scan_label,
        field="scan",
    ).pk


def proof_on_file(case: Case) -> UUID | None:
    """Return the file of today's agent's 委托书 handed in last; None where the case has none.

    One of before 变更装修人, or of another agent, empowers nobody any more.
    """
    since = empowered_since(case)
    on_file = files_of("case", case.pk, FileKind.POWER_OF_ATTORNEY)
    theirs = [each.pk for each in on_file if since is None or each.created_at > since]
    return theirs[-1] if theirs else None  # files come oldest first


def keep_proof(*, case: Case, by: Actor, proof: Upload) -> UUID:
    """Keep the 委托书 of who signs for the household; return the file's id."""
    return keep(
        by=by,
        file=proof,
        owner=Owner("case", str(case.pk)),
        kind=FileKind.POWER_OF_ATTORNEY,
        # A 委托书 usually carries the 身份证号 of household and agent (R18).
        sensitive=True,
        field="proof",
    ).pk


def proof_of(*, case: Case, by: Actor, proof: Upload | None) -> UUID | None:
    """Return the 委托书 of who signs: handed in now, or on file for an agent with a code; else None."""
    if proof is not None:
        return keep_proof(case=case, by=by, proof=proof)
    return proof_on_file(case) if by.is_agent else None
