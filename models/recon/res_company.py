from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.money import decimal_of


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
    estate_match_charges = fields.Char(
        "Charges of a Transfer",
        help="Amounts, parted by blanks, that banks withhold from a transfer on its "
        "way (5 10): a bill less one of them is proposed as paid, and a person "
        "confirms it.",
    )
    estate_match_charge_percent = fields.Float(
        "Charges of Cards and Wallets (%)",
        default=0.6,
        help="Card terminals and wallets settle what was taken less up to so much of "
        "a hundred; a person confirms it.",
    )
    estate_charge_account_id = fields.Many2one(
        "account.account",
        "Bank Charges",
        check_company=True,
        domain="[('account_type', 'like', 'expense')]",
        help="Takes what banks withhold. Without it no charge is proposed.",
    )
    estate_match_days_together = fields.Integer(
        "Days Settled Together",
        default=10,
        help="Takings of so many days in a row, and deposit slips within so many days, "
        "may come in one sum: weekends and holidays. 1: each day comes by itself.",
    )
    estate_match_slips_together = fields.Integer(
        "Slips Credited Together",
        default=4,
        help="The bank may credit so many deposit slips in one sum; 1: each by itself.",
    )
    estate_bank_chunk_size = fields.Integer(
        "Bank Lines per Chunk",
        default=200,
        help="Bank lines written or booked and committed together; a file with more "
        "new lines is taken over in the background.",
    )
    estate_match_chunk_size = fields.Integer(
        "Bank Lines Matched per Chunk",
        default=1000,
        help="Bank lines for which proposals are made and committed together; units, "
        "people and bills are read once for each.",
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
        "CHECK (estate_bank_chunk_size > 0 AND estate_match_chunk_size > 0 "
        "AND estate_match_cents_off >= 0)",
        "Chunks hold at least one line, and a slip is not negative.",
    )
    _estate_match_sums = models.Constraint(
        "CHECK (estate_match_days_together > 0 AND estate_match_slips_together > 0 "
        "AND estate_match_charge_percent >= 0 AND estate_match_charge_percent < 100)",
        "Sums are of at least one day or slip, and no charge takes all.",
    )
    _estate_exception_days = models.Constraint(
        "CHECK (estate_transit_days >= 0 AND estate_unmatched_days >= 0 "
        "AND estate_duplicate_days >= 0 AND estate_lookback_days >= 0)",
        "Numbers of days are not negative.",
    )

    @api.constrains("estate_match_charges")
    def _check_match_charges(self):
        for company in self:
            company._estate_charges()

    def _estate_charges(self):
        """Return the charges that banks withhold, as the engine's policy takes them.

        :raises ValidationError: when an amount is none, or not above zero
        """
        self.ensure_one()
        try:
            charges = tuple(map(decimal_of, (self.estate_match_charges or "").split()))
        except ValueError:
            charges = (0,)
        if any(charge <= 0 for charge in charges):
            raise ValidationError(
                self.env._(
                    "“%(typed)s” are no charges: enter amounts above zero, parted by "
                    "blanks.",
                    typed=self.estate_match_charges,
                )
            )
        return {
            "charges": charges,
            "charge_percent": decimal_of(self.estate_match_charge_percent),
        }
