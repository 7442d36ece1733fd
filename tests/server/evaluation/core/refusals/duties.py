"""What is refused about posts."""

from dataclasses import replace

from server.evaluation.core.commands import EndDuty, GiveDuty
from server.evaluation.core.duties import Duty, Post
from server.evaluation.core.refusal import Reason
from tests.loop_story import Denial, Story, given

START = Story()
MAYOR = Post(Duty.WARD_MAYOR, "midori")
HEAD = Post(Duty.SECTION_HEAD, "midori", "residents")
DIRECTOR = Post(Duty.DIVISION_DIRECTOR, "midori", division="service")
GIVEN = START.and_given(GiveDuty("sato", MAYOR), by="admin")

DENIALS = [
    Denial(
        Reason.DUTY_ALREADY_HELD,
        "sato",
        no=(GIVEN, GiveDuty("sato", MAYOR)),
        yes=(START, GiveDuty("sato", MAYOR)),
    ),
    Denial(
        Reason.DUTY_NOT_HELD, "sato", no=(START, EndDuty("sato", MAYOR)), yes=(GIVEN, EndDuty("sato", MAYOR))
    ),
    Denial(
        Reason.DUTY_NOT_HELD,
        "suzuki",
        no=(GIVEN, EndDuty("suzuki", MAYOR)),
        yes=(GIVEN, EndDuty("sato", MAYOR)),
    ),
    Denial(
        Reason.UNKNOWN_WARD,
        "atlantis",
        no=(START, GiveDuty("sato", Post(Duty.COMMITTEE, "atlantis"))),
        yes=(START, GiveDuty("sato", Post(Duty.COMMITTEE, "midori"))),
    ),
    Denial(
        Reason.UNKNOWN_SECTION,
        "tax",
        no=(START, GiveDuty("sato", Post(Duty.SECTION_HEAD, "midori", "tax"))),
        yes=(START, GiveDuty("sato", HEAD)),
    ),
    Denial(
        Reason.UNKNOWN_DIVISION,
        "army",
        no=(START, GiveDuty("sato", Post(Duty.DIVISION_DIRECTOR, "midori", division="army"))),
        yes=(START, GiveDuty("sato", DIRECTOR)),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "account",
        no=(START, GiveDuty(" ", MAYOR)),
        yes=(START, GiveDuty("sato", MAYOR)),
    ),
    Denial(
        Reason.DUTY_NOT_HELD,
        "everybody",
        no=(given("posts"), EndDuty("everybody", Post(Duty.WARD_MAYOR, "atlantis"))),
        yes=(given("posts"), EndDuty("everybody", MAYOR)),
    ),
    *(
        Denial(reason, about, no=(START, GiveDuty("sato", post)), yes=(START, GiveDuty("sato", fit)))
        for reason, about, post, fit in (
            (Reason.UNKNOWN_WARD, "midori", Post(Duty.CONFERENCE, "midori"), Post(Duty.CONFERENCE)),
            (Reason.UNKNOWN_WARD, "", Post(Duty.WARD_MAYOR), MAYOR),
            (Reason.UNKNOWN_SECTION, "", Post(Duty.SECTION_HEAD, "midori"), HEAD),
            (Reason.UNKNOWN_SECTION, "child", Post(Duty.WARD_MAYOR, "midori", "child"), MAYOR),
            (Reason.UNKNOWN_DIVISION, "", Post(Duty.DIVISION_DIRECTOR, "midori"), DIRECTOR),
            (Reason.UNKNOWN_DIVISION, "service", replace(HEAD, division="service"), HEAD),
        )
    ),
]
