"""What the amounts of a plan come to on a bill, taxes included."""

from ...engine.money import decimal_of


class TaxedTotals:
    """Asks core's tax engine once per price, fee item and payer.

    The plan has tax as the price has it: a tax on top of the price is in its amounts
    only when the bill is written.
    """

    def __init__(self, company):
        self.company = company
        self.taxes = {}
        self.totals = {}

    def of(self, item, payer, amount):
        """Return what a bill to ``payer`` asks for one amount of the plan (Decimal)."""
        taxes = self._taxes_of(item, payer)
        key = (taxes, amount)
        if key not in self.totals:
            result = taxes.compute_all(float(amount), self.company.currency_id)
            self.totals[key] = decimal_of(result["total_included"])
        return self.totals[key]

    def _taxes_of(self, item, payer):
        key = (item, payer)
        if key not in self.taxes:
            positions = item.env["account.fiscal.position"].with_company(self.company)
            position = positions._get_fiscal_position(payer.with_company(self.company))
            self.taxes[key] = position.map_tax(item._sale_taxes())
        return self.taxes[key]
