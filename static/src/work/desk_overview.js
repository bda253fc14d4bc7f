import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { usePoll } from "../core/poll";
import { onPress } from "../core/press";

/**
 * What a supervisor looks at first; it reads itself anew. A click on a figure opens what
 * was counted.
 */
export class DeskOverview extends Component {
    static template = "estate_service.DeskOverview";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static path = "estate-desk";
    static displayName = _t("Overview");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.onPress = onPress;
        this.state = useState({
            communityId: this.props.state?.communityId || false,
            figures: null,
        });
        useSetupAction({ getLocalState: () => ({ communityId: this.state.communityId }) });
        onWillStart(() => this.load());
        usePoll(() => this.load(this.orm.silent));
    }

    async load(orm = this.orm) {
        this.state.figures = await orm.call("estate.desk.overview", "load_overview", [
            this.state.communityId,
        ]);
    }

    async onCommunity(event) {
        this.state.communityId = Number(event.target.value) || false;
        await this.load();
    }

    tone(tile) {
        return tile.count ? tile.tone : "success";
    }

    percent(rate) {
        return rate.percent === null ? "—" : `${Math.round(rate.percent)} %`;
    }

    missed({ failed, count }) {
        const { days } = this.state.figures;
        return _t("%(failed)s of %(count)s missed in %(days)s days", { failed, count, days });
    }

    most() {
        return Math.max(1, ...this.state.figures.technicians.map((one) => one.load));
    }

    open({ title, model, domain }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: title,
            res_model: model,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }

    openOrders(person) {
        return this.open({
            title: person.name,
            model: "estate.workorder",
            domain: [
                ["technician_id", "=", person.id],
                ["state", "in", ["assigned", "on_site"]],
            ],
        });
    }
}

registry.category("actions").add("estate_desk_overview", DeskOverview);
