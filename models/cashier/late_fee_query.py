"""What a late fee run reads: overdue bill lines and what settled them when.

A handful of queries, however many lines; what is owed of a line from which day on
follows from the same rule by which the counter tells the lines of a bill apart.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo.tools import SQL

from ...engine.allocation import fill_in_order, paid_per_line
from ...engine.late_fee import Step, late_fee
from ...engine.money import decimal_of

ZERO = Decimal(0)


def overdue_lines(env, rules, until, units=None):
    """Return the lines of published bills that may cost a late fee up to a day.

    Bills that were paid late are among them, cancelled ones are not.

    :param units: of these units only
    :return: list of dict, by unit, payer and due date
    """
    if not rules:
        return []
    for model in ("account.move.line", "account.move", "account.partial.reconcile"):
        env[model].flush_model()
    env["estate.late.fee.line"].flush_model()
    rules.flush_model()
    return env.execute_query_dict(
        SQL(
            """
            SELECT line.id, line.move_id, line.name, bill.name AS bill,
                   line.estate_unit_id AS unit_id, bill.partner_id,
                   line.estate_item_id AS item_id, line.price_total AS principal,
                   bill.invoice_date_due AS due, rule.id AS rule_id,
                   before.since, COALESCE(before.charged, 0) AS charged
              FROM estate_late_fee_rule rule
              JOIN estate_fee_item_estate_late_fee_rule_rel chosen
                ON chosen.estate_late_fee_rule_id = rule.id
              JOIN estate_unit unit ON unit.community_id = rule.community_id
              JOIN account_move_line line
                ON line.estate_unit_id = unit.id
               AND line.estate_item_id = chosen.estate_fee_item_id
               AND line.display_type = 'product' AND line.parent_state = 'posted'
               AND line.price_total > 0
              JOIN account_move bill
                ON bill.id = line.move_id AND bill.move_type = 'out_invoice'
               AND bill.payment_state <> 'reversed'
               AND bill.invoice_date_due + rule.grace_days < %(until)s
         LEFT JOIN LATERAL (
                   SELECT MAX(fee.date_to) AS since, SUM(fee.amount) AS charged
                     FROM estate_late_fee_line fee
                    WHERE fee.bill_line_id = line.id AND fee.state = 'booked'
                   ) before ON TRUE
             WHERE rule.id IN %(rules)s
               AND (%(units)s::int[] IS NULL OR unit.id = ANY(%(units)s))
               AND (before.since IS NULL OR before.since < %(until)s)
               AND (bill.amount_residual <> 0 OR EXISTS (
                    SELECT 1
                      FROM account_move_line item
                      JOIN account_partial_reconcile part
                        ON part.debit_move_id = item.id
                      JOIN account_move_line credit ON credit.id = part.credit_move_id
                     WHERE item.move_id = bill.id
                       AND credit.date > GREATEST(
                           bill.invoice_date_due + rule.grace_days,
                           rule.date_from, before.since)))
          ORDER BY unit.code, unit.id, bill.partner_id, bill.invoice_date_due, line.id
            """,
            rules=tuple(rules.ids),
            until=until,
            units=units.ids if units else None,
        )
    )


def steps_of(env, move_ids):
    """Return {charged line id: what is owed of it from which day on}."""
    if not move_ids:
        return {}
    # The bills' lines and what they cost, in the order in which they are paid.
    charged = env["estate.cashier"]._charged_lines(move_ids)
    settled = _settlements(env, move_ids)
    meant = env["estate.cashier"]._meant_on_days(
        [line["id"] for lines in charged.values() for line in lines]
    )
    steps = {}
    for move_id, lines in charged.items():
        steps |= _steps_of_bill(lines, settled[move_id], meant)
    return steps


def _steps_of_bill(lines, settled, meant):
    amounts = [decimal_of(line["amount"]) for line in lines]
    # Taxes rounded over the whole bill may differ by a cent from their lines.
    amounts[-1] += decimal_of(lines[0]["total"]) - sum(amounts, ZERO)
    steps = {line["id"]: [] for line in lines}
    for day in sorted({row["date"] for row in settled}):
        done = [row for row in settled if row["date"] <= day]
        paid = sum((decimal_of(row["amount"]) for row in done), ZERO)
        designated = [
            sum((amount for on, amount in meant[line["id"]] if on <= day), ZERO)
            for line in lines
        ]
        _add_meant_for_items(lines, amounts, designated, done)
        parts = paid_per_line(amounts, designated, paid)
        for line, amount, part in zip(lines, amounts, parts, strict=True):
            steps[line["id"]].append(Step(day, amount - part))
    return steps


def _add_meant_for_items(lines, amounts, designated, done):
    """Lay prepayments that were made for an item over the lines of that item."""
    by_item = defaultdict(lambda: ZERO)
    for row in done:
        if row["item_id"]:
            by_item[row["item_id"]] += decimal_of(row["amount"])
    for item_id, amount in by_item.items():
        places = [i for i, line in enumerate(lines) if line["item_id"] == item_id]
        gaps = [amounts[place] - designated[place] for place in places]
        for place, part in zip(places, fill_in_order(amount, gaps), strict=True):
            designated[place] += part


def _settlements(env, move_ids):
    """Return {bill id: what settled it, with the day of the money}."""
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT item.move_id, credit.date, part.amount,
                   credit.estate_item_id AS item_id
              FROM account_partial_reconcile part
              JOIN account_move_line item ON item.id = part.debit_move_id
              JOIN account_move_line credit ON credit.id = part.credit_move_id
             WHERE item.move_id IN %s
            """,
            tuple(move_ids),
        )
    )
    settled = defaultdict(list)
    for row in rows:
        settled[row["move_id"]].append(row)
    return settled


