"""What the records of the desk have in common: language, hours, choices."""

from odoo.tools import format_datetime


def reader_lang(record):
    """Return the language of the resident a record is about, who signs it."""
    return record.partner_id.lang or record.env.lang or "en_US"


def moment(record, value):
    """Write a moment (naive UTC) in the hours of the community, or nothing."""
    if not value:
        return ""
    zone = record.community_id._timezone()
    return format_datetime(record.env, value, tz=zone, dt_format="short")


def choices(record, name):
    """Return the words of a choice as boxes, ticked where it was chosen."""
    labels = record._fields[name]._description_selection(record.env)
    return [(label, value == record[name]) for value, label in labels]


def label(record, name):
    """Return the word of what was chosen, or nothing."""
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name], "")
