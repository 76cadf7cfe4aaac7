// What stands out at an endpoint, in words to filter by; and the line at the top that leads to what wants attention.

import { h } from "./preact.js";
import { link } from "./address.js";
import { many, plain } from "./format.js";
import { newestFirst, state, touched } from "./live.js";

/** More would be no line. */
const NAMED = 10;

/** Rules of the Guard that do not pass with the next readings: the phase `blocked` of the metrics. */
const BLOCKING = ["panic", "policy_failed", "not_effective", "self_test", "flips"];

/** Words that want attention, the worst first, and where the manual says what to do. */
const ATTENTION = new Map([
  ["no backends", "docs/runbook.md#steelyardroutenobackends"],
  ["not in force", "docs/operating.md#not-in-force"],
  ["write failed", "docs/runbook.md#steelyardshapecallsfailing"],
  ["suspended", "docs/concepts.md#an-operators-edit"],
  ...BLOCKING.map((code) => ["held by " + code, "docs/concepts.md#code-" + code]),
  ["suspect", "docs/concepts.md#code-suspect"],
]);

/** All that may be filtered by, in the order in which they are offered. */
const WORDS = [...ATTENTION.keys(), "by hand", "moving"];

export const urgent = (word) => ATTENTION.has(word);

/** Traffic is lost, or somebody believes what is not so. */
export const alarming = (word) => ["no backends", "not in force"].includes(word);

/** Where the manual explains a word; undefined if there is nothing to explain. */
export const explained = (word) => word === "by hand" ? "docs/operating.md#orders" : ATTENTION.get(word);

export const held = (row) => state.orders && state.orders.held.find((note) => note.name === row.endpoint);

/** The edit for which an endpoint is left alone, as it was told. */
export const suspended = (row) => row.suspended && state.suspended.find((each) => each.endpoint === row.endpoint);

/** What an operator has said meanwhile, or a shutdown, is no failure. */
const failing = ({ outcome }) => outcome.result === "failed"
  || (outcome.result === "refused" && !["overruled", "closed"].includes(outcome.reason));

/** Of each endpoint the newest decision, the newest that changed its weights, and the newest write that has ended, in one pass. */
function latest() {
  const decisions = new Map();
  const changes = new Map();
  const ended = new Map();
  const first = (map, row) => map.has(row.endpoint) || map.set(row.endpoint, row);
  newestFirst().forEach((row) => {
    if (touched(row)) first(changes, row);
    if (row.restored) return; // nobody says that it is still wanted
    first(decisions, row);
    if (row.action === "shift" && row.outcome) first(ended, row);
  });
  return { decisions, changes, ended };
}

function words(row, decision, ended) {
  const note = held(row);
  const holds = {
    "no backends": row.routes.some((route) => route.weight > 0 && route.backends === 0),
    "not in force": note && !note.in_force,
    "write failed": row.desired_by !== null && ended && failing(ended), // also while it is tried again
    suspended: row.suspended,
    suspect: row.suspect,
    "by hand": note && note.in_force,
    moving: decision && decision.action === "shift",
    ["held by " + (decision && decision.reason)]: decision && decision.action === "hold",
  };
  return WORDS.filter((word) => holds[word]);
}

/** The endpoints by name, so that none moves while somebody reads, each with what is to be said of it. */
export function looked() {
  const { decisions, changes, ended } = latest();
  return [...state.endpoints.values()]
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1))
    .map((row) => {
      const decision = decisions.get(row.endpoint);
      return { row, decision, change: changes.get(row.endpoint), words: words(row, decision, ended.get(row.endpoint)) };
    });
}

/** How many endpoints there are of each word, of all, and of those that want attention. */
export function counted(all) {
  const of = (holds) => all.filter((one) => holds(one.words)).length;
  return new Map([
    ["all", all.length],
    ["attention", of((said) => said.some(urgent))],
    ...WORDS.map((word) => [word, of((said) => said.includes(word))]),
  ]);
}

/** The endpoints that want attention, the worst first; each a link to it. */
export function attention(all) {
  const rank = ({ words: said }) => WORDS.indexOf(said[0]);
  const wanting = all.filter(({ words: said }) => said.some(urgent)).sort((a, b) => rank(a) - rank(b));
  if (wanting.length === 0) return null;
  return h("p", { id: "attention" }, h("b", null, "Needs attention"), ": ",
    wanting.slice(0, NAMED).map(({ row, words: said }, at) => h("span", { key: row.endpoint }, at ? ", " : "",
      link({ q: row.endpoint }, h("bdi", null, plain(row.endpoint))), " (" + said.filter(urgent).join(", ") + ")")),
    wanting.length > NAMED ? [" and ", link({ state: "attention" }, many(wanting.length - NAMED, "more", "more"))] : "");
}
