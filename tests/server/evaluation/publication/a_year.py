"""A ward's whole year, told through the deciders, with something for every paper, and nasty texts."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path

from server.adapters.manual_clock import ManualClock
from server.adapters.sql_ledger import SqlLedger
from server.adapters.yaml_city import YamlCity
from server.core.commands import Scene
from server.engines import ledger_database
from server.evaluation.core import commands as ask
from server.evaluation.core.commands import Command
from server.evaluation.core.decide import decide
from server.evaluation.core.duties import Asker, Duty, Post
from server.evaluation.core.evolve import evolve
from server.evaluation.core.guideline import (
    Basis,
    Budget,
    Direction,
    Grade,
    Latitude,
    Outcome,
    Principle,
    Scope,
    Status,
)
from server.evaluation.core.indicator import Indicator, Reading, Source
from server.evaluation.core.papers import (
    Aim,
    Check,
    Evaluation,
    Initiative,
    Order,
    Policy,
    Progress,
    Review,
    Standard,
)
from server.evaluation.core.require import Case
from server.evaluation.core.state import Loop
from server.evaluation.publication.pen import Pen
from server.evaluation.publication.views.subject import Subject
from server.evaluation.secretariat import Secretariat
from server.ports.city import City
from server.settings import Settings
from server.web.words import Words

YEAR = 2025
WARD = "midori"
TODAY = date(2026, 4, 10)
MID_YEAR = date(2025, 11, 4)
ROOT = Path(__file__).parents[4]
NASTY = '=SUM(A1) #set page(width: 1cm) <script>alert("1")</script> [*b*] $x$ \\ @mail'
ANYBODY = Asker("everybody")


def city() -> City:
    """The demo city."""
    return YamlCity(Path(str(resources.files("server") / "cities" / "wakaba.yaml"))).city()


def words() -> Words:
    """Every catalog of the loop."""
    rooms = (
        "web",
        "evaluation",
        *(f"evaluation/{each}" for each in ("ward", "city", "publication")),
        "figures",
    )
    return Words(ROOT / "server" / each / "words" for each in rooms)


def pen(language: str = "ja") -> Pen:
    """What papers of this language are written with."""
    return Pen(language, words().of(language).gettext, city())


def subject(loop: Loop, ward: str = WARD, today: date = TODAY) -> Subject:
    """A ward's year."""
    return Subject(city(), loop, ward, YEAR, today)


def told(steps: Iterable[Command], loop: Loop | None = None) -> Loop:
    """The loop after these steps, each taken by somebody who holds every post."""
    at = datetime(2026, 3, 31, 3, tzinfo=UTC)
    known = city()
    loop = loop or with_all_posts()
    for step in steps:
        today = MID_YEAR if isinstance(step, ask.OrderImprovement) else TODAY
        for event in decide(Case(known, loop, ANYBODY, today), step):
            loop = evolve(loop, event, at)
    return loop


def every_post() -> list[Post]:
    """Every post of the demo city."""
    posts = [Post(Duty.CONFERENCE)]
    for ward in city().wards.values():
        posts += [Post(Duty.COMMITTEE, ward.id), Post(Duty.WARD_MAYOR, ward.id)]
        posts += [Post(Duty.SECTION_HEAD, ward.id, each) for each in ward.sections]
    return posts


def with_all_posts() -> Loop:
    """A loop in which one account holds every post there is."""
    loop, known = Loop(), city()
    for post in every_post():
        for event in decide(Case(known, loop, Asker("root", True), TODAY), ask.GiveDuty("everybody", post)):
            loop = evolve(loop, event, datetime(2025, 3, 1, tzinfo=UTC))
    return loop


STANDARDS = (
    Standard("notice-1", Scene.NOTICE, Principle.CITIZENS_VIEW,
        "混雑予想カレンダーを毎月末までに翌月分を公表しています。", "公表の記録", True),
    Standard("phone-1", Scene.PHONE, Principle.EMPATHY,
        "電話は3コール以内に出て、所属と氏名を名乗っています。", "抜き取り確認", True),
    Standard("face-1", Scene.FACE_TO_FACE, Principle.COMFORT,
        "30分を超えてお待ちの方に、職員から声をかけています。", "声かけの記録"),
)  # fmt: skip

