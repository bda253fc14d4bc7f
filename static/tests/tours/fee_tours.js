import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("estate_adjustment_tour", {
    steps: () => [
        {
            content: "The adjustment that is being planned",
            trigger: ".o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        { trigger: ".o_notebook .nav-link[name=plan]", run: "click" },
        {
            content: "Propose another price",
            trigger: ".o_field_widget[name=line_ids] .o_data_cell[name=new_price]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_selected_row [name=new_price] input",
            run: "edit 3.2",
        },
        {
            content: "What would it mean?",
            trigger: ".o_statusbar_buttons button[name=action_simulate]",
            run: "click",
        },
        {
            content: "Once it is simulated the manager may put it to the owners",
            trigger: "button[name=action_view_simulation]",
        },
        { trigger: ".o_notebook .nav-link[name=simulation]", run: "click" },
        {
            content: "How many units rise by how much",
            trigger: ".o_field_widget[name=band_ids] .o_data_row:contains(+30 … +40)",
        },
        {
            content: "Who pays most",
            trigger: ".o_field_widget[name=top_ids] .o_data_row:first:contains(102)",
        },
        {
            content: "The same as a chart",
            trigger: "button[name=action_view_simulation]",
            run: "click",
        },
        { trigger: ".o_graph_renderer canvas" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_list_view .o_data_row:contains(102)" },
    ],
});
