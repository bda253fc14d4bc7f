import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import dunning
from .dunning_words import PLACEHOLDERS

CHANNELS = [
    ("sms", "SMS"),
    ("mail", "Mail"),
    ("call", "Call"),
    ("visit", "Visit"),
    ("letter", "Dunning Letter"),
    ("lawyer", "Lawyer's Letter"),
]
AUTOMATIC = ("sms", "mail")
"""Channels that the program uses by itself, and never in quiet hours."""
ON_PAPER = ("letter", "lawyer")
BY_PEOPLE = ("call", "visit")


class EstateDunningPolicy(models.Model):
    """How a company reminds those who owe: the ladder and its limits (B-18)."""

    _name = "estate.dunning.policy"
    _description = "Dunning Policy"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: for every company that has no policy of its own.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    community_ids = fields.Many2many(
        "estate.community",
        string="Communities",
        check_company=True,
        help="Empty: every community of the company without a policy of its own.",
    )
    quiet_from = fields.Float(
        default=20.0,
        help="From this hour of the community's time zone no message leaves by itself.",
    )
    quiet_to = fields.Float(
        "Quiet Until",
        default=9.0,
        help="Messages that wait leave at this hour. The same hour as the beginning: "
        "there are no quiet hours.",
    )
    min_amount = fields.Monetary(
        "Smallest Amount",
        default=10.0,
        help="Who owes less is not reminded.",
    )
    pause_days = fields.Integer(
        "Days of a Pause",
        default=30,
        help="So long a pause lasts unless another day is chosen, and at most.",
    )
    promise_days = fields.Integer(
        "Days to Promise",
        default=30,
        help="A promise to pay lies no further ahead, so that dunning does not stop "
        "for good.",
    )
    chunk_size = fields.Integer(
        "Cases per Chunk",
        default=100,
        help="Cases handled and committed together; a crash loses one chunk at most.",
    )
    level_ids = fields.One2many("estate.dunning.level", "policy_id", "Levels")

    _hours_of_a_day = models.Constraint(
        "CHECK(quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 "
        "AND quiet_to < 24)",
        "Quiet hours lie between 0:00 and 23:59.",
    )
    _limits_positive = models.Constraint(
        "CHECK(chunk_size > 0 AND min_amount >= 0 AND pause_days > 0 "
        "AND promise_days >= 0)",
        "Amounts and days are not negative; a chunk holds at least one case.",
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for policy in self:
            company = policy.company_id or self.env.company
            policy.currency_id = company.currency_id

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for policy, vals in zip(self, vals_list, strict=True):
            vals.setdefault("company_id", self.env.company.id)
            if not (default or {}).get("name"):
                vals["name"] = self.env._("%(name)s (copy)", name=policy.name)
            vals["level_ids"] = [
                fields.Command.create(level.copy_data({"policy_id": False})[0])
                for level in policy.level_ids
            ]
        return vals_list

    @api.model
    def _policy_of(self, community):
        """Return a community's policy: its own, its company's, else everybody's."""
        policies = self.search([("company_id", "in", [community.company_id.id, False])])
        own = policies.filtered(lambda policy: community in policy.community_ids)
        general = policies.filtered(lambda policy: not policy.community_ids)
        mine = general.filtered("company_id")
        return (own or mine or general)[:1]

    def _is_quiet_at(self, community):
        """Tell whether it is within the quiet hours now, by the community's clock."""
        # Whose clock it is follows from the company and the staff, whoever asks.
        zone = pytz.timezone(community.sudo()._timezone())
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone)
        return dunning.is_quiet(now.time(), self.quiet_from, self.quiet_to)

    def _ladder(self):
        """Return the levels as the engine knows them, lowest first."""
        self.ensure_one()
        return [
            dunning.Level(level.id, level.months, level.days, level.wait_days)
            for level in self.level_ids.sorted(lambda lev: (lev.sequence, lev.id))
        ]


class EstateDunningLevel(models.Model):
    """One step of the ladder: when it is reached, how it is said."""

    _name = "estate.dunning.level"
    _description = "Dunning Level"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "estate.dunning.policy", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    channel = fields.Selection(
        CHANNELS, "Means of Contact", required=True, default="call"
    )
    months = fields.Integer(
        "Months in Arrears",
        help="Reached with so many months in arrears, inclusive; 0: months do not "
        "count. Either measure does.",
    )
    days = fields.Integer(
        "Days Overdue",
        help="Reached so many days after the oldest due date, inclusive; 0: days do "
        "not count.",
    )
    wait_days = fields.Integer(
        "Days After the Level Before",
        default=7,
        help="At least so many days lie between the level before and this one.",
    )
    tells_manager = fields.Boolean(
        "Tells the Manager",
        help="The manager of the community gets an activity, once for each debt.",
    )
    subject = fields.Char(
        translate=True, help="Subject of the mail, or heading of the letter."
    )
    body = fields.Text(
        "Wording",
        required=True,
        translate=True,
        help="What the debtor, and who may hear of the debt, is told. Names in braces "
        "are filled in: {payer} {unit} {community} {months} {amount} {since} {company} "
        "{hotline}.",
    )
    neutral_body = fields.Text(
        "Neutral Wording",
        required=True,
        translate=True,
        help="What everybody else is told: that the debtor is asked to call back, and "
        "no word of a debt (R-116). Of the names only {payer} {company} {community} "
        "{hotline} are allowed.",
    )

    _days_positive = models.Constraint(
        "CHECK(months >= 0 AND days >= 0 AND wait_days >= 0)",
        "Months and days are not negative.",
    )

    @api.constrains("body", "neutral_body", "subject")
    def _check_placeholders(self):
        for level in self:
            known = (
                (level.body, PLACEHOLDERS),
                (level.subject, PLACEHOLDERS),
                (level.neutral_body, PLACEHOLDERS - SECRETS),
            )
            for text, allowed in known:
                wrong = dunning.placeholders(text or "") - allowed
                if wrong:
                    raise ValidationError(
                        self.env._(
                            "Level %(level)s: %(names)s cannot stand here. A neutral "
                            "wording says nothing of units and amounts.",
                            level=level.name,
                            names=", ".join(f"{{{name}}}" for name in sorted(wrong)),
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # Whether it was used decides, not whether one may see by whom.
        used = self.env["estate.dunning.case"].sudo()
        if used.search_count([("level_id", "in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "This level stands in dunning runs: archive the policy and make a "
                    "new one instead."
                )
            )


SECRETS = {"unit", "months", "amount", "since"}
"""What nobody may hear who may not hear of the debt."""
