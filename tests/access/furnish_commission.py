"""A commission, a defect, a vendor and an address in each community."""


class FurnishCommission:
    """The order is being written, the defect just reported."""

    @classmethod
    def _furnish_commission(cls, community, unit):
        env, company = community.env, community.company_id
        vendor = env["res.partner"].create(
            {"name": f"Vendor {community.code}", "phone": "400-1", "email": "v@x.cn"}
        )
        heading = env.ref("estate_service.directory_category_food_drink")
        listed = {"category_id": heading.id, "company_id": company.id}
        env["estate.vendor.scope"].create(
            {**listed, "partner_id": vendor.id, "service": "Drains"}
        )
        env["estate.directory.entry"].create(
            {**listed, "name": "Noodle House", "phone": "5551"}
        )
        env["estate.service.order"].create(
            {
                "unit_id": unit.id,
                "type_id": env.ref("estate_service.service_order_type_cake").id,
                "summary": "Cake",
                "estimate": 10,
                "vendor_id": vendor.id,
            }
        )
        env["estate.defect"].create({"unit_id": unit.id, "summary": "Wet wall"})
