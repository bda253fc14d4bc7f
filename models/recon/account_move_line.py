import datetime

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from . import ledger_figures


class AccountMoveLine(models.Model):
    """Journal items are found by the figure of the collection board they are in."""

    _inherit = "account.move.line"

    estate_board_figure = fields.Char(
        "Figure of the Collection Board",
        store=False,
        search="_search_estate_board_figure",
        exportable=False,
        help="For searching alone: figure, company, community and month.",
    )

    def _search_estate_board_figure(self, operator, value):
        """Find the items behind figures, named ``figure/company/community/month``.

        The ledger's own rules stand beside it: nobody finds what he may not read.
        """
        if operator != "in":
            return NotImplemented
        cells = [cell for one in value if (cell := _cell_of(one))]
        if not cells:
            return Domain.FALSE
        ledger_figures.prepare(self.env)
        found = SQL(" UNION ALL ").join(
            SQL("(%s)", ledger_figures.ids_behind(*cell)) for cell in cells
        )
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (%s)", SQL.identifier(alias, "id"), found
            )
        )


def _cell_of(text):
    """Return (figure, company id, community id or none, month), or none if it is no
    cell: whatever comes in a domain is looked at here."""
    try:
        figure, company, community, month = text.split("/")
        cell = (
            figure,
            int(company),
            int(community) if community != "False" else None,
            datetime.date.fromisoformat(month),
        )
    except (AttributeError, ValueError):
        return None
    known = figure in ledger_figures.FIGURES or figure in ledger_figures.BALANCES
    return cell if known else None
