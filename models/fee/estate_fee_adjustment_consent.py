from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.adjustment import Count, Majority, Vote, shortfalls
from ...engine.money import decimal_of


class EstateFeeAdjustment(models.Model):
    """What the owners say: their assembly by heads and area, or their committee.

    An owner counts once however many units are his; units that are nobody's yet count
    as the developer's, one head. The area is the built area of all units (民法典 278).
    """

    _inherit = "estate.fee.adjustment"

    consent_by = fields.Selection(
        [("assembly", "Owners' Assembly"), ("committee", "Owners' Committee")],
        "Who Decides",
        default="assembly",
        copy=False,
        tracking=True,
    )
    consent_ref = fields.Char(
        "Resolution No.", copy=False, tracking=True, help="Of the consent document."
    )
    consent_date = fields.Date("Decided On", copy=False, tracking=True)
    consent_attachment_ids = fields.Many2many(
        "ir.attachment",
        "estate_fee_adjustment_consent_rel",
        "adjustment_id",
        "attachment_id",
        "Consent Document",
        copy=False,
        help="Once the owners consented it cannot be deleted.",
    )
    heads_total = fields.Integer("Owners", readonly=True, copy=False)
    area_total = fields.Float(
        "Built Area (m²)", digits=(16, 2), readonly=True, copy=False
    )
    yes_heads = fields.Integer("Owners For", copy=False, tracking=True)
    no_heads = fields.Integer("Owners Against", copy=False, tracking=True)
    abstain_heads = fields.Integer("Owners Abstaining", copy=False, tracking=True)
    yes_area = fields.Float("Area For", digits=(16, 2), copy=False, tracking=True)
    no_area = fields.Float("Area Against", digits=(16, 2), copy=False, tracking=True)
    abstain_area = fields.Float(
        "Area Abstaining", digits=(16, 2), copy=False, tracking=True
    )
    heads_part = fields.Float("Owners Taking Part (%)", compute="_compute_shares")
    area_part = fields.Float("Area Taking Part (%)", compute="_compute_shares")
    heads_yes = fields.Float("Owners Agreeing (%)", compute="_compute_shares")
    area_yes = fields.Float("Area Agreeing (%)", compute="_compute_shares")
    vote_note = fields.Text("What the Consent Lacks", compute="_compute_vote_note")

    _votes_positive = models.Constraint(
        """CHECK(yes_heads >= 0 AND no_heads >= 0 AND abstain_heads >= 0
                 AND yes_area >= 0 AND no_area >= 0 AND abstain_area >= 0)""",
        "Nobody votes less than not at all.",
    )

    # ---------------------------------------------------------------- COMPUTES

    def _vote(self):
        def count(heads, area):
            return Count(self[heads], decimal_of(self[area]))

        return Vote(
            whole=count("heads_total", "area_total"),
            yes=count("yes_heads", "yes_area"),
            no=count("no_heads", "no_area"),
            abstain=count("abstain_heads", "abstain_area"),
        )

    @api.depends(
        *(
            f"{side}_{what}"
            for side in ("yes", "no", "abstain")
            for what in ("heads", "area")
        ),
        "heads_total",
        "area_total",
    )
    def _compute_shares(self):
        def percent(part, whole):
            return float(100 * part / whole) if whole else 0.0

        for adjustment in self:
            vote = adjustment._vote()
            voted, whole, yes = vote.taking_part, vote.whole, vote.yes
            adjustment.heads_part = percent(voted.heads, whole.heads)
            adjustment.area_part = percent(voted.area, whole.area)
            adjustment.heads_yes = percent(yes.heads, voted.heads)
            adjustment.area_yes = percent(yes.area, voted.area)

    @api.depends(
        "heads_part",
        "area_part",
        "heads_yes",
        "area_yes",
        "consent_by",
        "consent_ref",
        "consent_date",
        "consent_attachment_ids",
    )
    @api.depends_context("lang")
    def _compute_vote_note(self):
        for adjustment in self:
            adjustment.vote_note = "\n".join(adjustment._consent_lacks())

    def _consent_lacks(self):
        """Say all that stands between the owners' answer and a consent."""
        _ = self.env._
        lacks = []
        if self.consent_by == "assembly":
            lacks += self._vote_lacks()
        if not self.consent_by:
            lacks.append(_("Say who decides: the assembly or the committee."))
        if not self.consent_ref:
            lacks.append(_("The number of the resolution."))
        if not self.consent_date:
            lacks.append(_("The day on which they decided."))
        elif self.consent_date > fields.Date.context_today(self):
            lacks.append(_("They cannot have decided on a day to come."))
        if not self.consent_attachment_ids:
            lacks.append(_("The consent document itself."))
        return lacks

    def _vote_lacks(self):
        _ = self.env._
        company = self.company_id
        names = dict(
            company._fields["estate_vote_participation"]._description_selection(
                self.env
            )
        )
        need = {
            "part": names[company.estate_vote_participation],
            "consent": names[company.estate_vote_consent],
        }
        texts = {
            "too_many_heads": _("More owners voted than there are."),
            "too_much_area": _("More area voted than there is."),
            "participation_heads": _(
                "Owners taking part: %(part)s of all are needed.", part=need["part"]
            ),
            "participation_area": _(
                "Area taking part: %(part)s of all is needed.", part=need["part"]
            ),
            "consent_heads": _(
                "Owners agreeing: %(part)s of those taking part are needed.",
                part=need["consent"],
            ),
            "consent_area": _(
                "Area agreeing: %(part)s of what takes part is needed.",
                part=need["consent"],
            ),
        }
        codes = shortfalls(
            self._vote(),
            Majority(company.estate_vote_participation),
            Majority(company.estate_vote_consent),
        )
        return [texts[code] for code in codes]

    # ------------------------------------------------------------------- STEPS

    def _count_owners(self):
        """Return heads and built area of the community as the registry knows them."""
        self.env["estate.unit"].flush_model()
        [(heads, area)] = self.env.execute_query(
            SQL(
                """SELECT count(DISTINCT COALESCE(owner_id, 0)),
                          COALESCE(sum(area_built), 0)
                     FROM estate_unit WHERE community_id = %s AND active""",
                self.community_id.id,
            )
        )
        return heads, float(area)

    def action_count_owners(self):
        """Count owners and area anew, from the registry of today."""
        for adjustment in self:
            adjustment._check_may_decide()
            adjustment._check_state("consult")
            adjustment._take_count()
        return True

    def _take_count(self):
        heads, area = self._count_owners()
        # The totals are the registry's: the step's role was checked.
        self.sudo().write({"heads_total": heads, "area_total": area})

    def action_consent(self):
        """The owners agreed: from here on their consent stays as it is."""
        for adjustment in self:
            adjustment._check_may_decide()
            adjustment._check_state("consult")
            lacks = adjustment._consent_lacks()
            if lacks:
                raise UserError(
                    self.env._(
                        "The consent to %(adjustment)s is not complete:\n%(lacks)s",
                        adjustment=adjustment.name,
                        lacks="\n".join(lacks),
                    )
                )
            adjustment._take_step("consented")
        return True
