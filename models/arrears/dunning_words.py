"""What is written and said, in the language of who reads it."""

from odoo.tools import format_amount, format_date

from ...engine import dunning

PLACEHOLDERS = {
    "payer",
    "unit",
    "community",
    "months",
    "amount",
    "since",
    "company",
    "hotline",
}


def values_of(env, debt, months, amount, since):
    """Return the values of the placeholders of a wording.

    :param env: of the language of who reads it
    :param debt: ``estate.dunning.debt``
    """
    community, company = debt.community_id, debt.company_id
    return {
        "payer": debt.payer_id.name or "",
        "unit": debt.unit_id.code or "",
        "community": community.name or "",
        "months": str(months),
        "amount": format_amount(env, amount, company.currency_id),
        "since": format_date(env, since) if since else "",
        "company": company.name or "",
        "hotline": community.hotline or company.phone or "",
    }


def wording(level, audience, values):
    """Return ``(subject, text)`` of a level for an audience.

    :param level: ``estate.dunning.level`` in the language of who reads it
    """
    if audience == dunning.Audience.DETAILS:
        subject = dunning.fill(level.subject or level.name, values)
        return subject, dunning.fill(level.body, values)
    neutral = {name: values[name] for name in ("payer", "company", "community")}
    neutral["hotline"] = values["hotline"]
    return values["company"], dunning.fill(level.neutral_body, neutral)
