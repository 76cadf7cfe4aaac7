// A time, and how far it is from now.

import { Component, h } from "./preact.js";
import { far, iso, plain, sentence } from "./format.js";
import { now } from "./live.js";

const shown = new Set();

setInterval(() => document.hidden || shown.forEach((each) => each.tick()), 1000);

/** at: as the server tells it; link: makes a link or button of the time itself; short: the distance alone. The distance goes on by itself, also where nothing else is drawn anew. */
export class When extends Component {
  componentDidMount() {
    shown.add(this);
  }

  componentWillUnmount() {
    shown.delete(this);
  }

  shouldComponentUpdate(next) {
    return next.at !== this.props.at;
  }

  tick() {
    if (this.distance() !== this.told) this.forceUpdate();
  }

  distance() {
    const seconds = (now() - Date.parse(this.props.at)) / 1000;
    return seconds < 0 ? "in " + far(-seconds) : far(seconds) + " ago";
  }

  render() {
    const { at, short, link = (time) => time } = this.props;
    const text = iso(at);
    const day = text.indexOf("T") + 1;
    this.told = this.distance();
    if (short) return h("time", { datetime: text, title: text }, this.told);
    return [link(h("time", { datetime: text }, h("span", null, text.slice(0, day)), h("wbr"), h("span", null, text.slice(day)))), " ",
      h("span", { class: "quiet" }, "(" + this.told + ")")];
  }
}

/** Who ordered it, since when and until when, and why. */
export const by = (note) => [" by ", h("bdi", null, plain(note.who)), " since ", h(When, { at: note.since }), ", ", until(note), ": ",
  h("bdi", null, plain(note.reason))];

/** When what somebody ordered is over. */
const until = (note) => (note.until ? ["until ", h(When, { at: note.until })] : "until somebody ends it");

/** Since when an endpoint is left alone after somebody's edit, and what that was. */
export const suspension = (each) => [h("b", null, "Suspended"), " since ", h(When, { at: each.since }), ": ", h("bdi", null, sentence(each.text))];
