from odoo import api, models

from ...models.fee.bill_wording import number_text
from .. import formats
from ..portal_links import account_link


class ReportStatement(models.AbstractModel):
    """对账单 on paper: one unit per document, in the language of its payer."""

    _name = "report.estate_service.report_statement"
    _description = "Statement Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["estate.statement"].browse(docids)
        statements.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "estate.statement",
            "docs": statements,
            "pages": [
                self._page(statement, section)
                for statement in statements
                for section in statement._sections(by_reader=True)
            ],
        }

    def _page(self, statement, section):
        unit, currency = section["unit"], section["currency"]
        env = unit.env

        def text(value):
            return formats.amount(env, value, currency)

        def texts(values, keys):
            return {key: text(values[key]) for key in keys}

        held = ("opening", "received", "used", "closing")
        return {
            "statement": statement,
            "lang": section["lang"],
            "unit": unit,
            "company": unit.company_id,
            "community": unit.community_id,
            "reader": section["reader"],
            "area": number_text(env, unit.area_built, least=2),
            "date_from": formats.day(env, statement.date_from),
            "date_to": formats.day(env, statement.date_to),
            "balance_head": env._("Balance (%(symbol)s)", symbol=currency.symbol),
            "rows": [
                {
                    "date": formats.day(env, row["date"]),
                    "document": row["document"],
                    "lines": row["name"].split("\n"),
                    "debit": text(row["debit"]) if row["debit"] else "",
                    "credit": text(row["credit"]) if row["credit"] else "",
                    "balance": text(row["balance"]),
                }
                for row in section["rows"]
            ],
            **texts(section, ("opening", "debit", "credit", "closing")),
            "prepaid": texts(section["prepaid"], held),
            "deposit": texts(section["deposit"], held),
            "is_credit": section["closing"] < 0,
            "qr": formats.qr_data_uri(account_link(unit)),
        }
