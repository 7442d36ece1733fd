"""The register over HTTP: the list, one entry, writing one down, and what managers do with it."""

from collections.abc import Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from server.app.permits import Action
from server.core.calendar import fiscal_year
from server.core.plan import OfficeId
from server.evaluation.asking import improvement_of
from server.evaluation.voices import rules, wording
from server.evaluation.voices.changes import change
from server.evaluation.voices.refusals import Wrong, faults_in, refusal
from server.evaluation.voices.room import due_of, offer_of, room_of, today_at
from server.evaluation.voices.rules import Declined, Draft, Due
from server.evaluation.voices.selection import Wanted, found
from server.evaluation.voices.standing import FIELDS, PAGES, PERSONAL, said_of, standing
from server.evaluation.voices.steps import Desk, draft_of, step_of
from server.evaluation.voices.targets import target_titles
from server.evaluation.voices.views.register import entry_page, list_of
from server.ports.voices import Change, ChangedMeanwhile, Entry, EntryId, Intake, Kind, SentBefore
from server.web.asking import Needed
from server.web.forms import SEEN, Form, filled_with, form, overwritten, seen_of, words_of
from server.web.house import NotFound, house_of
from server.web.reader import FieldsWrong, Reader
from server.web.signing import Caller, require

router = APIRouter(include_in_schema=False)

Clerk = Annotated[Caller, Depends(require(Action.SCENE_RECORD))]
Manager = Annotated[Caller, Depends(require(Action.EVALUATION_MANAGE))]

EMPTY = Form({})
ONCE = "once"
"""The hidden field with the form's once-only key."""


@router.get("/offices/{office}/voices")
async def register(request: Request, office: OfficeId, who: Clerk) -> Response:
    """What visitors said, and what is overdue and due soon; asked by state, kind, section, overdue, words."""
    house, room = house_of(request), room_of(request)
    offer, today = offer_of(house, office), today_at(house, office)
    everything = await room.register.entries(office)
    asked = request.query_params
    entries = found(everything, _wanted(request), today, room.terms, contacts=_may_manage(who, office))
    page = asked.get("page", "")
    values: dict[str, Any] = {
        "list": list_of(entries, everything, int(page) if page.isdecimal() else 1, today, room.terms),
        "asked": asked,
        "section_names": offer.section_names(),
    }
    return _page(request, office, who, "voices/register.html", **values)


@router.get("/offices/{office}/voices/new")
async def new(request: Request, office: OfficeId, who: Clerk) -> Response:
    """The form to write down what somebody said."""
    return await _form_page(request, office, who, EMPTY)


@router.post("/offices/{office}/voices/new")
async def new_from_comment(request: Request, office: OfficeId, who: Clerk) -> Response:
    """The form with the free text of an answer to the survey, which is no address's business."""
    said = await form(request)
    text = await room_of(request).surveys.comment(office, said.text("comment"))
    filled = filled_with(summary=text, intake=Intake.SURVEY.value)
    return await _form_page(request, office, who, filled)


@router.post("/offices/{office}/voices")
async def begin(request: Request, office: OfficeId, who: Clerk) -> Response:
    """Write down what somebody said; the same form sent twice makes one entry, also with other words."""
    house, room = house_of(request), room_of(request)
    said, today = await form(request), today_at(house, office)
    read, once = Reader(said), _key(said, office)
    try:
        draft = rules.checked(_draft(request, office, read), today, room.terms.keep_days)
        due = due_of(house, office, draft.received_on, room.terms)
        entry = replace(_entry(draft, due, office), recorded_on=today)
        first = change(None, entry, who.actor, house.clock.now())
        kept = await room.register.add(entry, first, once, f"new {words_of(said, {ONCE})}")
    except SentBefore as no:
        known = await _known(request, office, no.kept)
        return await _form_page(request, office, who, said, kept=known, no=refusal(no, read))
    except (Declined, FieldsWrong) as no:
        return await _form_page(request, office, who, said, no=refusal(no, read))
    return await _onward(request, office, kept.id)


@router.get("/offices/{office}/voices/{entry_id}")
async def entry(request: Request, office: OfficeId, entry_id: EntryId, who: Clerk) -> Response:
    """One entry, what is to be done with it and what has been done."""
    return await _entry_page(request, office, await _known(request, office, entry_id), who)


@router.get("/offices/{office}/voices/{entry_id}/edit")
async def edit(request: Request, office: OfficeId, entry_id: EntryId, who: Manager) -> Response:
    """The form to correct what was written down."""
    known = await _known(request, office, entry_id)
    return await _form_page(request, office, who, said_of(known), entry=known)


