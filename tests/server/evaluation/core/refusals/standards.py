"""What is refused in the city's loop: standards, proposals, verification."""

from datetime import date

from server.evaluation.core.commands import (
    AdoptStandards,
    BeginStandards,
    DecideProposal,
    DraftStandard,
    DropStandard,
    HoldReview,
    ReportAchievements,
    VerifyStandards,
)
from server.evaluation.core.refusal import Reason
from tests.loop_story import REVIEW, YEAR, Denial, given, standard

POSTS = given("posts")
BEGUN = POSTS.and_given(BeginStandards(YEAR))
DRAFTED = BEGUN.and_given(DraftStandard(YEAR, standard()))
BOTH = DRAFTED.and_given(BeginStandards(YEAR - 1), DraftStandard(YEAR - 1, standard()))
ADOPTED = given("adopted")
REPORTED = given("achievements")
VERIFIED = given("verified")
NEXT = VERIFIED.and_given(BeginStandards(YEAR + 1))
TAKEN = DecideProposal(YEAR + 1, "short wait", True, "Every ward can do it.", standard("wait"))
NOT_TAKEN = DecideProposal(YEAR + 1, "short wait", False, "It depends on the building.")
DECIDED = NEXT.and_given(NOT_TAKEN)
MIDORI_ALONE = given("informed").and_given(HoldReview("midori", YEAR, REVIEW))
ADD, DROP = DraftStandard(YEAR, standard()), DropStandard(YEAR, "greeting", "It is law now.")
REPORT, VERIFY = ReportAchievements(YEAR, "All did well."), VerifyStandards(YEAR, "They hold.")

DENIALS = [
    Denial(
        Reason.STANDARDS_ALREADY_BEGUN,
        "2026",
        no=(BEGUN, BeginStandards(YEAR)),
        yes=(BEGUN, BeginStandards(YEAR + 1)),
    ),
    *(
        Denial(
            Reason.YEAR_NOT_POSSIBLE,
            str(far),
            no=(POSTS, BeginStandards(far)),
            yes=(POSTS, BeginStandards(near)),
            today=date(YEAR, 11, 21),
        )
        for far, near in ((YEAR + 2, YEAR + 1), (YEAR - 11, YEAR - 10))
    ),
    Denial(
        Reason.YEAR_NOT_POSSIBLE,
        "2025",
        no=(ADOPTED, BeginStandards(YEAR - 1)),
        yes=(BEGUN, BeginStandards(YEAR - 1)),
    ),
    Denial(
        Reason.YEAR_NOT_POSSIBLE,
        "2025",
        no=(BOTH.and_given(AdoptStandards(YEAR)), AdoptStandards(YEAR - 1)),
        yes=(BOTH, AdoptStandards(YEAR - 1)),
    ),
    Denial(Reason.STANDARDS_NOT_BEGUN, "2026", no=(POSTS, ADD), yes=(BEGUN, ADD)),
    Denial(Reason.STANDARDS_NOT_BEGUN, "2026", no=(POSTS, DROP), yes=(DRAFTED, DROP)),
    Denial(
        Reason.STANDARDS_NOT_BEGUN,
        "2026",
        no=(POSTS, AdoptStandards(YEAR)),
        yes=(DRAFTED, AdoptStandards(YEAR)),
    ),
    Denial(Reason.STANDARDS_NOT_BEGUN, "2027", no=(VERIFIED, TAKEN), yes=(NEXT, TAKEN)),
    Denial(Reason.STANDARDS_FIXED, "2026", no=(ADOPTED, ADD), yes=(DRAFTED, ADD)),
    Denial(Reason.STANDARDS_FIXED, "2026", no=(ADOPTED, DROP), yes=(DRAFTED, DROP)),
    Denial(
        Reason.STANDARDS_FIXED,
        "2026",
        no=(ADOPTED, AdoptStandards(YEAR)),
        yes=(DRAFTED, AdoptStandards(YEAR)),
    ),
    Denial(
        Reason.STANDARDS_EMPTY, "2026", no=(BEGUN, AdoptStandards(YEAR)), yes=(DRAFTED, AdoptStandards(YEAR))
    ),
    Denial(
        Reason.STANDARDS_NOT_VERIFIED,
        "2026",
        no=(given("evaluated").and_given(BeginStandards(YEAR + 1)), AdoptStandards(YEAR + 1)),
        yes=(DECIDED, AdoptStandards(YEAR + 1)),
    ),
    Denial(
        Reason.PROPOSAL_UNDECIDED,
        "A wait of six minutes",
        no=(NEXT, AdoptStandards(YEAR + 1)),
        yes=(DECIDED, AdoptStandards(YEAR + 1)),
    ),
    Denial(
        Reason.UNKNOWN_STANDARD,
        "smile",
        no=(DRAFTED, DropStandard(YEAR, "smile", "Not needed.")),
        yes=(DRAFTED, DROP),
    ),
    Denial(
        Reason.UNKNOWN_PROPOSAL,
        "long wait",
        no=(NEXT, DecideProposal(YEAR + 1, "long wait", False, "No.")),
        yes=(NEXT, NOT_TAKEN),
    ),
    Denial(Reason.PROPOSAL_ALREADY_DECIDED, "A wait of six minutes", no=(DECIDED, TAKEN), yes=(NEXT, TAKEN)),
    Denial(Reason.STANDARDS_NOT_ADOPTED, "2026", no=(DRAFTED, REPORT), yes=(given("reviewed"), REPORT)),
    Denial(Reason.STANDARDS_NOT_ADOPTED, "2026", no=(POSTS, VERIFY), yes=(REPORTED, VERIFY)),
    Denial(Reason.WARD_NOT_REVIEWED, "sakura", no=(MIDORI_ALONE, REPORT), yes=(given("reviewed"), REPORT)),
    Denial(
        Reason.ACHIEVEMENTS_ALREADY_REPORTED, "2026", no=(REPORTED, REPORT), yes=(given("closed"), REPORT)
    ),
    Denial(Reason.ACHIEVEMENTS_NOT_REPORTED, "2026", no=(given("closed"), VERIFY), yes=(REPORTED, VERIFY)),
    Denial(Reason.STANDARDS_ALREADY_VERIFIED, "2026", no=(VERIFIED, VERIFY), yes=(REPORTED, VERIFY)),
    Denial(
        Reason.WORDS_MISSING,
        "standard",
        no=(BEGUN, DraftStandard(YEAR, standard(""))),
        yes=(BEGUN, ADD),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "sentence",
        no=(BEGUN, DraftStandard(YEAR, standard(sentence=" "))),
        yes=(BEGUN, ADD),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "reason",
        no=(DRAFTED, DropStandard(YEAR, "greeting", "")),
        yes=(DRAFTED, DROP),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "reason",
        no=(NEXT, DecideProposal(YEAR + 1, "short wait", True, "", standard("wait"))),
        yes=(NEXT, TAKEN),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "sentence",
        no=(NEXT, DecideProposal(YEAR + 1, "short wait", True, "Yes.")),
        yes=(NEXT, NOT_TAKEN),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "sentence",
        no=(NEXT, DecideProposal(YEAR + 1, "short wait", True, "Yes.", standard("wait", sentence=""))),
        yes=(NEXT, TAKEN),
    ),
    Denial(
        Reason.WORDS_MISSING,
        "summary",
        no=(given("closed"), ReportAchievements(YEAR, "")),
        yes=(given("closed"), REPORT),
    ),
    Denial(
        Reason.WORDS_MISSING, "conclusion", no=(REPORTED, VerifyStandards(YEAR, "")), yes=(REPORTED, VERIFY)
    ),
]
