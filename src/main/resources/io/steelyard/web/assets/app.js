// The page: a header that says how things stand, and one of three views.

import { h, render } from "./preact.js";
import { act, dialog, done } from "./actions.js";
import { filter, link, set } from "./address.js";
import { attention, looked, undone } from "./attention.js";
import { Configuration, grafana } from "./config.js";
import { decisions, detail } from "./decisions.js";
import { endpoints } from "./endpoints.js";
import { age, many, plain, sentence } from "./format.js";
import { isStale, lastWrite, onChange, snapshotAge, start, state } from "./live.js";
import { manual } from "./manual.js";
import { Policies } from "./policies.js";
import { trial } from "./whatif.js";
import { by, suspension, When } from "./when.js";

const VIEWS = { endpoints: "Endpoints", decisions: "Decisions", policies: "Policies", config: "Configuration" };

const CONNECTION = {
  live: "● live",
  polling: "◐ polling",
  connecting: "○ connecting",
  lost: "✗ offline",
};

function header() {
  const orders = state.orders;
  const seconds = snapshotAge();
  const acts = orders && orders.mode === "act";
  const barred = orders && (orders.paused || state.auditFault || isStale() || state.connection === "lost");
  const held = orders ? orders.held.length : 0;
  const lapsed = orders ? orders.held.filter(undone).length : 0;
  return h("header", { class: "top" },
    h("h1", null, "Steelyard", h("span", { class: "version" }, " " + state.version)),
    h("p", { class: "badges", role: "status" },
      orders ? h("span", { class: "badge" + (acts && !barred ? " on" : ""), id: "mode" },
        (acts ? barred ? "" : "ACTING: " : "DRY RUN: ") + "mode " + orders.mode) : null,
      orders && orders.paused ? h("span", { class: "badge warn", id: "paused" }, "PAUSED") : null,
      orders && orders.paused_policies.length > 0
        ? link({ view: "policies" }, many(orders.paused_policies.length, "policy", "policies") + " paused", { class: "badge warn" }) : null,
      held > lapsed ? link({ state: "by hand" }, (held - lapsed) + " by hand", { class: "badge warn" }) : null,
      lapsed > 0 ? link({ state: "not in force" }, lapsed + " NOT IN FORCE", { class: "badge alarm", id: "lapsed" }) : null,
      isStale() ? h("span", { class: "badge alarm", id: "stale" }, "STALE") : null,
      state.head && state.head.state === "missed" ? h("span", { class: "badge warn" }, "POLL MISSED") : null,
      state.auditFault ? h("span", { class: "badge alarm", id: "unaudited", title: plain(state.auditFault) }, "NOTHING IS WRITTEN") : null,
      state.filesRefused.length > 0 ? link({ view: "config" }, "CONFIG REFUSED", {
        class: "badge alarm", id: "config-refused", title: plain(state.filesRefused[0].error),
      }) : null,
      state.suspended.length > 0
        ? link({ state: "suspended" }, state.suspended.length + " suspended", { class: "badge warn", id: "suspended" }) : null,
      h("span", { class: "badge" + (state.connection === "lost" ? " alarm" : ""), id: "connection" },
        state.connection === "live" && isStale() ? "○ connected" : CONNECTION[state.connection])),
    h("p", { class: "quiet", id: "age" }, state.head === null ? "" : state.head.generation === null
      ? "no snapshot yet"
      : "snapshot " + state.head.generation + ", " + age(seconds) + " old"),
    h("div", { class: "buttons" },
      orders && orders.paused
        ? h("button", { type: "button", onClick: () => act("Resume all policies", "resume", { term: false }) }, "Resume…")
        : h("button", { type: "button", onClick: () => act("Pause all policies", "pause", {
            text: "They go on deciding, but nothing is written.",
          }) }, "Pause…"),
      h("button", { type: "button", onClick: () => act("Change the mode", "mode", { fields: "mode" }) }, "Mode…"),
      h("button", { type: "button", onClick: () => act("Poll and decide now", "run", {
        text: "Reads the balancer within a second, not only at the next poll, and lets the policies decide. The Guard's rules apply as always.",
        effect: "The order itself changes nothing; what the policies decide stands in the log of decisions.",
        term: false,
      }) }, "Run now…")));
}