@router.post("/offices/{office}/voices/{entry_id}/edit")
async def correct(request: Request, office: OfficeId, entry_id: EntryId, who: Manager) -> Response:
    """Correct what was written down."""
    house, room = house_of(request), room_of(request)
    said = await form(request)
    known, read = await _known(request, office, entry_id), Reader(said)
    try:
        draft = _draft(request, office, read)
        due = due_of(house, office, draft.received_on, room.terms)
        after = rules.corrected(known, draft, due, today_at(house, office), room.terms.keep_days)
        await _keep(request, known, after, who, said)
    except (Declined, FieldsWrong, ChangedMeanwhile) as no:
        if await room.register.made(_once(said, office)) is None:
            return await _form_page(request, office, who, said, entry=known, no=refusal(no, read))
    return await _onward(request, office, entry_id)


@router.get("/offices/{office}/voices/{entry_id}/{step}")
async def step_page(
    request: Request, office: OfficeId, entry_id: EntryId, step: str, who: Manager
) -> Response:
    """The form of a step, on a page of its own: no other form can lose what is typed into it."""
    if step not in PAGES:
        raise NotFound("not_found", step)
    known = await _known(request, office, entry_id)
    remedy = request.query_params.get("remedy", "")
    filled = standing(step, known, remedy)
    return await _step_page(request, office, known, who, Form({**filled.fields, "remedy": (remedy,)}), step)


@router.post("/offices/{office}/voices/{entry_id}/{step}")
async def take_step(
    request: Request, office: OfficeId, entry_id: EntryId, step: str, who: Manager
) -> Response:
    """Answer, plan, withdraw, done, check, close, reopen or forget; sent twice it is done once."""
    room = room_of(request)
    taken = step_of(step)
    if taken is None:
        raise NotFound("not_found", step)
    said = await form(request)
    known, read = await _known(request, office, entry_id), Reader(said)
    try:
        await _keep(request, known, taken(known, read, await _desk(request, office)), who, said)
    except (Declined, FieldsWrong, ChangedMeanwhile) as no:
        if await room.register.made(_once(said, office)) is None:
            return await _step_page(request, office, known, who, said, step, refusal(no, read))
    return await _onward(request, office, entry_id)


async def _keep(request: Request, before: Entry, after: Entry, who: Caller, said: Form) -> None:
    """Keep the next version, if the form was made from the latest one. Raises ChangedMeanwhile."""
    if said.get("version") != str(before.version):
        raise ChangedMeanwhile(before.id)
    done = change(before, after, who.actor, house_of(request).clock.now())
    await room_of(request).register.replace(after, done, _once(said, before.office))


async def _known(request: Request, office: OfficeId, entry_id: EntryId) -> Entry:
    house_of(request).standing(office)
    entry = await room_of(request).register.entry(office, entry_id)
    if entry is None:
        raise NotFound("not_found", entry_id)
    return entry


async def _entry_page(
    request: Request, office: OfficeId, known: Entry, who: Caller, no: Wrong | None = None
) -> Response:
    values = await _of_entry(request, office, known, who)
    asked = request.query_params.get("done", "")
    done = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    found = [each for each in values["page"].history if (each.version, each.who) == (done, who.actor)]
    values["done"] = () if no else tuple(each.name for change in found for each in change.parts)
    return _page(request, office, who, "voices/entry.html", no=no, **values)


async def _step_page(
    request: Request,
    office: OfficeId,
    known: Entry,
    who: Caller,
    said: Form,
    step: str,
    no: Wrong | None = None,
) -> Response:
    """The form of a step; a mere button that is refused has none, and the entry is shown again."""
    if step not in PAGES:
        return await _entry_page(request, office, known, who, no)
    values = await _of_entry(request, office, known, who)
    remedy = said.text("remedy")
    now = standing(step, known, remedy)
    values["here"] += f"/{step}" + (f"?{urlencode({'remedy': remedy})}" if remedy else "")
    values |= {"said": said, "step": step, "target_names": await _target_names(request, office)}
    values |= _form_values(said, known, now, values["page"].history, no)
    return _page(request, office, who, "voices/step.html", no=no, **values)


async def _of_entry(request: Request, office: OfficeId, known: Entry, who: Caller) -> dict[str, Any]:
    house, room = house_of(request), room_of(request)
    offer, today = offer_of(house, office), today_at(house, office)
    history = await room.register.history(known.id)
    contacts = _may_manage(who, office)
    return {
        "here": f"/offices/{office}/voices/{known.id}",
        "page": entry_page(known, history, today, room.terms, contacts=contacts),
        "whys": wording.WHYS,
        "names": await house.signing.names(),
        "zone": house.plans.zone(office),
        "today": today,
        "once": token_hex(8),
        "section_names": offer.section_names(),
        "service_names": offer.service_names(),
        "target_names": await _target_names(request, office),
    }


