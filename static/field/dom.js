/* Small helpers to draw with: everything a person typed goes in as text, never as markup. */

const ICONS = document.querySelector("[data-icons]")?.dataset.icons ?? "";
const SVG = "http://www.w3.org/2000/svg";

/** Return an element; `attrs` may hold properties (`className`), attributes, `on` handlers and `data`. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (value === undefined || value === null || value === false) {
      continue;
    }
    if (name === "on") {
      Object.entries(value).forEach(([event, act]) => node.addEventListener(event, act));
    } else if (name === "data") {
      Object.assign(node.dataset, value);
    } else if (name in node && name !== "list" && name !== "form") {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : value);
    }
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Return a drawing of the sprite; words beside it say what it means. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/** Return a coloured state with its icon and word. */
export function pill(text, tone = "", name = "") {
  return el("span", { className: `pill ${tone}` }, name && icon(name), el("span", {}, text));
}

/** Return a notice like those of the other pages. */
export function notice(tone, title, ...children) {
  const names = { ok: "circle-check", warn: "alert-triangle", bad: "alert-circle" };
  return el(
    "div",
    { className: `notice ${tone}`, role: tone === "bad" ? "alert" : "note" },
    icon(names[tone] ?? "info-circle"),
    el("div", {}, el("p", { className: "notice-title" }, title), ...children),
  );
}

export function card(title, aside, ...children) {
  const head = el("div", { className: "card-header" }, el("h2", { className: "card-title" }, title));
  if (aside) {
    head.append(el("div", { className: "card-aside" }, aside));
  }
  return el("section", { className: "card" }, head, ...children);
}

export function button(label, act, { style = "", name = "", ...attrs } = {}) {
  return el(
    "button",
    { type: "button", className: `btn ${style}`, on: { click: act }, ...attrs },
    name && icon(name),
    label,
  );
}

/** Return 11月26日 for 2026-11-26. */
export function day(text) {
  const [, month, date] = (text || "").split("-").map(Number);
  return month ? `${month}月${date}日` : "";
}

/** Return 11月26日 14:18 in Shanghai for a moment. */
export function moment(value) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("zh-CN", {
      timeZone: "Asia/Shanghai",
      month: "numeric",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(new Date(value))
      .map((part) => [part.type, part.value]),
  );
  return `${parts.month}月${parts.day}日 ${parts.hour}:${parts.minute}`;
}

/** Return how far a phone's clock was off, in words. */
export function skewWords(seconds) {
  const off = Math.abs(seconds);
  if (off <= 120) {
    return "";
  }
  const days = Math.floor(off / 86400);
  const hours = Math.floor((off % 86400) / 3600);
  const minutes = Math.round((off % 3600) / 60);
  const words = [days && `${days} 天`, hours && `${hours} 小时`, !days && minutes && `${minutes} 分钟`];
  return `手机时钟${seconds > 0 ? "快" : "慢"}了约 ${words.filter(Boolean).join(" ")}`;
}
