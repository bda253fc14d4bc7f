import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("estate_session_tour", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell", run: "click" },
        {
            content: "Nothing more is taken while the till is counted",
            trigger: ".o_statusbar_buttons button[name=action_count]",
            run: "click",
        },
        { trigger: ".o_notebook .nav-link[name=cash]", run: "click" },
        { trigger: ".o_field_widget[name=cash_ids] .o_data_cell[name=quantity]", run: "click" },
        {
            trigger: ".o_field_widget[name=cash_ids] .o_selected_row [name=quantity] input",
            run: "edit 2",
        },
        { trigger: ".o_notebook .nav-link[name=ways]", run: "click" },
        {
            content: "A hundred is missing: the reason is asked for",
            trigger: ".o_field_widget[name=line_ids] [name=difference].text-danger",
        },
        { trigger: ".o_notebook .nav-link[name=cash]", run: "click" },
        { trigger: ".o_field_widget[name=cash_ids] .o_data_cell[name=quantity]", run: "click" },
        {
            trigger: ".o_field_widget[name=cash_ids] .o_selected_row [name=quantity] input",
            run: "edit 3",
        },
        { trigger: ".o_statusbar_buttons button[name=action_close]", run: "click" },
        {
            content: "Closed: the rest is the reviewer's",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=closed]",
        },
    ],
});

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
