import { registry } from "@web/core/registry";
import { click, editCell, openPage, press } from "@estate_service/../tests/tours/steps";

registry.category("web_tour.tours").add("estate_adjustment_tour", {
    steps: () => [
        click(".o_data_row .o_data_cell[name=name]", "The adjustment that is being planned"),
        openPage("plan"),
        ...editCell("line_ids", "new_price", 3.2, "Propose another price"),
        press("action_simulate", "What would it mean?"),
        {
            content: "Once it is simulated the manager may put it to the owners",
            trigger: "button[name=action_view_simulation]",
        },
        openPage("simulation"),
        {
            content: "How many units rise by how much",
            trigger: ".o_field_widget[name=band_ids] .o_data_row:contains(+30 … +40)",
        },
        {
            content: "Who pays most",
            trigger: ".o_field_widget[name=top_ids] .o_data_row:first:contains(102)",
        },
        click("button[name=action_view_simulation]", "The same as a chart"),
        { trigger: ".o_graph_renderer canvas" },
        click(".o_switch_view.o_list"),
        { trigger: ".o_list_view .o_data_row:contains(102)" },
    ],
});
