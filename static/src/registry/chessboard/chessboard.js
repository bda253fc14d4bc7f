import { Component, onMounted, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const LAST_BUILDING = "estate_service.chessboard.building";

/**
 * A building seen from the front: floors by rooms, one board for each section.
 *
 * Cells are coloured by the state of the unit or by its arrears; a click on the
 * legend keeps one colour, a click on a cell opens the unit.
 */
export class EstateChessboard extends Component {
    static template = "estate_service.Chessboard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static path = "estate-chessboard";
    static displayName = _t("Chessboard");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        const kept = this.props.state || {};
        this.state = useState({
            buildings: [],
            buildingId: kept.buildingId || this.requestedBuildingId,
            board: null,
            mode: kept.mode || "state",
            only: kept.only || null,
        });
        useSetupAction({
            getLocalState: () => ({
                buildingId: this.state.buildingId,
                mode: this.state.mode,
                only: this.state.only,
            }),
        });
        onWillStart(() => this.load());
        onMounted(() => this.showInAddress());
    }

    // ------------------------------------------------------------
    // DATA
    // ------------------------------------------------------------

    get requestedBuildingId() {
        return this.props.action?.params?.building_id || this.props.resId || null;
    }

    async load() {
        this.state.buildings = await this.orm.searchRead(
            "estate.building",
            [],
            ["name", "community_id"]
        );
        const ids = this.state.buildings.map((building) => building.id);
        const last = Number(browser.localStorage.getItem(LAST_BUILDING));
        const wanted = [this.state.buildingId, last, ids[0]];
        this.state.buildingId = wanted.find((id) => ids.includes(id)) || null;
        await this.loadBoard();
    }

    async loadBoard() {
        const { buildingId } = this.state;
        if (!buildingId) {
            return;
        }
        const board = await this.orm.call("estate.building", "get_chessboard", [
            buildingId,
        ]);
        if (buildingId === this.state.buildingId) {
            this.state.board = board;
            this.showInAddress();
        }
    }

    showInAddress() {
        if (this.state.board) {
            this.props.updateActionState?.({ resId: this.state.buildingId });
        }
    }

    // ------------------------------------------------------------
    // GETTERS
    // ------------------------------------------------------------

    /** Buildings by community, for the chooser. */
    get communities() {
        const groups = new Map();
        for (const building of this.state.buildings) {
            const [id, name] = building.community_id;
            if (!groups.has(id)) {
                groups.set(id, { id, name, buildings: [] });
            }
            groups.get(id).buildings.push(building);
        }
        return [...groups.values()];
    }

    get position() {
        return this.state.buildings.findIndex(
            (building) => building.id === this.state.buildingId
        );
    }

    get cells() {
        const inSections = this.state.board.sections.flatMap((section) =>
            section.floors.flatMap((floor) => floor.cells.flat())
        );
        return [...inSections, ...this.state.board.others];
    }

    /** What the colours mean, with the number of units of each. */
    get legend() {
        if (this.state.mode === "state") {
            return this.state.board.states.filter((state) => state.count);
        }
        const alert = this.state.board.arrears_alert_months;
        const labels = {
            none: _t("No Arrears"),
            some: _t("In Arrears"),
            long: _t("%s Months and More", alert),
        };
        const colours = this.cells.map((cell) => this.colourOf(cell));
        return Object.entries(labels).map(([value, label]) => ({
            value,
            label,
            count: colours.filter((colour) => colour === value).length,
        }));
    }

    get arrearsTotal() {
        const total = this.cells.reduce((sum, cell) => sum + cell.arrears, 0);
        return formatCurrency(total, this.state.board.currency_id);
    }

    colourOf(cell) {
        if (this.state.mode === "state") {
            return cell.state;
        }
        if (cell.arrears <= 0) {
            return "none";
        }
        const alert = this.state.board.arrears_alert_months;
        return cell.arrears_months >= alert ? "long" : "some";
    }

    classOf(cell) {
        const colour = this.colourOf(cell);
        const faded = this.state.only && this.state.only !== colour;
        return `o_estate_${this.state.mode}_${colour}${faded ? " o_estate_faded" : ""}`;
    }

    /** Second line of a cell: who owns the unit, or what is owed for it. */
    detailOf(cell) {
        if (this.state.mode === "state") {
            return cell.owner;
        }
        return cell.arrears > 0
            ? formatCurrency(cell.arrears, this.state.board.currency_id)
            : "";
    }

    titleOf(cell) {
        const state = this.state.board.states.find((s) => s.value === cell.state);
        const lines = [cell.code, state.label, cell.owner];
        if (cell.arrears > 0) {
            const amount = formatCurrency(cell.arrears, this.state.board.currency_id);
            lines.push(
                _t("Arrears: %(amount)s, %(months)s months", {
                    amount,
                    months: cell.arrears_months,
                })
            );
        }
        return lines.filter(Boolean).join("\n");
    }

    sectionName(section) {
        return section.name ? _t("Section %s", section.name) : _t("No section");
    }

    floorName(floor) {
        return floor < 0 ? `B${-floor}` : `${floor || ""}`;
    }

    // ------------------------------------------------------------
    // HANDLERS
    // ------------------------------------------------------------

    async onChooseBuilding(buildingId) {
        this.state.buildingId = buildingId;
        this.state.only = null;
        browser.localStorage.setItem(LAST_BUILDING, buildingId);
        await this.loadBoard();
    }

    onStep(step) {
        const { buildings } = this.state;
        const next = (this.position + step + buildings.length) % buildings.length;
        return this.onChooseBuilding(buildings[next].id);
    }

    onChooseMode(mode) {
        this.state.mode = mode;
        this.state.only = null;
    }

    onToggleLegend(value) {
        this.state.only = this.state.only === value ? null : value;
    }

    onOpenUnit(cell) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "estate.unit",
            res_id: cell.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("estate_chessboard", EstateChessboard);