def _form_values(
    said: Form, entry: Entry | None, now: Form, history: Sequence[Change], no: Wrong | None
) -> dict[str, Any]:
    """What a form says its reader has seen; if the entry says something else, what and by whom."""
    late = no is not None and no.late
    sent = SEEN in said.fields and not late
    return {
        "version": said.get("version") if sent else entry.version if entry else 0,
        "seen": said.get(SEEN) if sent else seen_of(now),
        "meanwhile": [(each, now.text(each)) for each in overwritten(said, now)] if late else [],
        "latest": history[0] if late and history else None,
        "fields": FIELDS,
    }


async def _desk(request: Request, office: OfficeId) -> Desk:
    house = house_of(request)
    sections = frozenset(offer_of(house, office).sections)
    targets = frozenset(await _target_names(request, office))
    return Desk(today_at(house, office), sections, targets)


async def _target_names(request: Request, office: OfficeId) -> dict[str, str]:
    secretariat = improvement_of(request).secretariat
    loop = await secretariat.current()
    return target_titles(secretariat.city, loop, office)


async def _form_page(
    request: Request,
    office: OfficeId,
    who: Caller,
    said: Form,
    *,
    entry: Entry | None = None,
    kept: Entry | None = None,
    no: Wrong | None = None,
) -> Response:
    """The form of an entry; `kept` is what came of it before, when it was sent with other words."""
    house, offer = house_of(request), offer_of(house_of(request), office)
    known = entry or kept
    now = said_of(known) if known else EMPTY
    if kept and not _may_manage(who, office):
        now = Form({name: each for name, each in now.fields.items() if name not in PERSONAL})
    history = await room_of(request).register.history(known.id) if known else ()
    values: dict[str, Any] = {
        "here": f"/offices/{office}/voices/{f'{entry.id}/edit' if entry else 'new'}",
        "entry": entry,
        "kept": kept,
        "said": said,
        "names": await house.signing.names(),
        "zone": house.plans.zone(office),
        "today": today_at(house, office),
        "once": token_hex(8) if no and no.late else said.get("once") or token_hex(8),
        "section_names": offer.section_names(),
        "service_names": offer.service_names(),
        **_form_values(said, known, now, tuple(reversed(history)), no),
    }
    return _page(request, office, who, "voices/form.html", no=no, **values)


def _page(
    request: Request, office: OfficeId, who: Caller, template: str, no: Wrong | None = None, **values: Any
) -> Response:
    house = house_of(request)
    shared = {
        "office": office,
        "office_names": house.plans.names(office),
        "manages": _may_manage(who, office),
        "declined": no.sentence if no else "",
        "days": no.days if no else 0,
        "faults": faults_in(request, no.faults, no.days) if no else {},
    }
    status = no.status if no else 200
    return house.pages.page(request, template, status, **wording.TABLES, **shared, **values)


def _may_manage(who: Caller, office: OfficeId) -> bool:
    return who.may(Action.EVALUATION_MANAGE, office)


def _wanted(request: Request) -> Wanted:
    """What the address asks for; what it does not know asks for nothing."""
    asked = request.query_params
    kind, state = asked.get("kind", ""), asked.get("state", "open")
    return Wanted(
        closed={"open": False, "closed": True}.get(state),
        kind=Kind(kind) if kind in frozenset(Kind) else None,
        section=asked.get("section", ""),
        overdue=bool(asked.get("overdue")),
        words=asked.get("words", ""),
    )


def _draft(request: Request, office: OfficeId, read: Reader) -> Draft:
    offer = offer_of(house_of(request), office)
    draft = draft_of(read, frozenset(offer.sections), frozenset(offer.services))
    return replace(draft, section=draft.section or offer.section_of(draft.service))


def _entry(draft: Draft, due: Due, office: OfficeId) -> Entry:
    return Entry(
        id=token_hex(8),
        office=office,
        year=fiscal_year(draft.received_on),
        kind=draft.kind,
        intake=draft.intake,
        received_on=draft.received_on,
        recorded_on=draft.received_on,
        record_due_on=due.record_on,
        answer_due_on=due.answer_on,
        summary=draft.summary,
        scene=draft.scene,
        section=draft.section,
        service=draft.service,
        owner=draft.owner or draft.section,
        contact=draft.contact,
    )


def _once(said: Form, office: OfficeId) -> str:
    """The form's once-only key with what it says: sent again it is the same, but not with other words."""
    return f"{_key(said, office)}:{words_of(said, {ONCE})}"


def _key(said: Form, office: OfficeId) -> str:
    """The form's once-only key. Raises Needed."""
    once = said.text(ONCE)
    if not 8 <= len(once) <= 64:
        raise Needed(ONCE)
    return f"{office}:{once}"


async def _onward(request: Request, office: OfficeId, entry_id: EntryId) -> Response:
    """On to the entry, which says what was done: its latest version is the one that was just made."""
    known = await room_of(request).register.entry(office, entry_id)
    address = f"/offices/{office}/voices/{entry_id}?done={known.version if known else 0}"
    return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
