"""The JSON API as the outside sees it, in the real program."""

import asyncio
import json

import httpx2
import pytest
from websockets.asyncio.client import connect

from tests.running import Running


async def get(running: Running, path: str, role: str | None = None, **headers: str) -> httpx2.Response:
    if role:
        headers["Authorization"] = f"Bearer {running.token(role)}"
    async with httpx2.AsyncClient(timeout=30) as client:
        return await client.get(f"{running.url}{path}", headers=headers)


async def phone(running: Running, body: object, key: str | None = None) -> httpx2.Response:
    headers = {"Idempotency-Key": key} if key else {}
    async with httpx2.AsyncClient(timeout=30) as client:
        return await client.post(f"{running.api}/tickets", json=body, headers=headers)


async def ticket(running: Running, service: str = "certificate") -> dict[str, object]:
    return await running.done("/tickets", {"service": service, "paper": False}, role="kiosk")


async def test_the_furnished_office_has_what_the_demonstration_promises(running: Running):
    plan = (await get(running, "/api/v1/offices/midori")).json()
    first = plan["services"][0]["id"]
    serving = [each for each in plan["counters"] if {"service": first, "stage": "reception"} in each["work"]]
    assert plan["open"] is True
    assert len(plan["counters"]) >= 8
    assert len(serving) >= 3


async def test_a_ticket_is_taken_followed_called_and_served(running: Running):
    taken = await ticket(running, "seal")
    assert taken.keys() == {
        "number", "token", "url", "service", "issued_at", "people_ahead", "estimated_wait",
    }  # fmt: skip
    counter = await a_counter_for(running, "seal")
    await running.done(f"/counters/{counter}/open")
    seen = [(await get(running, f"/api/v1/tickets/{taken['token']}")).json()["state"]]
    for verb in ("call-next", "start", "process"):
        await running.done(f"/counters/{counter}/{verb}")
        seen.append((await get(running, f"/api/v1/tickets/{taken['token']}")).json()["state"])
    await running.done(f"/counters/{counter}/ready", {"number": taken["number"]})
    seen.append((await get(running, f"/api/v1/tickets/{taken['token']}")).json()["state"])
    assert seen == ["waiting", "called", "serving", "processing", "ready"]
    await running.done(f"/counters/{counter}/call", {"number": taken["number"]})
    called = (await get(running, f"/api/v1/tickets/{taken['token']}")).json()
    assert (called["state"], called["stage"], called["counter"]) == ("called", "issuance", counter)
    picture = await running.now()
    assert (picture["calls"][0]["number"], picture["calls"][0]["stage"]) == (taken["number"], "issuance")
    finished = await running.done(f"/counters/{counter}/finish")
    assert finished["ticket"]["state"] == "done"


async def a_counter_for(running: Running, service: str) -> str:
    plan = (await get(running, "/api/v1/offices/midori")).json()
    return next(
        each["id"] for each in plan["counters"] if {"service": service, "stage": "reception"} in each["work"]
    )


async def test_nobody_waits_is_said_as_no_ticket(running: Running):
    counter = await a_counter_for(running, "tax")
    await running.done(f"/counters/{counter}/open")
    while (await running.done(f"/counters/{counter}/call-next"))["ticket"] is not None:
        pass
    answer = await running.ask(f"/counters/{counter}/call-next")
    assert (answer.status_code, answer.json()["ticket"]) == (200, None)


async def test_a_touch_sent_twice_issues_one_ticket_and_gets_the_same_answer(running: Running):
    body = {"service": "move", "paper": False}
    before = len(await running.records())
    answers = await asyncio.gather(
        *(running.ask("/tickets", body, role="kiosk", key="touch-1") for _ in range(10))
    )
    assert {each.text for each in answers} == {answers[0].text}
    assert len(await running.records()) == before + 1


