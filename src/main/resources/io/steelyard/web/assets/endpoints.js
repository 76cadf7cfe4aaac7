// The tree of endpoints and their routes.

import { Component, h } from "./preact.js";
import { act } from "./actions.js";
import { counted, held, suspended, undone } from "./attention.js";
import { grafana } from "./config.js";
import { number, percent, plain, sentence, told } from "./format.js";
import { key, state } from "./live.js";
import { manual, why } from "./manual.js";
import { Spark } from "./spark.js";
import { filter, link, set, unmatched } from "./address.js";
import { tryOn } from "./whatif.js";
import { by, suspension, When } from "./when.js";

/** Where the manual explains what wants no attention; undefined if there is nothing to explain. */
const EXPLAINED = { "by hand": "docs/operating.md#orders" };

/** all: as they were looked at */
export function endpoints(all) {
  const counts = counted(all);
  const search = filter("q").toLowerCase();
  const wanted = filter("state") || "all";
  const shown = all.filter(({ row, words }) =>
    (wanted === "all" || words.includes(wanted) || (wanted === "attention" && row.attention.length > 0))
    && (!search || row.endpoint.toLowerCase().includes(search)
      || row.routes.some((route) => (route.route + " " + route.selector).toLowerCase().includes(search))));
  return h("section", { "aria-label": "Endpoints" },
    h("div", { class: "filters" },
      h("label", null, "Search ", h("input", {
        type: "search", value: filter("q"), onInput: (event) => set({ q: event.target.value }),
      })),
      h("div", { role: "group", "aria-label": "Filter by state", class: "chips" },
        [...new Set([...counts.keys(), wanted])].filter((word) => counts.get(word) > 0 || [wanted, "all", "attention"].includes(word)).map((word) =>
          h("button", {
            key: word, type: "button", "aria-pressed": String(wanted === word),
            onClick: () => set({ state: word === "all" ? "" : word }),
          }, plain(word) + " " + (counts.get(word) || 0))))),
    shown.length === 0 && all.length > 0 ? unmatched("endpoint", { q: "", state: "state" }, {})
      : shown.length === 0 ? h("p", { class: "quiet" }, state.head === null ? "Loading…" : state.head.generation === null
          ? "No good poll of the balancer yet." : "There is no endpoint.")
      : shown.map(({ row, decision, change, words }) =>
          h(Endpoint, {
            key: row.endpoint, row, decision, change, words: words.join(), orders: state.orders,
          })));
}

class Endpoint extends Component {
  shouldComponentUpdate(next) {
    return next.row !== this.props.row || next.decision !== this.props.decision || next.change !== this.props.change
      || next.words !== this.props.words || next.orders !== this.props.orders;
  }

  render() {
    const { row, decision, change, words } = this.props;
    const urgent = new Map(row.attention.map((why) => [why.word, why]));
    const said = words.split(",").filter(Boolean);
    const explained = new Map(said.map((word) => [word, urgent.has(word) ? urgent.get(word).manual : EXPLAINED[word]]).filter(([, place]) => place));
    const path = "endpoints/" + encodeURIComponent(row.endpoint) + "/";
    const note = held(row);
    const edit = suspended(row);
    const most = Math.max(0, ...row.routes.map((route) => route.share || 0));
    const total = row.routes.reduce((all, route) => all + (route.requests_per_second || 0), 0);
    return h("details", { class: "endpoint", open: true },
      h("summary", null,
        h("h2", null, h("bdi", null, plain(row.endpoint))),
        h("span", { class: "facts" },
          number(row.requests_per_second) + " req/s, max/mean load " + number(row.imbalance_ratio)
          + ", policy " + (row.policy === null ? "none" : plain(row.policy))),
        said.map((word) => h("span", { key: word, class: "badge" + (urgent.get(word)?.alarm ? " alarm" : explained.has(word) ? " warn" : "") }, word))),
      explained.size > 0
        ? h("p", null, "What to do about ", [...explained].map(([word, place], at) => [at ? ", " : "", manual(place, word)])) : null,
      row.suspect ? h("p", { class: "fault" }, "Not acted on: " + plain(row.suspect)) : null,
      edit && !(decision && decision.reason === "operator_edit") ? h("p", null, suspension(edit)) : null,
      note ? h("p", { class: undone(note) ? "fault" : "" }, undone(note) ? "✗ Ordered by hand" : "Set by hand", by(note), row.undone ? h("bdi", null, " (" + plain(row.undone) + ")") : "") : null,
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Routes of " + row.endpoint },
        h("table", null,
          h("caption", null, "Routes of " + plain(row.endpoint)),
          h("thead", null, h("tr", null,
            h("th", { scope: "col" }, "Route"),
            h("th", { scope: "col", class: "n" }, "Share of weight"),
            h("th", { scope: "col", class: "n more" }, "of traffic"),
            h("th", { scope: "col", class: "n" }, "Req/s", h("span", { class: "less" }, " (of traffic)")),
            h("th", { scope: "col", class: "more" }, "30 min"),
            h("th", { scope: "col", class: "n" }, "Load"),
            h("th", { scope: "col", class: "more" }, "30 min"),
            h("th", { scope: "col", class: "n" }, "Weight"),
            h("th", { scope: "col", class: "more" }, "30 min"),
            h("th", { scope: "col", class: "n" }, "Backends"))),
          h("tbody", null, row.routes.map((route) => h(Route, {
            key: route.route, route, most, total, past: state.past.get(key(row.endpoint, route.route)) || {},
          }))))),
      lines(row, decision, change),
      h("div", { class: "buttons" },
        h("button", { type: "button", onClick: () => act("Set weights of " + plain(row.endpoint), path + "shape", {
          fields: "weights", row, endpoint: row.endpoint, text: "Its policy leaves the endpoint alone from then on, until it is re-armed or the time is up.",
        }) }, "Set weights…"),
        note && undone(note) && Object.keys(note.weights).length > 0 ? h("button", { type: "button", onClick: () => act("Set again the weights of " + plain(row.endpoint), path + "shape", {
          fields: "weights", row, weights: note.weights, until: note.until, endpoint: row.endpoint, text: "Tries once more to write what was ordered by hand.",
        }) }, "Set again…") : null,
        h("button", { type: "button", onClick: () => act("Revert the last change of " + plain(row.endpoint), path + "revert", {
          endpoint: row.endpoint, text: "Writes the weights of before, and its policy leaves the endpoint alone from then on.",
        }) }, "Revert…"),
        row.policy === null ? null : h("button", { type: "button", onClick: () => tryOn(row.endpoint) }, "Try settings…"),
        row.suspended || note ? h("button", { type: "button", onClick: () => act("Re-arm " + plain(row.endpoint), path + "rearm", {
          endpoint: row.endpoint, text: "Its policy goes on from the weights that are there now.",
        }) }, "Re-arm…") : null,
        link({ view: "decisions", q: row.endpoint }, "All its decisions"),
        grafana("steelyard-endpoint", { "var-endpoint": row.endpoint })));
  }
}

