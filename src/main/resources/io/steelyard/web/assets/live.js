// The state of the page, kept up to date by the server's events; by polling where these do not get through.

const STEPS = 180;
const KEPT = 500; // changes, and as many holds, as the server does
const POLL = 3000;
const TRY_AGAIN = 30000;

export const state = {
  head: null,             // of the newest snapshot
  receivedAt: 0,          // when it came, on the page's own clock
  endpoints: new Map(),   // pattern -> row; a row is replaced when it changes, never changed
  decisions: new Map(),   // sequence -> row
  rules: [],              // of the Guard, in their order
  orders: null,
  ordersClosed: null,
  ordersUnkept: null,     // why a restart would end them
  auditFault: null,       // why nothing is written
  filesRefused: [],       // the configuration, or that of the listener, if its newest reading was refused
  grafana: null,          // its address
  suspended: [],
  lastWrite: null,        // of all endpoints, when all of it was asked for last
  past: new Map(),        // endpoint \n route -> {rate, load, weight}
  stepSeconds: 10,
  connection: "connecting",
  version: "",
};

const listeners = [];
let source = null;
let sequence = -1;
let generation = null;
let polling = 0;
let again = 0;
let stepEnds = 0;
let ahead = 0;            // of the server's clock, in milliseconds

export function onChange(listener) {
  listeners.push(listener);
}

export function changed() {
  listeners.forEach((listener) => listener());
}

/** Seconds since the newest snapshot was taken. Counted here, so that a dead server shows. */
export function snapshotAge() {
  return state.head === null || state.head.snapshot_age_seconds === null
    ? null
    : state.head.snapshot_age_seconds + (performance.now() - state.receivedAt) / 1000;
}

/** The server's time of day, in milliseconds, so that ages are right whatever the time is here. */
export const now = () => Date.now() + ahead;

export function isStale() {
  const age = snapshotAge();
  return age !== null && age > 3 * state.head.poll_interval_seconds;
}

/** The decisions that are known, the newest first. */
export const newestFirst = () => [...state.decisions.values()].sort((a, b) => b.sequence - a.sequence);

/** The newest write, wherever it was; null if none is known. */
export function lastWrite() {
  const newer = (one, other) => (one === null || (other !== null && other.decision >= one.decision) ? other : one);
  return [...state.endpoints.values()].map((row) => row.last_write).reduce(newer, state.lastWrite);
}

/** A decision of which something was sent, or is about to be. */
export const touched = (row) => row.action === "shift" && !(row.outcome && ["rehearsed", "refused"].includes(row.outcome.result));

export const key = (endpoint, route) => endpoint + "\n" + route;

export function start() {
  connect();
  setInterval(changed, 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) disconnect();
    else connect();
  });
}

function disconnect() {
  if (source !== null) source.close();
  source = null;
  clearInterval(polling);
  polling = 0;
}

function connect() {
  disconnect();
  source = new EventSource("api/v1/events" + (generation === null ? "" : "?since=" + generation));
  source.onopen = () => say("live");
  source.onerror = () => {
    if (source !== null && source.readyState === EventSource.CLOSED) poll();
    else say("lost");
  };
  source.addEventListener("snapshot", (event) => {
    const data = JSON.parse(event.data);
    if (data.base !== null && data.base !== sequence) return connect(); // something was missed
    if (data.base === null) refresh();
    snapshot(data);
    say("live");
  });
  source.addEventListener("decision", (event) => decision(JSON.parse(event.data)));
  source.addEventListener("outcome", (event) => outcome(JSON.parse(event.data)));
  source.addEventListener("mode", (event) => mode(JSON.parse(event.data)));
}

function say(connection) {
  if (state.connection !== connection) {
    state.connection = connection;
    changed();
  }
}

/** The server takes no more readers, or something on the way does not let events through. */
function poll() {
  disconnect();
  say("polling");
  const ask = async () => {
    try {
      const [status, snap] = await Promise.all([json("api/v1/status"), json("api/v1/snapshot")]);
      mode(status);
      snapshot({ ...status, ...snap, base: null, removed: [], sequence: -1 });
      await refresh();
      say("polling");
    } catch (fault) {
      say("lost");
    }
  };
  ask();
  polling = setInterval(ask, POLL);
  setTimeout(() => polling && !document.hidden && connect(), TRY_AGAIN);
}

export async function json(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (!answer.ok) throw await refused(url, answer);
  return answer.json();
}

