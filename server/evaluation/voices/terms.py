"""How long things may take, and how long they are kept, where the settings say nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """All in calendar days, but for `small_group`; the setting `voices` of an installation changes them.

    `answer_days` from receipt to answer, `check_days` from an action done to its effect checked, `soon_days`
    before a date from which it is reminded of. `keep_days` after closing, personal data and free text are
    deleted; `mark_days` the survey remembers which tickets have answered, `comment_days` it keeps free text.
    Groups of fewer answers than `small_group` are not published.
    """

    answer_days: int = 14
    check_days: int = 30
    soon_days: int = 7
    keep_days: int = 365
    mark_days: int = 7
    comment_days: int = 1095
    small_group: int = 5
