// What an operator can do. Each action is previewed first: the server says what it would change, then it is done.

import { Component, h } from "./preact.js";
import { ends, lasting, number, percent, plain, sentence } from "./format.js";
import { changed, now, state } from "./live.js";

/** The token stays in this page's memory: a reload forgets it. */
let token = "";
let open = null;

/** What was done last is told for so long, because the dialog that asked for it is gone. */
const TOLD = 8000;
let last = { text: "", until: 0 };

const remembered = () => window.localStorage.getItem("steelyard.name") || "";

/** path: under api/v1; fields: "mode" or "weights" or none; row: that of the weights; weights, until: to begin with; endpoint: its name; term: false if it has no end */
export function act(title, path, options = {}) {
  open = { title, path, ...options };
  changed();
}

export function dialog() {
  return open === null ? null : h(Action, { key: open.title + open.path, action: open });
}

/** What was done just now; null if nothing was. */
export function done() {
  return performance.now() < last.until ? last.text : null;
}

function close() {
  open = null;
  changed();
}

class Action extends Component {
  constructor(props) {
    super(props);
    this.state = {
      reason: "",
      by: remembered(),
      term: props.action.until ? lasting((Date.parse(props.action.until) - now()) / 1000) : "",
      mode: state.orders ? state.orders.mode : "propose",
      weights: { ...props.action.weights }, // those that were typed
      plan: null,
      fault: "",
      busy: false,
      done: false,
    };
    this.submit = this.submit.bind(this);
  }

  componentDidMount() {
    this.element.showModal();
  }

  body(preview) {
    const { reason, by, term, mode } = this.state;
    const body = { reason, preview };
    if (!preview) body.basis = this.state.plan.basis; // nothing but what was shown
    if (by) body.by = by;
    if (term) body.for = term;
    if (this.props.action.fields === "mode") body.mode = mode;
    if (this.props.action.fields === "weights") {
      body.weights = preview
        ? Object.fromEntries(Object.entries(this.weighed()).map(([route, text]) => [route, Number(text)])) : this.state.plan.weights.after;
    }
    return body;
  }

  /** Whoever works without a mouse goes on at what is new. */
  componentDidUpdate(props, before) {
    if (before.plan !== this.state.plan) this.element.querySelector(this.state.plan ? "h2" : "[name=reason]").focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.state.busy) return;
    const preview = this.state.plan === null;
    this.setState({ busy: true, fault: "" });
    try {
      const answer = await fetch("api/v1/" + this.props.action.path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + token },
        body: JSON.stringify(this.body(preview)),
      });
      const text = await answer.text();
      const said = text.startsWith("{") ? JSON.parse(text) : { error: text };
      if (said.error) {
        this.setState({ fault: said.error, plan: null });
      } else if (preview) {
        window.localStorage.setItem("steelyard.name", this.state.by);
        this.setState({ plan: said });
      } else if (said.outcome && said.outcome.result !== "applied") {
        this.setState({ fault: said.outcome.result + ": " + said.outcome.message, plan: null });
      } else {
        const more = said.text ? ": " + sentence(said.text) : "";
        last = { text: "Done: " + this.props.action.title + more, until: performance.now() + TOLD };
        this.element.close(); // and the focus is where it was
      }
    } catch (fault) {
      this.setState({ fault: "no answer from the server", plan: null });
    }
    this.setState({ busy: false });
  }

  render() {
    const { action } = this.props;
    const { plan, fault, busy } = this.state;
    return h("dialog", { ref: (element) => (this.element = element), onClose: close, "aria-labelledby": "action-title" },
      h("form", { onSubmit: this.submit },
        h("h2", { id: "action-title", tabindex: -1 }, action.title),
        state.ordersClosed ? h("p", { class: "fault" }, state.ordersClosed) : null,
        plan === null ? this.fields() : difference(plan, action),
        h("p", { class: "fault", role: "alert" }, fault),
        h("div", { class: "buttons" },
          h("button", { type: "button", onClick: () => (plan ? this.setState({ plan: null }) : this.element.close()) },
            plan ? "Back" : "Cancel"),
          h("button", { type: "submit", class: "primary", disabled: Boolean(state.ordersClosed), "aria-busy": String(busy) },
            plan ? "Do it" : "Preview"))));
  }

  fields() {
    const { action } = this.props;
    return [
      action.text ? h("p", null, action.text) : null,
      action.fields === "mode" ? this.modes() : null,
      action.fields === "weights" ? this.weights() : null,
      this.field("reason", "Reason", { required: true, autofocus: true }),
      this.field("by", "Your name", { autocomplete: "username" }),
      action.term === false ? null : this.field("term", "Ends by itself after", {
        placeholder: "never; or 30m, 2h", pattern: "\\s*([0-9]+(ms|s|m|h|d))+\\s*",
        title: "A number and its unit, such as 30m, 2h or 1d; empty: never",
      }),
      h("label", null, "Admin token",
        h("input", {
          type: "password", value: token, required: true, autocomplete: "current-password",
          onInput: (event) => (token = event.target.value),
        })),
    ];
  }

  field(name, label, more) {
    return h("label", null, label, h("input", {
      type: "text", name, value: this.state[name], autocomplete: "off",
      onInput: (event) => this.setState({ [name]: event.target.value }), ...more,
    }));
  }

  modes() {
    const meaning = {
      observe: "reads and exports only",
      propose: "also decides and logs; writes nothing",
      act: "also writes weights",
    };
    return h("fieldset", null, h("legend", null, "Mode"), Object.keys(meaning).map((mode) =>
      h("label", { class: "choice", key: mode },
        h("input", {
          type: "radio", name: "mode", value: mode, checked: this.state.mode === mode,
          onChange: () => this.setState({ mode }),
        }), h("span", null, h("b", null, mode), ": " + meaning[mode]))));
  }

  /** The endpoint as it is now. */
  row() {
    return state.endpoints.get(this.props.action.endpoint) || this.props.action.row;
  }

  /** What was typed; where nothing was, what is there, so that nobody takes back unasked what the policy did meanwhile. */
  weighed() {
    return Object.fromEntries(this.row().routes.map((route) =>
      [route.route, String(this.state.weights[route.route] ?? route.weight ?? "")]));
  }

  weights() {
    const weights = this.weighed();
    const sum = Object.values(weights).reduce((all, text) => all + (Number(text) || 0), 0);
    return h("fieldset", null, h("legend", null, "Weights"),
      Object.keys(weights).map((route) =>
        h("label", { class: "weight", key: route }, h("bdi", null, plain(route)),
          h("input", {
            type: "number", min: 0, step: 1, required: true, name: "weight-" + route, value: weights[route],
            onInput: (event) => this.setState({ weights: { ...this.state.weights, [route]: event.target.value } }),
          }),
          h("span", { class: "n" }, sum > 0 ? percent((Number(weights[route]) || 0) / sum) : ""),
          h("span", { class: "n", "data-load": route }, this.load(route, (Number(weights[route]) || 0) / sum)))),
      h("p", { class: "quiet" }, "Load now, and about what it would be if it grows in step with the traffic. Above its capacity it grows faster."));
  }

  /** Weights tried without a write. */
  load(id, share) {
    const row = this.row().routes.find((route) => route.route === id);
    if (row.load === null || !Number.isFinite(share)) return "";
    return "load " + number(row.load) + " → " + (row.share > 0 ? number((row.load * share) / row.share) : "?");
  }
}

