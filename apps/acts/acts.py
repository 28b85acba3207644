"""What a person can do, declared once; page, button, API operation, matrix and record derive from it.

A stage app declares its acts in ``acts.py`` as a tuple ``ACTS``. An :class:`Act` names who may, what is
asked, the one service that writes, and the words; its :class:`Ground` says what it is done to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.apps import apps
from django.urls import reverse

from apps.lib.actors import Actor
from apps.lib.decisions import Allowed, Decision, Denied

if TYPE_CHECKING:  # forms and serializers come after the app registry
    from rest_framework.serializers import Serializer

    from apps.acts.forms import ActForm

S = TypeVar("S")

LASTING = frozenset({"post", "policy", "kind"})
"""Codes of denials that no waiting lifts: such an act is not offered, and its page is forbidden."""


def lasts(decision: Decision) -> bool:
    """Whether a decision is a denial that no waiting will lift."""
    return isinstance(decision, Denied) and decision.code in LASTING


class Ground(ABC, Generic[S]):
    """What acts are done to: a case, a defect of it, a week. Loading through it is being authorised.

    One instance serves all acts of its kind; it holds nothing of a request.
    """

    title: str = ""
    """What acts are listed under by what they are done to: “办件”, “周报”; in 帮助 and docs/access.md."""
    found: str = ""
    """URL name of the page of the frame's menu, or of 管理, from which people come to it."""
    template: str = ""
    """Template of an act's page that names none."""
    path: str = ""
    """Where the API has the subject, with its converters: ``cases/<uuid:pk>``."""
    operation: str = "api"
    """First part of the operations' URL names."""
    tag: str = ""
    """Heading of the operations in the API's document."""
    result_class: type[Serializer[Any]] | None = None
    """How the API writes what :meth:`stands` returns."""

    def reads(self, actor: Actor) -> Decision:
        """Say whether the actor's role looks at such subjects at all; asked before anything is loaded."""
        return Allowed()

    @abstractmethod
    def load(self, actor: Actor, **kwargs: Any) -> S:
        """Return the subject of a URL within the actor's scope; raise Http404 for any other."""

    @abstractmethod
    def version(self, subject: S) -> int:
        """Return the version a page is drawn from; the service refuses an older one as stale."""

    @abstractmethod
    def named(self, subject: S) -> dict[str, Any]:
        """Return the arguments by which services take the subject: ``{"case_id": …}``."""

    @abstractmethod
    def place(self, subject: S) -> dict[str, Any]:
        """Return the keyword arguments of the subject's URLs: ``{"pk": …}``."""

    @abstractmethod
    def home(self, act: Act[S], subject: S) -> str:
        """Return the URL of the page that a person comes from and goes back to."""

    def frame(self, actor: Actor, subject: S) -> dict[str, Any]:
        """Return what the frame around an act's page shows."""
        return {}

    def stands(self, actor: Actor, subject: S, record: object) -> Any:
        """Return how the subject stands after an act that wrote ``record``, cut to the actor's sight."""
        return subject

    def again(self, actor: Actor, record: object, **kwargs: Any) -> S:
        """Return the subject of a URL as an act that wrote ``record`` left it."""
        return self.load(actor, **kwargs)

    def follow(self, by: Actor, subject: S) -> None:
        """Do what follows every act on such a subject, in its transaction: tell whose turn it is now."""

    def conflict(self, actor: Actor, subject: S, sent: object) -> dict[str, object]:
        """Return ``current_version`` and ``changes`` since ``sent`` for a caller who was late."""
        return {"current_version": self.version(subject), "changes": []}


