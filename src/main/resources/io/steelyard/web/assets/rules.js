// The rules of the Guard, as far as a decision got.

import { h } from "./preact.js";
import { state } from "./live.js";
import { manual, why } from "./manual.js";

/** The first rule that says no ends it, so those before it passed and those after it were not asked. */
export function rules(row) {
  const stopped = row.action === "shift" ? state.rules.length : state.rules.indexOf(row.reason);
  const by = row.reason === "by_hand" && row.action === "shift";
  if (!by && stopped < 0) return null; // the policy's own reason
  if (by || state.rules.length === 0) return h("p", null, by ? "Set by hand: the Guard's rules on steps and speed do not apply." : "");
  return [
    h("h3", null, manual("docs/concepts.md#the-guard", "Rules of the Guard")),
    h("ol", { class: "rules" }, state.rules.map((rule, at) => {
      const verdict = at < stopped ? "passed" : at === stopped ? "stopped it" : "not asked";
      const mark = { passed: "✓", "stopped it": "✗", "not asked": "·" }[verdict];
      return h("li", { key: rule, class: verdict.replace(/ /g, "-") }, mark + " ", why(rule), " ", h("span", null, verdict));
    })),
  ];
}
