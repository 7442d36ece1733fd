"""A city for journeys: the running program, an account for each post, and forms filled in by hand or sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from babel.messages.pofile import read_po
from playwright.async_api import Browser, BrowserContext, Page

from server.adapters.machine_clock import MachineClock
from server.adapters.sql_database import Database
from server.adapters.sql_people import SqlPeople
from server.adapters.sql_people import metadata as people_tables
from server.adapters.yaml_city import YamlCity
from server.app.passwords import Passwords
from server.app.signing import Signing
from server.evaluation.core.refusal import Reason
from server.evaluation.sayings import SAYINGS
from server.ports.people import Role
from tests.running import PASSWORDS, ROOT, Running

PASSWORD = "correct horse battery"
TODAY = datetime.now(ZoneInfo("Asia/Tokyo")).date()
YEAR = TODAY.year if TODAY.month >= 4 else TODAY.year - 1
"""The fiscal year of today."""
FIRST = date(YEAR, 4, 1).isoformat()
WARDS = YamlCity().city().wards
SECTIONS = ("residents", "insurance", "child")
HEADS = {f"{ward}-{each}": f"section_head/{ward}/{each}/" for ward in WARDS for each in SECTIONS}
CHAIRS = {f"{ward}-chair": f"committee/{ward}//" for ward in WARDS}
MAYORS = {f"{ward}-mayor": f"ward_mayor/{ward}//" for ward in WARDS}
POSTS = {"conference": "conference///", **MAYORS, **CHAIRS, **HEADS}
"""Every login with its post, as the form of duties writes it."""

Fields = Mapping[str, str | tuple[str, ...]]


def japanese() -> dict[str, str]:
    """What the loop says in Japanese, by its message id."""
    with (ROOT / "server" / "evaluation" / "words" / "ja.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale="ja") if each.id}


async def enrol(data: Path) -> dict[str, str]:
    """Enrol an account for each post beside the running server: the ids by login."""
    database = Database(f"sqlite:///{data}/people.sqlite", shared=True)
    database.start(people_tables)
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    signing = Signing(SqlPeople(database), MachineClock(), quick)
    people = {login: await signing.add_person(login, login, Role.CLERK, (), PASSWORD) for login in POSTS}
    await database.close()
    return {login: person.id for login, person in people.items()}


@dataclass
class ACity:
    """The running program; each account has a browser of its own, where it is signed in."""

    office: Running
    browser: Browser
    ids: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=japanese)
    contexts: dict[str, BrowserContext] = field(default_factory=dict)
    by_hand_id: str = ""

    def at(self, path: str) -> str:
        """The whole address of a page of the loop."""
        return f"{self.office.url}/evaluation/{path}"

    async def context(self, login: str) -> BrowserContext:
        """The browser of an account; of nobody for an empty login."""
        if login not in self.contexts:
            context = await self.browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo")
            context.set_default_timeout(15_000)
            if login:
                page = await context.new_page()
                await page.goto(f"{self.office.url}/sign-in")
                await page.fill("#login", login)
                await page.fill("#password", PASSWORDS.get(login, PASSWORD))
                await page.click("button[type=submit]")
                await page.wait_for_url(lambda url: "sign-in" not in url)
                await page.close()
            self.contexts[login] = context
        return self.contexts[login]

    async def page(self, login: str, path: str) -> Page:
        """A page of the loop as an account sees it."""
        page = await (await self.context(login)).new_page()
        answer = await page.goto(self.at(path))
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return page

    async def by_hand(self, login: str, path: str, fields: Fields, button: str = "") -> Page:
        """Fill in the form of a page by clicking and typing, and send it."""
        page = await self.page(login, path)
        return await fill(page, fields, button)

    async def done(self, login: str, path: str, key: str = "", /, **fields: str) -> None:
        """Send a form that is like many others, and see it accepted."""
        status, text = await self._sent(login, path, key, fields)
        assert (path, status, refusal_in(text)) == (path, 303, "")

    async def refused(self, login: str, path: str, reason: Reason, /, **fields: str) -> None:
        """Send a form, and see it refused for this reason in Japanese words."""
        status, text = await self._sent(login, path, "", fields)
        assert (status, refusal_in(text)) == (409, self.words[SAYINGS[reason]]), (
            f"{login} {path} {fields} {status} {refusal_in(text)}"
        )

    async def _sent(self, login: str, path: str, key: str, fields: Mapping[str, str]) -> tuple[int, str]:
        context = await self.context(login)
        shown = await context.request.get(self.at(page_of(path)))
        seen = re.search(r'name="seen" value="([^"]*)"', await shown.text())
        carried = {
            "key": key or f"{login}{path}{sorted(fields.items())}",
            "seen": seen.group(1) if seen else "",
        }
        answer = await context.request.post(
            self.at(path),
            form={**carried, **fields},
            headers={"Origin": self.office.url},
            max_redirects=0,
        )
        return answer.status, await answer.text() if answer.status != 303 else ""

    async def said_no(self, page: Page, reason: Reason) -> None:
        """The page says on top why not, in Japanese."""
        alert = page.locator("#refused strong")
        await alert.wait_for()
        assert await alert.inner_text() == self.words[SAYINGS[reason]]

    async def public(self, path: str) -> tuple[int, str]:
        """What somebody who is not signed in is shown."""
        answer = await (await self.context("")).request.get(self.at(path), fail_on_status_code=False)
        return answer.status, await answer.text()

    async def public_file(self, path: str) -> bytes:
        """A file as somebody who is not signed in gets it."""
        answer = await (await self.context("")).request.get(self.at(path))
        assert answer.ok, f"{path}: {answer.status}"
        return await answer.body()


def page_of(path: str) -> str:
    """The page whose form is sent to this address: a form says what stood there when it was opened."""
    return path.removesuffix("/publication") if path.endswith("/review/publication") else path


def refusal_in(text: str) -> str:
    """The sentence with which a page says no; empty where it does not."""
    said = re.search(r'id="refused"><strong>(.*?)</strong>', text)
    return said.group(1) if said else ""


async def fill(page: Page, fields: Fields, button: str = "") -> Page:
    """Type and click what a form asks for, then click its button (the one in `button`, else the only one)."""
    for name, value in fields.items():
        for each in value if isinstance(value, tuple) else (value,):
            await _fill(page, name, each)
    await page.locator(button or "main form button.button:not([name])").last.click()
    await page.wait_for_load_state()
    return page


async def _fill(page: Page, name: str, value: str) -> None:
    found = page.locator(f'main [name="{name}"]')
    assert await found.count() > 0, f"no {name} on {page.url}"
    kind = await found.first.evaluate("each => each.type")
    if kind in {"radio", "checkbox"}:
        await page.locator(f'main [name="{name}"][value="{value}"]').check()
    elif kind == "select-one":
        await found.select_option(value)
    else:
        await found.fill(value)
