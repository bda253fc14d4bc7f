from collections import Counter

from odoo import api, models


class AccountMove(models.Model):
    """Numbers taken for many entries at once, in the transaction that uses them."""

    _inherit = "account.move"

    @api.model
    def _estate_take_numbers(self, journal, dates, move_type="entry"):
        """Return the next numbers of a journal, in core's own format.

        The caller has locked the journal: whoever waits would not see the numbers
        that are taken meanwhile.

        :param dates: of each entry its date; numbers rise with them, and with the
            order given among those of one day
        :return: the numbers in the order given
        """
        formats, taken, names = {}, Counter(), {}
        order = sorted(range(len(dates)), key=lambda place: dates[place])
        for place in order:
            day = dates[place]
            if day not in formats:
                formats[day] = self._estate_number_format(journal, day, move_type)
            template, values, last = formats[day]
            # Not every value is part of a number: of months a yearly one knows nothing.
            series = template.format(**values, seq=0)
            taken[series] += 1
            names[place] = template.format(**values, seq=last + taken[series])
        return [names[place] for place in range(len(dates))]

    @api.model
    def _estate_number_format(self, journal, day, move_type):
        """Return (template, values, last number) of the series of a day."""
        entry = self.new(
            {
                "move_type": move_type,
                "journal_id": journal.id,
                "company_id": journal.company_id.id,
                "date": day,
                "invoice_date": day,
            }
        )
        template, values = entry._get_next_sequence_format()
        last = values.pop("seq")
        return template, values, last