async def test_the_same_key_for_another_request_is_refused(running: Running):
    await running.ask("/tickets", {"service": "move", "paper": False}, role="kiosk", key="touch-2")
    answer = await running.ask("/tickets", {"service": "seal", "paper": False}, role="kiosk", key="touch-2")
    assert (answer.status_code, answer.json()["code"]) == (422, "key_used_otherwise")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/tickets", {"service": "passport"}, 422, "unknown_service"),
        ("/tickets", {"service": "move", "needs": ["wings"]}, 422, "unknown_need"),
        ("/tickets", {"sevice": "move"}, 422, "not_readable"),
        ("/tickets", None, 422, "not_readable"),
        ("/counters/99/open", {}, 404, "unknown_counter"),
        ("/counters/1/dance", {}, 404, "not_found"),
        ("/counters/1/call", {}, 422, "not_readable"),
        ("/counters/1/ready", {"number": "Z999"}, 404, "unknown_number"),
        ("/scenes", {"scene": "phone", "section": "nowhere"}, 422, "unknown_section"),
        ("/scenes/nothing/end", {}, 404, "unknown_scene_entry"),
        ("/notices/nothing/withdraw", {}, 404, "unknown_notice"),
    ],
)
async def test_what_cannot_be_is_said_in_words(running: Running, path, body, status, code):
    answer = await running.ask(path, body, role="manager")
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert said["title"]


async def test_problems_are_said_in_the_language_of_the_reader(running: Running):
    said = {}
    for language in ("ja", "en"):
        async with httpx2.AsyncClient() as client:
            answer = await client.get(
                f"{running.url}/api/v1/offices/atlantis", headers={"Accept-Language": language}
            )
        said[language] = answer.json()["title"]
    assert said == {"ja": "その区役所は登録されていません。", "en": "There is no such office."}


@pytest.mark.parametrize("path", ["/records", "/measures?from=2026-11-01&to=2026-11-30"])
async def test_the_log_and_the_figures_are_for_staff(running: Running, path: str):
    nobody = await get(running, f"/api/v1/offices/midori{path}")
    kiosk = await get(running, f"/api/v1/offices/midori{path}", role="kiosk")
    clerk = await get(running, f"/api/v1/offices/midori{path}", role="clerk")
    assert (nobody.status_code, kiosk.status_code, clerk.status_code) == (401, 403, 200)


@pytest.mark.parametrize("verb", ["call-next", "open", "finish"])
async def test_only_staff_work_at_a_counter(running: Running, verb: str):
    async with httpx2.AsyncClient() as client:
        nobody = await client.post(f"{running.api}/counters/1/{verb}")
    kiosk = await running.ask(f"/counters/1/{verb}", role="kiosk")
    assert (nobody.status_code, kiosk.status_code) == (401, 403)


async def test_a_phone_may_not_give_itself_priority(running: Running):
    plan = (await get(running, "/api/v1/offices/midori")).json()
    answer = await phone(running, {"service": plan["services"][0]["id"], "priority": "elderly"})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_priority")


async def test_a_phone_gets_a_ticket_without_paper(running: Running):
    answer = await phone(running, {"service": "certificate", "language": "en"})
    assert answer.status_code == 201
    records = await running.records()
    issued = next(each for each in reversed(records) if each["kind"] == "TicketIssued")
    assert (issued["event"]["channel"], issued["event"]["paper"]) == ("phone", False)


async def test_the_picture_is_cached_by_its_position(running: Running):
    first = await get(running, "/api/v1/offices/midori/now")
    again = await get(running, "/api/v1/offices/midori/now", **{"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["etag"] == f'"{first.json()["position"]}"'
    assert "public" in first.headers["cache-control"]


async def test_the_live_socket_sends_the_same_document_at_once_and_when_it_changes(running: Running):
    async with connect(f"ws://127.0.0.1:{running.port}/api/v1/offices/midori/live") as socket:
        first = json.loads(await socket.recv())
        assert first == await running.now()
        taken = await ticket(running)
        while True:
            newer = json.loads(await asyncio.wait_for(socket.recv(), 10))
            waiting = {number for service in newer["services"] for number in service["waiting"]}
            if taken["number"] in waiting:
                break
    assert newer["position"] > first["position"]


async def test_an_unknown_ticket_is_not_found_whatever_is_guessed(running: Running):
    answers = [await get(running, f"/api/v1/tickets/{guess}") for guess in ("A001", "x" * 22, "%00")]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "unknown_ticket")] * 3


