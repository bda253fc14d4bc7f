import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("estate_dunning_tour", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            content: "The community is proposed",
            trigger: ".o_form_view .o_field_widget[name=policy_id]",
        },
        {
            content: "Who owes, and which level he has reached",
            trigger: ".o_statusbar_buttons button[name=action_plan]",
            run: "click",
        },
        {
            content: "The list is frozen",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=planned]",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_send]",
            run: "click",
        },
        {
            content: "Say that it may leave",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "It is sent out",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value=done]",
        },
        {
            content: "Its letters can be printed",
            trigger: ".o_statusbar_buttons button[name=action_print_letters]",
        },
        {
            content: "Look at the cases",
            trigger: "button[name=action_view_cases]",
            run: "click",
        },
        {
            content: "Each letter is under way",
            trigger: ".o_data_row:contains(Under Way)",
        },
    ],
});
