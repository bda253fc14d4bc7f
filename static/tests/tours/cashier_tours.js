import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("estate_refund_tour", {
    steps: () => [
        { trigger: ".o_data_row button[name=action_refund]", run: "click" },
        { trigger: ".modal [name=reason] input", run: "edit Moved out" },
        { trigger: ".modal footer button[name=action_refund]", run: "click" },
        {
            content: "The paper was asked for; its voucher is shown",
            trigger: "body:not(:has(.modal)) .o_form_view [name=reason]:contains(Moved out)",
            timeout: 60000,
        },
        { trigger: ".breadcrumb-item:contains(Prepayments) a", run: "click" },
        { trigger: ".o_list_view .o_view_nocontent" },
    ],
});