async def test_the_records_show_no_secrets_and_are_one_document_a_line(running: Running):
    taken = await ticket(running)
    records = await running.records()
    assert [each["position"] for each in records] == list(range(1, len(records) + 1))
    assert str(taken["token"]) not in json.dumps(records)


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/offices/midori", "/nowhere", "/static/web/base.css", "/metrics"]
)
async def test_every_answer_carries_the_security_headers(running: Running, path: str):
    answer = await get(running, path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


PAGES = [
    "/",
    "/offices/midori",
    "/offices/midori/kiosk",
    "/offices/midori/display",
    "/evaluation",
    "/sign-in",
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_answers_in_both_languages(running: Running, path: str, language: str):
    answer = await get(running, f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("path", ["/offices/midori/counter", "/offices/midori/manage"])
async def test_pages_of_the_staff_ask_for_sign_in(running: Running, path: str):
    answer = await get(running, path, Accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")


async def test_no_page_changes_anything_by_get(running: Running):
    before = len(await running.records())
    for path in PAGES:
        await get(running, path)
        await get(running, path)
    assert len(await running.records()) == before


async def test_the_openapi_document_names_every_error(running: Running):
    document = (await get(running, "/openapi.json")).json()
    posts = {path: methods["post"] for path, methods in document["paths"].items() if "post" in methods}
    assert posts
    for path, post in posts.items():
        assert {"404", "409", "422", "503"} <= post["responses"].keys(), path


async def test_work_in_a_scene_is_started_ended_and_written_down(running: Running):
    section = (await get(running, "/api/v1/offices/midori")).json()["sections"][0]["id"]
    started = await running.done("/scenes", {"scene": "phone", "section": section})
    await running.done(f"/scenes/{started['entry']}/end", {"quantity": 2, "accurate": False})
    written = {
        "scene": "field_visit", "section": section, "quantity": 1,
        "started_at": "2026-11-01T10:00:00+09:00", "ended_at": "2026-11-01T11:30:00+09:00",
    }  # fmt: skip
    await running.done("/scenes", written)
    kinds = [each["kind"] for each in (await running.records())[-3:]]
    assert kinds == ["SceneStarted", "SceneEnded", "SceneLogged"]


async def test_a_verb_sent_twice_gets_the_first_answer_whatever_has_happened_since(running: Running):
    await ticket(running, "family_register")
    counter = await a_counter_for(running, "family_register")
    await running.done(f"/counters/{counter}/open")
    first = await running.done(f"/counters/{counter}/call-next", key="call-once")
    await running.done(f"/counters/{counter}/start")
    await running.done(f"/counters/{counter}/finish")
    again = await running.done(f"/counters/{counter}/call-next", key="call-once")
    assert again == first
    assert first["ticket"]["state"] == "called"


async def test_a_phone_that_chooses_the_key_of_a_kiosk_gets_a_ticket_of_its_own(running: Running):
    body = {"service": "move", "paper": False}
    kiosk = await running.ask("/tickets", body, role="kiosk", key="1")
    own = await phone(running, body, key="1")
    assert (kiosk.status_code, own.status_code) == (201, 201)
    assert kiosk.json()["number"] != own.json()["number"]


async def test_the_records_do_not_show_the_keys_by_which_answers_are_asked_again(running: Running):
    await running.ask("/tickets", {"service": "move", "paper": False}, role="kiosk", key="my-secret-key")
    assert "my-secret-key" not in json.dumps(await running.records())


async def test_a_display_may_look_but_takes_no_ticket_as_staff(running: Running):
    await running.ask("/tickets", {"service": "move"}, role="display")
    issued = next(each for each in reversed(await running.records()) if each["kind"] == "TicketIssued")
    assert issued["event"]["channel"] == "phone"


@pytest.mark.parametrize(
    "names", [{"en": "only English"}, {"ja": " "}, {"ja": "\u202eturned"}, {"ja": "a\u0000b"}]
)
async def test_a_notice_is_in_japanese_and_in_letters_that_can_be_seen(
    running: Running, names: dict[str, str]
):
    answer = await running.ask("/notices", {"names": names}, role="manager")
    assert (answer.status_code, answer.json()["code"]) == (422, "not_readable")


async def test_a_request_larger_than_any_that_an_office_makes_is_refused(running: Running):
    answer = await running.ask("/tickets", {"service": "x" * 300_000}, role="kiosk")
    assert answer.status_code == 413


async def test_work_that_began_a_while_ago_keeps_its_beginning(running: Running):
    section = (await get(running, "/api/v1/offices/midori")).json()["sections"][0]["id"]
    at = (await running.now())["at"]
    await running.done("/scenes", {"scene": "phone", "section": section, "started_at": at})
    started = (await running.records())[-1]
    assert started["event"]["started_at"] == at


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/offices/midori/now", "/static/web/base.css"])
async def test_head_answers_as_get_would_without_the_body(running: Running, path: str):
    async with httpx2.AsyncClient() as client:
        head, whole = await client.head(f"{running.url}{path}"), await client.get(f"{running.url}{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
