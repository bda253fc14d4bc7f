import { registry } from "@web/core/registry";
import { click, editCell, inState, openPage, press } from "@estate_service/../tests/tours/steps";

registry.category("web_tour.tours").add("estate_session_tour", {
    steps: () => [
        click(".o_data_row .o_data_cell"),
        press("action_count", "Nothing more is taken while the till is counted"),
        openPage("cash"),
        ...editCell("cash_ids", "quantity", 2),
        openPage("ways"),
        {
            // All three hundred are missing, also in red, until the two notes are counted.
            content: "A hundred is missing: the reason is asked for",
            trigger: ".o_field_widget[name=line_ids] [name=difference].text-danger:contains(100.00)",
        },
        openPage("cash"),
        ...editCell("cash_ids", "quantity", 3),
        press("action_close"),
        inState("closed", "Closed: the rest is the reviewer's"),
    ],
});

registry.category("web_tour.tours").add("estate_refund_tour", {
    steps: () => [
        click(".o_data_row button[name=action_refund]"),
        { trigger: ".modal [name=reason] input", run: "edit Moved out" },
        click(".modal footer button[name=action_refund]"),
        {
            content: "The paper was asked for; its voucher is shown",
            trigger: "body:not(:has(.modal)) .o_form_view [name=reason]:contains(Moved out)",
            timeout: 60000,
        },
        click(".breadcrumb-item:contains(Prepayments) a"),
        { trigger: ".o_list_view .o_view_nocontent" },
    ],
});
