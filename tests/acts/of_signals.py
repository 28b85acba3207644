"""Sound submissions of the acts of 疑点; :data:`tests.acts.bodies.SOUND` takes them in."""

from __future__ import annotations

from tests.acts.sound import REASON, Sound

OF_SIGNALS: dict[str, Sound] = {
    "signals.decide": Sound(by="wang", at="signal_open", body={"decision": "on_site", **REASON}),
    "signals.conclude": Sound(by="wang", at="signal_checking", body={"outcome": "sound", **REASON}),
    "signals.reopen": Sound(by="wang", at="signal_cleared", body=REASON),
}
