// The log of decisions, and one of them in full.

import { Component, h } from "./preact.js";
import { filter, set, unmatched } from "./address.js";
import { many, number, plain, sentence, told } from "./format.js";
import { changed, json, newestFirst, state } from "./live.js";
import { why } from "./manual.js";
import { rules } from "./rules.js";
import { When } from "./when.js";

const SHOWN = 200;

export function decisions() {
  const rows = newestFirst();
  const values = (name) => [...new Set([...rows.map((row) => row[name]), filter(name)])].filter(Boolean).sort();
  const search = filter("q").toLowerCase();
  const all = filter("quiet") === "1";
  const filtered = ["q", "policy", "action", "reason"].some(filter);
  const matching = rows.filter((row) =>
    (all || row.action !== "none")
    && ["policy", "action", "reason"].every((name) => !filter(name) || row[name] === filter(name))
    && (!search || [row.endpoint, row.text, row.decision_id, ...Object.keys(row.weights || {})].join(" ").toLowerCase().includes(search)));
  const select = (name, label) =>
    h("label", null, label + " ", h("select", { value: filter(name), onChange: (event) => set({ [name]: event.target.value }) },
      h("option", { value: "" }, "all"),
      values(name).map((value) => h("option", { key: value, value }, plain(value)))));
  return h("section", { "aria-label": "Decisions" },
    h("div", { class: "filters" },
      h("label", null, "Search ", h("input", {
        type: "search", value: filter("q"), onInput: (event) => set({ q: event.target.value }),
      })),
      select("policy", "Policy"), select("action", "Action"), select("reason", "Reason"),
      h("label", { class: "choice" }, h("input", {
        type: "checkbox", checked: all, onChange: (event) => set({ quiet: event.target.checked ? "1" : "" }),
      }), "also those with nothing to do"),
      h("button", { type: "button", class: "link", title: "Those that match, as the API tells them", onClick: () => save(matching) }, "JSON")),
    h(Log, { rows: matching }),
    matching.length > 0 ? null
      : filtered ? unmatched("decision", { q: "", policy: "policy", action: "action", reason: "reason" }, { view: "decisions", quiet: filter("quiet") })
        : h("p", { class: "quiet" }, rows.length === 0 ? "No decision yet." : "None but with nothing to do."));
}

