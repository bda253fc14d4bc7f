from odoo import api, models
from odoo.exceptions import UserError


class EstateCounterWays(models.AbstractModel):
    """Screens on which one of the counter's ways to pay is chosen."""

    _name = "estate.counter.ways"
    _description = "Choice of a Way to Pay"

    @api.model
    def _selection_way(self, direction):
        """Return the ways of the counter without opening the ledger behind them."""
        service = self.env["estate.cashier"]
        # Branches share the ways of their parent: each is offered once.
        methods = {
            method: method.name
            for company in self.env.companies
            for method in service._counter_methods(company, direction)
        }
        return [(str(method.id), name) for method, name in methods.items()]

    @api.model
    def _first_ways(self, *names):
        """Return the first way of these fields."""
        values = {}
        for name in names:
            ways = self._fields[name]._description_selection(self.env)
            values[name] = ways[0][0] if ways else False
        return values

    @api.model
    def _chosen_way(self, way):
        if not way:
            raise UserError(self.env._("Choose how the money is paid."))
        return {"payment_method_line_id": int(way)}
