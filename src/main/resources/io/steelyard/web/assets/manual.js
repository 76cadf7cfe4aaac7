// Links to the manual, which the server has in its jar.

import { h } from "./preact.js";

export const manual = (place, text) => h("a", { key: place, href: place }, text);

/** The code of a reason, as a link to what it means. */
export const why = (code) => manual("docs/concepts.md#code-" + encodeURIComponent(code), code);
