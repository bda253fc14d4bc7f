from odoo import api, models


class EstateCashier(models.AbstractModel):
    """Discounts of vacant days, where a bill of these days passed to another."""

    _inherit = "estate.cashier"

    @api.model
    def _covered_days(self, line_ids):
        """Whose days they are not gets no discount, and a day passed on gets it once.

        Who leaves has no days from the change on. What was discounted before it was
        taken off what the new party is charged.
        """
        origins = self._origins_of(line_ids)
        covered = super()._covered_days({*line_ids, *origins.values()})
        discounted = {line_id: list(days) for line_id, days in covered.items()}
        for line_id in line_ids:
            origin = origins.get(line_id)
            while origin:
                covered[line_id] += discounted.get(origin, ())
                origin = origins.get(origin)
        for row in self._passed_rows("move_line_id", line_ids):
            covered[row.move_line_id.id].append((row._passed_from(), row.date_to))
        return covered

    @api.model
    def _origins_of(self, line_ids):
        """Return {charged line: the line it took its days from}, all the way back."""
        origins, asked = {}, list(line_ids)
        while asked:
            rows = self._passed_rows("charge_line_id", asked)
            found = {row.charge_line_id.id: row.move_line_id.id for row in rows}
            origins |= found
            asked = list(found.values())
        return origins

    @api.model
    def _passed_rows(self, name, line_ids):
        # What was settled is a fact of the bill, not of the reader's communities.
        return (
            self.env["estate.unit.transfer.line"]
            .sudo()
            .search(
                [
                    (name, "in", list(line_ids)),
                    ("credit_line_id", "!=", False),
                    ("transfer_id.state", "=", "closed"),
                ]
            )
        )
