// What is shown stands in the address, so that it can be sent to somebody.

import { changed } from "./live.js";

export function filter(name) {
  return new URLSearchParams(window.location.search).get(name) || "";
}

/** A link within the page; with a key held it opens elsewhere as any link does. */
export function follow(event, values) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  set(values);
}

/** An empty value leaves the name out. */
export function set(values) {
  const all = new URLSearchParams(window.location.search);
  Object.entries(values).forEach(([name, value]) => (value ? all.set(name, value) : all.delete(name)));
  const query = all.toString();
  window.history.replaceState(null, "", query ? "?" + query : window.location.pathname);
  changed();
}
