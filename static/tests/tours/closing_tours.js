import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("estate_close_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            content: "The month that is over is proposed",
            trigger: ".o_form_view .o_field_widget[name=period]",
        },
        {
            content: "See whether it adds up",
            trigger: ".o_statusbar_buttons button[name=action_check]",
            run: "click",
        },
        {
            content: "Everything is green",
            trigger: ".o_field_widget[name=line_ids] .o_data_row .badge.text-bg-success",
        },
        {
            content: "Nothing is red",
            trigger: "body:not(:has(.o_field_widget[name=line_ids] .badge.text-bg-danger))",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_close]",
            run: "click",
        },
        { trigger: ".modal footer .btn-primary", run: "click" },
        {
            content: "Closed",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=closed]",
        },
        {
            content: "Its pack is made by the job",
            trigger: ".alert-info:contains(being made)",
        },
    ],
});
