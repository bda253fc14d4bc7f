from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .bill_wording import number_text
from .estate_fee_price import NEXT_FOLLOWS


class EstateFeePrice(models.Model):
    """Who consented to a price: a higher one is in force with consent only (R-805)."""

    _inherit = "estate.fee.price"

    consent_kind = fields.Selection(
        [
            ("assembly", "Owners' Assembly"),
            ("committee", "Owners' Committee"),
            ("contract", "Service Contract"),
            ("government", "Government Price"),
        ],
        "Consent By",
        copy=False,
    )
    consent_ref = fields.Char("Consent Document No.", copy=False)
    consent_date = fields.Date("Consent Given On", copy=False)
    consent_attachment_ids = fields.Many2many(
        "ir.attachment", string="Consent Document", copy=False
    )
    consent_missing = fields.Boolean(
        compute="_compute_consent_missing",
        search="_search_consent_missing",
        help="A price needs the consent of those who pay it, on record (R-805).",
    )
    consent_note = fields.Char("Consent?", compute="_compute_consent_missing")

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("consent_kind", "consent_ref", "consent_attachment_ids")
    @api.depends_context("lang")
    def _compute_consent_missing(self):
        for price in self:
            document = price.consent_ref or price.consent_attachment_ids
            price.consent_missing = not (price.consent_kind and document)
            price.consent_note = price.consent_missing and self.env._("No consent")

    def _search_consent_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = Domain("consent_kind", "=", False) | (
            Domain("consent_ref", "in", (False, ""))
            & Domain("consent_attachment_ids", "=", False)
        )
        return Domain.OR(missing if wanted else ~missing for wanted in value)

    # ------------------------------------------------------------- CONSTRAINTS

    @api.constrains(
        "item_id",
        "community_id",
        "unit_kind",
        "price",
        "tier_ids",
        "date_from",
        "consent_kind",
        "consent_ref",
        "consent_attachment_ids",
    )
    def _check_consent(self):
        """Who pays consents to a higher price before it is in force (R-805)."""
        for price in self.filtered("consent_missing"):
            before = price._lower_before()
            if before:
                raise ValidationError(
                    self.env._(
                        "%(item)s rises from %(before)s to %(after)s: name who "
                        "consented to it, and the number or file of the document.",
                        item=price.item_id.name,
                        before=number_text(self.env, before._highest(), least=2),
                        after=number_text(self.env, price._highest(), least=2),
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("date_to") and not NEXT_FOLLOWS.items() <= self.env.context.items():
            self._check_end()
        return result

    def _check_end(self):
        """Nobody pays more for an end of his price that he did not consent to (R-805).

        What a version with a planned end goes back to was known when it was agreed.
        """
        for price in self.filtered("company_id.estate_price_needs_consent"):
            after = price._in_force_after()
            if after.consent_missing and price._is_below(after):
                raise ValidationError(
                    self.env._(
                        "After %(day)s %(item)s would cost %(after)s instead of "
                        "%(before)s: name who consented to it on a new version.",
                        day=price.date_to,
                        item=price.item_id.name,
                        before=number_text(self.env, price._highest(), least=2),
                        after=number_text(self.env, after._highest(), least=2),
                    )
                )

    def _in_force_after(self):
        """Return by which price the same units are billed from the next day on."""
        next_day = fields.Date.add(self.date_to, days=1)
        others = self.search(
            [
                ("id", "!=", self.id),
                ("item_id", "=", self.item_id.id),
                ("community_id", "in", (self.community_id.id, False)),
                ("unit_kind", "in", (self.unit_kind, False)),
                ("date_from", "<=", next_day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", next_day),
            ]
        )
        return max(
            others,
            key=lambda version: (bool(version.community_id), bool(version.unit_kind)),
            default=self.browse(),
        )

    def _lower_before(self):
        """The lower price that this one replaces; none where consent is not asked for.

        That is what the same units were billed by on the day before: the price of
        their community and kind, else of the community, of the kind, the general one.
        """
        self.ensure_one()
        if not self.company_id.estate_price_needs_consent:
            return self.browse()
        last_day = fields.Date.subtract(self.date_from, days=1)
        earlier = self.search(
            [
                ("item_id", "=", self.item_id.id),
                ("community_id", "in", (self.community_id.id, False)),
                ("unit_kind", "in", (self.unit_kind, False)),
                ("date_from", "<=", last_day),
            ],
            order="date_from",
        )
        before = max(
            earlier,
            key=lambda version: (
                not version.date_to or version.date_to >= last_day,
                bool(version.community_id),
                bool(version.unit_kind),
                version.date_from,
            ),
            default=self.browse(),
        )
        return before.filtered(lambda version: version._is_below(self))

    def _is_below(self, other):
        """Whether some quantity costs more by the other version than by this one."""
        begins = {0.0, *(self | other).tier_ids.mapped("above")}
        return any(self._price_above(x) < other._price_above(x) for x in begins)

    def _price_above(self, quantity):
        """The price of what is used next after a quantity."""
        reached = self.tier_ids.filtered(lambda tier: tier.above <= quantity)
        return reached.sorted("above")[-1:].price if reached else self.price

    def _highest(self):
        """The price of its highest tier, which consent is about."""
        return self._price_above(max(self.tier_ids.mapped("above"), default=0.0))

    @api.constrains("tier_ids", "item_id")
    def _check_tiers_measured(self):
        for price in self:
            if price.tier_ids and price.basis != "usage":
                raise ValidationError(
                    self.env._(
                        "Only what a meter counts has tiers, %(item)s has none.",
                        item=price.item_id.name,
                    )
                )

    def _loses_consent(self, files):
        """Tell whether the higher price would stand without consent but for these."""
        self.ensure_one()
        kept = self.consent_attachment_ids - files
        needs_file = not (self.consent_ref or kept or self.consent_missing)
        return bool(needs_file and self._lower_before())
