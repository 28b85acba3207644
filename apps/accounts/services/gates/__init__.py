"""The contract of a gate: signing in somewhere else, beside passwords (decision 0122).

A gate is named by the setting ``SIGN_IN_GATE``: ``oidc``, or the dotted path of a class of another
package, as for 浙政钉, whose sign-in is no OpenID Connect. Such a class is made without arguments, once a
process, and keeps this contract:

* :meth:`Gate.begin` is asked when somebody presses the gate's button. It returns the address to go to, and
  puts what it must remember (state, nonce, the secret of PKCE) into ``request.session``, under own keys.
* :meth:`Gate.finish` is asked when the gate sends the browser back to ``back``. It proves the answer (that
  it belongs to this session, is fresh, comes from the gate, is meant for this site) and says who it is, or
  raises :class:`GateRefused` with words for the person. It looks nobody up and writes nothing.
* :meth:`Gate.leave` is asked when somebody signs out, with what ``finish`` gave as ``leaving``. It returns
  the address to go to, '' where signing out here is all there is.

What the site does with it is no business of the gate: the account is the one an administrator has linked to
``(issuer, subject)``; roles, session limits and the one-time code are those of everybody. ``vouched`` says
that the gate itself has asked for a second factor; only then is the site's own code not asked for.
Names, telephone numbers or addresses that a gate knows are not taken: nobody is found by likeness.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

_OWN = {"oidc": "apps.accounts.services.gates.openid.OpenIdGate"}


class GateRefused(Exception):
    """Nobody comes in by this answer; ``reason`` is for people, ``detail`` for the log, without secrets."""

    def __init__(self, reason: str, *, detail: str = "") -> None:
        """Keep the words."""
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came in by a gate."""

    issuer: str
    """Which gate says so; at most 120 characters."""
    subject: str
    """The person's unchanging name there; at most 255 characters, never reused for another."""
    vouched: bool = False
    """The gate has asked for a second factor."""
    leaving: str = ""
    """What :meth:`Gate.leave` needs; kept in the session only."""


class Gate(ABC):
    """Signing in somewhere else."""

    @abstractmethod
    def begin(self, request: HttpRequest, *, back: str) -> str:
        """Return where the browser goes; raise GateRefused where the gate does not answer."""

    @abstractmethod
    def finish(self, request: HttpRequest) -> Arrival:
        """Return who has come back; raise GateRefused for an answer that proves nothing."""

    def leave(self, leaving: str, *, back: str) -> str:
        """Return where the browser goes to sign out there as well, '' for nowhere."""
        return ""


def gate() -> Gate | None:
    """Return the site's gate; None where people sign in with passwords only."""
    return _made(settings.SIGN_IN_GATE) if settings.SIGN_IN_GATE else None


@lru_cache(maxsize=4)
def _made(name: str) -> Gate:
    made: Gate = import_string(_OWN.get(name, name))()
    return made
