from odoo import models
from odoo.exceptions import UserError


class EstateMeter(models.Model):
    """What a meter counts for, and who takes that over when it is replaced."""

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

    # ------------------------------------------------------------ REPLACEMENT

    def action_replace(self):
        """Ask for the final reading and the new meter."""
        self.ensure_one()
        if self.date_removed:
            raise UserError(
                self.env._("%(meter)s is out of use.", meter=self.display_name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replace Meter"),
            "res_model": "estate.meter.replace",
            "view_mode": "form",
            "target": "new",
            "context": {"default_meter_id": self.id},
        }

    def _replace(self, day, final_value, vals, rolled_over=False):
        """End this meter with its final reading; the new one takes over its charge.

        :param day: on which it was replaced
        :param dict vals: of the new meter: serial, first_value, maybe digits, ratio
        :return: the new meter
        """
        self.ensure_one()
        self.reading_ids.filtered(lambda reading: reading.state == "todo").unlink()
        self.env["estate.meter.reading"].create(
            {
                "meter_id": self.id,
                "date": day,
                "value": final_value,
                "kind": "final",
                "rolled_over": rolled_over,
            }
        )
        self.check_access("write")
        self.check_access("create")
        # What replaces what, and when, is closed to direct writes; the right to change
        # meters and to make them was asked just above.
        old = self.sudo()
        old.date_removed = day
        # The end of the old one must be there when the new one takes over its charge.
        old.flush_recordset()
        new = old.copy(
            {
                "date_install": day,
                "replaces_id": self.id,
                "assignment_id": self.assignment_id.id,
                **vals,
            }
        )
        return self.browse(new.id)


def _kind_of_charge(meter):
    """What decides which fee item a meter counts for."""
    return meter.company_id, meter.type_id
