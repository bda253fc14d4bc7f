from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .arrears_months import MONTHS, OWED_FROM

COMPARISONS = {
    "=": SQL("="),
    "!=": SQL("!="),
    "<": SQL("<"),
    "<=": SQL("<="),
    ">": SQL(">"),
    ">=": SQL(">="),
}


class EstateUnit(models.Model):
    """What a unit is charged and what it owes (R-810), read from the ledger.

    Every figure comes from the open receivable items of the units, by one statement
    for any number of them. Staff without accounting rights see the sums of the units
    they may read, nothing else of the ledger.
    """

    _inherit = "estate.unit"

    assignment_ids = fields.One2many(
        "estate.fee.assignment",
        "unit_id",
        "Fees",
        groups="estate_service.group_estate_fee_reader",
    )
    assignment_count = fields.Integer(
        compute="_compute_assignment_count",
        groups="estate_service.group_estate_fee_reader",
    )
    bill_count = fields.Integer(
        "Bills",
        compute="_compute_bill_count",
        groups="estate_service.group_estate_fee_reader",
    )
    open_amount = fields.Monetary(
        compute="_compute_arrears",
        search="_search_open_amount",
        help="All that is billed and not paid yet, due or not.",
        groups="estate_service.group_estate_fee_reader",
    )
    arrears_amount = fields.Monetary(
        "Arrears",
        compute="_compute_arrears",
        search="_search_arrears_amount",
        help="Open after the due date; credits not yet used are taken off.",
        groups="estate_service.group_estate_fee_reader",
    )
    arrears_months = fields.Integer(
        "Months in Arrears",
        compute="_compute_arrears",
        search="_search_arrears_months",
        aggregator=None,
        help="Calendar months of which something is overdue (R-810).",
        groups="estate_service.group_estate_fee_reader",
    )
    arrears_alert = fields.Boolean(
        "Long in Arrears",
        compute="_compute_arrears",
        search="_search_arrears_alert",
        help="As many months in arrears as the company's setting says, or more.",
        groups="estate_service.group_estate_fee_reader",
    )

    # ------------------------------------------------------------------- CRUD

    def write(self, vals):
        if vals.get("active") is False:
            self._check_no_running_fees()
        return super().write(vals)

    def _check_no_running_fees(self):
        """An archived unit is billed up to the last day of its fees, so they need one.

        :raises UserError: naming units that are charged without end
        """
        running = self.env["estate.fee.assignment"]._read_group(
            [("unit_id", "in", self.ids), ("date_to", "=", False)], ["unit_id"]
        )
        if running:
            raise UserError(
                self.env._(
                    "%(units)s is charged without a last day: end its fees first.",
                    units=", ".join(unit.code for (unit,) in running[:5]),
                )
            )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("assignment_ids")
    def _compute_assignment_count(self):
        counts = dict(
            self.env["estate.fee.assignment"]._read_group(
                [("unit_id", "in", self.ids), ("is_current", "=", True)],
                ["unit_id"],
                ["__count"],
            )
        )
        for unit in self:
            unit.assignment_count = counts.get(unit._origin, 0)

    def _compute_bill_count(self):
        counts = dict(
            self.env["account.move"]._read_group(
                [
                    ("estate_unit_id", "in", self.ids),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                ["estate_unit_id"],
                ["__count"],
            )
        )
        for unit in self:
            unit.bill_count = counts.get(unit._origin, 0)

    def _compute_arrears(self):
        figures = self._arrears()
        for unit in self:
            total, overdue, months = figures.get(unit._origin.id, (0.0, 0.0, 0))
            unit.open_amount = total
            unit.arrears_amount = overdue
            unit.arrears_months = months
            alert = unit.company_id.estate_arrears_months_alert
            unit.arrears_alert = bool(months and months >= alert)

    # ------------------------------------------------------------------ SEARCH

    def _search_open_amount(self, operator, value):
        return self._search_arrears_figure("open_amount", operator, value)

    def _search_arrears_amount(self, operator, value):
        return self._search_arrears_figure("overdue", operator, value)

    def _search_arrears_months(self, operator, value):
        return self._search_arrears_figure("months", operator, value)

    def _search_arrears_figure(self, column, operator, value):
        """Units by one of their figures; those without any open item have zero."""
        if operator == "in":
            return Domain.OR(
                self._search_arrears_figure(column, "=", one) for one in value
            )
        if operator not in COMPARISONS:
            return NotImplemented
        value = value or 0
        condition = SQL(
            "figures.%s %s %s",
            SQL.identifier(column),
            COMPARISONS[operator],
            value,
        )
        if self._zero_matches(operator, value):
            return self._arrears_domain(SQL("NOT (%s)", condition), inside=False)
        return self._arrears_domain(condition)

    @api.model
    def _zero_matches(self, operator, value):
        return {
            "=": value == 0,
            "!=": value != 0,
            "<": value > 0,
            "<=": value >= 0,
            ">": value < 0,
            ">=": value <= 0,
        }[operator]

    def _search_arrears_alert(self, operator, value):
        if operator != "in":
            return NotImplemented
        condition = SQL(
            """figures.months > 0 AND figures.months >= (
                   SELECT c.estate_arrears_months_alert
                     FROM estate_unit u JOIN res_company c ON c.id = u.company_id
                    WHERE u.id = figures.unit_id)"""
        )
        return Domain.OR(
            self._arrears_domain(condition, inside=bool(wanted)) for wanted in value
        )

    def _arrears_domain(self, condition, inside=True):
        """Units whose figures meet (or, outside, do not meet) a condition."""
        # Core asks for the right on stored fields, not on those with a search.
        self._check_field_access(self._fields["arrears_amount"], "read")
        figures = self._arrears_sql()
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s %s (SELECT figures.unit_id FROM (%s) AS figures WHERE %s)",
                SQL.identifier(alias, "id"),
                SQL("IN" if inside else "NOT IN"),
                figures,
                condition,
            )
        )

    # ----------------------------------------------------------------- ARREARS

    def _arrears(self, partner=None):
        """What these units owe: ``{unit id: (open, overdue, months)}``.

        Units that owe nothing are absent.

        :param partner: only the debts of this ``res.partner``
        """
        units = self.browse(self.ids)
        if not units:
            return {}
        # Sums of the ledger for staff who may not read it: only of units they see.
        units.check_access("read")
        rows = self.env.execute_query(self._arrears_sql(units, partner))
        return {unit_id: figures for unit_id, *figures in rows}

    def _arrears_by_payer(self):
        """What is owed for these units, by who owes it.

        A pair of unit and payer without any open item is absent. No right is asked
        for: the caller has checked the units.

        :return: ``{(unit id, payer id): (open, overdue, months, since)}``, ``since``
            being the oldest due date that is overdue
        """
        if not self.ids:
            return {}
        units = self.browse(self.ids)
        rows = self.env.execute_query(self._arrears_sql(units, by_payer=True))
        return {(unit, payer): figures for unit, *figures, payer in rows if payer}

    @api.model
    def _arrears_sql(self, units=None, partner=None, by_payer=False):
        """One row per unit with open items: unit_id, open_amount, overdue, months.

        By payer: one row per unit and payer, with two more columns, ``since`` (the
        oldest due date that is overdue) and ``payer_id``.

        A bill of several months counts each of them until it is paid: what was paid
        of a bill covers its oldest lines first, and of a line its first months. Months
        that have not begun are in no arrears, though their bill may be. Credits reduce
        what is overdue.
        """
        self._flush_arrears()
        scope = SQL("IN %s", units._ids) if units else SQL("IS NOT NULL")
        payer = SQL("COALESCE(item.partner_id, 0)") if by_payer else SQL("0")
        more = SQL(", total.since, total.payer_id") if by_payer else SQL()
        return SQL(
            """
            WITH open_item AS MATERIALIZED (
                SELECT item.id, item.move_id, item.estate_unit_id AS unit_id,
                       %(payer)s AS payer_id, item.amount_residual AS residual,
                       COALESCE(item.date_maturity, item.date) AS due,
                       COALESCE(item.estate_date_from, item.date_maturity, item.date)
                           AS day_from,
                       COALESCE(item.estate_date_to, item.date_maturity, item.date)
                           AS day_to,
                       move.move_type
                  FROM account_move_line item
                  JOIN account_account account ON account.id = item.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_move move ON move.id = item.move_id
                 WHERE item.estate_unit_id %(scope)s
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE
                   AND item.amount_residual <> 0
                   AND (%(partner)s::int IS NULL OR item.partner_id = %(partner)s)
            ), charged AS (
                SELECT item.unit_id, item.payer_id, item.residual,
                       line.price_total AS amount,
                       %(months)s AS months,
                       line.estate_date_from AS day_from,
                       line.estate_date_to AS day_to,
                       sum(line.price_total) OVER (
                           PARTITION BY item.id
                           ORDER BY line.estate_date_from DESC NULLS FIRST, line.id DESC
                       ) - line.price_total AS later
                  FROM open_item item
                  JOIN account_move_line line ON line.move_id = item.move_id
                   AND line.display_type = 'product'
                 WHERE item.residual > 0 AND item.due < %(today)s
                   AND item.move_type = 'out_invoice'
            ), span AS (
                SELECT unit_id, payer_id,
                       %(owed_from)s AS day_from, day_to
                  FROM charged
                 WHERE residual > later AND day_from IS NOT NULL
                UNION ALL
                SELECT unit_id, payer_id, day_from, day_to FROM open_item
                 WHERE residual > 0 AND due < %(today)s
                   AND NOT EXISTS (SELECT FROM account_move_line line
                                    WHERE line.move_id = open_item.move_id
                                      AND line.display_type = 'product'
                                      AND line.estate_date_from IS NOT NULL)
            ), late_month AS (
                SELECT span.unit_id, span.payer_id, count(DISTINCT month) AS months
                  FROM span
                 CROSS JOIN LATERAL generate_series(
                       date_trunc('month', day_from), LEAST(day_to, %(today)s),
                       interval '1 month'
                 ) AS month
                 GROUP BY span.unit_id, span.payer_id
            ), total AS (
                SELECT unit_id, payer_id, sum(residual) AS open_amount,
                       GREATEST(sum(residual) FILTER (
                           WHERE due < %(today)s OR residual < 0), 0) AS overdue,
                       min(due) FILTER (
                           WHERE due < %(today)s AND residual > 0) AS since
                  FROM open_item GROUP BY unit_id, payer_id
            )
            SELECT total.unit_id, total.open_amount,
                   COALESCE(total.overdue, 0) AS overdue,
                   CASE WHEN total.overdue > 0
                        THEN GREATEST(late_month.months, 1) ELSE 0 END AS months
                   %(more)s
              FROM total LEFT JOIN late_month ON late_month.unit_id = total.unit_id
               AND late_month.payer_id = total.payer_id
            """,
            scope=scope,
            months=MONTHS,
            owed_from=OWED_FROM,
            payer=payer,
            more=more,
            partner=partner.commercial_partner_id.id if partner else None,
            today=fields.Date.context_today(self),
        )

    def _flush_arrears(self):
        """Let the statement see what is not written yet."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["move_type"])
        self.env["res.company"].flush_model(["estate_arrears_months_alert"])

    # ----------------------------------------------------------------- ACTIONS

    def action_view_bills(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.account_move_action_bill"
        )
        return action | {"domain": [("estate_unit_id", "in", self.ids)], "context": {}}

    def action_view_assignments(self):
        return self._action_view_related("estate_service.estate_fee_assignment_action")
