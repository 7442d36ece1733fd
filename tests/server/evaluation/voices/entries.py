"""Entries and answers for the tests of the voices: one of each, to be varied with `replace`."""

from datetime import date, timedelta

from server.core.commands import Scene
from server.ports.voices import (
    Answer,
    Contact,
    Entry,
    Intake,
    Kind,
    Remedy,
    RemedyKind,
    SurveyChannel,
)

OFFICE = "midori"
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
HANAKO = Contact("緑 花子", "みどり区一丁目2番3号", "044-000-0000", "hanako@example.jp")


def entry(**more: object) -> Entry:
    """A complaint of 9 November, recorded the day after."""
    values = {
        "id": "e1", "office": OFFICE, "year": 2026, "kind": Kind.COMPLAINT, "intake": Intake.COUNTER,
        "received_on": date(2026, 11, 9), "recorded_on": date(2026, 11, 10),
        "record_due_on": date(2026, 11, 10), "answer_due_on": date(2026, 11, 23),
        "summary": "説明なく一時間待たされた", "scene": Scene.FACE_TO_FACE, "section": "residents",
        "service": "move", "owner": "residents", "contact": HANAKO,
    }  # fmt: skip
    return Entry(**(values | more))  # type: ignore[arg-type]


def remedy(**more: object) -> Remedy:
    """A corrective action until 30 November."""
    values = {
        "id": "r1", "kind": RemedyKind.CORRECTIVE, "what": "待ち時間を声に出して案内する",
        "owner": "residents", "due_on": date(2026, 11, 30),
    }  # fmt: skip
    return Remedy(**(values | more))  # type: ignore[arg-type]


def answer(id: str, overall: int | None = 5, **more: object) -> Answer:
    """An answer by phone about moving house."""
    grades = {} if overall is None else {"overall": overall}
    values = {
        "id": id, "office": OFFICE, "day": TODAY, "year": 2026, "channel": SurveyChannel.PHONE,
        "grades": grades, "section": "residents", "service": "move",
    }  # fmt: skip
    return Answer(**(values | more))  # type: ignore[arg-type]
