// What stands out at an endpoint, in words to filter by; and the line at the top that leads to what wants attention.

import { h } from "./preact.js";
import { link } from "./address.js";
import { many, plain } from "./format.js";
import { newestFirst, state, touched } from "./live.js";

/** More would be no line. */
const NAMED = 10;

/** States to filter by that want no attention; those that do are the server's. */
const QUIET = ["by hand", "moving"];

export const held = (row) => state.orders && state.orders.held.find((note) => note.name === row.endpoint);

/** True if the balancer does not have the weights that were set by hand: by the newest reading, or else as it was told. */
export const undone = (note) => {
  const row = state.endpoints.get(note.name);
  return row ? row.undone !== null : !note.in_force;
};

/** The edit for which an endpoint is left alone, as it was told. */
export const suspended = (row) => row.suspended && state.suspended.find((each) => each.endpoint === row.endpoint);

/** Of each endpoint the newest decision, and the newest that changed its weights, in one pass. */
function latest() {
  const decisions = new Map();
  const changes = new Map();
  const first = (map, row) => map.has(row.endpoint) || map.set(row.endpoint, row);
  newestFirst().forEach((row) => {
    if (touched(row)) first(changes, row);
    if (!row.restored) first(decisions, row); // of an earlier run's nobody says that it still counts
  });
  return { decisions, changes };
}

function words(row, decision) {
  const note = held(row);
  const holds = { "by hand": note && !undone(note), moving: decision && decision.action === "shift" };
  return [...row.attention.map((why) => why.word), ...QUIET.filter((word) => holds[word])];
}

/** The endpoints by name, so that none moves while somebody reads, each with what is to be said of it. */
export function looked() {
  const { decisions, changes } = latest();
  return [...state.endpoints.values()]
    .sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1))
    .map((row) => {
      const decision = decisions.get(row.endpoint);
      return { row, decision, change: changes.get(row.endpoint), words: words(row, decision) };
    });
}

const rank = ({ row }) => row.attention[0].rank;

/** Those that want attention, the worst first. */
const worst = (all) => all.filter(({ row }) => row.attention.length > 0).sort((a, b) => rank(a) - rank(b));

/** How many endpoints there are of all, of those that want attention, and of each word. */
export function counted(all) {
  const urgent = all.flatMap(({ row }) => row.attention).sort((a, b) => a.rank - b.rank).map((why) => why.word);
  return new Map([
    ["all", all.length],
    ["attention", worst(all).length],
    ...[...urgent, ...QUIET].map((word) => [word, all.filter((one) => one.words.includes(word)).length]),
  ]);
}

/** The endpoints that want attention, the worst first; each a link to it. */
export function attention(all) {
  const wanting = worst(all);
  if (wanting.length === 0) return null;
  return h("p", { id: "attention" }, h("b", null, "Needs attention"), ": ",
    wanting.slice(0, NAMED).map(({ row }, at) => h("span", { key: row.endpoint }, at ? ", " : "",
      link({ q: row.endpoint }, h("bdi", null, plain(row.endpoint))), " (" + row.attention.map((why) => why.word).join(", ") + ")")),
    wanting.length > NAMED ? [" and ", link({ state: "attention" }, many(wanting.length - NAMED, "more", "more"))] : "");
}
