from odoo import models


class EstateBillWriter(models.AbstractModel):
    """Makes posted invoices out of plan rows."""

    _name = "estate.bill.writer"
    _description = "Bill Writer"
