from odoo import api, models

from .. import formats

KINDS = ("free", "paid")


class ReportPriceList(models.AbstractModel):
    """维修价目表: what is charged, and by which filing (R-311, R-412)."""

    _name = "report.estate_service.report_price_list"
    _description = "Price List of Services"

    @api.model
    def _get_report_values(self, docids, data=None):
        return _pages(self.env, docids, ["paid"])


class ReportServiceList(models.AbstractModel):
    """《管理处家庭维修服务项目一览表》, free and paid (R-402, R-417, R-418)."""

    _name = "report.estate_service.report_service_list"
    _description = "List of Services"

    @api.model
    def _get_report_values(self, docids, data=None):
        return _pages(self.env, docids, KINDS)


def _pages(env, docids, kinds):
    communities = env["estate.community"].browse(docids)
    communities.check_access("read")
    return {
        "doc_ids": docids,
        "doc_model": communities._name,
        "docs": communities,
        "pages": [
            {
                "lang": env.lang or "en_US",
                "company": community.company_id,
                "community": community,
                "date": formats.day(env, community._today()),
                "currency": env._(
                    "Prices include taxes, in %s.", community.currency_id.symbol
                ),
                "parts": [part for kind in kinds for part in _parts(community, kind)],
            }
            for community in communities
        ],
    }


def _parts(community, kind):
    """Return the services of a kind, as they are offered today.

    What has no number on the published list follows it (R-418).
    """
    env, company = community.env, community.company_id
    # What is offered at which price is public; a clerk of a branch reads it too.
    products = env["product.template"].sudo().with_company(company)
    found = products.search(
        [
            ("estate_is_service", "=", True),
            ("estate_service_kind", "=", kind),
            ("company_id", "in", [company.id, False]),
        ],
        order="estate_service_number, id",
    )
    listed = found.filtered("estate_service_number")
    title = (
        env._("Free of charge: %s services", len(listed))
        if kind == "free"
        else env._("Against payment: %s services", len(listed))
    )
    parts = [(title, listed), (env._("Further services"), found - listed)]
    return [
        {"title": name, "rows": [_row(product, company) for product in products]}
        for name, products in parts
        if products
    ]


def _row(product, company):
    env = product.env
    notes = []
    if product.estate_material_excluded:
        notes.append(env._("without materials"))
    if product.estate_available_24h:
        notes.append(env._("round the clock"))
    if product.estate_warranty_days:
        notes.append(env._("guaranteed for %s days", product.estate_warranty_days))
    priced = product.estate_price
    return {
        "number": product.estate_service_number or "",
        "name": product.name,
        "department": product.estate_department_id.name or "",
        "price": formats.amount(env, priced, company.currency_id) if priced else "",
        "unit": product.uom_id.name,
        "document": product.estate_price_document or "",
        "note": formats.listing(env, notes),
    }


class ReportServiceReview(models.AbstractModel):
    """维修服务月度分析: last month's services and what follows (R-411)."""

    _name = "report.estate_service.report_service_review"
    _description = "Monthly Review of Services"

    @api.model
    def _get_report_values(self, docids, data=None):
        reviews = self.env["estate.service.review"].browse(docids)
        reviews.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": reviews._name,
            "docs": reviews,
            "pages": [self._page(review) for review in reviews],
        }

    def _page(self, review):
        env, currency = review.env, review.currency_id
        return {
            "review": review,
            "lang": env.lang or "en_US",
            "company": review.company_id,
            "community": review.community_id,
            "month": formats.month(env, review.month),
            "date": formats.day(env, review.done_at) if review.done_at else "",
            "content_rate": f"{review.content_rate:.1f} %"
            if review.opinion_count
            else "—",
            "kept_rate": f"{review.kept_rate:.1f} %" if review.promise_count else "—",
            "first_fix_rate": f"{review.first_fix_rate:.1f} %"
            if review.repair_count
            else "—",
            "rows": [
                {
                    "name": line.product_id.name,
                    "orders": line.order_count,
                    "quantity": f"{line.quantity:g}",
                    "amount": formats.amount(env, line.amount, currency),
                    "content": line.content_count,
                    "discontent": line.discontent_count,
                }
                for line in review.line_ids
            ],
        }
