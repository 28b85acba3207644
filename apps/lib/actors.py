"""Who acts: the frozen person, role and organisation that stand in every record."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """操作人: a person in a role at an organisation, at one moment.

    The three are frozen together because a record must keep the role held at the time, even
    after the person moves on. ``on_behalf_of`` names the person whose role is exercised by
    delegation; records then read 甲（代乙）.
    """

    user_id: int | None
    name: str
    role: str
    organisation_id: int | None
    organisation_name: str
    organisation_kind: str = ""
    on_behalf_of: str = ""
    scope_organisation_id: int | None = None
    """Organisation whose rows an attached auditor reads; otherwise the own organisation."""
    scope_kind: str = ""
    token_id: int | None = None
    """The API token that acts, where no person does."""
    on_behalf_of_id: int | None = None
    """Account of the person whose role is exercised by delegation."""
    case_id: UUID | None = None
    """The one case on which a household acts, as its slip and a code to its telephone have proved."""
    slip_case_id: UUID | None = None
    """The one case that a slip opens: with a slip alone nothing is written but the time of a visit."""

    is_agent: bool = False
    """Acts on that case for its household, as its 委托书 says, by a code to the agent's telephone."""

    @property
    def holder(self) -> str:
        """Who this is, whatever the role: a person's number ("12"), a token's ("token:5"), or ''.

        Records keep it beside the printed name, in the column ``…_holder``. By delegation it is the
        person who acts, never the one acted for.
        """
        if self.user_id is not None:
            return str(self.user_id)
        return f"token:{self.token_id}" if self.token_id is not None else ""

    def made(self, holder: str) -> bool:
        """Whether a record's ``…_holder`` is this very person or token; nobody made what has none.

        Compare authors with this and never by ``signature``: two people may bear one name.
        """
        return bool(holder) and holder == self.holder

    def speaks_for(self, holder: str) -> bool:
        """Whether a record's ``…_holder`` is this person, or the one whose role is exercised now.

        For what must be decided by another: who made something does not decide it through a delegate.
        """
        behalf = str(self.on_behalf_of_id) if self.on_behalf_of_id is not None else ""
        return self.made(holder) or (bool(holder) and holder == behalf)

    @property
    def signature(self) -> str:
        """Name as records print it: 甲, or 甲（代乙）. To be read, never to be compared."""
        return f"{self.name}（代{self.on_behalf_of}）" if self.on_behalf_of else self.name


SYSTEM = Actor(
    user_id=None,
    name="系统",
    role="system",
    organisation_id=None,
    organisation_name="caseflow",
    organisation_kind="system",
)
"""The software itself: snapshots, drafts and other work nobody pressed a button for."""
