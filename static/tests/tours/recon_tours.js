import { registry } from "@web/core/registry";

const CURRENT = ".o_estate_bank_line.o_current";

registry.category("web_tour.tours").add("estate_recon_tour", {
    steps: () => [
        { content: "Read the file", trigger: "button[name=action_check]", run: "click" },
        {
            content: "Its new lines are shown before they are written",
            trigger: ".o_estate_bank_lines td:contains(1-1-102)",
        },
        { trigger: "button[name=action_import]", run: "click" },
        {
            content: "What is certain is booked by itself; the rest is left",
            trigger: ".o_form_statusbar button[name=action_match]",
            run: "click",
        },
        {
            content: "Nobody is named: only the amount fits",
            trigger: ".o_estate_bank_line:contains(路人)",
            run: "click",
        },
        {
            content: "What it would pay is shown",
            trigger: ".o_estate_candidate.o_current table",
        },
        { trigger: ".o_accept:enabled", run: "click" },
        {
            content: "The next line comes by itself",
            trigger: `${CURRENT}:contains(代付)`,
        },
        { trigger: ".o_split:enabled", run: "click" },
        {
            trigger: ".o_estate_split input[type=search]",
            run: "edit 103",
        },
        {
            trigger: ".o_estate_split .dropdown-item:contains(103)",
            run: "click",
        },
        {
            content: "The oldest bills first, the rest is kept",
            trigger: ".o_estate_split input[aria-label=Prepayment]:value(85.00)",
        },
        { trigger: ".o_estate_split .o_book:enabled", run: "click" },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent:contains(Everything is matched)",
        },
        { trigger: "[data-kind=done]", run: "click" },
        {
            trigger: ".o_estate_bank_line:contains(代付)",
            run: "click",
        },
        {
            trigger: ".o_estate_workbench_side button:contains(Undo Match)",
            run: "click",
        },
        { trigger: "[data-kind=all]", run: "click" },
        {
            content: "It is to be matched again",
            trigger: `${CURRENT}:contains(代付)`,
        },
    ],
});
