"""The table of life: every command in every phase, allowed or refused, nothing in between."""

from dataclasses import replace

import pytest

from server.core import life
from server.core.commands import CallTicket, FinishService
from server.core.refusal import Refused
from server.core.state import Phase
from tests.story import given, visitor


def command(kind):
    fields = {"counter": "1", "number": "A001", "service": "moving"}
    return kind(**{name: fields[name] for name in kind.__dataclass_fields__ if name in fields})


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("kind", list(life.ALLOWED))
def test_a_command_is_allowed_exactly_where_the_table_says(kind, phase):
    ticket = replace(given(visitor()).office.tickets["A001"], phase=phase)
    try:
        life.check(command(kind), ticket)
        allowed = True
    except Refused:
        allowed = False
    assert allowed == (phase in life.ALLOWED[kind])


def test_what_is_over_stays_over():
    over = {Phase.DONE, Phase.CANCELLED}
    assert {kind for kind, phases in life.ALLOWED.items() if phases & over} == set()


def test_only_people_who_were_called_are_served():
    assert life.ALLOWED[FinishService] == {Phase.CALLED, Phase.SERVING}
    assert life.ALLOWED[CallTicket] == {Phase.WAITING, Phase.READY, Phase.HELD, Phase.NO_SHOW}