/** first: what stands above them */
function notices(first) {
  const orders = state.orders;
  const poll = state.head && state.head.last_poll;
  return h("div", { class: "notices" },
    h("div", { role: "status", id: "done" }, done() === null ? null : h("p", { class: "done" }, "✓ " + done())),
    first,
    state.connection === "lost" ? h("p", { id: "lost" }, h("b", null, "No answer from the server"),
      ": all that is shown here is as it was then. It is asked again every few seconds.") : null,
    orders && orders.paused ? h("p", null, h("b", null, "Paused"), by(orders.paused)) : null,
    orders && orders.mode_by ? h("p", null, h("b", null, "Mode " + orders.mode), by(orders.mode_by),
      "; configured is " + orders.configured_mode) : null,
    orders && orders.log_level_by ? h("p", { id: "log-level" }, h("b", null, "Log level " + orders.log_level), by(orders.log_level_by),
      "; configured is " + orders.configured_log_level) : null,
    orders ? orders.paused_policies.map((each) =>
      h("p", { key: "policy " + each.name }, h("b", null, "Policy ", h("bdi", null, plain(each.name)), " paused"), by(each))) : null,
    state.ordersUnkept ? h("p", null, h("b", null, "Orders are not kept, a restart would end those that stand"), ": " + plain(state.ordersUnkept)) : null,
    state.auditFault ? h("p", null, h("b", null, "Nothing is written"), ", and only a pause is obeyed: ",
      h("bdi", null, plain(state.auditFault)), "; ", manual("docs/troubleshooting.md#nothing-is-written-unaudited", "what to do")) : null,
    poll && !poll.ok ? h("p", null, h("b", null, "The last poll failed"), ": " + plain(poll.cause + ": " + poll.message) + "; ",
      manual("docs/runbook.md#steelyardpollstale", "what to do")) : null,
    state.filesRefused.map((each) => h("p", { key: "file " + each.file }, h("b", null, "Configuration refused"), " since ",
      h(When, { at: each.since }), ": ", h("bdi", null, plain(each.file)), ": ", h("bdi", null, plain(each.error)),
      each.errors > 1 ? " (and " + (each.errors - 1) + " more)" : "",
      "; what counted before still does; to end this: " + plain(each.remedy) + "; ",
      manual("docs/runbook.md#steelyardconfigreloadfailed", "what to do"))),
    state.suspended.filter((each) => !state.endpoints.has(each.endpoint)).map((each) => h("p", { key: each.endpoint },
      h("bdi", null, plain(each.endpoint)), ", which is not there: ", suspension(each))));
}

/** What was changed last, wherever that was. */
function newestWrite() {
  const last = lastWrite();
  return h("p", { id: "last-write" }, last === null ? "Last write: none known" : [
    h("span", { class: "clamped" }, h("b", null, "Last write "), h(When, { at: last.at }), " to ",
      link({ q: last.endpoint }, h("bdi", null, plain(last.endpoint))), ", ", h("bdi", null, sentence(last.text))), " ",
    h("button", { type: "button", class: "link", onClick: () => set({ decision: String(last.decision) }) }, "details"),
  ]);
}

function page() {
  const view = VIEWS[filter("view")] ? filter("view") : "endpoints";
  const all = looked();
  const alone = view === "endpoints" && all.length < 2; // a single endpoint says it all itself
  return [
    header(),
    h("nav", { "aria-label": "Views" }, Object.keys(VIEWS).map((name) =>
      link(name === "endpoints" ? {} : { view: name }, VIEWS[name], {
        key: name, "aria-current": name === view ? "page" : undefined,
      })), manual("README.md#more", "Manual")),
    notices(alone ? null : attention(all)),
    alone || state.rules.length === 0 ? null : newestWrite(),
    h("main", null, view === "endpoints" ? endpoints(all) : view === "decisions" ? decisions()
      : view === "policies" ? h(Policies) : h(Configuration)),
    h("footer", null, h("nav", { "aria-label": "Links" },
      ["metrics", "api/v1/status", "api/v1/snapshot", "api/v1/decisions", "api/v1/config", "api/v1/openapi.yaml", "-/ready", "-/healthy"]
        .map((path) => h("a", { key: path, href: path }, "/" + path)), grafana("steelyard-overview"))),
    dialog(),
    detail(),
    trial(),
  ];
}

const icon = document.querySelector("link[rel=icon]");
let waiting = false;

function draw() {
  waiting = false;
  const alarm = isStale() || state.connection === "lost";
  const paused = state.orders && state.orders.paused;
  document.title = (alarm ? "✗ stale: " : paused ? "❚❚ paused: " : "") + "Steelyard";
  const wanted = alarm || paused ? "assets/alert.svg" : "assets/icon.svg";
  if (icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
  render(page(), document.getElementById("page"));
}

/** Changes that come together are drawn together. */
onChange(() => {
  if (!waiting) {
    waiting = true;
    setTimeout(draw, 100);
  }
});

/** Where a user and a password are part of the address a page may not fetch anything; the browser knows them by now. */
function withoutPassword() {
  const here = new URL(document.baseURI);
  if (!here.username && !here.password) return false;
  here.username = here.password = "";
  window.location.replace(here);
  return true;
}

if (!withoutPassword()) {
  new Image().src = "assets/alert.svg"; // kept for when there is no server to ask for it
  document.getElementById("page").textContent = "";
  draw();
  start();
}