def _nothing(_actor: Actor, _subject: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Generic[S]):
    """办理动作: one thing a person can do to a subject. Calls with (actor, subject) unless said otherwise."""

    name: str
    """Stable machine word, unique in the house: ``works.start``. Keys of double clicks carry it."""
    label: str
    """Heading of its page and words of its buttons."""
    ground: Ground[S]
    may: Callable[[Actor, S], Decision]
    """Who may, and why not now: the very function that the service requires."""
    bars: Callable[[Actor, S], Decision] | None = None
    """The part of ``may`` that no waiting lifts, where asking only that costs less than the whole."""
    form: type[ActForm]
    service: Callable[..., object]
    """The one writer: takes :meth:`Ground.named`, ``by`` and what :meth:`ActForm.said` returns."""

    # --- words ---
    explain: str = ""
    button: str = ""
    """On the button that does it; :attr:`label` where empty."""
    success: str | Callable[[Any], str] = "已保存。"
    """Said when it is done; a callable gets what the service returned."""
    describe: str = ""
    """The operation's description in the API's document; ``explain`` where empty."""
    help: str = ""
    """What 帮助 says where ``explain`` is empty or speaks of its page, ``describe`` of a body's fields."""
    danger: bool = False
    icon: str = ""
    offer: str | Callable[[Actor, S], str] = ""
    """Words of a button that leads to it where they are not :attr:`label`; they may follow the subject."""
    menu: bool | Callable[[Actor, S], bool] = False
    """Offered in the head of the case page, beside the moves of the workflow table."""
    forward: bool | Callable[[Actor, S], bool] = False
    """Carries the subject on: the first such act that may be done now is the page's primary button."""
    records: Mapping[str, str] = field(default_factory=dict)
    """Words of the record by the action of its events; they outlive a renamed act."""

    # --- its page ---
    path: str = ""
    """Below the URLs of its app; '' for an act without a page."""
    page: str = ""
    """URL name of its page, with the namespace."""
    template: str = ""
    found: str = ""
    """As :attr:`Ground.found`, for an act that people find elsewhere."""
    entry: str = ""
    """URL name of the page where people begin it, where that is not its own page."""
    carries: Callable[[S], str] | None = None
    """Query that a button's address carries: which version of the subject is being read; '' for none."""
    read_first: str = ""
    """URL name of a page that people read before they make it: buttons lead there."""
    at_once: bool = False
    """Asks nothing: its button sends it at once, and the page it stands on shows a refusal."""
    slot: str = ""
    """For an act inside a host page: under which name the host shows the form."""
    initial: Callable[[Actor, S], dict[str, Any]] = _nothing
    """What a fresh form starts with."""
    options: Callable[[Actor, S], dict[str, Any]] = _nothing
    """Further arguments of the form."""
    context: Callable[[Actor, S], dict[str, Any]] = _nothing
    """What else its page shows."""
    after: Callable[[S, Any], str] | None = None
    """Address to go to when all is done, from the subject and what was written; the home without it."""
    listed: Callable[[S], str] | None = None
    """Address of a list whose rows offer it too: a form sent there (``from=list``) leads back there."""
    preview: Preview[S] | None = None

    # --- its API operation ---
    api: str = ""
    """Below :attr:`Ground.address`; '' for an act without an operation."""
    api_name: str = ""
    body: str = ""
    """Name of the body in the API's document."""
    creates: bool = False
    """Writes a new row: answers 201 and needs an Idempotency-Key; otherwise 200."""

    # --- the case's workflow ---
    moves: tuple[str, ...] = ()
    """Moves of the workflow table that its service may make."""
    answers: frozenset[str] = frozenset()
    """Kinds of open holds that it closes: where such a hold stands, its text leads here."""

    def barred(self, actor: Actor, subject: S) -> Denied | None:
        """Return the denial that no waiting will lift: such a person meets no page and no operation of it."""
        # may() of a move reads the open holds; the table alone knows whose role never makes it.
        decision = (self.bars or self.may)(actor, subject)
        return decision if isinstance(decision, Denied) and decision.code in LASTING else None

    @property
    def button_label(self) -> str:
        """The words on the button that does it."""
        return self.button or self.label

    @property
    def description(self) -> str:
        """What the API's document says of it."""
        return self.describe or self.explain or self.label

    @property
    def found_at(self) -> str:
        """URL name of the page from which people come to it."""
        return self.found or self.ground.found

    @property
    def helped(self) -> str:
        """What 帮助 says of it: one paragraph; '' where its label says all."""
        said = (self.help or self.explain or self.describe).partition("\n")[0]
        return "" if said.rstrip("。") == self.label else said

    def opened(self, by: Actor, subject: S, data: Any = None, files: Any = None) -> ActForm:
        """Return its form on a subject: fresh without ``data``, else bound."""
        return self.form(
            data,
            files,
            actor=by,
            subject=subject,
            version=self.ground.version(subject),
            initial=self.initial(by, subject),
            **self.options(by, subject),
        )

    def perform(self, by: Actor, subject: S, form: ActForm) -> object:
        """Make the one service call with what a valid form says; return what it wrote."""
        return self.service(**self.ground.named(subject), by=by, **form.said())

    def done(self, result: object) -> str:
        """Return the sentence said when it is done; ``result`` is what the service returned."""
        return self.success(result) if callable(self.success) else self.success

    def home(self, subject: S) -> str:
        """Return the URL of the page one comes from."""
        return self.ground.home(self, subject)

    def onward(self, subject: S, result: object, *, from_list: bool = False) -> str:
        """Return the URL to go to when all is done."""
        if from_list and self.listed is not None:
            return self.listed(subject)
        return self.after(subject, result) if self.after else self.home(subject)

    def leads(self, actor: Actor, subject: S) -> bool:
        """Whether it is among the acts that carry the subject on, as it stands."""
        return self.forward(actor, subject) if callable(self.forward) else self.forward

    def offered(self, actor: Actor, subject: S) -> str:
        """Return the words of a button that leads to it."""
        said = self.offer(actor, subject) if callable(self.offer) else self.offer
        return said or self.label

    @property
    def begins(self) -> str:
        """URL name of the page where people begin it who come from elsewhere."""
        return self.entry or self.read_first or self.page

    def begun(self, subject: S) -> str:
        """Return the URL where it is begun."""
        return reverse(self.begins, kwargs=self.ground.place(subject))

    def url(self, subject: S) -> str:
        """Return the URL where a button leads: read first, else made or, without a page, begun."""
        address = reverse(self.read_first or self.page or self.entry, kwargs=self.ground.place(subject))
        query = self.carries(subject) if self.carries is not None else ""
        return f"{address}?{query}" if query else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Generic[S]):
    """What an act would come to, computed while one types; nothing is written."""

    path: str
    page: str
    template: str
    context: Callable[[Actor, S, Any], dict[str, Any] | None]
    """From actor, subject and bound form; None where there is nothing to compute."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An act in front of a person: a button, with its reason where it must wait."""

    act: Act[Any]
    subject: Any
    decision: Decision
    label: str
    """Words of the button."""
    forward: bool = False
    sends: ActForm | None = None
    """Fresh form whose hidden fields a button sends that makes the act itself; None for one that leads."""

    @property
    def method(self) -> str:
        """How the button is sent: "post" where it makes the act itself."""
        return "post" if self.act.at_once else "get"

    @property
    def icon(self) -> str:
        """Its icon; '' for none."""
        return self.act.icon

    @property
    def style(self) -> str:
        """How a button beside the primary one looks."""
        return "danger" if self.act.danger else ""

    @property
    def url(self) -> str:
        return self.act.url(self.subject)

    @property
    def reason(self) -> str:
        """Why it must wait; '' when it need not."""
        return self.decision.reason if isinstance(self.decision, Denied) else ""


