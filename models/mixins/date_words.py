"""How days, months and periods read, in the language of an environment."""

from datetime import date, timedelta
from functools import lru_cache

import babel.dates

from odoo.tools.misc import babel_locale_parse, get_lang

_DAY = timedelta(days=1)


def day(env, value):
    """Write a date short: 2026/10/5, 10/5/2026; empty when there is none."""
    return _skeleton(env, "yMd", value) if value else ""


def month(env, value):
    """Write the month of a date: 2026年10月, October 2026."""
    return _skeleton(env, "yMMMM", value)


def period(env, start, end):
    """Write a span of days, as months when it is made of whole ones."""
    if not (start and end):
        return day(env, start or end)
    if start.day == 1 and (end + _DAY).day == 1:
        first, last = month(env, start), month(env, end)
    else:
        first, last = day(env, start), day(env, end)
    return first if first == last else f"{first} – {last}"


def _skeleton(env, skeleton, value: date):
    """Write a date by a CLDR skeleton in the language of the environment."""
    return _written(get_lang(env).code, skeleton, value)


@lru_cache(maxsize=4096)
def _written(lang_code, skeleton, value: date):
    """The same few dates stand on all bills of a run."""
    locale = babel_locale_parse(lang_code)
    return babel.dates.format_skeleton(skeleton, value, locale=locale)
