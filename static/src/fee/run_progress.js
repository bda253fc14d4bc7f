import { Component } from "@odoo/owl";
import { formatMonetary } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useWatchedRecord } from "../core/watch";

/**
 * How far a bill run has come. While it is published or cancelled the form reads
 * itself again every other second, as long as somebody looks at it.
 */
export class RunProgress extends Component {
    static template = "estate_service.RunProgress";
    static props = { ...standardWidgetProps };

    setup() {
        useWatchedRecord(() => this.isPublishing || this.isCancelling);
    }

    get data() {
        return this.props.record.data;
    }

    get parts() {
        const total = this.data.plan_count || 1;
        return ["written", "failed", "todo", "left_out", "cancelled"].map((state) => ({
            state,
            count: this.data[`${state}_count`],
            width: (100 * this.data[`${state}_count`]) / total,
        }));
    }

    get amounts() {
        const currencyId = this.data.currency_id?.id;
        return {
            planned: formatMonetary(this.data.amount_planned, { currencyId }),
            written: formatMonetary(this.data.amount_written, { currencyId }),
        };
    }

    get isPublishing() {
        return this.data.state === "publishing";
    }

    get isCancelling() {
        return this.data.state === "cancelling";
    }
}

registry.category("view_widgets").add("estate_run_progress", {
    component: RunProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "currency_id", type: "many2one", relation: "res.currency" },
        { name: "plan_count", type: "integer" },
        { name: "todo_count", type: "integer" },
        { name: "written_count", type: "integer" },
        { name: "failed_count", type: "integer" },
        { name: "left_out_count", type: "integer" },
        { name: "cancelled_count", type: "integer" },
        { name: "amount_planned", type: "monetary", currency_field: "currency_id" },
        { name: "amount_written", type: "monetary", currency_field: "currency_id" },
    ],
});