/** With what the server has to say, if it says something. */
async function refused(url, answer) {
  const fault = new Error(url + ": " + answer.status);
  try {
    fault.said = (await answer.json()).error;
  } catch (none) {
    fault.said = "";
  }
  return fault;
}

/** What events do not bring: the decisions and the half hour of before. */
async function refresh() {
  try {
    const [decisions, past, status, config] = await Promise.all([
      json("api/v1/decisions"),
      json("api/v1/history"),
      json("api/v1/status"),
      json("api/v1/config"),
    ]);
    state.grafana = config.grafana_url;
    state.version = status.version;
    state.lastWrite = status.last_write;
    state.rules = decisions.rules;
    decisions.decisions.forEach((row) => keep(row));
    history(past);
    changed();
  } catch (fault) {
    say("lost");
    clearTimeout(again);
    if (!polling) again = setTimeout(refresh, POLL); // events go on, and do not bring it
  }
}

function snapshot(data) {
  if (data.base === null) state.endpoints = new Map();
  data.removed.forEach((pattern) => state.endpoints.delete(pattern));
  data.endpoints.forEach((row) => {
    const old = state.endpoints.get(row.endpoint);
    state.endpoints.set(row.endpoint, row.whole || data.base === null || !old ? row : merged(old, row));
  });
  sequence = data.sequence;
  if (data.generation !== generation) remember();
  generation = data.generation;
  const { endpoints, removed, ...head } = data;
  state.head = head;
  state.receivedAt = performance.now();
  if (head.snapshot_at !== null) ahead = Date.parse(head.snapshot_at) + 1000 * head.snapshot_age_seconds - Date.now();
  changed();
}

function merged(old, row) {
  const byId = new Map(row.routes.map((route) => [route.route, route]));
  const routes = old.routes.map((route) => (byId.has(route.route) ? { ...route, ...byId.get(route.route) } : route));
  return { ...old, ...row, routes };
}

function decision(row) {
  keep(row);
  changed();
}

function keep(row) {
  const known = state.decisions.get(row.sequence);
  if (known && known.outcome && !row.outcome) row.outcome = known.outcome;
  if (row.restored) state.decisions.forEach((other, number) => { // the run before had another number for it
    if (other.decision_id === row.decision_id && other.endpoint === row.endpoint) state.decisions.delete(number);
  });
  state.decisions.set(row.sequence, row);
  const alike = [...state.decisions.values()].filter((other) => (other.action === "shift") === (row.action === "shift"));
  if (alike.length > KEPT) state.decisions.delete(Math.min(...alike.map((other) => other.sequence)));
}

function outcome(ended) {
  const row = state.decisions.get(ended.sequence);
  if (row) state.decisions.set(ended.sequence, { ...row, outcome: ended.outcome });
  changed();
}

function mode(said) {
  state.orders = said.orders;
  state.ordersClosed = said.orders_closed;
  state.ordersUnkept = said.orders_unkept;
  state.auditFault = said.audit_fault;
  state.filesRefused = said.files_refused;
  state.suspended = said.suspended;
  changed();
}

function history(past) {
  state.past = new Map();
  state.stepSeconds = past.step_seconds;
  past.endpoints.forEach((endpoint) =>
    endpoint.routes.forEach((route) =>
      state.past.set(key(endpoint.endpoint, route.route), {
        rate: route.requests_per_second,
        load: route.load,
        weight: route.weight,
      })));
  stepEnds = performance.now() + 1000 * state.stepSeconds;
}

/** Adds the present to the half hour, a new point for each step. */
function remember() {
  const begins = performance.now() >= stepEnds;
  if (begins) stepEnds = performance.now() + 1000 * state.stepSeconds;
  state.endpoints.forEach((endpoint) =>
    endpoint.routes.forEach((route) => {
      const known = state.past.get(key(endpoint.endpoint, route.route));
      if (!known) {
        state.past.set(key(endpoint.endpoint, route.route), {
          rate: [route.requests_per_second], load: [route.load], weight: [route.weight],
        });
      } else if (begins) {
        state.past.set(key(endpoint.endpoint, route.route), {
          rate: add(known.rate, route.requests_per_second),
          load: add(known.load, route.load),
          weight: add(known.weight, route.weight),
        });
      }
    }));
}

function add(values, value) {
  return [...values.slice(Math.max(0, values.length + 1 - STEPS)), value];
}
