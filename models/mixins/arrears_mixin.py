from odoo import api, fields, models
from odoo.tools import format_amount


def arrears_sentence(env, months, amount, currency):
    """R-810: how many months, and how much, as a counter says it."""
    return env._(
        "management fees of %(months)s months, %(amount)s in all, are not paid yet",
        months=months,
        amount=format_amount(env, amount, currency),
    )


class EstateArrearsMixin(models.AbstractModel):
    """A case at the counter that says what its person still owes for its unit (R-810).

    Of that person alone: what others owe for the unit is not told to him (R-116), and
    stands on the file of the unit for who works with it. A model names its unit and
    its person in ``_arrears_of``.
    """

    _name = "estate.arrears.mixin"
    _description = "Arrears at the Counter"
    _arrears_of = ("unit_id", "partner_id")

    arrears_told = fields.Char(
        "Arrears",
        compute="_compute_arrears_told",
        help="What the person of this case owes for the unit: it may be told to him, "
        "and to nobody else.",
        groups="estate_service.group_estate_fee_reader",
    )

    @api.depends(lambda self: self._arrears_of)
    def _compute_arrears_told(self):
        """Of all cases in one statement, of units that the user may see."""
        unit_field, person_field = self._arrears_of
        units = self[unit_field]._origin._filtered_access("read")
        figures = units._arrears_by_payer()
        for case in self:
            # Whose debt it is is compared; who he is may be hidden from this user.
            unit, person = case[unit_field]._origin, case[person_field].sudo()
            pair = (unit.id, person.commercial_partner_id._origin.id)
            _open, overdue, months, _since = figures.get(pair, (0, 0, 0, False))
            owes = overdue > 0
            case.arrears_told = owes and arrears_sentence(
                self.env, months, overdue, unit.currency_id
            )
