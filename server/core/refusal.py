"""Why the office says no."""

from enum import StrEnum


class Reason(StrEnum):
    """One reason a command is refused; its value is the stable code of the API."""

    DAY_NOT_OPEN = "day_not_open"
    DAY_ALREADY_OPEN = "day_already_open"
    DAY_CLOSED = "day_closed"
    OFFICE_CLOSED = "office_closed"
    SERVICE_CLOSED = "service_closed"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_COUNTER = "unknown_counter"
    UNKNOWN_NUMBER = "unknown_number"
    UNKNOWN_SECTION = "unknown_section"
    UNKNOWN_PRIORITY = "unknown_priority"
    UNKNOWN_NEED = "unknown_need"
    UNKNOWN_PAUSE = "unknown_pause"
    UNKNOWN_NOTICE = "unknown_notice"
    UNKNOWN_SCENE_ENTRY = "unknown_scene_entry"
    NUMBERS_EXHAUSTED = "numbers_exhausted"
    COUNTER_NOT_OPEN = "counter_not_open"
    COUNTER_PAUSED = "counter_paused"
    COUNTER_NOT_PAUSED = "counter_not_paused"
    COUNTER_BUSY = "counter_busy"
    NOBODY_AT_COUNTER = "nobody_at_counter"
    AT_ANOTHER_COUNTER = "at_another_counter"
    NOT_IN_THIS_STATE = "not_in_this_state"
    RECALLS_USED_UP = "recalls_used_up"
    RECALL_TOO_SOON = "recall_too_soon"
    NO_SHOW_TOO_SOON = "no_show_too_soon"
    TOO_LATE_TO_RETURN = "too_late_to_return"
    NO_ISSUANCE_COUNTER = "no_issuance_counter"
    SAME_SERVICE = "same_service"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CANNOT_UNDO_ANY_MORE = "cannot_undo_any_more"
    TIME_NOT_POSSIBLE = "time_not_possible"


class Refused(Exception):
    """The office says no: a normal answer, not a fault; `about` names the thing that was asked for."""

    def __init__(self, reason: Reason, about: str = "") -> None:
        super().__init__(f"{reason}: {about}" if about else str(reason))
        self.reason = reason
        self.about = about
