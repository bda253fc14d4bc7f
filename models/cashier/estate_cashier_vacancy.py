from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ...engine.money import decimal_of
from ...engine.periods import Period
from ...engine.waiver import vacant_days


class EstateWaiver(models.Model):
    _inherit = "estate.waiver"

    vacancy_id = fields.Many2one(
        "estate.vacancy",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )


class EstateCashier(models.AbstractModel):
    """Discounts of vacant units, proposed as waivers of exactly the vacant days."""

    _inherit = "estate.cashier"

    @api.model
    def _propose_vacancies(self, vacancies, moves=None):
        """Propose what confirmed vacancies take off, one waiver per vacancy and payer.

        :param moves: only of these bills
        :return: the waivers, as drafts; nothing is booked
        """
        # Proposed by the program from confirmed facts: the caller's role was checked.
        vacancies = vacancies.sudo().filtered(lambda one: one.state == "confirmed")
        rows = self._vacant_lines(vacancies, moves)
        covered = self._covered_days({row["id"] for row in rows})
        groups = defaultdict(list)
        for row in rows:
            for part in self._vacant_parts(row, covered[row["id"]]):
                groups[row["vacancy_id"], row["partner_id"]].append(part)
        reason = vacancies.env["estate.waiver.reason"].search(
            [("kind", "=", "vacancy")], limit=1
        )
        if not (groups and reason):
            return vacancies.env["estate.waiver"]
        by_id = {vacancy.id: vacancy for vacancy in vacancies}
        return vacancies.env["estate.waiver"].create(
            [
                self._proposal_vals(by_id[vacancy_id], partner_id, parts, reason)
                for (vacancy_id, partner_id), parts in groups.items()
            ]
        )

    @api.model
    def _vacant_lines(self, vacancies, moves):
        """Return billed lines with days inside vacancies whose discount is earned."""
        if not vacancies:
            return []
        vacancies.flush_model()
        self.env["account.move.line"].flush_model()
        self.env["estate.vacancy.rule"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT line.id, line.price_total AS amount, rule.percent,
                       line.estate_date_from AS date_from,
                       line.estate_date_to AS date_to,
                       bill.commercial_partner_id AS partner_id,
                       vacancy.id AS vacancy_id,
                       vacancy.date_from AS vacant_from, vacancy.date_to AS vacant_to
                  FROM estate_vacancy vacancy
                  JOIN estate_vacancy_rule rule
                    ON rule.community_id = vacancy.community_id AND rule.active
                   AND vacancy.date_to - vacancy.date_from + 1 >= rule.min_days
                  JOIN account_move_line line
                    ON line.estate_unit_id = vacancy.unit_id
                   AND line.estate_item_id = rule.item_id
                   AND line.display_type = 'product'
                   AND line.parent_state = 'posted'
                   AND line.estate_date_from <= vacancy.date_to
                   AND line.estate_date_to >= vacancy.date_from
                   AND line.price_total > 0
                  JOIN account_move bill
                    ON bill.id = line.move_id AND bill.move_type = 'out_invoice'
                   AND bill.payment_state <> 'reversed'
                 WHERE vacancy.id IN %s AND (%s OR bill.id = ANY(%s))
              ORDER BY line.estate_date_from, line.id
                """,
                tuple(vacancies.ids),
                moves is None,
                moves.ids if moves else [],
            )
        )

    @api.model
    def _covered_days(self, line_ids):
        """Return {charged line id: days that have a discount, proposed or booked}."""
        # A day has its discount once, whoever may see who proposed it.
        lines = self.env["estate.waiver.line"].sudo()
        lines = lines.search(
            [
                ("move_line_id", "in", list(line_ids)),
                ("is_live", "=", True),
                ("days_from", "!=", False),
            ]
        )
        covered = defaultdict(list)
        for line in lines:
            covered[line.move_line_id.id].append((line.days_from, line.days_to))
        return covered

    @api.model
    def _vacant_parts(self, row, covered):
        """Yield the values of the waived lines of one billed line."""
        parts = vacant_days(
            decimal_of(row["amount"]),
            Period(row["date_from"], row["date_to"]),
            Period(row["vacant_from"], row["vacant_to"]),
            decimal_of(row["percent"]),
            covered,
        )
        for part in parts:
            if part.amount:
                yield {
                    "move_line_id": row["id"],
                    "days_from": part.date_from,
                    "days_to": part.date_to,
                    "days": part.days,
                    "of_days": part.of,
                    "days_percent": row["percent"],
                    "days_amount": float(part.amount),
                }

    @api.model
    def _proposal_vals(self, vacancy, partner_id, parts, reason):
        return {
            "unit_id": vacancy.unit_id.id,
            "partner_id": partner_id,
            "vacancy_id": vacancy.id,
            "reason_id": reason.id,
            "note": self.env._(
                "Vacant %(date_from)s – %(date_to)s",
                date_from=vacancy.date_from,
                date_to=vacancy.date_to,
            ),
            "attachment_ids": [Command.set(vacancy.attachment_ids.ids)],
            "line_ids": [Command.create(part) for part in parts],
        }


class EstateBillWriter(models.AbstractModel):
    _inherit = "estate.bill.writer"

    def _after_post(self, moves):
        """Propose the discounts of units that stand empty, before they are paid."""
        # Of all units that were billed, whoever bills them.
        vacancies = self.env["estate.vacancy"].sudo()
        vacancies = vacancies.search(
            [
                ("unit_id", "in", moves.estate_unit_id.ids),
                ("state", "=", "confirmed"),
            ]
        )
        if vacancies:
            self.env["estate.cashier"]._propose_vacancies(vacancies, moves)
        return super()._after_post(moves)
