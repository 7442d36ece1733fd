"""Every entry of the ledger in one sentence: what happened, with the words that belong to it."""

from typing import assert_never

from server.evaluation.core.events import (
    AchievementsReported,
    CityStandardProposed,
    ComplianceChecked,
    CouncilInformed,
    DutyEnded,
    DutyGiven,
    EvaluationReported,
    EvaluationReturned,
    GuidanceGiven,
    ImprovementOrdered,
    InitiativePlanned,
    OrderAnswered,
    OutcomeDecided,
    PlanPublished,
    PlanReported,
    PolicySet,
    ProgressReported,
    ProposalDecided,
    ResultsPublished,
    ReviewHeld,
    SectionStandardEnded,
    SectionStandardMade,
    StandardDrafted,
    StandardDropped,
    StandardsAdopted,
    StandardsBegun,
    StandardsVerified,
    TargetEvaluated,
    TargetSet,
    TargetsReported,
    TargetWithdrawn,
)
from server.evaluation.core.papers import Check
from server.evaluation.record import About, Line
from server.evaluation.tongue import Tongue
from server.web.date_words import month_words


def sentence(line: Line, tongue: Tongue) -> str:
    """What happened, in the reader's language; who and when stand beside it."""
    event, about, _ = line.noted.event, line.about, tongue.say
    match event:
        case DutyGiven(account, post):
            return _("%(person)s holds this duty: %(post)s.") % _held(account, tongue.post(post), tongue)
        case DutyEnded(account, post):
            return _("%(person)s no longer holds this duty: %(post)s.") % _held(
                account, tongue.post(post), tongue
            )
        case (
            StandardsBegun() | StandardDrafted() | StandardDropped() | StandardsAdopted()
            | CityStandardProposed() | ProposalDecided() | AchievementsReported() | StandardsVerified()
        ):  # fmt: skip
            return _of_city(event, about, tongue)
        case (
            PolicySet() | TargetSet() | TargetWithdrawn() | SectionStandardEnded() | InitiativePlanned()
            | TargetsReported() | PlanReported() | PlanPublished()
        ):  # fmt: skip
            return _of_plan(event, about, tongue)
        case (
            ProgressReported() | ComplianceChecked() | GuidanceGiven() | ImprovementOrdered()
            | OrderAnswered()
        ):  # fmt: skip
            return _of_progress(event, about, tongue)
        case (
            TargetEvaluated() | EvaluationReported() | EvaluationReturned() | OutcomeDecided()
            | CouncilInformed() | ReviewHeld() | SectionStandardMade() | ResultsPublished()
        ):  # fmt: skip
            return _of_review(event, about, tongue)
        case _:
            assert_never(event)


def _of_city(
    event: StandardsBegun
    | StandardDrafted
    | StandardDropped
    | StandardsAdopted
    | CityStandardProposed
    | ProposalDecided
    | AchievementsReported
    | StandardsVerified,
    about: About,
    tongue: Tongue,
) -> str:
    _ = tongue.say
    match event:
        case StandardsBegun(_year, standards):
            return _("The draft of the standards was begun with %(count)s from the year before.") % {
                "count": len(standards)
            }
        case StandardDrafted():
            return _("Standard in the draft: “%(title)s”") % {"title": about.title}
        case StandardDropped(reason=reason):
            return _("Standard left out: “%(title)s” Reason: %(reason)s") % {
                "title": about.title,
                "reason": reason,
            }
        case StandardsAdopted():
            return _("The standards of the year were adopted.")
        case CityStandardProposed():
            words = _("Every ward has achieved “%(title)s”: proposed as a city standard.")
            return words % {"title": about.title}
        case ProposalDecided(accepted=accepted, reason=reason):
            said = _("“%(title)s” becomes a city standard. Reason: %(reason)s")
            unsaid = _("“%(title)s” does not become a city standard. Reason: %(reason)s")
            return (said if accepted else unsaid) % {"title": about.title, "reason": reason}
        case AchievementsReported(summary=summary):
            return _("The achievements of all wards were reported: %(text)s") % {"text": summary}
        case StandardsVerified(conclusion=conclusion):
            return _("The standards of the year were verified: %(text)s") % {"text": conclusion}
        case _:
            assert_never(event)


def _ended(event: SectionStandardEnded, about: About, tongue: Tongue) -> str:
    _ = tongue.say
    if event.beyond:
        surpassed = _("Standard of the section ended, because a target beyond it was met: “%(title)s”")
        return surpassed % {"title": about.title}
    ended = _("Standard of the section ended: “%(title)s” Reason: %(reason)s")
    return ended % {"title": about.title, "reason": event.reason}


