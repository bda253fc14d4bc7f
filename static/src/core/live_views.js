import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { usePoll } from "./poll";

/** What a reading would take from under somebody's hand. */
function isAtSomething(controller) {
    const { root } = controller.model;
    return (
        controller.model.useSampleModel ||
        Boolean(root.editedRecord) ||
        Boolean(root.selection?.length) ||
        Boolean(document.querySelector(".modal, .o_popover, .o-dropdown--menu, .o_dragged"))
    );
}

function useLiveModel(controller) {
    usePoll(
        () => controller.model.load(),
        () => isAtSomething(controller)
    );
}

/** A list that shows by itself what colleagues have done meanwhile (B-15). */
export class LiveListController extends ListController {
    setup() {
        super.setup();
        useLiveModel(this);
    }
}

/** A board that shows by itself what colleagues have done meanwhile (B-15). */
export class LiveKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveModel(this);
    }
}

registry.category("views").add("estate_live_list", {
    ...listView,
    Controller: LiveListController,
});
registry.category("views").add("estate_live_kanban", {
    ...kanbanView,
    Controller: LiveKanbanController,
});
