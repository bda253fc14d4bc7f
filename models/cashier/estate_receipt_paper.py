from odoo import fields, models


class EstateReceipt(models.Model):
    """The paper of a book that a receipt stands on, and its tax invoice (发票)."""

    _inherit = "estate.receipt"

    paper_ids = fields.One2many(
        "estate.receipt.book.number", "receipt_id", "Book Papers"
    )
    paper_number = fields.Char(
        "Book No.",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Printed on the paper of the receipt book it was written on.",
    )
    fapiao_state = fields.Selection(
        [
            ("to_make", "To Make"),
            ("to_deliver", "To Deliver"),
            ("delivered", "Delivered to Payer"),
        ],
        "Tax Invoice",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    fapiao_number = fields.Char(
        "Tax Invoice No.", readonly=True, copy=False, tracking=True
    )
    fapiao_date = fields.Date("Made On", readonly=True, copy=False)
    fapiao_user_id = fields.Many2one("res.users", "Made By", readonly=True, copy=False)
    fapiao_delivered_on = fields.Date("Delivered On", readonly=True, copy=False)
    fapiao_delivered_by_id = fields.Many2one(
        "res.users", "Delivered By", readonly=True, copy=False
    )
    fapiao_receiver = fields.Char(
        "Signed For By", readonly=True, copy=False, tracking=True
    )

    _fapiao_uniq = models.UniqueIndex(
        "(company_id, fapiao_number) WHERE fapiao_number IS NOT NULL",
        "This tax invoice is recorded for another receipt.",
    )
    _fapiao_made = models.Constraint(
        "CHECK(fapiao_state IS NULL OR fapiao_state = 'to_make' "
        "OR (fapiao_number IS NOT NULL AND fapiao_date IS NOT NULL))",
        "A tax invoice to deliver has its number and day.",
    )

    def _has_fapiao_lines(self):
        """Whether money is income now or later; a deposit is given back."""
        return any(line.kind != "deposit" for line in self.line_ids)

    def _fapiao_fields(self):
        return (
            "fapiao_number",
            "fapiao_date",
            "fapiao_user_id",
            "fapiao_delivered_on",
            "fapiao_delivered_by_id",
            "fapiao_receiver",
        )

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_fapiao_ask(self):
        """Put the receipts in the queue of tax invoices to make."""
        self.env["estate.cashier"]._ask_fapiao(self)

    def action_fapiao_make(self):
        """Ask for the number of the tax invoice that was made."""
        self.ensure_one()
        return self._open_fapiao("make", self.env._("Tax Invoice Made"))

    def action_fapiao_deliver(self):
        """Ask who signed for the tax invoices."""
        return self._open_fapiao("deliver", self.env._("Tax Invoice Delivered"))

    def action_fapiao_undo(self):
        """Ask why the tax invoice is undone."""
        self.ensure_one()
        return self._open_fapiao("undo", self.env._("Undo Tax Invoice"))

    def _open_fapiao(self, step, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.receipt.fapiao",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_ids": self.ids, "default_step": step},
        }