def meant_on_days(env, line_ids):
    """Return {charged line id: [(day, amount)]} of what receipts and waivers name."""
    for model in ("estate.receipt.line", "estate.receipt", "estate.waiver.line"):
        env[model].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT line.move_line_id, receipt.date, line.amount
              FROM estate_receipt_line line
              JOIN estate_receipt receipt ON receipt.id = line.receipt_id
             WHERE line.move_line_id IN %(lines)s AND receipt.state = 'issued'
         UNION ALL
            SELECT line.move_line_id, line.done_on, line.amount
              FROM estate_waiver_line line
             WHERE line.move_line_id IN %(lines)s AND line.stage = 'done'
            """,
            lines=tuple(line_ids),
        )
    )
    meant = defaultdict(list)
    for line_id, day, amount in rows:
        meant[line_id].append((day, decimal_of(amount)))
    return meant


def planned_fees(env, rules, until, units=None):
    """Yield ``(overdue line, its late fee)`` of what is to be charged up to a day."""
    rows = overdue_lines(env, rules, until, units)
    steps = steps_of(env, {row["move_id"] for row in rows})
    pauses = _pauses(env, {row["unit_id"] for row in rows})
    agreed = {rule.id: (rule, rule._terms()) for rule in rules}
    for row in rows:
        rule, terms = agreed[row["rule_id"]]
        fee = late_fee(
            decimal_of(row["principal"]),
            row["due"],
            steps[row["id"]],
            until,
            terms,
            since=row["since"],
            charged=decimal_of(row["charged"]),
            pauses=[
                (None, rule.date_from - timedelta(days=1)),
                *pauses[row["unit_id"]],
            ],
        )
        if fee and fee.amount > 0 and fee.amount >= decimal_of(rule.min_amount):
            yield row, fee


def _pauses(env, unit_ids):
    rows = env["estate.late.fee.pause"].search_fetch(
        [("unit_id", "in", list(unit_ids))], ["unit_id", "date_from", "date_to"]
    )
    pauses = defaultdict(list)
    for pause in rows:
        pauses[pause.unit_id.id].append((pause.date_from, pause.date_to or None))
    return pauses
