"""Links from a paper to the bill's page in the portal."""

from urllib.parse import urljoin

from odoo.tools import SQL


def ensure_tokens(moves):
    """Give every bill its portal token with one statement, not one per bill."""
    if not moves:
        return
    moves.flush_model(["access_token"])
    moves.env.cr.execute(
        SQL(
            """
            UPDATE account_move SET access_token = gen_random_uuid()::text
             WHERE id IN %s AND access_token IS NULL
            """,
            tuple(moves.ids),
        )
    )
    moves.invalidate_recordset(["access_token"], flush=False)


def bill_link(move):
    """Return the absolute address of the bill in the portal, token included."""
    return urljoin(move.get_base_url(), move.get_portal_url())


def account_link(record):
    """Return the absolute address of the reader's own bills, behind his login."""
    return urljoin(record.get_base_url(), "/my/invoices")
