from odoo import models


class EstateCashier(models.AbstractModel):
    """The one service that books money taken from residents (design §2.16)."""

    _name = "estate.cashier"
    _description = "Cashier Service"
