// A line of the last half hour, drawn as SVG: light enough for hundreds of them.

import { Component, h } from "./preact.js";
import { number } from "./format.js";

const WIDTH = 120;
const HEIGHT = 24;
/** As long as there is little, it is drawn as if it were five minutes. */
const STEPS_LEAST = 30;

/** values: the newest last, null where unknown; step: true for weights, which jump */
export class Spark extends Component {
  shouldComponentUpdate(next) {
    return next.values !== this.props.values;
  }

  render() {
    const { values, label, step } = this.props;
    const known = (values || []).filter((value) => value !== null && value !== undefined);
    if (known.length < 2) return h("span", { class: "quiet" }, "–");
    const most = Math.max(...known);
    const least = Math.min(...known);
    const text = label + ", last half hour: " + number(least) + " to " + number(most)
      + ", now " + number(known[known.length - 1]);
    return h("svg", { class: "spark", viewBox: "0 0 " + WIDTH + " " + HEIGHT, role: "img", "aria-label": text },
      h("title", null, text),
      h("path", { d: path(values, Math.min(0, least), most || 1, step) }));
  }
}

function path(values, bottom, top, step) {
  const steps = Math.max(STEPS_LEAST, values.length);
  const x = (at) => ((steps - values.length + at) * WIDTH) / (steps - 1);
  const y = (value) => HEIGHT - 2 - ((value - bottom) / (top - bottom || 1)) * (HEIGHT - 4);
  let out = "";
  let down = false;
  values.forEach((value, at) => {
    if (value === null || value === undefined) {
      down = false;
      return;
    }
    const to = x(at).toFixed(1);
    out += down ? (step ? "H" + to + "V" : "L" + to + " ") + y(value).toFixed(1) : "M" + to + " " + y(value).toFixed(1);
    down = true;
  });
  return out;
}
