import { _t } from "@web/core/l10n/translation";

/** The filters of the matching screen, by what a line asks for; empty ones apart. */
export function kindsOf(counts) {
    return [
        { key: "all", name: _t("To match"), count: counts.all },
        { key: "certain", name: _t("Certain"), count: counts.certain },
        { key: "ambiguous", name: _t("Several likely"), count: counts.ambiguous },
        { key: "uncertain", name: _t("Uncertain"), count: counts.uncertain },
        { key: "no_fee", name: _t("No fee"), count: counts.no_fee },
        { key: "nothing", name: _t("Nothing found"), count: counts.nothing },
        { key: "waiting", name: _t("Not looked at yet"), count: counts.waiting },
        { key: "other", name: _t("Not for fees"), count: counts.other },
        { key: "done", name: _t("Matched"), count: null },
    ].filter((kind) => kind.count !== 0 || ["all", "certain"].includes(kind.key));
}

/** What a candidate is: units, or money that is none of theirs. */
export function nameOf(candidate) {
    if (candidate.is_movement) {
        return _t("Money the books expect");
    }
    if (candidate.is_rule) {
        return _t("No fee, by a rule");
    }
    return candidate.units.join("、");
}

/** How far the job is that writes lines and looks at them: a sentence and per cent. */
export function workOf({ file, written, lines, proposed, waiting }) {
    const done = file ? written : proposed;
    const total = (file ? lines : proposed + waiting) || 1;
    const text = file
        ? _t("%(file)s: %(written)s of %(lines)s lines are written.", {
              file,
              written,
              lines,
          })
        : _t("%(proposed)s lines were looked at, %(waiting)s are left.", {
              proposed,
              waiting,
          });
    return { text, percent: Math.min(100, Math.round((100 * done) / total)) };
}
