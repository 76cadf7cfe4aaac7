// The policies: where each is, and the numbers that it goes by.

import { Component, h } from "./preact.js";
import { act } from "./actions.js";
import { age, figure, plain, sentence } from "./format.js";
import { json, now, state } from "./live.js";
import { manual, why } from "./manual.js";
import { by, When } from "./when.js";

const AGAIN = 2000;

export class Policies extends Component {
  constructor() {
    super();
    this.state = { said: null, at: 0, fault: false };
  }

  componentDidMount() {
    const ask = () => json("api/v1/policies")
      .then((said) => this.setState({ said, at: performance.now(), fault: false }))
      .catch(() => this.setState({ fault: true }));
    ask();
    this.timer = setInterval(() => document.hidden || ask(), AGAIN);
  }

  componentWillUnmount() {
    clearInterval(this.timer);
  }

  render() {
    const { said, at, fault } = this.state;
    return h("section", { "aria-label": "Policies" },
      fault ? h("p", { class: "fault" }, "No answer from the server; this may be old.") : null,
      said === null ? h("p", { class: "quiet" }, "Loading…")
        : said.policies.map((policy) => one(policy, said, (performance.now() - at) / 1000)));
  }
}

/** passed: seconds since the server said it */
function one(policy, all, passed) {
  const path = "policies/" + encodeURIComponent(policy.name) + "/";
  return h("article", { key: policy.name, class: "endpoint" },
    h("h2", null, plain(policy.name), " ", h("span", { class: "facts" }, manual("docs/policies.md#code-" + encodeURIComponent(policy.type), policy.type)),
      policy.enabled ? null : h("span", { class: "badge warn" }, policy.paused ? "paused" : "not evaluated")),
    policy.paused ? h("p", null, "Paused", by(policy.paused)) : null,
    h("p", { class: "quiet" }, "Decides after every poll, each " + seconds(all.poll_interval_seconds) + next(all.poll_interval_seconds)
      + "; writes to one endpoint are at least " + seconds(policy.cooldown_seconds) + " apart (guard.cooldown)."),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Endpoints of policy " + policy.name },
      h("table", { class: "cards" },
        h("caption", null, "Endpoints of policy " + plain(policy.name)),
        h("thead", null, h("tr", null, ["Endpoint", "Phase", "Signals", "Last write", "Cooldown", "Why"].map((text) =>
          h("th", { scope: "col", key: text }, text)))),
        h("tbody", null, policy.endpoints.map((row) => h("tr", { key: row.endpoint },
          h("th", { scope: "row" }, h("bdi", null, plain(row.endpoint))),
          h("td", null, row.phase),
          h("td", { class: "signals" }, signals(row.figures)),
          h("td", { class: "when", "data-head": "last write" }, row.last_write_at === null ? "–" : h(When, { at: row.last_write_at })),
          h("td", { class: "left", "data-head": "cooldown" }, left(row, passed)),
          h("td", { class: "why" }, h("b", null, why(row.reason)), " ", h("bdi", null, sentence(row.text)))))))),
    h("div", { class: "buttons" }, policy.paused
      ? h("button", { type: "button", onClick: () => act("Resume policy " + plain(policy.name), path + "resume", { term: false }) }, "Resume…")
      : h("button", { type: "button", onClick: () => act("Pause policy " + plain(policy.name), path + "pause", {
          text: "It goes on deciding, but writes nothing.",
        }) }, "Pause…")));
}

/** When the next poll begins, by when the newest did. */
function next(interval) {
  const poll = state.head && state.head.last_poll;
  if (!poll) return "";
  const left = interval - poll.took_seconds - (now() - Date.parse(poll.at)) / 1000; // at is its end
  return left <= 0 ? ", the next is due" : ", next in " + (left < 1 ? "less than 1 s" : age(left));
}

/** Those that are known: each that has a limit in a line of its own, the others in one. */
function signals(figures) {
  const known = figures.filter((each) => each.value !== null);
  const others = known.filter((each) => each.limit === null);
  return known.length === 0 ? "–" : [
    known.filter((each) => each.limit !== null).map((each) => h("div", { key: each.name }, figure(each))),
    others.length === 0 ? null : h("div", { class: "quiet" }, others.map((each, at) => [
      at ? ", " : "", h("span", { key: each.name }, figure(each)),
    ])),
  ];
}

function left(row, passed) {
  const seconds = row.cooldown_left_seconds - passed;
  return seconds > 0 ? age(seconds) + " left" : "over";
}

const seconds = (value) => (value < 1 ? Math.round(1000 * value) + " ms" : age(value));
