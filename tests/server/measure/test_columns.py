"""A sheet that was packed is the sheet again, whatever happened on the day."""

from hypothesis import given, settings
from hypothesis import strategies as st

from server.core.commands import Channel, Command, Scene
from server.core.plan import Stage
from server.measure.columns import packed
from server.measure.period import days_of
from server.measure.rows import Ending, Outcome
from server.measure.sheet import Offer, SceneRow, SessionRow, StayRow, TimeRow, VisitRow, WaitRow, offer_of
from server.measure.unpacking import unpacked
from tests.server.measure.day import ward
from tests.server.measure.test_against_plain import STORIES, told

MOMENTS = st.integers(-10_000_000, 200_000)
LENGTHS = st.none() | st.integers(0, 10_000_000)
IDS = st.sampled_from(["certificate", "1/2", "", "=", "A004"])
COUNTERS = st.none() | st.sampled_from(["1", "12"])
WAITS = st.builds(WaitRow, IDS, st.sampled_from(Stage), st.booleans(), MOMENTS, LENGTHS, COUNTERS)
TIMES = st.builds(
    TimeRow, IDS, st.sampled_from(Stage), st.sampled_from(["1", "12"]), MOMENTS, LENGTHS, LENGTHS, LENGTHS,
    st.none() | st.sampled_from(Outcome), st.integers(0, 99), st.booleans(),
)  # fmt: skip
STAYS = st.builds(StayRow, IDS, MOMENTS, LENGTHS, st.booleans())
VISITS = st.builds(
    VisitRow, st.sampled_from(["A001", "A002", "A999", "7", "X", ""]), IDS, IDS, st.sampled_from(Channel),
    MOMENTS, st.booleans(), LENGTHS, st.none() | MOMENTS, LENGTHS, st.none() | st.sampled_from(Ending),
    st.lists(WAITS, max_size=3).map(tuple), st.lists(TIMES, max_size=3).map(tuple),
    st.lists(STAYS, max_size=2).map(tuple),
)  # fmt: skip
PAUSES = st.tuples(st.sampled_from(["", "lunch"]), MOMENTS, st.none() | MOMENTS)
SESSIONS = st.builds(
    SessionRow,
    st.sampled_from(["1", "12"]),
    MOMENTS,
    st.none() | MOMENTS,
    st.lists(PAUSES, max_size=2).map(tuple),
)
SCENES = st.builds(
    SceneRow, st.sampled_from(Scene), IDS, COUNTERS, MOMENTS, LENGTHS, st.integers(0, 99), st.booleans()
)
OFFER = offer_of(ward())


@given(st.lists(VISITS, max_size=4), st.lists(SESSIONS, max_size=3), st.lists(SCENES, max_size=3))
def test_any_sheet_comes_back_as_it_was(
    visits: list[VisitRow], sessions: list[SessionRow], scenes: list[SceneRow]
) -> None:
    (day,) = days_of("midori", told([[]])[:1])
    sheet = day.sheet(OFFER)
    changed = type(sheet)(OFFER, sheet.date, 5, 9, tuple(visits), tuple(sessions), tuple(scenes))
    assert unpacked(packed(changed), OFFER) == changed


@settings(max_examples=40, deadline=None)
@given(st.lists(STORIES, min_size=1, max_size=2))
def test_the_sheet_of_a_real_story_comes_back_as_it_was(days: list[list[tuple[int, Command]]]) -> None:
    for day in days_of("midori", told(days)):
        sheet = day.sheet()
        offer = Offer.decode(sheet.offer.encode())
        assert (offer, offer.digest()) == (sheet.offer, sheet.offer.digest())
        assert unpacked(packed(sheet), offer) == sheet
        assert packed(unpacked(packed(sheet), offer)) == packed(sheet)
