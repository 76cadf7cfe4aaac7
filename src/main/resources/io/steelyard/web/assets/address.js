// What is shown stands in the address, so that it can be sent to somebody.

import { h } from "./preact.js";
import { plain } from "./format.js";
import { changed } from "./live.js";

export function filter(name) {
  return new URLSearchParams(window.location.search).get(name) || "";
}

/** A link within the page, to these filters and no others, without those that are empty; with a key held it opens elsewhere as any link does. */
export function link(values, text, more = {}) {
  const query = "?" + new URLSearchParams(Object.entries(values).filter(([, value]) => value));
  return h("a", {
    href: query,
    onClick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      window.history.pushState(null, "", query === "?" ? window.location.pathname : query);
      changed();
    },
    ...more,
  }, text);
}

/** That nothing matches what stands in the address, and a way back. filters: what to call each of them */
export function unmatched(what, filters, back) {
  const said = Object.entries(filters).filter(([name]) => filter(name)).map(([name, label]) => (label ? label + " " : "") + plain(filter(name)));
  return h("p", { class: "quiet" }, "No " + what + " matches " + said.join(", ") + ". ", link(back, "Show all"));
}

/** Back to where a link was followed. */
window.addEventListener("popstate", changed);

/** An empty value leaves the name out. */
export function set(values) {
  const all = new URLSearchParams(window.location.search);
  Object.entries(values).forEach(([name, value]) => (value ? all.set(name, value) : all.delete(name)));
  const query = all.toString();
  window.history.replaceState(null, "", query ? "?" + query : window.location.pathname);
  changed();
}