/** What the order would change, as a table of before and after. */
function difference(plan, { effect, endpoint }) {
  const rows = [];
  const row = (what, before, after, moved = true) => before !== after && rows.push([what, before, after, moved]);
  const mode = (orders) => orders.mode + (orders.mode_by ? " by " + said(orders.mode_by) : "");
  row("mode", mode(plan.before), mode(plan.orders));
  row("all policies", paused(plan.before.paused), paused(plan.orders.paused));
  named("policy ", notes(plan.before.paused_policies, "paused by "), notes(plan.orders.paused_policies, "paused by "), "may act", row);
  const held = (orders, suspended) => new Map([
    ...(suspended ? [[endpoint, "left alone after somebody's edit"]] : []), ...notes(orders.held, "kept as set by hand by "),
  ]);
  named("", held(plan.before, plan.suspended_before), held(plan.orders, plan.suspended), "left to its policy", row);
  if (plan.weights) {
    const sum = (weights) => Object.values(weights).reduce((all, weight) => all + weight, 0);
    const all = [sum(plan.weights.before), sum(plan.weights.after)];
    const shown = (weight, total) => weight + (total > 0 ? " (" + percent(weight / total) + ")" : "");
    Object.keys(plan.weights.after).forEach((route) =>
      row("weight of " + route, shown(plan.weights.before[route], all[0]), shown(plan.weights.after[route], all[1]),
        plan.weights.before[route] !== plan.weights.after[route]));
  }
  return rows.length === 0
    ? h("p", null, effect || "This changes nothing.")
    : h("table", { class: "difference" },
        h("caption", null, "What this changes", plan.text ? h("p", null, sentence(plan.text)) : null),
        h("thead", null, h("tr", null, ["", "Now", "Then"].map((text, at) =>
          at === 0 ? h("td", { key: at }) : h("th", { scope: "col", key: at }, text)))),
        h("tbody", null, rows.map(([what, before, after, moved]) =>
          h("tr", { key: what }, h("th", { scope: "row" }, h("bdi", null, plain(what))),
            h("td", { class: /^\d/.test(before) ? "weight" : "" }, h("bdi", null, plain(before))), h("td", null, h(moved ? "b" : "span", null, h("bdi", null, plain(after))))))));
}

const paused = (note) => (note ? "paused by " + said(note) : "may act");
const said = (note) => note.who + ": " + note.reason + ", " + ends(note);

/** By name, what somebody ordered. */
const notes = (all, prefix) => new Map(all.map((note) => [note.name, prefix + said(note)]));

function named(prefix, before, after, otherwise, row) {
  new Set([...before.keys(), ...after.keys()])
    .forEach((name) => row(prefix + name, before.get(name) ?? otherwise, after.get(name) ?? otherwise));
}