AIMS = {
    "wait": Aim(
        Scope.SECTION, "residents", "wait", "住民票などの窓口で、お待たせする時間を短くします。",
        "3月から4月の混雑期には、1割の方が45分を超えてお待ちになっています。",
        "・混雑する時間帯に窓口を1つ増やします。\n・記載台に職員を配置し、書類の不備を受付の前になくします。",
        Principle.CITIZENS_VIEW, Scene.FACE_TO_FACE, Basis.EXCEEDS_STANDARD, "face-1", Latitude.WARD_OWN,
        Indicator(Source.MEASURES, "wait_p90", "midori"), 45.0, 30.0, Direction.DOWN,
    ),
    "stop": Aim(
        Scope.SECTION, "insurance", "one-stop", "1つの窓口で用件が終わるようにします。",
        "転入の手続きのあと、別の窓口へのご案内が必要な方が多くいます。",
        "転入と国民健康保険の手続きを、同じ窓口で受け付けます。",
        Principle.COOPERATION, Scene.FACE_TO_FACE, Basis.NEW_ITEM, "", Latitude.WARD_OWN,
        Indicator(Source.MEASURES, "one_stop_rate", "midori"), 62.5, 75.0, Direction.UP,
    ),
    "study": Aim(
        Scope.SECTION, "child", "training", f"職員の接遇を高めます。{NASTY}", NASTY, NASTY,
        Principle.EMPATHY, Scene.COMMON, Basis.NEW_ITEM, "", Latitude.WARD_OWN,
        Indicator(Source.COUNTED, "接遇研修の受講者数", unit="人"), 8.0, 1200.0, Direction.UP,
    ),
}  # fmt: skip

READINGS = {
    "wait": Reading(date(2025, 4, 1), date(2026, 3, 31), 27.5, None, 41_208.0, 1, 93_112),
    "stop": Reading(date(2025, 4, 1), date(2026, 3, 31), 66.25, 27_300.0, 41_208.0, 1, 93_112),
    "study": Reading(date(2025, 4, 1), date(2026, 3, 31), 1234.5, evidence=f"研修の名簿 {NASTY}"),
}
EVALUATIONS = {
    "wait": Evaluation(
        READINGS["wait"], "・5月に窓口を1つ増やしました。\n・記載台に職員を配置しました。", Grade.ABOVE,
    ),
    "stop": Evaluation(
        READINGS["stop"], "・10月から同じ窓口で受付を始めました。", Grade.FAR_BELOW,
        follow_up="手順書を見直し、次年度は4月から年間を通して実施します。",
        context_change="年度の途中に制度の改正があり、研修に時間を要しました。",
        response="制度の改正に合わせて、研修の内容を改めました。",
    ),
    "study": Evaluation(READINGS["study"], NASTY, Grade.ABOVE, reason="外部の講師による研修も開いたため。"),
}  # fmt: skip


def standards() -> Iterator[Command]:
    """The city's standards, adopted."""
    yield ask.BeginStandards(YEAR)
    for each in STANDARDS:
        yield ask.DraftStandard(YEAR, each)
    yield ask.AdoptStandards(YEAR)


def planned(ward: str = WARD) -> Iterator[Command]:
    """Policy, targets and plans, up to what the council hears."""
    policy = "お待たせしない、迷わせない区役所をめざします。\nひとりひとりのお話をよくお聞きします。"
    yield ask.SetPolicy(ward, YEAR, Policy(policy, "市民満足度の高い行政サービスの提供", date(2025, 4, 8)))
    for key, aim in AIMS.items():
        yield ask.SetTarget(ward, YEAR, key, aim)
        yield ask.PlanInitiative(
            ward, YEAR, key, "a", Initiative("窓口の増設と案内の見直し", "住民記録係", Budget.NONE, (4, 5, 6))
        )
        yield ask.PlanInitiative(
            ward, YEAR, key, "b", Initiative("記載台の改修", "区民課", Budget.NEXT_YEAR, (9, 10, 3))
        )
    for section in city().wards[ward].sections:
        yield ask.ReportTargets(ward, YEAR, section)


