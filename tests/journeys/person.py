"""A person in front of a browser: signs in, reads, fills in fields by their labels, presses buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from apps.orgs.models import User
from tests.access.stage import signed_in
from tests.factories.world import PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SMALLEST_DESK = 800
TOP_LEFT = 0.15
"""Where on the pad a signature begins, as a share of its width and height."""
MOST_STOPS = 60
FOCUSED = """() => {
  const focused = document.activeElement;
  const group = focused.type === "radio" ? focused.closest("fieldset").querySelector("legend") : null;
  const label = group || (focused.labels && focused.labels[0]);
  return (focused.ariaLabel || (label || focused).textContent).trim();
}"""
"""What the focus is on, as it is read: a field's label, the name of a group, a link's own words."""
OUTLINE = """() => {
  const focused = document.activeElement;
  const tile = focused.closest(".tile");
  return getComputedStyle(tile && focused.matches("input") ? tile : focused).outlineStyle;
}"""


expect.set_options(timeout=30_000)
"""A page of a busy machine takes its time: Playwright's own 5 s and 10 s were not enough for all."""


def each(rows: Locator) -> list[Locator]:
    """Return every row of the page that was gone to, once it is there and whole.

    ``Locator.all`` takes what stands there at that moment: on a slow machine that is the page left behind.
    """
    rows.first.wait_for()
    rows.page.wait_for_load_state()
    return rows.all()


@dataclass
class Person:
    """One browser window of one person."""

    page: Page
    site: str
    files: Path
    """Where the papers lie that the person uploads."""
    username: str = ""

    @classmethod
    def at(cls, browser: Browser, site: str, files: Path, *, size: dict[str, int] | None = None) -> Person:
        """Sit down at a device; one of a phone's size is a phone."""
        size = size or DESK
        is_phone = size["width"] < SMALLEST_DESK
        context = browser.new_context(
            base_url=site,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=size,
            has_touch=is_phone,
            is_mobile=is_phone,
        )
        context.set_default_timeout(30_000)
        return cls(context.new_page(), site, files)

    def signs_in(self, username: str) -> None:
        """Sign in on the page for it."""
        self.username = username
        self.open("/login/")
        self.fill("账号", username)
        self.fill("密码", PASSWORD)
        self.press("登录")
        expect(self.page).not_to_have_url(re.compile("/login/"))

    def is_signed_in(self, username: str) -> None:
        """Have signed in before: the journey is about something else."""
        self._gets_in(username)
        self.open("/")

    def comes_back(self) -> None:
        """Sign in again after hours or days, where one was."""
        where = self.page.url
        # Pictures still on their way are asked for by the session that hours ended: their answer would take
        # the new session's cookie away.
        self.open("about:blank")
        self._gets_in(self.username)
        self.open(where)

    def _gets_in(self, username: str) -> None:
        self.username = username
        client = signed_in(User.objects.get(username=username))
        self.page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": self.site}
                for name, morsel in client.cookies.items()
            ]
        )

    def leaves(self) -> None:
        """Close the window."""
        self.page.context.close()

    def open(self, url: str) -> None:
        """Go to a URL of the site."""
        self.page.goto(url)

    def sees(self, *texts: str) -> None:
        """Every text stands visibly on the page."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_see(self, *texts: str) -> None:
        """None of the texts stands on the page."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """Return the field with exactly this label; required ones carry a star."""
        return (within or self.page).get_by_label(re.compile(rf"^{re.escape(label)}(\s*\*)?$")).first

    def fill(self, label: str, text: str, within: Locator | None = None) -> None:
        """Type into a field and leave it, as the tabulator does."""
        field = self.field(label, within)
        field.fill(text)
        field.press("Tab")

    def pick(self, label: str, option: str, within: Locator | None = None) -> None:
        """Choose from a list."""
        self.field(label, within).select_option(label=option)

    def choose(self, group: str, *options: str) -> None:
        """Tick the tiles of a named group."""
        for option in options:
            box = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(group)}"))
            box.locator("label.tile", has_text=re.compile(rf"^\s*{re.escape(option)}")).first.click()

    def upload(self, label: str, name: str) -> None:
        """Hand in a paper or photo."""
        self.field(label).set_input_files(self.files / name)

    def finds(self, number: str) -> None:
        """Find a case by its number and open it."""
        self.open("/cases/?q=" + number)
        # Not the offer to look for it in the other track, which stands above the list.
        found = f"a:has-text('{number}'), tr:has-text('{number}') a"
        self.page.locator(f":is({found}):not([href*='/renovations/'])").first.click()
        self.sees(number)

    def press(self, name: str) -> None:
        """Press the button with this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow the link with this name."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def error_at(self, label: str) -> str:
        """Return what stands in red at a field."""
        box = self.page.locator(".field", has=self.field(label)).last
        error = box.locator(".field-error")
        expect(error).to_be_visible()
        return error.inner_text()

    def signs(self) -> None:
        """Draw a signature on the pad with the mouse."""
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        left, top = box["x"] + box["width"] * TOP_LEFT, box["y"] + box["height"] * TOP_LEFT
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        for step in range(1, 9):
            self.page.mouse.move(
                left + box["width"] * 0.08 * step, top + box["height"] * (0.6 if step % 2 else 0.1)
            )
        self.page.mouse.up()
        self.sees("已签名")

    def signs_with_a_finger(self, *, at: float = TOP_LEFT, length: float = 0.64) -> None:
        """Draw a signature on the pad of a touch screen; the page must not scroll away under it.

        It begins at the share ``at`` of the pad's width and is ``length`` long.
        """
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        finger = self.page.context.new_cdp_session(self.page)
        for step in range(9):
            point = {
                "x": box["x"] + box["width"] * (at + length / 8 * step),
                "y": box["y"] + box["height"] * (0.75 if step % 2 else 0.25),
            }
            kind = "touchMove" if step else "touchStart"
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.sees("已签名")
        assert pad.bounding_box() == box, "the page moved under the finger"

    def tabs_to(self, name: str) -> None:
        """Press the tabulator until something of this name has the focus, and see that it shows."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED).startswith(name):
                style = self.page.evaluate(OUTLINE)
                assert style != "none", f"the focus on {name} cannot be seen"
                return
        raise AssertionError(f"{name} was not reached: the focus is on {self.page.evaluate(FOCUSED)!r}")

    def types(self, **fields: str) -> None:
        """Go from field to field with the tabulator and type."""
        for label, text in fields.items():
            self.tabs_to(label)
            self.page.keyboard.type(text)

    def takes_in_a_signed_end(self, act: str, day: str) -> None:
        """Confirm an end by what the household signed on paper; ``act`` is the link and the button."""
        self.follow(act)
        self.choose("由谁确认", "户主确认")
        self.fill("户主认定的日期", day)
        self.choose("签字方式", "纸质签字扫描件")
        self.upload("户主签字的扫描件", "竣工确认.pdf")
        self.press(act)

    def stays_within_the_screen(self) -> None:
        """Nothing sticks out to the right: no sideways scrolling on this device."""
        # A page that a click has just asked for has no root element yet.
        self.page.wait_for_load_state("domcontentloaded")
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
