import { registry } from "@web/core/registry";
import { click, confirm, inState, press } from "@estate_service/../tests/tours/steps";

registry.category("web_tour.tours").add("estate_dunning_tour", {
    steps: () => [
        click(".o_list_button_add"),
        {
            content: "The community is proposed",
            trigger: ".o_form_view .o_field_widget[name=policy_id]",
        },
        press("action_plan", "Who owes, and which level he has reached"),
        inState("planned", "The list is frozen"),
        press("action_send"),
        confirm("Say that it may leave"),
        inState("done", "It is sent out"),
        {
            content: "Its letters can be printed",
            trigger: ".o_statusbar_buttons button[name=action_print_letters]",
        },
        click("button[name=action_view_cases]", "Look at the cases"),
        {
            content: "Each letter is under way",
            trigger: ".o_data_row:contains(Under Way)",
        },
    ],
});
