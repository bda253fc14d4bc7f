"""No English word on a Chinese paper: every report is rendered and read."""

import re

from lxml import etree, html

from odoo import Command

ALIKE = {"Mitchell", "Admin", "OdooBot", "POS", "INTERNET"}
"""Odoo's own users; a way to pay and a service that a Chinese writes so too."""
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._*-]*")
CODE = re.compile(r"(?=.*\d)[A-Z0-9/._*-]+|[0-9a-f]{64}|HP\d+\.txt")
"""Numbers of records, plates, the digest of a file, and the bank's own file."""
WORD = re.compile("[A-Za-z]{2,}")
LOOKS = ("kind", "payment_state", "state")
"""What makes papers of one model look different."""
PRINTED = {
    "account.move": [
        ("estate_unit_id", "!=", False),
        ("move_type", "=", "out_invoice"),
    ],
    "estate.dunning.case": [("channel", "=", "letter"), ("attempt_ids", "!=", False)],
    "estate.close": [("state", "=", "closed")],
    "estate.unit.transfer": [
        ("state", "not in", ("draft", "papers")),
        ("settled_on", "!=", False),
    ],
}
"""What of a model has a paper, where not all has."""


class ChinesePapers:
    """For a test class whose environment speaks Chinese."""

    def test_papers_are_chinese(self):
        company = self.env.ref("estate_service.demo_company", raise_if_not_found=False)
        if not company:
            self.skipTest("This database was installed without demo data.")
        self.env["res.partner"].search([("lang", "!=", "zh_CN")]).lang = "zh_CN"
        env = self.env(context={**self.env.context, "allowed_company_ids": company.ids})
        english = []
        for paper in self.records["ir.actions.report"].with_env(env):
            records = self._printed(env[paper.model], company)
            self.assertTrue(records, f"nothing to print: {paper.report_name}")
            page, _type = paper._render_qweb_html(paper.report_name, records.ids)
            words = sorted(set(self._latin_words(page)))
            english += [f"{paper.report_name}: {word}" for word in words]
        self.assertFalse(english, "\n".join(english))

    def _printed(self, model, company):
        """One record of the demo of each look, or what somebody would ask for."""
        if model._transient:
            return model.create(self._asked(model, company))
        looks = [
            name
            for name in LOOKS
            if name in model._fields and model._fields[name].store
        ]
        if model._name == "estate.fund.report.receipt":
            self._tell_owners(model)
        rows = model._read_group(PRINTED.get(model._name, []), looks, ["id:max"])
        return model.browse(row[-1] for row in rows if row[-1])

    def _tell_owners(self, receipts):
        """The demo's report is not published: its owners are told in the test."""
        report = receipts.env["estate.fund.report"].search([], limit=1)
        report._mail(report._next_ownerships())

    def _asked(self, model, company):
        """Everything there is."""
        vals = {"date_from": "2020-01-01"}
        if "unit_ids" in model._fields:
            units = model.env["estate.unit"].search([("company_id", "=", company.id)])
            vals["unit_ids"] = [Command.set(units.ids)]
        return vals

    def _latin_words(self, page):
        tree = html.fromstring(page)
        etree.strip_elements(tree, "head", "style", "script", with_tail=False)
        for token in TOKEN.findall(tree.text_content()):
            if not CODE.fullmatch(token):
                yield from set(WORD.findall(token)) - ALIKE
