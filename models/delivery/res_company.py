from odoo import fields, models


class ResCompany(models.Model):
    """How a unit is settled between who leaves and who comes (B-11)."""

    _inherit = "res.company"

    estate_transfer_measure = fields.Selection(
        [
            ("month", "By the days of each month, as bills are"),
            ("day", "By the days of the billed period"),
        ],
        "Bills Are Split",
        required=True,
        default="month",
    )
    estate_transfer_due_days = fields.Integer(
        "Days to Pay a Settlement Bill",
        default=15,
        help="From the day on which the change is closed.",
    )
    estate_transfer_blocks_arrears = fields.Boolean(
        "No Change Is Closed While the Leaving Party Owes",
        help="Otherwise its arrears are shown as a warning. A sale cannot be refused "
        "by law for unpaid fees; clearing them first is customary. The manager can "
        "let a change through.",
    )
    estate_transfer_one_sided = fields.Boolean(
        "A Manager May Let One Signature Do",
        help="With a reason, when the other party cannot be reached.",
    )

    _estate_transfer_due_days_positive = models.Constraint(
        "CHECK(estate_transfer_due_days >= 0)", "Days to pay cannot be negative."
    )
