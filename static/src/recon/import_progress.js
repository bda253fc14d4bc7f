import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useWatchedRecord } from "../core/watch";

/**
 * How far a statement file has come: first its lines are written, then they are looked
 * at. Meanwhile the form reads itself again every other second, as long as somebody
 * looks at it.
 */
export class ImportProgress extends Component {
    static template = "estate_service.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        useWatchedRecord(() => this.isWorking);
    }

    get data() {
        return this.props.record.data;
    }

    get isWriting() {
        return this.data.state === "importing";
    }

    get isWorking() {
        return this.isWriting || (this.data.state === "done" && this.data.waiting_count > 0);
    }

    get done() {
        const { imported_count, waiting_count } = this.data;
        return this.isWriting ? imported_count : imported_count - waiting_count;
    }

    get total() {
        const { imported_count, new_count } = this.data;
        return this.isWriting ? Math.max(new_count, imported_count) : imported_count;
    }

    get percent() {
        return this.total ? Math.round((100 * this.done) / this.total) : 0;
    }

    get text() {
        const told = { done: this.done, total: this.total };
        return this.isWriting
            ? _t("%(done)s of %(total)s lines are written.", told)
            : _t("%(done)s of %(total)s lines were looked at.", told);
    }
}

registry.category("view_widgets").add("estate_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "new_count", type: "integer" },
        { name: "imported_count", type: "integer" },
        { name: "waiting_count", type: "integer" },
    ],
});
