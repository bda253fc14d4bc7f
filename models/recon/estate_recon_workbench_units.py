from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

FOUND_UNITS = 12
"""Units that a search offers."""


class EstateReconWorkbench(models.AbstractModel):
    """The units that the accountant may choose, and what is owed of them."""

    _inherit = "estate.recon.workbench"

    # ------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------

    @api.model
    def find_units(self, text):
        """Return units whose code, owner or tenant is named: list of dict(id, name)."""
        self._check_accountant()
        # All communities of the company: any of them may have paid to this bank.
        units = self.env["estate.unit"].sudo()
        found = units.search(
            Domain("company_id", "=", self.env.company.id)
            & (
                Domain("display_name", "ilike", (text or "").strip())
                | Domain("id", "in", self._units_owed_by(text))
            ),
            limit=FOUND_UNITS,
        )
        names = [
            " ".join(filter(None, [unit.community_id.name, unit.code, who]))
            for unit in found
            for who in [unit.owner_id.name or unit.tenant_id.name]
        ]
        return [
            {"id": unit.id, "name": name, "code": unit.code}
            for unit, name in zip(found, names, strict=True)
        ]

    @api.model
    def _units_owed_by(self, text):
        """Units of whose bills somebody so named still owes, moved out or not."""
        # Bills of every community are paid through one bank.
        items = self.env["account.move.line"].sudo()
        owed = items._search(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id.name", "ilike", (text or "").strip()),
                ("estate_unit_id", "!=", False),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        return owed.subselect("estate_unit_id")

    @api.model
    def open_lines(self, unit_ids):
        """Return what units still owe, oldest first, as the split dialog shows it."""
        self._check_accountant()
        # Bills of every community are paid through one bank, one company at a time.
        units = self.env["estate.unit"].sudo().browse(unit_ids).exists()
        units = units.filtered(lambda unit: unit.company_id == self.env.company)
        return self._open_lines(units)

    @api.model
    def _open_lines(self, units):
        # Bills of every community are paid through one bank.
        rows = self.env["estate.cashier"].sudo()._open_lines(units)
        # So are those who owe them: their names are told.
        partners = self.env["res.partner"].sudo()
        partners.browse(row["partner_id"] for row in rows).fetch(["name"])
        return [
            {
                "line": row["move_line_id"],
                "unit": row["unit_id"],
                "code": units.browse(row["unit_id"]).code,
                "bill": row["bill"],
                "partner": self._other_debtor(units.browse(row["unit_id"]), row),
                "name": row["name"],
                "due": format_date(self.env, row["date_due"]),
                "open": float(row["open"]),
            }
            for row in rows
            if row["open"] > 0
        ]

    @api.model
    def _other_debtor(self, unit, row):
        """The name of who owes a bill, where he is no owner or tenant of today."""
        # Who owes in any community.
        debtor = self.env["res.partner"].sudo().browse(row["partner_id"])
        today = unit.owner_id | unit.tenant_id | unit.payer_id
        return "" if debtor <= today.commercial_partner_id else debtor.name
