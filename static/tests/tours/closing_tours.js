import { registry } from "@web/core/registry";
import { click, confirm, inState, press } from "@estate_service/../tests/tours/steps";

registry.category("web_tour.tours").add("estate_close_tour", {
    steps: () => [
        click(".o_list_button_add"),
        {
            content: "The month that is over is proposed",
            trigger: ".o_form_view .o_field_widget[name=period]",
        },
        press("action_check", "See whether it adds up"),
        {
            content: "Everything is green",
            trigger: ".o_field_widget[name=line_ids] .o_data_row .badge.text-bg-success",
        },
        {
            content: "Nothing is red",
            trigger: "body:not(:has(.o_field_widget[name=line_ids] .badge.text-bg-danger))",
        },
        press("action_close"),
        confirm(),
        inState("closed", "Closed"),
        {
            content: "Its pack is made by the job",
            trigger: ".alert-info:contains(being made)",
        },
    ],
});
