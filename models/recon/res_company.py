from odoo import fields, models


class ResCompany(models.Model):
    """How far matching goes without a person (B-02), what an exception is (B-01)."""

    _inherit = "res.company"

    estate_match_auto = fields.Boolean(
        "Book Certain Matches",
        default=True,
        help="Bank lines whose match is certain are booked without a person; each can "
        "be undone.",
    )
    estate_match_confidence = fields.Float(
        "Certain From (%)",
        default=99.0,
        help="Likelihood from which a match counts as certain, above 50.",
    )
    estate_match_confidence_by_name = fields.Float(
        "Certain by Name From (%)",
        default=99.7,
        help="The same where only the payer's name leads to the unit; 100 leaves all "
        "of these to a person.",
    )
    estate_match_cents_off = fields.Float(
        "Slip of Cents",
        default=0.05,
        help="A difference up to this is a slip of the pen, not another amount.",
    )
    estate_bank_chunk_size = fields.Integer(
        "Bank Lines per Chunk",
        default=200,
        help="Bank lines written or booked and committed together; a file with more "
        "new lines is taken over in the background.",
    )

    # === Collection board (B-01) ===
    estate_transit_days = fields.Integer(
        "Days in Transit",
        default=3,
        help="Money that was received and that no bank statement shows after so many "
        "days is an exception.",
    )
    estate_unmatched_days = fields.Integer(
        "Days to Match a Bank Line",
        default=2,
        help="A bank line that nobody has matched after so many days is an exception.",
    )
    estate_duplicate_days = fields.Integer(
        "Days Between Double Payments",
        default=7,
        help="Who pays the same amount for the same unit again within so many days may "
        "have paid twice by mistake: a person decides.",
    )
    estate_lookback_days = fields.Integer(
        "Days Looked Back for Wrong Units",
        default=62,
        help="Matches of so many days are looked at for money that was booked for "
        "another unit; what was found before stays under watch.",
    )
    estate_exception_user_id = fields.Many2one(
        "res.users",
        "Clears Up Exceptions",
        domain="[('share', '=', False)]",
        help="Owner of what the check finds; nobody: whoever takes it.",
    )

    _estate_match_confidence = models.Constraint(
        "CHECK (estate_match_confidence > 50 AND estate_match_confidence <= 100 "
        "AND estate_match_confidence_by_name > 50 "
        "AND estate_match_confidence_by_name <= 100)",
        "A match is certain somewhere above 50 and up to 100 per cent.",
    )
    _estate_bank_chunk = models.Constraint(
        "CHECK (estate_bank_chunk_size > 0 AND estate_match_cents_off >= 0)",
        "Chunks hold at least one line, and a slip is not negative.",
    )
    _estate_exception_days = models.Constraint(
        "CHECK (estate_transit_days >= 0 AND estate_unmatched_days >= 0 "
        "AND estate_duplicate_days >= 0 AND estate_lookback_days >= 0)",
        "Numbers of days are not negative.",
    )
