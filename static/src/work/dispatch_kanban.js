import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { LiveKanbanController } from "../core/live_views";

/** Who can be sent and what he has in hand: green is free, red is full (B-15). */
export class TechnicianStrip extends Component {
    static template = "estate_service.TechnicianStrip";
    static props = { root: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ people: [] });
        onWillStart(() => this.load());
        // With each reading of the board, which does not wait for it.
        onWillUpdateProps((next) => {
            if (next.root.id !== this.props.root.id) {
                this.load();
            }
        });
    }

    async load() {
        this.state.people = await this.orm.silent.call(
            "estate.workorder",
            "load_technicians",
            []
        );
    }

    tone(person) {
        if (person.full) {
            return "danger";
        }
        return person.load ? "secondary" : "success";
    }
}

export class DispatchKanbanController extends LiveKanbanController {
    static template = "estate_service.DispatchKanbanView";
    static components = { ...LiveKanbanController.components, TechnicianStrip };
}

registry.category("views").add("estate_dispatch_kanban", {
    ...kanbanView,
    Controller: DispatchKanbanController,
});
