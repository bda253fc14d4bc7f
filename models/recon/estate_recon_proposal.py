from odoo import api, fields, models

from .match_words import reason_text, verdict_labels

STATES = [
    ("open", "To Decide"),
    ("auto", "Booked by Itself"),
    ("accepted", "Accepted"),
    ("other", "Booked by Hand"),
]


class EstateReconProposal(models.Model):
    """What a bank line may pay, ranked, with readable reasons (B-02).

    ``candidates`` is a list of dicts, best first::

        {"units": [id], "confidence": 0.98, "lead": "named",
         "items": [id] or null, "rule": id or null,
         "reasons": [{"code": "address", "args": ["3-2-1501", "exact", 1],
                      "bits": 9.1}],
         "shares": [{"unit": id, "line": id or null, "amount": "188.27"}],
         "charge": "0.69", "whole": true}

    ``shares`` add up to the line's amount; a share without a line is a prepayment;
    ``whole`` tells whether they are whole bills or months. ``charge`` is what the bank
    kept: shares or items come to so much more. ``items`` are journal items of a
    movement that the books hold already, ``rule`` is the ``account.reconcile.model``
    by which the line is no fee. Kept after the line is booked: it says why.
    """

    _name = "estate.recon.proposal"
    _description = "Proposal for a Bank Line"
    _order = "confidence desc, id"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    journal_id = fields.Many2one(related="line_id.journal_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    verdict = fields.Selection(
        selection=lambda self: list(verdict_labels(self.env).items()),
        required=True,
        readonly=True,
        index=True,
        help="Whether the first candidate may be booked by itself, or why not.",
    )
    is_certain = fields.Boolean(
        "May Be Booked by Itself", readonly=True, help="The first candidate only."
    )
    confidence = fields.Float(
        aggregator=None, readonly=True, help="Of the first candidate, from 0 to 1."
    )
    candidates = fields.Json(readonly=True)
    cautions = fields.Json(readonly=True)
    chosen = fields.Integer(
        default=-1,
        readonly=True,
        help="Which candidate was booked; -1: none, or another one by hand.",
    )
    state = fields.Selection(STATES, default="open", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Decided By", readonly=True)
    date_decided = fields.Datetime("Decided On", readonly=True)
    unit_ids = fields.Many2many("estate.unit", string="Booked For", readonly=True)
    learned = fields.Boolean(
        readonly=True, help="Whether the match counts among what its payer paid."
    )
    is_undone = fields.Boolean(
        "Undone by a Person",
        readonly=True,
        help="A person undid a match of the line: it is not booked by itself.",
    )
    is_asked = fields.Boolean(
        "Asked for Again",
        readonly=True,
        help="A person wants another proposal: the job makes it.",
    )
    is_of_rest = fields.Boolean(
        "For the Rest",
        readonly=True,
        help="A part of the line was booked before: the whole needs another proposal.",
    )
    refusal = fields.Char(
        "Why It Was Not Booked", readonly=True, help="Why it was not booked by itself."
    )

    _one_per_line = models.UniqueIndex("(line_id)", "A bank line has one proposal.")
    _open_idx = models.Index("(company_id, verdict) WHERE state = 'open'")
    _asked_idx = models.Index("(line_id) WHERE is_asked")

    @api.model
    def _reason_texts(self, reasons):
        """Return reasons in words, in their order: list of dict(text, against)."""
        return [
            {"text": reason_text(self.env, reason), "against": reason["bits"] < 0}
            for reason in reasons or ()
        ]
