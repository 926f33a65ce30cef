"""The Vietnamese working week: Monday to Friday, less the public holidays of the Labour Code 2019 (45/2019/QH14).

Article 112 fixes 1 January, 30 April, 1 May and 2 September; the days off at the lunar New Year, the commemoration of
the Hung Kings (10th of the third lunar month) and the second day of National Day fall on other dates every year, and
article 111(3) moves a holiday that meets a weekend to the next working day. The Prime Minister settles them, with the
days exchanged for a Saturday, in a schedule for each year. No formula gives them: the table below holds the schedules
that were published, and other years have none.
"""

from __future__ import annotations

import datetime as dt

#: First and last day that the table knows. Whether 24 November (Resolution 80-NQ/TW) is a day off by law is not known
#: here, so the table ends before it.
KNOWN_FROM, KNOWN_TO = dt.date(2021, 1, 1), dt.date(2026, 11, 23)

# Working-week days off, as month/day or month/day-day, by year. Sources: the yearly announcements of the Ministry of
# Labour, Invalids and Social Affairs (for 2025: 6150/TB-BLĐTBXH), the exchanges of 2450/VPCP-KGVX (2024) and
# 12729/VPCP-KGVX (2026), and for 2026 the announcements of the Ministry of Home Affairs.
_DAYS_OFF = {
    2021: "1/1 2/10-12 2/15-16 4/21 4/30 5/3 9/2-3",
    2022: "1/3 1/31 2/1-4 4/11 5/2-3 9/1-2",
    2023: "1/2 1/20 1/23-26 5/1-3 9/1 9/4",
    2024: "1/1 2/8-9 2/12-14 4/18 4/29-30 5/1 9/2-3",
    2025: "1/1 1/27-31 4/7 4/30 5/1-2 9/1-2",
    2026: "1/1-2 2/16-20 4/27 4/30 5/1 8/31 9/1-2",
}
# Saturdays worked in exchange.
_SATURDAYS_WORKED = frozenset({dt.date(2024, 5, 4), dt.date(2025, 4, 26), dt.date(2026, 1, 10), dt.date(2026, 8, 22)})


def _dates(year: int, listed: str) -> list[dt.date]:
    dates = []
    for part in listed.split():
        month, _, days = part.partition("/")
        first, _, last = days.partition("-")
        dates += [dt.date(year, int(month), day) for day in range(int(first), int(last or first) + 1)]
    return dates


_OFF = frozenset(day for year, listed in _DAYS_OFF.items() for day in _dates(year, listed))


def is_working_day(day: dt.date) -> bool | None:
    """Whether offices work on ``day``; None outside the years of the table."""
    if not KNOWN_FROM <= day <= KNOWN_TO:
        return None
    return day in _SATURDAYS_WORKED or (day.weekday() < 5 and day not in _OFF)


def add_working_days(start: dt.date, count: int) -> dt.date | None:
    """The ``count``-th working day after ``start`` (the first day is not counted: Civil Code 91/2015/QH13, art. 147).

    None when the count is not positive or leaves the years of the table. At most as many steps as the table has days.
    """
    day, left = start, count
    while left > 0:
        day += dt.timedelta(days=1)
        works = is_working_day(day)
        if works is None:
            return None
        left -= works
    return day if count > 0 else None