def _of_plan(
    event: PolicySet
    | TargetSet
    | TargetWithdrawn
    | SectionStandardEnded
    | InitiativePlanned
    | TargetsReported
    | PlanReported
    | PlanPublished,
    about: About,
    tongue: Tongue,
) -> str:
    _ = tongue.say
    match event:
        case PolicySet(policy=policy):
            said = _("Policy worded anew: “%(text)s”") if about.again else _("Policy set: “%(text)s”")
            return said % {"text": policy.text}
        case TargetSet():
            said = _("Target worded anew: “%(title)s”") if about.again else _("Target set: “%(title)s”")
            return said % {"title": about.title}
        case TargetWithdrawn(reason=reason):
            withdrawn = _("Target withdrawn: “%(title)s” Reason: %(reason)s")
            return withdrawn % {"title": about.title, "reason": reason}
        case SectionStandardEnded():
            return _ended(event, about, tongue)
        case InitiativePlanned():
            anew = _("Initiative planned anew: “%(part)s” for “%(title)s”")
            said = anew if about.again else _("Initiative planned: “%(part)s” for “%(title)s”")
            return said % {"part": about.part, "title": about.title}
        case TargetsReported():
            return _("The targets of the section were reported to the committee.")
        case PlanReported(council_on=council_on):
            return _("The plan was reported to the planning council of %(day)s.") % {
                "day": tongue.day(council_on)
            }
        case PlanPublished():
            return _("Policy, targets and plan were published.")
        case _:
            assert_never(event)


def _of_progress(
    event: ProgressReported | ComplianceChecked | GuidanceGiven | ImprovementOrdered | OrderAnswered,
    about: About,
    tongue: Tongue,
) -> str:
    _ = tongue.say
    match event:
        case ProgressReported(progress=progress):
            return _("Progress of “%(part)s” in %(month)s: %(status)s. %(text)s") % {
                "part": about.part,
                "month": month_words(progress.month, tongue.language),
                "status": tongue.label(progress.status),
                "text": progress.text,
            }
        case ComplianceChecked(check=check):
            return _compliance(check, about.title, tongue)
        case GuidanceGiven(text=text):
            return _("Guidance was given: %(text)s") % {"text": text}
        case ImprovementOrdered(order=order):
            return _("Improvement ordered by %(day)s: %(text)s") % {
                "day": tongue.day(order.due_on),
                "text": order.text,
            }
        case OrderAnswered(text=text):
            return _("Improvement order “%(title)s” answered: %(text)s") % {
                "title": about.title,
                "text": text,
            }
        case _:
            assert_never(event)


def _of_review(
    event: TargetEvaluated
    | EvaluationReported
    | EvaluationReturned
    | OutcomeDecided
    | CouncilInformed
    | ReviewHeld
    | SectionStandardMade
    | ResultsPublished,
    about: About,
    tongue: Tongue,
) -> str:
    _ = tongue.say
    match event:
        case TargetEvaluated():
            return _evaluated(event, about.title, tongue)
        case EvaluationReported():
            return _("The results of the section were reported to the committee.")
        case EvaluationReturned(text=text):
            return _("The committee returned the results to the section: %(text)s") % {"text": text}
        case OutcomeDecided(outcome=outcome):
            return _("Outcome of “%(title)s”: %(outcome)s") % {
                "title": about.title,
                "outcome": f"{outcome.value} {tongue.label(outcome)}",
            }
        case CouncilInformed(summary=summary):
            return _("The results were reported to the planning council: %(text)s") % {"text": summary}
        case ReviewHeld(review=review):
            return _("The management review was held on %(day)s: %(text)s") % {
                "day": tongue.day(review.held_on),
                "text": review.conclusion,
            }
        case SectionStandardMade():
            return _("“%(title)s” was met and is a standard from the next year on.") % {"title": about.title}
        case ResultsPublished():
            return _("The results were published.")
        case _:
            assert_never(event)


def _held(account: str, post: str, tongue: Tongue) -> dict[str, str]:
    return {"person": tongue.person(account), "post": post}


def _compliance(check: Check, title: str, tongue: Tongue) -> str:
    _ = tongue.say
    if check.kept:
        return _("Standard kept: “%(title)s” Seen by: %(evidence)s") % {
            "title": title,
            "evidence": check.evidence,
        }
    return _("Standard not kept: “%(title)s” Seen by: %(evidence)s What will be done: %(measure)s") % {
        "title": title,
        "evidence": check.evidence,
        "measure": check.improvement_measure,
    }


def _evaluated(event: TargetEvaluated, title: str, tongue: Tongue) -> str:
    _ = tongue.say
    evaluation, proposed = event.evaluation, event.proposed
    said = {
        "title": title,
        "grade": f"{evaluation.grade.value} {tongue.label(evaluation.grade)}",
        "text": evaluation.result,
        "reason": evaluation.reason,
    }
    if proposed is evaluation.grade:
        return _("“%(title)s” was evaluated: grade %(grade)s. %(text)s") % said
    said["proposed"] = str(proposed.value) if proposed else _("no figure")
    return _(
        "“%(title)s” was evaluated: grade %(grade)s (proposed: %(proposed)s, because: %(reason)s). %(text)s"
    ) % said  # fmt: skip
