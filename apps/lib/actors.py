"""Who acts: the frozen person, post and organisation that stand in every record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a post at an organisation, at one moment.

    The three are frozen together because a record must keep the post held at the time, even
    after the person moves on. ``on_behalf_of`` names the person whose post is exercised by
    delegation; records then read 甲（代乙）.
    """

    user_id: int | None
    name: str
    post: str
    organisation_id: int | None
    organisation_name: str
    organisation_kind: str = ""
    on_behalf_of: str = ""
    scope_organisation_id: int | None = None
    """Organisation whose rows an attached auditor reads; otherwise the own organisation."""
    scope_kind: str = ""
    token_id: int | None = None
    """The API token that acts, where no person does."""

    @property
    def holder(self) -> str:
        """Under what name this actor's own belongings are kept: a person's number, or a token's."""
        if self.user_id is not None:
            return str(self.user_id)
        return f"token:{self.token_id}" if self.token_id is not None else ""

    @property
    def signature(self) -> str:
        """Name as records print it: 甲, or 甲（代乙）."""
        return f"{self.name}（代{self.on_behalf_of}）" if self.on_behalf_of else self.name


SYSTEM = Actor(
    user_id=None,
    name="系统",
    post="system",
    organisation_id=None,
    organisation_name="caseflow",
    organisation_kind="system",
)
"""The software itself: seals, drafts and other work nobody pressed a button for."""