function save(rows) {
  const address = URL.createObjectURL(new Blob([JSON.stringify({ rules: state.rules, decisions: rows }, null, 2)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: address, download: "decisions.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/** Rows come in at the top, but none moves while somebody reads: new ones wait and are counted. */
class Log extends Component {
  constructor() {
    super();
    this.pointed = false;
    this.newest = null; // of the rows that are shown while somebody reads
  }

  /** The pointer or the focus is among the rows, or the first ones are out of sight. */
  isRead() {
    return this.element
      && (this.pointed || this.element.contains(document.activeElement) || this.element.getBoundingClientRect().top < 0);
  }

  point(event) {
    this.pointed = event.type === "pointerenter" && event.pointerType === "mouse";
    changed();
  }

  /** From the top again. */
  show() {
    this.newest = null;
    this.region.focus();
    this.element.scrollIntoView();
    changed();
  }

  render() {
    const { rows } = this.props;
    if (!this.isRead()) this.newest = null;
    const shown = this.newest === null ? rows : rows.filter((row) => row.sequence <= this.newest);
    if (this.newest === null && this.isRead() && state.decisions.size > 0) this.newest = Math.max(...state.decisions.keys());
    const waiting = rows.length - shown.length;
    const point = (event) => this.point(event);
    return h("div", { ref: (element) => (this.element = element), class: "log", onPointerEnter: point, onPointerLeave: point },
      waiting > 0 ? h("button", { type: "button", class: "primary", id: "new", onClick: () => this.show() }, "▲ " + waiting + " new") : null,
      h("div", { ref: (element) => (this.region = element), class: "scroll", tabindex: 0, role: "region", "aria-label": "Log of decisions" },
        h("table", { class: "cards" },
          h("caption", null, "Decisions, by when they were made first, the newest on top"),
          h("thead", null, h("tr", null, ["Time", "Endpoint", "Policy", "Action", "Why", "Result"].map((text) =>
            h("th", { scope: "col", key: text }, text)))),
          h("tbody", null, shown.slice(0, SHOWN).map((row) => h(Row, { key: row.sequence, row }))))),
      shown.length > SHOWN ? h("p", { class: "quiet" }, many(shown.length - SHOWN, "older one matches too.", "older ones match too.")) : null);
  }
}

class Row extends Component {
  shouldComponentUpdate(next) {
    return next.row !== this.props.row;
  }

  render() {
    const { row } = this.props;
    return h("tr", null,
      h("td", { class: "when" }, h(When, {
        at: row.since, // as the order of the rows
        link: (time) => h("button", {
          type: "button", class: "link", "aria-label": "Details of decision " + row.decision_id,
          onClick: () => set({ decision: String(row.sequence) }),
        }, time),
      })),
      h("td", null, h("bdi", null, plain(row.endpoint))),
      h("td", { class: "brief" }, plain(row.policy)),
      h("td", null, row.action),
      h("td", { class: "why" }, h("b", null, why(row.reason)), " ", h("bdi", null, sentence(row.text)),
        row.count > 1 ? [" (×" + row.count + ", last ", h(When, { at: row.at, short: true }), ")"] : ""),
      h("td", { class: "result", "data-head": "result" }, row.outcome ? told(row.outcome) : row.restored ? "unknown" : row.action === "shift" ? "under way" : "–"));
  }
}

/** The decision that the address names. Its number is that of no other run of the agent, so that a link never misleads. */
export function detail() {
  const number = filter("decision");
  return number ? h(Detail, { key: number, number, row: state.decisions.get(Number(number)) }) : null;
}

class Detail extends Component {
  constructor() {
    super();
    this.state = { full: null, fault: "" };
  }

  componentDidMount() {
    this.element.showModal();
    this.ask();
  }

  /** What was said to the balancer is known once the write has ended. */
  componentDidUpdate(before) {
    if (before.row !== this.props.row) this.ask();
  }

  async ask() {
    try {
      this.setState({ full: await json("api/v1/decisions/" + encodeURIComponent(this.props.number)), fault: "" });
    } catch (fault) {
      this.setState({ fault: fault.said || "no answer from the server" });
    }
  }

  render() {
    const { full, fault } = this.state;
    const row = this.props.row || (full && full.decision);
    return h("dialog", {
      class: "wide", ref: (element) => (this.element = element),
      onClose: () => set({ decision: "" }), "aria-labelledby": "detail-title",
    },
      // Where reading begins; a button at the end would scroll the reason out of sight.
      h("h2", { id: "detail-title", tabindex: -1, autofocus: true }, "Decision ",
        row ? h("bdi", null, plain(row.decision_id)) : null),
      row ? this.content(row) : h("p", { class: fault ? "fault" : "quiet", role: "status" }, fault ? plain(fault) : "Loading…"),
      h("div", { class: "buttons" },
        h("button", { type: "button", class: "primary", onClick: () => this.element.close() }, "Close")));
  }

  content(row) {
    const { full } = this.state;
    const figures = row.figures.filter((figure) => figure.value !== null || figure.limit !== null);
    return [
      h("p", null, h("b", null, row.action + ", ", why(row.reason)), ": ", h("bdi", null, sentence(row.text))),
      h("p", { class: "quiet" }, "Policy " + plain(row.policy) + " for ", h("bdi", null, plain(row.endpoint)),
        ", ", h(When, { at: row.at }), row.count > 1 ? [", " + row.count + " times since ", h(When, { at: row.since })] : null),
      row.restored ? h("p", { class: "quiet" }, "An earlier run of this agent made it. What it was decided by and what was said to the balancer are not known any more; its line in the audit log is.") : rules(row),
      figures.length > 0 ? h("table", null,
        h("caption", null, "The numbers that were compared"),
        h("thead", null, h("tr", null, ["Number", "Value", "Limit"].map((text, at) =>
          h("th", { scope: "col", key: text, class: at ? "n" : "" }, text)))),
        h("tbody", null, figures.map((figure) => h("tr", { key: figure.name },
          h("th", { scope: "row" }, figure.name),
          h("td", { class: "n" }, figure.value === null ? "–" : number(figure.value)),
          h("td", { class: "n" }, figure.limit === null ? "–" : number(figure.limit)))))) : null,
      row.weights ? write(row, full ? full.exchanges : []) : null,
      row.weights && row.outcome && full && !row.restored ? said(row.outcome, full.exchanges) : null,
    ];
  }
}

function write(row, exchanges) {
  const found = row.outcome ? row.outcome.found : null;
  return [
    h("table", null,
      h("caption", null, "The write"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "Route"), h("th", { scope: "col", class: "n" }, "Before"),
        h("th", { scope: "col", class: "n" }, "Wanted"), found ? h("th", { scope: "col", class: "n" }, "Read back") : null)),
      h("tbody", null, Object.keys(row.weights).map((route) => h("tr", { key: route },
        h("th", { scope: "row" }, h("bdi", null, plain(route))), h("td", { class: "n" }, row.base[route]),
        h("td", { class: "n" + (row.base[route] === row.weights[route] ? "" : " changed") }, row.weights[route]),
        found ? h("td", { class: "n" }, found[route] ?? "?") : null)))),
    h("p", null, row.outcome
      ? ["Result: ", h("b", null, told(row.outcome)), row.outcome.message ? ": " + plain(row.outcome.message)
          : unanswered(row.outcome, exchanges) ? ": the answer did not come in time, but the weights were read back, and they are the wanted ones" : "",
        row.restored ? "" : ", after " + (new Date(row.outcome.ended_at) - new Date(row.outcome.started_at)) + " ms"]
      : row.restored ? "The agent ended before it knew what became of it." : "Under way."),
  ];
}

/** True if a write succeeded of which the balancer never said so. */
const unanswered = (outcome, exchanges) => outcome.result === "applied" && exchanges.some((each) => each.answer === null);

/** Byte for byte as it was sent and answered, but for secrets and for the ends of long texts. */
function said(outcome, exchanges) {
  if (exchanges.length === 0) {
    return h("p", { class: "quiet" }, outcome.result === "rehearsed" ? "Nothing was sent: the mode forbids it."
      : outcome.result === "refused" ? "Nothing was sent to change it." : "This balancer's adapter does not tell what was sent.");
  }
  return [
    h("h3", null, "Said to the balancer"),
    exchanges.map((each, at) => h("div", { key: at, class: "exchange" },
      h("h4", null, "Sent"), wire(each.sent),
      h("h4", null, "Answered"), each.answer === null ? h("p", { class: "quiet" }, "No answer came in time.")
        : each.answer.trim() === "" ? h("p", { class: "quiet" }, "An empty line: done.") : wire(each.answer))),
  ];
}

function wire(text) {
  return h("pre", { tabindex: 0 }, text.replace(/\r?\n$/, "").split("\n").map((line) => plain(line.replace(/\r$/, ""))).join("\n"));
}
