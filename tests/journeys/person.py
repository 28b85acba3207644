"""A person in front of a browser: signs in, reads, fills in fields by their labels, presses buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.factories.world import PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
TOP_LEFT = 0.15
"""Where on the pad a signature begins, as a share of its width and height."""


@dataclass
class Person:
    """One browser window of one person."""

    page: Page
    site: str
    files: Path
    """Where the papers lie that the person uploads."""

    @classmethod
    def at(
        cls, browser: Browser, site: str, files: Path, username: str, *, size: dict[str, int] | None = None
    ) -> Person:
        """Sit down at a device and sign in."""
        context = browser.new_context(
            base_url=site, locale="zh-CN", timezone_id="Asia/Shanghai", viewport=size or DESK
        )
        context.set_default_timeout(10_000)
        person = cls(context.new_page(), site, files)
        person.open("/login/")
        person.fill("账号", username)
        person.fill("密码", PASSWORD)
        person.press("登录")
        expect(person.page).not_to_have_url(re.compile("/login/"))
        return person

    def leaves(self) -> None:
        """Close the window."""
        self.page.context.close()

    def open(self, address: str) -> None:
        """Go to an address of the site."""
        self.page.goto(address)

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

    def stays_within_the_screen(self) -> None:
        """Nothing sticks out to the right: no sideways scrolling on this device."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
