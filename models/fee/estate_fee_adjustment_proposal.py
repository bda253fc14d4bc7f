from typing import NamedTuple

from odoo import Command, models
from odoo.fields import Domain


class ProposedPrice(NamedTuple):
    """What the price of an item is to be, whole: with all of its tiers.

    ``price`` counts below the first of ``tiers``, pairs of quantity and price.
    """

    item_id: int
    unit_kind: str | None
    price: float
    tiers: tuple[tuple[float, float], ...]


class EstateFeeAdjustment(models.Model):
    """The prices as they are proposed, whole, and made when they are decided (B-09)."""

    _inherit = "estate.fee.adjustment"

    def _scopes(self):
        """Return {(item id, kind of unit): what its price is to be}.

        A tier that is not named stays as it is in the present version, and so does
        the price below the first tier.
        """
        scopes = {}
        for (item, kind), lines in self.line_ids.grouped(
            lambda line: (line.item_id._origin.id, line.unit_kind or None)
        ).items():
            present = lines.price_id[:1]
            prices = {0.0: present.price}
            prices |= {tier.above: tier.price for tier in present.tier_ids}
            prices |= {line.above: line.new_price for line in lines}
            base = prices.pop(0.0)
            scopes[item, kind] = ProposedPrice(
                item, kind, base, tuple(sorted(prices.items()))
            )
        return scopes

    def _proposals(self):
        """Return the proposed versions and tiers as the plan's query takes them."""
        versions, tiers = [], []
        for no, scope in enumerate(self._scopes().values(), start=1):
            versions.append((-no, scope.item_id, scope.unit_kind, str(scope.price)))
            tiers += [(-no, str(above), str(price)) for above, price in scope.tiers]
        return {"proposals": tuple(versions), "proposed_tiers": tuple(tiers)}

    def _make_price(self, scope):
        """End the version of the scope, or begin one beside a general price.

        :param scope: ``ProposedPrice``
        """
        day = self.date_effective
        prices = self.env["estate.fee.price"]
        vals = {
            "price": scope.price,
            "tier_ids": [
                Command.create({"above": above, "price": price})
                for above, price in scope.tiers
            ],
            "consent_kind": self.consent_by,
            "consent_ref": self.consent_ref,
            "consent_date": self.consent_date,
        }
        present = prices.search(
            Domain("item_id", "=", scope.item_id)
            & Domain("community_id", "=", self.community_id.id)
            & Domain("unit_kind", "=", scope.unit_kind or False)
            & Domain("date_from", "<", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)),
        )
        if present:
            price = present._new_version(
                day,
                {**vals, "consent_attachment_ids": self.consent_attachment_ids},
                knowingly=True,
            )
        else:
            price = prices.create(
                {
                    **vals,
                    "item_id": scope.item_id,
                    "community_id": self.community_id.id,
                    "unit_kind": scope.unit_kind,
                    "date_from": day,
                    "consent_attachment_ids": [
                        Command.set(self.consent_attachment_ids.ids)
                    ],
                }
            )
        # Where a price comes from is written by this step alone.
        price.sudo().adjustment_id = self
        return price
