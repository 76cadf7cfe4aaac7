// Settings tried on what the server remembers of an endpoint. Nothing is written by it, and nothing changed.

import { Component, h } from "./preact.js";
import { many, number, plain, sentence } from "./format.js";
import { changed } from "./live.js";
import { why } from "./manual.js";
import { rules } from "./rules.js";

let open = null;

export function tryOn(endpoint) {
  open = endpoint;
  changed();
}

export function trial() {
  return open === null ? null : h(Trial, { key: open, endpoint: open });
}

class Trial extends Component {
  constructor() {
    super();
    this.state = { said: null, values: {}, fault: "", busy: false };
    this.ask = this.ask.bind(this);
  }

  componentDidMount() {
    this.element.showModal();
    this.ask();
  }

  /** What was typed, in blocks as a file would have it. */
  settings() {
    const all = {};
    Object.entries(this.state.values).filter(([, text]) => text.trim()).forEach(([path, text]) => {
      const [block, key] = path.split(".");
      (all[block] = all[block] || {})[key] = text.trim();
    });
    return all;
  }

  async ask(event) {
    if (event) event.preventDefault();
    this.setState({ busy: true });
    try {
      const answer = await fetch("api/v1/endpoints/" + encodeURIComponent(this.props.endpoint) + "/what-if", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(this.settings()),
      });
      const text = await answer.text();
      const said = text.startsWith("{") ? JSON.parse(text) : { error: text };
      this.setState(said.error ? { fault: said.error } : { said, fault: "" });
    } catch (fault) {
      this.setState({ fault: "no answer from the server" });
    }
    this.setState({ busy: false });
  }

  render() {
    const { said, fault, busy } = this.state;
    return h("dialog", {
      class: "wide", ref: (element) => (this.element = element), "aria-labelledby": "trial-title",
      onClose: () => { open = null; changed(); },
    },
      h("form", { onSubmit: this.ask },
        h("h2", { id: "trial-title", tabindex: -1, autofocus: true }, "Try settings on ", h("bdi", null, plain(this.props.endpoint))),
        h("p", { class: "quiet" }, "What its policy would decide by other settings, on what is remembered of the endpoint. "
          + "Nothing is written and nothing changed; a pause and the mode are left aside."),
        said === null ? null : this.fields(said.settings),
        h("p", { class: "fault", role: "alert" }, plain(fault)),
        h("div", { class: "buttons" },
          h("button", { type: "button", onClick: () => this.element.close() }, "Close"),
          h("button", { type: "submit", class: "primary", disabled: busy }, "Try"))),
      said === null ? null : h("div", { role: "status", id: "trial" }, result(said)));
  }

  /** Those of one value; lists and tables are tried by the API. */
  fields(settings) {
    const shown = settings.filter((each) => !/^(list|map|block)/.test(each.type));
    const blocks = [...new Set(shown.map((each) => each.key.split(".")[0]))];
    return blocks.map((block) => h("fieldset", { key: block, class: "settings" }, h("legend", null, block),
      shown.filter((each) => each.key.startsWith(block + ".")).map((each) => this.field(each, each.key.slice(block.length + 1)))));
  }

  field(each, name) {
    const type = (event) => {
      const text = event.target.value;
      this.setState(({ values }) => ({ values: { ...values, [each.key]: text } }));
    };
    return h("label", { key: each.key, title: each.help }, h("span", null, name), h("input", {
      type: "text", name: each.key, autocomplete: "off", placeholder: each.value ?? "not set",
      value: this.state.values[each.key] || "", onInput: type,
    }), h("span", { class: "quiet" }, each.range || each.type));
  }
}

function result(said) {
  const both = [said.present, said.tried];
  const none = said.changed.length === 0;
  return [
    none ? h("p", { class: "quiet" }, "Empty fields keep what counts now. Type another value and press Try.")
      : h("p", null, "Tried: ", h("b", null, plain(said.changed.join("; ")))),
    h("table", null,
      h("caption", null, "Now"),
      head(["", "By what counts", none ? null : "By what was tried"]),
      h("tbody", null,
        row("decision", both, (one) => [h("b", null, one.action), ", ", why(one.reason)], none),
        row("why", both, (one) => h("bdi", null, sentence(one.text)), none),
        routes(both).map((route) => row("weight of " + plain(route), both, (one) => weight(one, route), none)),
        figures(both).map((name) => row(name, both, (one) => compared(one, name), none)))),
    none ? null : [h("p", { class: "quiet" }, "By what was tried:"), rules(said.tried)],
    h("table", null,
      h("caption", null, "On the last " + many(said.past.length, "reading") + ", each as it was with the weights of then: how often it would decide so"),
      head(["Decision", "By what counts", none ? null : "By what was tried"], "n"),
      h("tbody", null, counts(said.past).map(([action, reason, present, tried]) => h("tr", { key: action + reason },
        h("th", { scope: "row" }, action + ", ", why(reason)),
        h("td", { class: "n" }, present), none ? null : h("td", { class: "n" }, tried))))),
  ];
}

const head = (texts, style) => h("thead", null, h("tr", null, texts.filter((text) => text !== null).map((text, at) =>
  text ? h("th", { scope: "col", key: text, class: at ? style : "" }, text) : h("td", { key: text }))));

const row = (name, both, value, one) => h("tr", { key: name }, h("th", { scope: "row" }, h("bdi", null, name)),
  (one ? both.slice(0, 1) : both).map((each, at) => h("td", { key: at }, value(each))));

const routes = (both) => [...new Set(both.flatMap((one) => Object.keys(one.weights || {})))].sort();

const weight = (one, route) => (one.weights ? one.base[route] + " → " + one.weights[route] : "stays");

const figures = (both) => [...new Set(both.flatMap((one) =>
  one.figures.filter((figure) => figure.value !== null).map((figure) => figure.name)))];

function compared(one, name) {
  const figure = one.figures.find((each) => each.name === name);
  return figure ? number(figure.value) + (figure.limit === null ? "" : " of " + number(figure.limit)) : "–";
}

/** [action, reason, how often by what counts, how often by what was tried], the most frequent first. */
function counts(past) {
  const all = new Map();
  const count = (action, reason, at) => {
    const key = action + reason;
    if (!all.has(key)) all.set(key, [action, reason, 0, 0]);
    all.get(key)[at]++;
  };
  past.forEach((each) => {
    count(each.present_action, each.present_reason, 2);
    count(each.tried_action, each.tried_reason, 3);
  });
  return [...all.values()].sort((a, b) => b[2] + b[3] - a[2] - a[3]);
}
