from odoo import api, fields, models


class EstateCounterPaper(models.AbstractModel):
    """Screens on which a receipt is written: on which paper of the clerk's book.

    A screen has a ``unit_id`` and hands :meth:`_receipt_paper` to the cashier service.
    """

    _name = "estate.counter.paper"
    _description = "Paper of a Receipt"

    uses_books = fields.Boolean(compute="_compute_uses_books")
    paper_number = fields.Char(
        "Book No.",
        compute="_compute_paper_number",
        store=True,
        readonly=False,
        help="The next paper of your receipt book; type another of your papers if you "
        "write on that one.",
    )
    wants_fapiao = fields.Boolean("Tax Invoice Wanted")

    @api.depends("unit_id")
    def _compute_uses_books(self):
        for screen in self:
            # How receipts are numbered is no secret of a company.
            screen.uses_books = screen.unit_id.company_id.sudo().estate_uses_books

    @api.depends("unit_id")
    def _compute_paper_number(self):
        service = self.env["estate.cashier"]
        for screen in self:
            unit = screen.unit_id
            screen.paper_number = service._next_paper(
                unit.company_id, unit.community_id._origin
            )

    def _receipt_paper(self):
        return {
            "paper_number": self.paper_number,
            "wants_fapiao": self.wants_fapiao,
        }
