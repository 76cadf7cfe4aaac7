// Values as people read them, the same as in the server's table.

export const UNKNOWN = "?";

/** About three digits that mean something. */
export function number(value) {
  if (value === null || value === undefined) return UNKNOWN;
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
}

export function percent(value) {
  return value === null || value === undefined ? UNKNOWN : (100 * value).toFixed(1) + "%";
}

export function age(seconds) {
  if (seconds < 10) return seconds.toFixed(1) + " s";
  if (seconds < 120) return Math.round(seconds) + " s";
  if (seconds < 7200) return Math.round(seconds / 60) + " min";
  return Math.round(seconds / 3600) + " h";
}

/** A time as the API, the audit log and the command line have it: in UTC, to the second. */
export function iso(text) {
  return new Date(text).toISOString().slice(0, 19) + "Z";
}

/** How far two times are apart, roughly. */
export function far(apart) {
  const seconds = Math.round(apart);
  if (seconds < 120) return seconds + " s";
  if (seconds < 7200) return Math.round(seconds / 60) + " min";
  return seconds < 172800 ? Math.round(seconds / 3600) + " h" : Math.round(seconds / 86400) + " d";
}

/** A length of time as it is typed, "1h9m5s"; no less than a second. */
export function lasting(seconds) {
  const left = Math.max(1, Math.ceil(seconds));
  return [[left / 86400, "d"], [(left / 3600) % 24, "h"], [(left / 60) % 60, "m"], [left % 60, "s"]]
    .map(([count, unit]) => [Math.floor(count), unit]).filter(([count]) => count > 0).flat().join("");
}

/** When what somebody ordered is over. */
export function ends(note) {
  return "until " + (note.until ? iso(note.until) : "somebody ends it");
}

/** A number that was compared, on one line. */
export function figure(one) {
  return one.name + " " + number(one.value) + (one.limit === null ? "" : " of " + number(one.limit));
}

/** So many of something: "1 reading", "2 readings". */
export const many = (count, one, more = one + "s") => count + " " + (count === 1 ? one : more);

/** What became of a decision, in the words of the mode that people write. */
export const told = (outcome) => outcome.result === "rehearsed" ? "proposed (not written)" : outcome.result;

/** A reason as it reads best. */
export function sentence(text) {
  return plain(text).replace(/->/g, "→");
}

/** Safe in a page: no control or bidirectional characters that could make text look like other text. */
export function plain(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
