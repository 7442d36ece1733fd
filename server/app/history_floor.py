"""The counters of a simulated day: clerks call, serve, rest and leave; visitors come, wait or go home."""

import math
from functools import partial
from random import Random

from server.app.history_agenda import Agenda
from server.app.history_gaps import Gaps
from server.app.history_lines import Clerk, Lines, Visitor, clerk_at
from server.app.history_story import USUAL, Load, Shift
from server.core.events import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterReopened,
    DocumentsReturned,
    IssuancePrepared,
    NoShowMarked,
    ProcessingStarted,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCancelled,
    TicketHeld,
    TicketRecalled,
    TicketResumed,
    TicketTransferred,
)
from server.core.plan import Plan, ServiceId, Stage

LUNCH = "lunch"
LUNCH_S = 2700
SPREAD = 0.5
"""Sigma of the lognormal times."""

LATE_AFTER_NO_SHOW = 0.3
HELD = 0.02
NOT_TRUSTED = 0.02
"""Share of services whose time the clerk marks as not accurate."""

LONGEST_S = 5400


class Floor:
    """One office at work; `serial` is that of the last call, `absent` who was called and has not come."""

    def __init__(
        self, plan: Plan, load: Load, chance: Random, agenda: Agenda, gaps: Gaps, serial: int
    ) -> None:
        self.serial = serial
        self._plan, self._load, self._chance, self._agenda, self._gaps = plan, load, chance, agenda, gaps
        self._clerks = {each.id: clerk_at(each) for each in plan.counters.values()}
        self._work = {duty for each in self._clerks.values() for duty in each.work}
        self.lines = Lines(plan, self._clerks.values())
        self.absent: list[Visitor] = []

    # Clerks.

    def expect(self, shift: Shift) -> None:
        """A clerk comes for this shift."""
        if clerk := self._clerks.get(shift.counter):
            clerk.ends, clerk.lunch = shift.ends, shift.lunch if LUNCH in self._plan.pauses else None
            begins = shift.begins - self._chance.randrange(30, 300)
            self._agenda.put(begins, partial(self._sit_down, clerk))
            for due in (clerk.lunch, clerk.ends):
                if due is not None:
                    self._agenda.put(due, partial(self._turn_to_next, clerk))

    def idle(self) -> list[Clerk]:
        """Those at work with nobody before them."""
        return [each for each in self._clerks.values() if each.at_work and not each.busy and not each.waking]

    def free_again(self, clerk: Clerk, seconds: float) -> None:
        """After so many seconds this clerk looks who is next."""
        clerk.busy, clerk.waking = False, True
        self._agenda.after(seconds, partial(self._turn_to_next, clerk))

    def close(self) -> None:
        """Everybody has been served: the clerks leave, and visitors for whom no counter has opened."""
        for visitor in self.lines.everybody():
            self._go_home(visitor)
        for clerk in self._clerks.values():
            if clerk.seated:
                self._agenda.now += self._chance.randrange(5, 40)
                self._leave(clerk)

    def _sit_down(self, clerk: Clerk) -> None:
        clerk.seated = clerk.at_work = True
        self._agenda.say(CounterOpened(clerk.plan.id, f"clerk-{self._chance.randrange(1, 25):02d}"))
        self.free_again(clerk, max(5, self._load.opens - self._agenda.now))

    def _leave(self, clerk: Clerk) -> None:
        clerk.seated = clerk.at_work = False
        self._agenda.say(CounterClosed(clerk.plan.id))

    def _turn_to_next(self, clerk: Clerk) -> None:
        clerk.waking = False
        if not clerk.at_work or clerk.busy:
            return
        now = self._agenda.now
        if clerk.ends is not None and now >= clerk.ends:
            self._leave(clerk)
            self._wake(self.idle())
        elif clerk.lunch is not None and now >= clerk.lunch:
            self._rest(clerk)
            self._wake(self.idle())
        elif (visitor := self.lines.next_for(clerk)) is not None:
            self._call(clerk, visitor)

    def _rest(self, clerk: Clerk) -> None:
        clerk.at_work, clerk.lunch = False, None
        self._agenda.say(CounterPaused(clerk.plan.id, LUNCH))
        self._agenda.after(LUNCH_S + self._chance.randrange(-240, 300), partial(self._back, clerk))

    def _back(self, clerk: Clerk) -> None:
        clerk.at_work = True
        self._agenda.say(CounterReopened(clerk.plan.id))
        self.free_again(clerk, 5)

    def _wake(self, clerks: list[Clerk]) -> None:
        """Whom a visitor needs may have left: those without are asked once more (order.suits)."""
        for each in clerks:
            self.free_again(each, self._chance.randrange(4, 20))

    # Visitors.

    def join(self, visitor: Visitor) -> None:
        """Wait in line; an idle counter for this work looks up."""
        self.lines.join(visitor)
        duty = visitor.service, visitor.stage
        self._wake([each for each in self.idle() if duty in each.work])

    def lose_patience(self, visitor: Visitor) -> None:
        """Go home, if never called yet."""
        if visitor.in_line and not visitor.called:
            self._go_home(visitor)

    def _go_home(self, visitor: Visitor) -> None:
        self.lines.leave(visitor)
        self._agenda.say(TicketCancelled(visitor.number, None))

    def _call(self, clerk: Clerk, visitor: Visitor) -> None:
        self.lines.leave(visitor)
        clerk.busy = True
        self.serial += 1
        self._agenda.say(
            TicketCalled(visitor.number, clerk.plan.id, visitor.stage, self.serial, False, visitor.service)
        )
        if visitor.stage is Stage.RECEPTION:
            busy = not self.lines.is_empty(visitor.service)
            self._gaps.called(visitor.service, self._agenda.now, busy=busy)
        comes = visitor.called or visitor.reliable
        visitor.called = True
        if comes:
            self._agenda.after(self._chance.randrange(6, 35), partial(self._start, clerk, visitor))
        else:
            self._agenda.after(40, partial(self._recall, clerk, visitor, 1))

    def _recall(self, clerk: Clerk, visitor: Visitor, times: int) -> None:
        rules = self._plan.rules
        if times > rules.recalls:
            self._agenda.after(rules.no_show_min * 60, partial(self._give_up, clerk, visitor))
            return
        self.serial += 1
        self._agenda.say(TicketRecalled(visitor.number, clerk.plan.id, self.serial))
        pause = max(rules.recall_pause_s, self._chance.randrange(20, 45))
        enough = times >= max(rules.no_show_recalls, 2)
        again = partial(self._recall, clerk, visitor, rules.recalls + 1 if enough else times + 1)
        self._agenda.after(pause, again)

    def _give_up(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(NoShowMarked(visitor.number, clerk.plan.id))
        self.absent.append(visitor)
        if self._chance.random() < LATE_AFTER_NO_SHOW:
            late = min(self._plan.rules.late_min * 60, self._chance.randrange(240, 2400))
            self._agenda.after(late, partial(self._come_late, clerk, visitor))
        self.free_again(clerk, self._chance.randrange(5, 20))

    def _come_late(self, clerk: Clerk, visitor: Visitor) -> None:
        self.absent.remove(visitor)
        self._resume(clerk, visitor)

    def _resume(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(TicketResumed(visitor.number, clerk.plan.id))
        self.join(visitor)

    def _start(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(ServiceStarted(visitor.number, clerk.plan.id))
        usual = USUAL[visitor.service]
        minutes = self._load.minutes[visitor.service]
        if visitor.stage is Stage.ISSUANCE:
            minutes = usual.issuance_min
        elif visitor.returned:
            minutes *= 0.5
        self._agenda.after(self._seconds(minutes), partial(self._end, clerk, visitor))

    def _end(self, clerk: Clerk, visitor: Visitor) -> None:
        self.free_again(clerk, self._chance.randrange(8, 40))
        if visitor.stage is Stage.ISSUANCE or visitor.returned:
            self._finish(clerk, visitor)
            return
        drawn = self._chance.random()
        if drawn < self._load.transferred:
            self._transfer(clerk, visitor)
        elif drawn < self._load.transferred + HELD and not visitor.held:
            self._hold(clerk, visitor)
        elif self._has_two_stages(visitor):
            self._process(clerk, visitor)
        else:
            self._finish(clerk, visitor)

    def _finish(self, clerk: Clerk, visitor: Visitor) -> None:
        following = visitor.legs[0] if visitor.legs else None
        copies = visitor.service == "certificate" and self._chance.random() < 0.3
        accurate = self._chance.random() >= NOT_TRUSTED
        quantity = self._chance.randrange(2, 5) if copies else 1
        self._agenda.say(
            ServiceFinished(visitor.number, clerk.plan.id, quantity, accurate, following, for_next=False)
        )
        if following is not None:
            visitor.legs = visitor.legs[1:]
            if not self._plan.rules.next_leg_keeps_place:
                visitor.place = self._agenda.now
            self._go_to(visitor, following)

    def _transfer(self, clerk: Clerk, visitor: Visitor) -> None:
        services = [each for each in self._load.visitors if each != visitor.service]
        service = self._chance.choice(services)
        self._agenda.say(TicketTransferred(visitor.number, clerk.plan.id, service))
        if visitor.legs[:1] == (service,):
            visitor.legs = visitor.legs[1:]
        self._go_to(visitor, service)

    def _go_to(self, visitor: Visitor, service: ServiceId) -> None:
        visitor.service, visitor.stage, visitor.returned = service, Stage.RECEPTION, False
        self.join(visitor)

    def _hold(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(TicketHeld(visitor.number, clerk.plan.id))
        visitor.held = True
        self._agenda.after(self._chance.randrange(240, 900), partial(self._resume, clerk, visitor))

    # The back office.

    def _has_two_stages(self, visitor: Visitor) -> bool:
        handed_over = (visitor.service, Stage.ISSUANCE) in self._work
        return handed_over and self._chance.random() < USUAL[visitor.service].two_stage

    def _process(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(ProcessingStarted(visitor.number, clerk.plan.id))
        deficient = self._chance.random() < self._load.deficient
        seconds = self._seconds(USUAL[visitor.service].back_office_min)
        self._agenda.after(seconds, partial(self._return if deficient else self._prepare, clerk, visitor))

    def _prepare(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(IssuancePrepared(visitor.number, clerk.plan.id))
        visitor.stage, visitor.place = Stage.ISSUANCE, self._agenda.now
        self.join(visitor)

    def _return(self, clerk: Clerk, visitor: Visitor) -> None:
        self._agenda.say(DocumentsReturned(visitor.number, clerk.plan.id))
        visitor.returned, visitor.place = True, visitor.issued_at
        self.join(visitor)

    def _seconds(self, mean_min: float) -> float:
        mu = math.log(mean_min * 60) - SPREAD * SPREAD / 2
        return min(max(20.0, self._chance.lognormvariate(mu, SPREAD)), LONGEST_S)
