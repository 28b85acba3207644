"""A browser window onto the stage: its requests are answered in the test's own process and transaction.

Every page of the access matrix can be looked at in a real browser within one world that is built once,
at one moment, and of which nothing stays.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, Page

from apps.lib import clock
from tests.access.lasting import undone
from tests.access.stage import LOOKED_AT, Stage
from tests.journeys.site import AXE, AXE_FILE, NOTHING, Request, Site

HOST = "testserver"
PROBES = Path(__file__).with_name("probes.js")
LEVELS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa")
ASK_AXE = """async ([levels, onlyNew]) => {
  const where = onlyNew ? __probes.newlyShown() : [document];
  window.__probes?.rememberShown();  // a window of its own asks without the probes
  if (!where.length) return [];
  const options = {runOnly: levels, resultTypes: ["violations"]};
  // reads every style sheet anew, and they are the same at any width
  if (onlyNew) options.rules = {"css-orientation-lock": {enabled: false}};
  const answer = await axe.run({include: where}, options);
  return answer.violations.map(({id, impact, help, nodes}) => ({
    id, impact, help, nodes: nodes.slice(0, 4).map((node) => `${node.target} ${node.html.slice(0, 140)}`),
  }));
}"""
EXPECTED = ("the server responded with a status of ", "Cross-Origin-Opener-Policy header has been ignored")
"""What the browser notes of refusals the tests ask for, and of a site without TLS."""
HOPS = 5

Finding = dict[str, Any]


@dataclass
class Window:
    """One window; ``persona`` is who sits in front of it."""

    page: Page
    stage: Stage
    site: Site
    persona: str = ""
    answer: HttpResponseBase | None = None
    """The last page the site gave."""
    said: list[str] = field(default_factory=list)
    """What the browser complained about since the page was opened: errors in scripts, refused content."""
    instead: HttpResponse | None = None
    """Shown at the next URL opened, whatever the site would answer."""

    @classmethod
    def onto(cls, stage: Stage, browser: Browser, *, locale: str = "zh-CN") -> Window:
        """Open a window."""
        site = Site(HOST)
        context = browser.new_context(
            base_url=f"http://{HOST}",
            proxy={"server": f"http://127.0.0.1:{site.server_port}"},
            locale=locale,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers="block",
        )
        context.set_default_timeout(30_000)
        context.add_init_script(path=PROBES)
        window = cls(context.new_page(), stage, site)
        site.ask = window._answer
        window.page.on("console", window._hear)
        window.page.on("pageerror", lambda error: window.said.append(str(error)))
        window.page.on("dialog", lambda dialog: dialog.accept())
        return window

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not any(each in message.text for each in EXPECTED):
            self.said.append(message.text)

    def _answer(self, request: Request) -> HttpResponseBase:
        answer = self.instead or self._ask(request)
        self.instead = None
        if request.navigates:
            self.answer = answer
        return answer

    def _ask(self, request: Request) -> HttpResponseBase:
        """Put the request to the site as the persona; follow a page's redirects; undo what it wrote."""
        client: Client = self.stage.client(self.persona)
        url = request.url._replace(scheme="", netloc="").geturl()
        passed = ("HX-Request", "HX-Target", "HX-Trigger")
        headers = {name: value for name in passed if (value := request.headers.get(name))}
        kind = request.headers.get("Content-Type", "application/octet-stream")
        cookies = deepcopy(client.cookies)
        with undone(), clock.at(LOOKED_AT):
            answer = client.generic(request.method, url, request.body, content_type=kind, headers=headers)
            for _ in range(HOPS if request.navigates else 0):
                if answer.status_code not in (301, 302, 303):
                    break
                answer = client.get(answer["Location"])
        client.cookies = cookies  # what the answers set has been undone with them
        return answer

    def open(self, persona: str, url: str, *, answer: HttpResponse | None = None, width: int = 390) -> None:
        """Let a persona open a URL; ``answer``: what the site has said to it already."""
        self.persona, self.instead = persona, answer
        self.resize(width)
        # A page left behind goes on asking for its progress. Not about:blank: from a page that must not be
        # stored (no-store) one such navigation in sixty never ended.
        self.page.goto(NOTHING)
        self.said.clear()
        self.page.goto(url)

    def show(self, answer: HttpResponse) -> None:
        """Show an answer the site would give in another situation."""
        self.open("anonymous", "/shown/", answer=answer)

    def close(self) -> None:
        """Close the window, and what stands behind it."""
        self.page.context.close()
        self.site.close()

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
        """Look at the same page on another device; on the same one nothing is laid out anew."""
        size = {"width": width, "height": height}
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    def ask_axe(self, levels: tuple[str, ...] = LEVELS, *, only_new: bool = False) -> list[Finding]:
        """Return what axe-core finds: rule, impact, and the elements it means.

        ``only_new``: looks only at elements that were not shown when it was last asked on this page.
        """
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.add_script_tag(url=f"/static/{AXE}")
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


def axe_source() -> str:
    """Return axe-core as it came from its package."""
    return AXE_FILE.read_text("utf-8")


def plainly(finding: Finding) -> str:
    """Return a finding as a test's message shows it."""
    return "\n    ".join([f"{finding['impact']} {finding['id']}: {finding['help']}", *finding["nodes"]])
