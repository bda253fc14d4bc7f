from odoo import api, models
from odoo.tools import SQL, format_date


class EstateCollectionBatch(models.Model):
    """What others may know of bills that are with the bank."""

    _inherit = "estate.collection.batch"

    @api.model
    def _notes_by(self, field, ids):
        """Return {id: which batch asks the bank for it}; the caller knows the bills.

        :param field: ``move_id`` or ``move_line_id`` of the bills
        """
        self.env["estate.collection.bill"].flush_model(["is_live"])
        self.env["estate.collection.batch"].flush_model(["name", "date"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT bill.%(field)s, MAX(batch.name), MAX(batch.date)
                  FROM estate_collection_bill bill
                  JOIN estate_collection_line line ON line.id = bill.line_id
                  JOIN estate_collection_batch batch ON batch.id = line.batch_id
                 WHERE bill.is_live AND bill.%(field)s = ANY(%(ids)s)
              GROUP BY 1
                """,
                field=SQL.identifier(field),
                ids=list(ids),
            )
        )
        return {
            record_id: self.env._(
                "With the bank: %(batch)s, deduction on %(date)s",
                batch=name,
                date=format_date(self.env, day),
            )
            for record_id, name, day in rows
        }

    @api.model
    def _open_bank_items(self, company):
        """Return {batch: items of money that the bank took and did not credit yet}.

        For the matching of statements: one credit of the bank is for one batch, or
        for one return of it. The caller works with all rights.
        """
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("move_id.estate_collection_return_id.state", "=", "booked"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("balance", ">", 0),
                ("account_id.reconcile", "=", True),
            ]
        )
        return items.grouped(
            lambda item: item.move_id.estate_collection_return_id.batch_id
        )
