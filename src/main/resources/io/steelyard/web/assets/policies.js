// The policies: where each is, and the numbers that it goes by.

import { Component, h } from "./preact.js";
import { act } from "./actions.js";
import { age, number, plain, sentence } from "./format.js";
import { json } from "./live.js";

const AGAIN = 2000;

export class Policies extends Component {
  constructor() {
    super();
    this.state = { policies: null, fault: false };
  }

  componentDidMount() {
    const ask = () => json("api/v1/policies")
      .then((said) => this.setState({ policies: said.policies, fault: false }))
      .catch(() => this.setState({ fault: true }));
    ask();
    this.timer = setInterval(ask, AGAIN);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  render() {
    const { policies, fault } = this.state;
    return h("section", { "aria-label": "Policies" },
      fault ? h("p", { class: "fault" }, "No answer from the server; this may be old.") : null,
      policies === null ? h("p", { class: "quiet" }, "Loading…") : policies.map((policy) => one(policy)));
  }
}

function one(policy) {
  const path = "policies/" + encodeURIComponent(policy.name) + "/";
  return h("article", { key: policy.name, class: "endpoint" },
    h("h2", null, plain(policy.name), " ", h("span", { class: "facts" }, policy.type),
      policy.enabled ? null : h("span", { class: "badge warn" }, policy.paused ? "paused" : "not evaluated")),
    policy.paused ? h("p", null, "Paused by ", h("bdi", null, plain(policy.paused.who)), ": ", h("bdi", null, plain(policy.paused.reason))) : null,
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Endpoints of policy " + policy.name },
      h("table", null,
        h("caption", null, "Endpoints of policy " + plain(policy.name)),
        h("thead", null, h("tr", null, ["Endpoint", "Phase", "Signals", "Last write", "Why"].map((text) =>
          h("th", { scope: "col", key: text }, text)))),
        h("tbody", null, policy.endpoints.map((row) => h("tr", { key: row.endpoint },
          h("th", { scope: "row" }, h("bdi", null, plain(row.endpoint))),
          h("td", null, row.phase),
          h("td", { class: "signals" }, row.figures.length === 0 ? "–" : row.figures.map((figure) =>
            h("div", { key: figure.name }, figure.name + " " + number(figure.value)
              + (figure.limit === null ? "" : " of " + number(figure.limit))))),
          h("td", null, row.last_write_at === null ? "–" : age((Date.now() - new Date(row.last_write_at)) / 1000) + " ago"),
          h("td", { class: "why" }, h("b", null, row.reason), " ", h("bdi", null, sentence(row.text)))))))),
    h("div", { class: "buttons" }, policy.paused
      ? h("button", { type: "button", onClick: () => act("Resume policy " + plain(policy.name), path + "resume") }, "Resume…")
      : h("button", { type: "button", onClick: () => act("Pause policy " + plain(policy.name), path + "pause", {
          text: "It goes on deciding, but writes nothing.",
        }) }, "Pause…")));
}
