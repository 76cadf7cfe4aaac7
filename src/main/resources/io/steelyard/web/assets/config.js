// The configuration that counts: where each value comes from, what came of the last reload, and reading it again.

import { Component, h } from "./preact.js";
import { filter, set } from "./address.js";
import { plain } from "./format.js";
import { changed, json, state } from "./live.js";
import { manual } from "./manual.js";
import { When } from "./when.js";

const AGAIN = 2000;

export class Configuration extends Component {
  constructor() {
    super();
    this.state = { shown: null, fault: false, plan: null, busy: false };
  }

  componentDidMount() {
    this.ask();
    this.timer = setInterval(() => document.hidden || this.ask(), AGAIN);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  ask() {
    return json("api/v1/config")
      .then((shown) => this.setState({ shown, fault: false }))
      .catch(() => this.setState({ fault: true }));
  }

  /** Says first what would change, then does it. */
  async reload(preview) {
    this.setState({ busy: true });
    try {
      const answer = await fetch("-/reload" + (preview ? "?preview=true" : ""), { method: "POST" });
      const said = (await answer.text()).trim().split("\n");
      this.setState({ plan: { preview, good: answer.ok, said } });
    } catch (fault) {
      this.setState({ plan: { preview, good: false, said: ["no answer from the server"] } });
    }
    await this.ask();
    this.setState({ busy: false });
    changed();
  }

  render() {
    const { shown, fault } = this.state;
    if (shown === null) return h("p", { class: "quiet" }, fault ? "No answer from the server." : "Loading…");
    const search = filter("q").toLowerCase();
    const changedOnly = filter("set") === "1";
    const rows = shown.values.filter((row) =>
      (!changedOnly || row.origin !== "default") && (!search || (row.key + " " + row.value).toLowerCase().includes(search)));
    return h("section", { "aria-label": "Configuration" },
      fault ? h("p", { class: "fault" }, "No answer from the server; this may be old.") : null,
      h("article", { class: "endpoint" },
        h("h2", null, shown.file === null ? "Not from a file" : h("bdi", null, plain(shown.file))),
        shown.file === null ? null : this.last(shown.last_reload),
        this.again(shown)),
      h("div", { class: "filters" },
        h("label", null, "Search ", h("input", {
          type: "search", value: filter("q"), onInput: (event) => set({ q: event.target.value }),
        })),
        h("label", { class: "choice" }, h("input", {
          type: "checkbox", checked: changedOnly, onChange: (event) => set({ set: event.target.checked ? "1" : "" }),
        }), "only what was set, not defaults"),
        manual("docs/reference/configuration.md", "What each key means")),
      h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Values of the configuration" },
        h("table", { class: "cards" },
          h("caption", null, "Values that count"),
          h("thead", null, h("tr", null, ["Key", "Value", "From"].map((text) => h("th", { scope: "col", key: text }, text)))),
          h("tbody", null, rows.map((row) => h("tr", { key: row.key },
            h("th", { scope: "row" }, h("bdi", null, plain(row.key))),
            h("td", { class: "why" }, row.value === null ? h("span", { class: "quiet" }, "not set") : h("bdi", null, plain(row.value))),
            h("td", { "data-head": "from", class: row.origin === "default" ? "quiet" : "" }, plain(row.origin))))))),
      rows.length === 0 ? h("p", { class: "quiet" }, "No value matches.") : null);
  }

  last(last) {
    if (last === null) return h("p", { class: "quiet" }, "Not read again since the start.");
    return h("div", { id: "last-reload" },
      h("p", { class: last.ok ? "" : "fault" }, last.ok ? "Read again " : "✗ Refused ", h(When, { at: last.at }), ", " + plain(last.why)
        + (last.ok ? "" : "; what counted before still does; "),
        last.ok ? null : manual("docs/runbook.md#steelyardconfigreloadfailed", "what to do")),
      lines(last.lines, "nothing changed"));
  }

  again(shown) {
    const { plan, busy } = this.state;
    if (!shown.reload_allowed) {
      return h("p", { class: "quiet" }, shown.file === null ? "There is nothing to read again."
        : "A change of the file or SIGHUP reads it again; from here only with http.lifecycle: true.");
    }
    const asked = plan !== null && plan.preview;
    return h("div", null,
      plan === null ? null : h("div", { role: "status", id: "reload" },
        h("p", { class: plan.good ? "" : "fault" },
          plan.preview ? (plan.good ? "Reading it again would change:" : "It would be refused:") : plan.good ? "Done:" : "Refused:"),
        lines(plan.said)),
      h("div", { class: "buttons" },
        asked ? h("button", { type: "button", disabled: busy, onClick: () => this.setState({ plan: null }) }, "Cancel") : null,
        asked && plan.good
          ? h("button", { type: "button", class: "primary", disabled: busy, onClick: () => this.reload(false) }, "Do it")
          : h("button", { type: "button", disabled: busy, onClick: () => this.reload(true) }, "Read again…")));
  }
}

function lines(all, otherwise) {
  const shown = all.length > 0 ? all : otherwise ? [otherwise] : [];
  return h("ul", { class: "lines" }, shown.map((line) => h("li", { key: line }, h("bdi", null, plain(line)))));
}

/** A dashboard; nothing if it is not said where Grafana is. */
export function grafana(uid, variables = {}) {
  const query = new URLSearchParams(variables).toString();
  return state.grafana === null ? null
    : h("a", { href: state.grafana + "/d/" + uid + (query ? "?" + query : ""), rel: "noreferrer" }, "Grafana");
}