/** The newest decision, the one that what stands behind the arrows comes from, and the last change; each once. */
function lines(row, decision, change) {
  const rows = new Map();
  const add = (name, each) => each && !rows.has(each.sequence) && rows.set(each.sequence, [name, each]);
  add("Last decision", decision);
  add("Last change", change);
  add("Decision", state.decisions.get(row.desired_by));
  return [...rows.values()].map(([name, each]) => one(name, each, each.sequence === row.desired_by));
}

/** A decision in a line; its name opens it in full. */
function one(name, row, wanted) {
  return h("p", { key: row.sequence, class: "decision" }, wanted ? h("b", { class: "wanted" }, "→ wanted by ") : null,
    h("button", { type: "button", class: "link", onClick: () => set({ decision: String(row.sequence) }) },
      wanted ? name.toLowerCase() : name),
    " ", h(When, { at: row.at }), " ", h("b", null, row.outcome ? told(row.outcome) : row.action), " ",
    why(row.reason), ": ", h("bdi", null, sentence(row.text)),
    row.count > 1 ? " (×" + row.count + ")" : "");
}

class Route extends Component {
  shouldComponentUpdate(next) {
    return next.route !== this.props.route || next.past !== this.props.past || next.most !== this.props.most
      || next.total !== this.props.total;
  }

  render() {
    const { route, most, total, past } = this.props;
    const wanted = route.desired_weight;
    const traffic = total > 0 ? percent((route.requests_per_second || 0) / total) : "?";
    const moves = wanted !== null && wanted !== route.weight;
    return h("tr", { class: route.backends === 0 && route.weight > 0 ? "alarm" : "" },
      h("th", { scope: "row", title: plain(route.selector) }, h("bdi", null, plain(route.route))),
      h("td", { class: "n share" }, bar(route.share, most), h("span", null, percent(route.share)), wantedShare(route)),
      h("td", { class: "n more" }, traffic),
      h("td", { class: "n", "data-rate": "" }, number(route.requests_per_second), h("span", { class: "less quiet" }, " (" + traffic + ")")),
      h("td", { class: "more" }, h(Spark, { values: past.rate, label: "Requests per second" })),
      h("td", { class: "n" }, number(route.load)),
      h("td", { class: "more" }, h(Spark, { values: past.load, label: "Load" })),
      h("td", { class: "n", "data-weight": "" }, route.weight === null ? "?" : String(route.weight),
        moves ? h("span", { class: "wanted" }, " → " + wanted) : null),
      h("td", { class: "more" }, h(Spark, { values: past.weight, label: "Weight", step: true })),
      h("td", { class: "n" }, String(route.backends)));
  }
}

/** The share that is wanted, if it is another. */
function wantedShare(route) {
  const wanted = percent(route.desired_share);
  if (route.share === null || route.desired_share === null || wanted === percent(route.share)) return null;
  const up = route.desired_share > route.share;
  return [" ", h("b", { class: "then " + (up ? "up" : "down") }, "→ " + wanted + (up ? " ▲" : " ▼"))];
}

function bar(share, most) {
  const width = share && most > 0 ? (60 * share) / most : 0;
  return h("svg", { class: "bar", viewBox: "0 0 60 8", "aria-hidden": "true" },
    h("rect", { width: width.toFixed(1), height: 8, rx: 1 }));
}
