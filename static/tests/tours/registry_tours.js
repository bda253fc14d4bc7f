import { registry } from "@web/core/registry";
import { click } from "@estate_service/../tests/tours/steps";

registry.category("web_tour.tours").add("estate_chessboard_tour", {
    steps: () => [
        click(".o_data_row:contains(1栋) button[name=action_view_chessboard]"),
        { trigger: ".o_estate_chessboard [data-unit='1-1-101'].o_estate_state_delivered" },
        click(".o_estate_chessboard [data-legend=vacant]"),
        { trigger: "[data-unit='1-1-101'].o_estate_faded" },
        { trigger: "[data-unit='1-1-102']:not(.o_estate_faded)" },
        click(".o_estate_by_arrears"),
        { trigger: "[data-unit='1-1-101'].o_estate_arrears_none:not(.o_estate_faded)" },
        click("[data-unit='1-1-102']"),
        { trigger: ".o_form_view [name=code]:contains(1-1-102)" },
        click(".breadcrumb-item:contains(Chessboard) a"),
        {
            content: "The board remembers how it was coloured",
            trigger: ".o_estate_chessboard .o_estate_by_arrears.active",
        },
    ],
});

registry.category("web_tour.tours").add("estate_tenant_tour", {
    steps: () => [
        { trigger: ".o_searchview_input", run: "edit 3179" },
        { trigger: ".o_searchview_input", run: "press Enter" },
        { trigger: ".o_pager_limit:contains(/^1$/)" },
        click(".o_data_row .o_data_cell[name=code]"),
        click("button[name=action_new_tenant]"),
        { trigger: ".modal [name=partner_id] input", run: "edit 夏雨" },
        click(".ui-autocomplete a:contains(Create \"夏雨\")"),
        click(".modal .o_form_button_save"),
        { trigger: "body:not(:has(.modal))" },
        {
            trigger: "[name=present_occupancy_ids] .o_data_row:contains(夏雨):contains(Tenant)",
        },
        { trigger: "[name=tenant_id]:contains(夏雨)" },
        click("[name=present_occupancy_ids] .o_data_row:contains(夏雨) button[name=action_end]"),
        { trigger: ".modal .o_data_row:contains(夏雨)" },
        click(".modal footer button[name=action_end]"),
        { trigger: "body:not(:has(.modal))" },
        { trigger: "[name=present_occupancy_ids] .o_data_row:contains(夏雨)" },
    ],
});
