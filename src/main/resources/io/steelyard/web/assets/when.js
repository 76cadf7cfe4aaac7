// A time, and how far it is from now.

import { Component, h } from "./preact.js";
import { far, iso } from "./format.js";
import { now } from "./live.js";

const shown = new Set();

setInterval(() => document.hidden || shown.forEach((each) => each.tick()), 1000);

/** at: as the server tells it; link: makes a link or button of the time itself. The distance goes on by itself, also where nothing else is drawn anew. */
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
    const { at, link = (time) => time } = this.props;
    const text = iso(at);
    const day = text.indexOf("T") + 1;
    this.told = this.distance();
    return [link(h("time", { datetime: text }, h("span", null, text.slice(0, day)), h("wbr"), h("span", null, text.slice(day)))), " ",
      h("span", { class: "quiet" }, "(" + this.told + ")")];
  }
}

/** When what somebody ordered is over. */
export const until = (note) => (note.until ? ["until ", h(When, { at: note.until })] : "until somebody ends it");
