from odoo import models
from odoo.exceptions import UserError


class EstateMeter(models.Model):
    """The fee that the usage of a meter is charged by."""

    _inherit = "estate.meter"

    # ------------------------------------------------------------------ CHARGE

    def action_charge(self):
        """Charge the usage of these meters by the fee item of their type.

        :raises UserError: when a type has no item, or more than one
        """
        self.check_access("write")
        self.env["estate.fee.assignment"].check_access("create")
        waiting = self.filtered(lambda meter: meter.unit_id and not meter.assignment_id)
        items = {
            key: meters._item_of_type()
            for key, meters in waiting.grouped(_kind_of_charge).items()
        }
        waiting._compute_assignment_id()
        waiting = waiting.filtered(lambda meter: not meter.assignment_id)
        vals_list = waiting._charge_vals(items)
        charges = self.env["estate.fee.assignment"].create(vals_list)
        for meter, charge in zip(waiting, charges, strict=True):
            meter.assignment_id = charge
        return True

    def _item_of_type(self):
        """The one fee item that is charged by meters of the type of these.

        :raises UserError: when there is none, or more than one
        """
        items = self.env["estate.fee.item"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("meter_type_id", "=", self.type_id.id),
            ]
        )
        if len(items) != 1:
            raise UserError(
                self.env._(
                    "Choose the fee of %(meter)s yourself: %(count)s fee items are "
                    "charged by meters of this type.",
                    meter=self[0].display_name,
                    count=len(items),
                )
            )
        return items

    def _charge_vals(self, items):
        """The assignments to make; only the first one of a unit needs no label."""
        taken = {
            (unit, item)
            for unit, item in self.env["estate.fee.assignment"]._read_group(
                [
                    ("unit_id", "in", self.unit_id.ids),
                    ("item_id", "in", [item.id for item in items.values()]),
                ],
                ["unit_id", "item_id"],
            )
        }
        vals_list = []
        for meter in self:
            key = (meter.unit_id, items[_kind_of_charge(meter)])
            vals_list.append(
                {
                    "unit_id": meter.unit_id.id,
                    "item_id": key[1].id,
                    "date_from": meter.date_install,
                    "label": (meter.place or meter.serial) if key in taken else False,
                }
            )
            taken.add(key)
        return vals_list


def _kind_of_charge(meter):
    """What decides which fee item a meter counts for."""
    return meter.company_id, meter.type_id
