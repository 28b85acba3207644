"""A phone with a browser profile of its own: goes offline, is killed, comes back with what it kept."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect

from tests.factories.world import PASSWORD
from tests.journeys.line import Line
from tests.journeys.person import PHONE, each
from tests.journeys.window import ASK_AXE, LEVELS, axe_source, plainly

COUNT = """async () => {
  const open = indexedDB.open("caseflow-field");
  const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  const left = {};
  for (const name of ["visits", "photos", "tasks", "done"]) {
    const asked = db.transaction(name).objectStore(name).count();
    left[name] = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  }
  db.close();
  return left;
}"""


@dataclass
class Handset:
    """One phone; ``profile`` is the folder in which its browser keeps everything."""

    kind: BrowserType
    launch: dict[str, Any]
    line: Line
    profile: Path
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    cookies: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.switch_on()

    def switch_on(self) -> None:
        """Start the browser on its profile."""
        self.context = self.kind.launch_persistent_context(
            self.profile,
            **self.launch,
            base_url=self.line.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=PHONE,
            has_touch=True,
            offline=not self.line.is_up,
        )
        self.context.set_default_timeout(30_000)
        if self.cookies:
            self.context.add_cookies(self.cookies)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def switch_off(self) -> None:
        """Close the browser."""
        self.context.close()

    def is_killed(self) -> None:
        """Kill the browser's processes as a phone out of memory does; nothing is tidied up."""
        self.cookies = self.context.cookies()
        mine = [pid for pid in processes() if str(self.profile) in arguments(pid)]
        assert mine, "the browser runs on this profile"
        with self.context.expect_event("close"):
            for pid in mine:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)

    def signs_in(self, username: str) -> None:
        """Sign in and open 现场, ready for no network."""
        self.page.goto("/login/")
        self.page.get_by_label(re.compile("^账号")).fill(username)
        self.page.get_by_label(re.compile("^密码")).fill(PASSWORD)
        self.page.get_by_role("button", name="登录", exact=True).click()
        expect(self.page).not_to_have_url(re.compile("/login/"))
        self.opens("/field/")
        expect(self.bar).to_have_attribute("data-offline-ready", "true")
        expect(self.bar).to_have_attribute("data-state", "ok")

    def opens(self, url: str) -> None:
        """Go to a URL of the site."""
        self.page.goto(url)

    @property
    def bar(self) -> Locator:
        """The line that says how things stand."""
        return self.page.locator("[data-bar]")

    def loses_the_network(self) -> None:
        """No network from here on."""
        self.line.cut()
        self.context.set_offline(True)

    def finds_the_network(self, *, bad: bool = False) -> None:
        """The network is back, as good or bad as it is."""
        self.line.mend(bad=bad)
        self.context.set_offline(False)

    def sees(self, *texts: str) -> None:
        """Every text stands visibly on the page."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=20_000)

    def waits_until(self, true: Callable[[], bool], *, seconds: float = 30) -> None:
        """Look again and again until something is true."""
        until = monotonic() + seconds
        while not true():
            assert monotonic() < until, f"not within {seconds} s"
            self.page.wait_for_timeout(20)

    def presses(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follows(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def item(self, label: str) -> Locator:
        """Return one line of the sheet."""
        return self.page.locator(".field-item", has=self.page.locator("legend", has_text=label)).first

    def answers(self, label: str, choice: str) -> None:
        """Choose a tile of one line."""
        self.item(label).locator("label.tile", has_text=re.compile(rf"^\s*{choice}$")).click()

    def answers_everything(self, choice: str) -> None:
        """Choose the same tile on every line that has it."""
        for row in each(self.page.locator(".field-item")):
            tile = row.locator("label.tile", has_text=re.compile(rf"^\s*({choice})$"))
            if tile.count():
                tile.first.click()

    def takes(self, photo: bytes, name: str, slot: str = "visit") -> None:
        """Take a photo; it is kept once its picture shows."""
        strip = self.page.locator(f"[data-slot='{slot}']")
        before = strip.locator("li").count()
        strip.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "image/jpeg", "buffer": photo}
        )
        expect(strip.locator("li")).to_have_count(before + 1)

    def kept(self) -> dict[str, int]:
        """Return how many visits, photos and tasks lie on the phone."""
        return dict(self.page.evaluate(COUNT))

    def shuts_nobody_out(self) -> None:
        """axe-core finds nothing serious on the page as it stands, and it fits the screen."""
        # A page that a tap has just asked for would take axe-core away again.
        self.page.wait_for_load_state()
        if not self.page.evaluate("typeof window.axe === 'object'"):
            self.page.evaluate(axe_source())
        found = self.page.evaluate(ASK_AXE, [list(LEVELS), False])
        assert [plainly(each) for each in found if each["impact"] in ("serious", "critical")] == []
        self.stays_within_the_screen()

    def stays_within_the_screen(self) -> None:
        """Nothing sticks out to the right."""
        # A page that a tap has just asked for has no root element yet.
        self.page.wait_for_load_state("domcontentloaded")
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"


def processes() -> list[int]:
    """Return the running processes."""
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def arguments(pid: int) -> str:
    """Return how a process was called; '' when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
