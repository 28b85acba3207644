"""The URLs of 名录: everybody in the house reads; a body keeps its own lists, an enterprise itself."""

from __future__ import annotations

from dataclasses import dataclass

from tests.access.entries import CONTRACTOR, REPORT_READERS, WHOLE, Arguments, Entry, Rows
from tests.access.stage import ANONYMOUS, HOME_DESKS, LEER

HOME = HOME_DESKS | {"guan"}
"""Everybody at 上城, and its audit."""
KEEPERS = frozenset({"wang", "ling"})


@dataclass(frozen=True)
class OfDirectory(Entry):
    """A URL below one of 上城's own lists; to another body, or another enterprise, it does not exist."""

    seen: frozenset[str] = HOME

    def is_away(self, persona: str) -> bool:
        """Whether the row does not exist for the persona."""
        return persona not in (ANONYMOUS, LEER) and persona not in self.seen


def named(what: str) -> Arguments:
    """Return the argument of a URL of something in the stage's directory."""
    return lambda stage: {"pk": stage.directory[what].pk}


def kept(name: str, what: str) -> Entry:
    """A URL where 上城's keepers change something of their own."""
    return OfDirectory(f"enterprises:{name}", Rows.NONE, KEEPERS, KEEPERS, named(what))


def of_firm(name: str, what: str, who: frozenset[str]) -> Entry:
    """A URL of an enterprise's own business; its own people find it, and who keeps the list it stands on."""
    # The city's bureau keeps the list of the world that the firm stands on, but has no keeper.
    seen = HOME | CONTRACTOR | {"shi"} if what == "firm" else HOME
    return OfDirectory(f"enterprises:{name}", Rows.NONE, who, who, named(what), seen=seen)


def of_package(name: str, what: str, who: frozenset[str]) -> Entry:
    """A URL of a package: its enterprise finds it, and whoever keeps a list on which that stands."""
    seen = HOME | CONTRACTOR | {"shi"}
    return OfDirectory(f"packages:{name}", Rows.NONE, who, who, named(what), seen=seen)


DIRECTORY = (
    Entry("packages:index", Rows.NONE, WHOLE),
    Entry("packages:signals", Rows.NONE, REPORT_READERS),
    Entry("packages:package", Rows.NONE, WHOLE, args=named("package_published")),
    of_package("propose", "firm", CONTRACTOR),
    of_package("revise", "package_published", CONTRACTOR),
    of_package("withdraw", "package_published", CONTRACTOR | KEEPERS),
    of_package("publish", "package_waiting", KEEPERS),
    of_package("return", "package_waiting", KEEPERS),
    Entry("enterprises:index", Rows.NONE, WHOLE),
    Entry("enterprises:roll", Rows.NONE, WHOLE, args=named("roll")),
    Entry("enterprises:enterprise", Rows.NONE, WHOLE, args=named("firm")),
    kept("publish", "keeper"),
    Entry("enterprises:points", Rows.NONE, WHOLE),
    kept("open-point", "keeper"),
    kept("change-point", "point"),
    kept("close-point", "point"),
    kept("enter", "roll"),
    kept("close", "roll"),
    kept("accept", "applied"),
    kept("return", "applied"),
    kept("remove", "listed"),
    of_firm("apply", "firm", CONTRACTOR),
    of_firm("contact", "firm", CONTRACTOR | KEEPERS),
    of_firm("add-contact", "firm", CONTRACTOR),
    of_firm("end-contact", "firm", CONTRACTOR),
    of_firm("rename", "firm", KEEPERS),
    of_firm("open-account", "firm_alone", KEEPERS),
)