def offers(
    actor: Actor, subject: S, acts: Iterable[Act[S]], *, hidden: frozenset[str] = frozenset()
) -> Iterator[Offer]:
    """Yield the acts that the actor's role makes at all, each with today's decision.

    ``hidden``: codes of denials whose act is left out as well, where the page speaks of the present only.
    """
    for act in acts:
        decision = act.may(actor, subject)
        if lasts(decision) or (isinstance(decision, Denied) and decision.code in hidden):
            continue
        label = act.offered(actor, subject)
        sends = act.opened(actor, subject) if act.at_once and decision else None
        # A form whose fields may all be left out goes without: who presses twice is not told of a version.
        if sends is not None and not any(each.required for each in sends.fields.values()):
            sends = None
        yield Offer(act, subject, decision, label, forward=act.leads(actor, subject), sends=sends)


@cache
def all_acts() -> tuple[Act[Any], ...]:
    """Return every declared act, app by app in the order of INSTALLED_APPS."""
    found: list[Act[Any]] = []
    for config in apps.get_app_configs():
        module = f"{config.name}.acts"
        # find_spec, not a caught ImportError: a module with an error in it must not pass for a missing one.
        if config.name.startswith("apps.") and config.label != "acts" and find_spec(module):
            declared: Sequence[Act[Any]] = import_module(module).ACTS
            found.extend(declared)
    names = [act.name for act in found]
    twice = {name for name in names if names.count(name) > 1}
    # Keys of double clicks carry an act's name: two of one name would answer each other.
    if twice:
        raise RuntimeError(f"acts declared twice: {sorted(twice)}")
    return tuple(found)


@cache
def _by_name() -> dict[str, Act[Any]]:
    return {act.name: act for act in all_acts()}


def act_named(name: str) -> Act[Any]:
    """Return a declared act; KeyError for a name nobody declared."""
    return _by_name()[name]


@cache
def act_of_move(move: str) -> Act[Any]:
    """Return the act that makes a move of the workflow table; KeyError where none does."""
    found = [act for act in all_acts() if move in act.moves]
    # Exactly one: a button for the move could not tell which of two pages it leads to.
    if len(found) != 1:
        raise KeyError(f"{move} is made by {[act.name for act in found]}")
    return found[0]


@cache
def act_answering(kind: str) -> Act[Any]:
    """Return the first act that closes a kind of hold; KeyError where none does."""
    found = next((act for act in all_acts() if kind in act.answers), None)
    if found is None:
        raise KeyError(f"nothing answers {kind}")
    return found


@cache
def record_words() -> dict[str, str]:
    """Return the words of the record by the action of an event."""
    return {action: words for act in all_acts() for action, words in act.records.items()}
