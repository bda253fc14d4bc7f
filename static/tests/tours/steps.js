/** What the tours share: steps that are taken on any screen. */

export const click = (trigger, content) => ({ content, trigger, run: "click" });

export const press = (name, content) =>
    click(`.o_statusbar_buttons button[name=${name}]`, content);

export const confirm = (content) => click(".modal footer .btn-primary", content);

export const openPage = (name) => click(`.o_notebook .nav-link[name=${name}]`);

export const inState = (state, content) => ({
    content,
    trigger: `.o_statusbar_status button.o_arrow_button_current[data-value=${state}]`,
});

/** Write a value into the first row of a list on a form, once no row is being left. */
export const editCell = (list, name, value, content) => [
    click(
        `.o_field_widget[name=${list}]:not(:has(.o_selected_row)) .o_data_cell[name=${name}]`,
        content
    ),
    {
        trigger: `.o_field_widget[name=${list}] .o_selected_row [name=${name}] input`,
        run: `edit ${value}`,
    },
];

/** Give a CSV file to a field that takes files. */
export const bringFile = (field, name, text, content) => ({
    content,
    trigger: `.o_field_widget[name=${field}]`,
    run({ anchor }) {
        const files = new DataTransfer();
        files.items.add(new File([text], name, { type: "text/csv" }));
        const input = anchor.querySelector("input[type=file]");
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});
