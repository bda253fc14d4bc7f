from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, float_compare

from .bill_wording import number_text


class EstateMeter(models.Model):
    """From when to when a meter is in use, and what follows it on the wall."""

    _inherit = "estate.meter"

    @api.constrains("date_install", "date_removed")
    def _check_read_in_use(self):
        """A meter counts from the day after its first reading until it is removed.

        :raises ValidationError: naming a reading of another day
        """
        self.flush_model(["date_install", "date_removed"])
        self.env["estate.meter.reading"].flush_model(["meter_id", "date", "kind"])
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id, r.date, m.date_install, m.date_removed
                     FROM estate_meter m
                     JOIN estate_meter_reading r ON r.meter_id = m.id
                    WHERE m.id = ANY(%s) AND r.kind != 'start'
                      AND (r.date <= m.date_install OR r.date > m.date_removed)
                    ORDER BY r.date LIMIT 1""",
                list(self.ids),
            )
        )
        for meter_id, day, start, end in rows:
            raise ValidationError(
                self.env._(
                    "%(meter)s is in use from %(start)s to %(end)s: it is read after "
                    "the first day and no later than the last one, not on %(day)s.",
                    meter=self.browse(meter_id).display_name,
                    start=start,
                    end=end or "…",
                    day=day,
                )
            )

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

        What was estimated of the old one from that day on goes: its dial was seen.

        :param day: on which it was replaced
        :param dict vals: of the new meter: serial, first_value, maybe digits, ratio
        :return: the new meter
        :raises UserError: when the old one was read later than that
        """
        self.ensure_one()
        self.check_access("write")
        self.check_access("create")
        self._check_read_later(day, final_value)
        rounds = self._drop_readings_from(day)
        if day not in self.reading_ids.mapped("date"):
            self._read_last(day, final_value, rolled_over)
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
        rounds._lay_out_left()
        return self.browse(new.id)

    def _read_last(self, day, value, rolled_over):
        self.env["estate.meter.reading"].create(
            {
                "meter_id": self.id,
                "date": day,
                "value": value,
                "kind": "final",
                "rolled_over": rolled_over,
            }
        )

    def _check_read_later(self, day, final_value):
        """Nobody read a dial that hung there no more.

        :raises UserError: naming what was read on the day or after it
        """
        for reading in self._seen_from(day).sorted("date"):
            same = not float_compare(reading.value, final_value, precision_digits=4)
            if reading.date == day and same:
                continue
            raise UserError(
                self.env._(
                    "%(meter)s was read on %(day)s: %(value)s. Correct or delete that "
                    "reading before you say that the meter was replaced earlier, or "
                    "showed something else.",
                    meter=self.display_name,
                    day=reading.date,
                    value=number_text(self.env, reading.value),
                )
            )

    def _seen_from(self, day):
        """The readings from a day on that somebody took."""
        return self.reading_ids.filtered(
            lambda reading: reading.date >= day
            and reading.state != "todo"
            and reading.kind != "estimated"
        )

    def _drop_readings_from(self, day):
        """Delete what is still to read of this meter, and what was guessed since.

        :return: the rounds that are still being read, to lay out anew
        :raises UserError: when a guess stands on a bill
        """
        gone = self.reading_ids.filtered(
            lambda reading: reading.state == "todo"
            or (reading.kind == "estimated" and reading.date >= day)
        )
        rounds = gone.round_id.filtered(lambda round_: round_.state == "open")
        gone.unlink()
        return rounds

    # ------------------------------------------------------ REPLACED BY MISTAKE

    def action_undo_replacement(self):
        """Put the old meter back, as long as nothing is billed by the replacement.

        Asked of the old meter or of the new one, which was not read yet.

        :return: the old meter's form
        :raises UserError: when there is nothing to undo, or it was read or billed
        """
        self.ensure_one()
        self.check_access("write")
        self.check_access("create")
        old = self if self.date_removed else self.replaces_id
        new = old.replaced_by_ids
        if not new:
            raise UserError(
                self.env._("%(meter)s replaced no other.", meter=self.display_name)
            )
        new._check_not_read(
            self.env._("delete its readings before you undo the replacement")
        )
        final = old.reading_ids.filtered(
            lambda reading: reading.kind == "final" and reading.date == old.date_removed
        )
        final._check_open()
        old._put_back(new, final)
        return old._get_records_action(context={})

    def _put_back(self, new, final):
        text = self.env._(
            "The replacement by %(serial)s of %(day)s was undone.",
            serial=new.serial,
            day=self.date_removed,
        )
        # Few may delete meters; who may replace one may undo that: it was asked.
        new.sudo().unlink()
        final.unlink()
        # The charge must be free again before the old one goes on counting for it.
        self.env.flush_all()
        # When a meter was removed is closed to direct writes; the right was asked.
        self.sudo().date_removed = False
        self.message_post(body=text)
        self._open_rounds()._lay_out_left()

    def _open_rounds(self):
        """The rounds being read that pass by the meter, whoever is on their list.

        One that began before a replacement lost its line, and had none of the new one.
        """
        rounds = self.env["estate.meter.round"].search(
            [
                ("community_id", "=", self.community_id.id),
                ("type_id", "=", self.type_id.id),
                ("state", "=", "open"),
            ]
        )
        return rounds.filtered(
            lambda one: not one.building_ids or self.building_id in one.building_ids
        )
