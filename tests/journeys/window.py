"""A browser window onto the stage: its requests are answered in the test's own process and transaction.

No server and no port: every page of the access matrix can be looked at in a real browser within one
world that is built once, at one moment, and of which nothing stays.
"""

from __future__ import annotations

import mimetypes
from contextvars import Context, copy_context
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, Page, Request, Route

from apps.lib import clock
from tests.access.lasting import undone
from tests.access.stage import LOOKED_AT, Stage

SITE = "http://testserver"
ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PROBES = Path(__file__).with_name("probes.js")
LEVELS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
ASK_AXE = """async ([levels, onlyNew]) => {
  const where = onlyNew ? __probes.newlyShown() : [document];
  window.__probes?.rememberShown();  // a window of its own asks without the probes
  if (!where.length) return [];
  const answer = await axe.run({include: where}, {runOnly: levels, resultTypes: ["violations"]});
  return answer.violations.map(({id, impact, help, nodes}) => ({
    id, impact, help, nodes: nodes.slice(0, 4).map((node) => `${node.target} ${node.html.slice(0, 140)}`),
  }));
}"""
NOT_PASSED_ON = frozenset({"content-length", "set-cookie"})
EXPECTED = ("the server responded with a status of ", "Cross-Origin-Opener-Policy header has been ignored")
"""What the browser notes of refusals the tests ask for, and of a site without TLS."""
HOPS = 5

Finding = dict[str, Any]


@cache
def static_file(path: str) -> tuple[str, bytes] | None:
    """Return the media type and bytes of a file under /static/, None where there is none."""
    found = finders.find(path)
    if not isinstance(found, str):
        return None
    return mimetypes.guess_type(found)[0] or "application/octet-stream", Path(found).read_bytes()


@dataclass
class Window:
    """One window; ``persona`` is who sits in front of it."""

    page: Page
    stage: Stage
    context: Context
    """The test's own, with its connection to the database: the driver calls back in another one."""
    persona: str = ""
    answer: HttpResponseBase | None = None
    """The last page the site gave."""
    said: list[str] = field(default_factory=list)
    """What the browser complained about since the page was opened: errors in scripts, refused content."""
    instead: HttpResponse | None = None
    """Shown at the next address opened, whatever the site would answer."""

    @classmethod
    def onto(cls, stage: Stage, browser: Browser, *, locale: str = "zh-CN") -> Window:
        """Open a window."""
        context = browser.new_context(
            base_url=SITE,
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="block",
        )
        context.set_default_timeout(10_000)
        context.add_init_script(path=PROBES)
        window = cls(context.new_page(), stage, copy_context())
        context.route("**/*", window._serve)
        window.page.on("console", window._hear)
        window.page.on("pageerror", lambda error: window.said.append(str(error)))
        window.page.on("dialog", lambda dialog: dialog.accept())
        return window

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not any(each in message.text for each in EXPECTED):
            self.said.append(message.text)

    def _serve(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith("/static/"):
            found = static_file(path.removeprefix("/static/"))
            if found is None:
                route.fulfill(status=404)
            else:
                route.fulfill(content_type=found[0], body=found[1])
            return
        answer = self.instead or self.context.copy().run(self._ask, request)
        self.instead = None
        if request.is_navigation_request():
            self.answer = answer
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        headers = {name: value for name, value in answer.items() if name.lower() not in NOT_PASSED_ON}
        route.fulfill(status=answer.status_code, headers=headers, body=body)

    def _ask(self, request: Request) -> HttpResponseBase:
        """Put the request to the site as the persona; follow a page's redirects; undo what it wrote."""
        client: Client = self.stage.client(self.persona)
        parts = urlsplit(request.url)
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        passed = {"HX-Request", "HX-Target", "HX-Trigger", "Content-Type"}
        headers = {name: value for name in passed if (value := request.headers.get(name.lower()))}
        kind = headers.pop("Content-Type", "application/octet-stream")
        cookies = deepcopy(client.cookies)
        with undone(), clock.at(LOOKED_AT):
            answer = client.generic(
                request.method, address, request.post_data_buffer or b"", content_type=kind, headers=headers
            )
            for _ in range(HOPS if request.is_navigation_request() else 0):
                if answer.status_code not in (301, 302, 303):
                    break
                answer = client.get(answer["Location"])
        client.cookies = cookies  # what the answers set has been undone with them
        return answer

    def open(self, persona: str, address: str, *, width: int = 1440, height: int = 900) -> None:
        """Let a persona open an address."""
        self.persona = persona
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto("about:blank")  # a page left behind goes on asking for its progress
        self.said.clear()
        self.page.goto(address)

    def show(self, answer: HttpResponse) -> None:
        """Show an answer the site would give in another situation."""
        self.instead = answer
        self.open("anonymous", "/shown/")

    @property
    def status(self) -> int:
        """The status of the page in the window."""
        assert self.answer is not None
        return self.answer.status_code

    def send_empty(self) -> bool:
        """Empty the page's own form and send it; return whether it was refused."""
        sent = self.page.evaluate(
            """() => {
              const form = document.querySelector("main form[method=post]");
              if (!form) return false;
              form.querySelectorAll("input, textarea, select").forEach((field) => {
                if (["radio", "checkbox"].includes(field.type)) field.checked = false;
                else if (field.tagName === "SELECT") field.selectedIndex = 0;
                else if (!["hidden", "submit"].includes(field.type)) field.value = "";
              });
              form.querySelector("input:not([type=hidden]), textarea, select, button").focus();
              return true;
            }"""
        )
        if not sent:
            return False
        send = "document.querySelector('main form[method=post]').requestSubmit()"
        if self.page.locator("main form[hx-post]:not([hx-trigger])").count():
            self.page.evaluate(send)
            self.page.locator(".field.invalid").wait_for()
            return True
        with self.page.expect_navigation():
            self.page.evaluate(send)
        return self.status == 422

    def resize(self, width: int, height: int = 844) -> None:
        """Look at the same page on another device."""
        self.page.set_viewport_size({"width": width, "height": height})

    def ask_axe(self, levels: tuple[str, ...] = LEVELS, *, only_new: bool = False) -> list[Finding]:
        """Return what axe-core finds: rule, impact, and the elements it means.

        ``only_new``: looks only at elements that were not shown when it was last asked on this page.
        """
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(axe_source())
        return self.page.evaluate(ASK_AXE, [list(levels), only_new])

    def tab_through(self) -> list[str]:
        """Press the tabulator until the page has been walked; return what was wrong on the way."""
        many = self.page.evaluate("__probes.watchFocus()")
        for _ in range(many + 1):
            self.page.keyboard.press("Tab")
        found = self.page.evaluate("__probes.focusFaults()")
        self.probe("rest")
        return found

    def probe(self, question: str, *given: object) -> list[str]:
        """Ask one of the questions of probes.js."""
        return self.page.evaluate("([name, given]) => __probes[name](...given)", [question, list(given)])


@cache
def axe_source() -> str:
    """Return axe-core as it came from its package."""
    return AXE.read_text("utf-8")


def plainly(finding: Finding) -> str:
    """Return a finding as a test's message shows it."""
    return "\n    ".join([f"{finding['impact']} {finding['id']}: {finding['help']}", *finding["nodes"]])
