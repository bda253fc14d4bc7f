"""Which months of an unpaid bill line are still owed (R-810).

What was paid of a bill covers its oldest lines first, and of a line its first months.
Both texts stand in queries whose row names ``line`` (the charged line) or its columns
``amount``, ``months``, ``residual`` (open of the bill) and ``later`` (charged by the
lines after it).
"""

from odoo.tools import SQL

MONTHS = SQL(
    """(12 * (date_part('year', line.estate_date_to)
              - date_part('year', line.estate_date_from))
        + date_part('month', line.estate_date_to)
        - date_part('month', line.estate_date_from))::int + 1"""
)
"""Calendar months that a line charges."""

OWED_FROM = SQL(
    """CASE WHEN amount > residual - later
            THEN date_trunc('month', day_to) - interval '1 month' * (
                CEIL(months * (residual - later) / amount)::int - 1)
            ELSE day_from END"""
)
"""A day in the first month that is still owed, of a line on which something is."""
