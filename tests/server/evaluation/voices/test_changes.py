"""The history tells what changed, and never what personal data or free text said."""

from dataclasses import asdict, astuple, replace
from datetime import UTC, datetime

from server.evaluation.voices import rules
from server.evaluation.voices.changes import change
from server.ports.voices import Change, Entry, Kind, Part
from tests.server.evaluation.voices.entries import DAY, HANAKO, TODAY, entry, remedy

NOW = datetime(2026, 11, 20, 1, 15, tzinfo=UTC)
FULL = entry(
    answer="お詫びした",
    answered_on=TODAY,
    closing_reason="匿名",
    closed_on=TODAY,
    remedies=(remedy(procedure="山田様の手順", procedure_version="田中版"),),
)


def parts(before: Entry | None, after: Entry) -> tuple[Part, ...]:
    made = change(before, after, "person:p1", NOW)
    assert made == Change(after.version, NOW, "person:p1", made.parts)
    return made.parts


def test_a_new_entry_is_begun() -> None:
    assert parts(None, entry()) == (Part("begun"),)


def test_plain_things_are_told_before_and_after_and_free_text_is_not() -> None:
    after = replace(
        entry(), kind=Kind.REQUEST, summary="別の言葉", contact=replace(HANAKO, name="別人"), service=""
    )
    assert parts(entry(), after) == (
        Part("kind", "complaint", "request"),
        Part("summary"),
        Part("service", "move", None),
        Part("contact"),
    )


def test_actions_are_told_when_they_come_change_and_go() -> None:
    planned = entry(remedies=(remedy(),))
    done = rules.remedy_done(planned, "r1", TODAY, TODAY)
    checked = rules.effect_checked(done, "r1", TODAY, False, TODAY)
    assert parts(entry(), planned) == (Part("remedy.corrective", None, "2026-11-30"),)
    assert parts(planned, done) == (Part("done_on", None, "2026-11-20"),)
    assert parts(done, checked) == (Part("checked_on", None, "2026-11-20"), Part("effective", None, "no"))
    assert parts(planned, entry()) == (Part("remedy.corrective", "2026-11-30", None),)


def test_forgetting_is_told_without_a_word_of_what_was_forgotten() -> None:
    told = parts(FULL, rules.forgotten(FULL, TODAY + DAY))
    assert told == (
        Part("summary"),
        Part("contact"),
        Part("answer"),
        Part("closing_reason"),
        Part("forgotten_on", None, "2026-11-21"),
        Part("what"),
        Part("procedure"),
        Part("procedure_version"),
    )
    secrets = {FULL.summary, FULL.answer, FULL.closing_reason, *astuple(HANAKO)}
    secrets |= {remedy().what, FULL.remedies[0].procedure, FULL.remedies[0].procedure_version}
    assert secrets.isdisjoint(value for part in told for value in asdict(part).values())
