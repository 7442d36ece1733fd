"""The public holidays of Japan, substitute holidays included, as the `holidays` library knows them."""

import holidays

from server.core.calendar import Holidays


def japan_holidays() -> Holidays:
    """Whether a date is a public holiday in Japan; closed days like 12-29 to 01-03 are the office's own."""
    known = holidays.country_holidays("JP")
    return lambda day: day in known