def plan_published(ward: str = WARD) -> Iterator[Command]:
    """The plan goes to the council and to the public."""
    yield ask.ReportPlan(ward, YEAR, date(2025, 4, 22))
    yield ask.PublishPlan(ward, YEAR)


def under_way(ward: str = WARD) -> Iterator[Command]:
    """Progress, compliance, an order."""
    yield ask.ReportProgress(ward, YEAR, "wait", "a", Progress(6, Status.DONE, "窓口を1つ増やしました。"))
    yield ask.ReportProgress(
        ward, YEAR, "wait", "b", Progress(10, Status.BEHIND, "入札が1回で決まりませんでした。")
    )
    for section in city().wards[ward].sections:
        for standard in ("notice-1", "phone-1", "face-1"):
            missed = (section, standard) == ("insurance", "phone-1")
            measure = "昼休みの当番を2人にします。" if missed else ""
            yield ask.CheckCompliance(
                ward, YEAR, section, standard, Check(not missed, "9月に10回確認しました。", measure)
            )
    order = Order("insurance", "電話の当番を見直してください。", date(2025, 11, 30))
    yield ask.OrderImprovement(ward, YEAR, "order-1", order)


def evaluated(ward: str = WARD) -> Iterator[Command]:
    """The order is answered, every target evaluated, reported and decided on."""
    yield ask.AnswerOrder(ward, YEAR, "order-1", "当番を2人にしました。")
    for key, evaluation in EVALUATIONS.items():
        yield ask.EvaluateTarget(ward, YEAR, key, evaluation)
    for section in city().wards[ward].sections:
        yield ask.ReportEvaluation(ward, YEAR, section)
    for key, outcome in {"wait": Outcome.KEEP, "stop": Outcome.KEEP_CHANGED, "study": Outcome.END}.items():
        yield ask.DecideOutcome(ward, YEAR, key, outcome)


def results_published(ward: str = WARD) -> Iterator[Command]:
    """The council hears, the mayor reviews, the results are public."""
    yield ask.InformCouncil(ward, YEAR, "3つの目標のうち2つを達成しました。")
    review = Review(date(2026, 3, 24), "次年度は、電話の応対に重点を置きます。")
    yield ask.HoldReview(ward, YEAR, review)
    yield ask.PublishResults(ward, YEAR)


def until_plan() -> Loop:
    """The plan is public."""
    return told([*standards(), *planned(), *plan_published()])


def until_mid_year() -> Loop:
    """Half of the year is over."""
    return told(under_way(), until_plan())


def until_results() -> Loop:
    """The results are public."""
    return told([*evaluated(), *results_published()], until_mid_year())


def longest(loop: Loop) -> Loop:
    """The same with texts that are as long as forms allow."""
    ward_year = loop.ward(WARD, YEAR)
    target = ward_year.targets["wait"]
    aim = replace(target.aim, title="長い題名" * 30, current_state="とても長い現状。" * 200, plan="A" * 400)
    targets = ward_year.targets.set("wait", replace(target, aim=aim))
    return replace(loop, wards=loop.wards.set((WARD, YEAR), replace(ward_year, targets=targets)))


async def write_ledger(data: Path, steps: Iterable[Command], before: int = 0) -> None:
    """Write these steps into the ledger of a data folder, as another process beside a server would."""
    database = ledger_database(Settings(data=data))
    secretariat = Secretariat(SqlLedger(database), city(), ManualClock(datetime(2026, 3, 31, 3, tzinfo=UTC)))
    root = Asker("root", True)
    for number, post in enumerate(every_post()):
        await secretariat.carry_out(ask.GiveDuty("everybody", post), command_id=f"post:{number}", asker=root)
    for number, step in enumerate(steps, before):
        mid_year = datetime.combine(MID_YEAR, time(12), UTC)
        at = mid_year if isinstance(step, ask.OrderImprovement) else None
        await secretariat.carry_out(step, command_id=f"step:{number}", asker=ANYBODY, at=at)
    await database.close()
