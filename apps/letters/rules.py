"""Who owes an answer to a letter: pure, from what is stored."""

from __future__ import annotations

from apps.letters.enums import Party


def owed_by(party: str, *, is_former_enterprise: bool) -> Party:
    """Return whose answer a household waits for.

    An enterprise that the household replaced answers nothing any more: the bureau that looks after the case
    does. Its successor is never shown what was written to it.
    """
    return Party.BUREAU if party == Party.ENTERPRISE and is_former_enterprise else Party(party)


def may_go_to(party: str, *, has_enterprise: bool) -> list[Party]:
    """Return to whom a letter may be passed on: any other party that the case has.

    ``has_enterprise``: the case has one that reads letters, and this letter was not written to one before it.
    """
    return [each for each in Party if each != party and (each is not Party.ENTERPRISE or has_enterprise)]
