"""A fixed moment for tests that need one."""

import datetime as dt

NOON = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
