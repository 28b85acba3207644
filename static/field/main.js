/* 现场: starts the page, keeps the bar honest, syncs whenever there is a chance. */

import { el, icon } from "./dom.js";
import { drawList } from "./list.js";
import { showState } from "./photos.js";
import { BASE } from "./server.js";
import { get, waiting } from "./store.js";
import { onChange, sync } from "./sync.js";
import { drawVisit } from "./visit.js";

const FIRST_RETRY = 1500;
const LAST_RETRY = 30_000;
const REFRESH = 5 * 60_000;

const view = document.querySelector("[data-view]");
const bar = document.querySelector("[data-bar]");
const words = bar.querySelector("[data-bar-words]");
const again = bar.querySelector("button");
const onVisit = location.pathname === `${BASE}visit/`;

let state = "ok";
let delay = FIRST_RETRY;
let timer = 0;
let running = false;
let wanted = false;
let offlineReady = false;

function draw() {
  return onVisit ? drawVisit(view, hurry) : drawList(view);
}

/** Say on the bar how things stand. */
async function say() {
  const who = await get("meta", "who");
  const left = who ? await waiting(who.id) : { visits: 0, photos: 0, drafts: 0, conflicts: 0 };
  const offline = !navigator.onLine || state === "offline";
  const parts = [];
  if (left.conflicts) {
    parts.push(`${left.conflicts} 份需要处理`);
  }
  if (left.visits - left.conflicts) {
    parts.push(`${left.visits - left.conflicts} 份记录、${left.photos} 张照片未同步`);
  }
  const rest = parts.join("，");
  let tone = left.visits ? "warn" : "ok";
  let name = left.visits ? "refresh" : "circle-check";
  let text = rest || "全部已同步";
  if (state === "signed-out") {
    [tone, name, text] = ["bad", "lock", `登录已失效，请重新登录后同步${rest ? `：${rest}` : ""}`];
  } else if (state === "forbidden") {
    [tone, name, text] = ["bad", "ban", "当前岗位不能使用“现场”，请换回原岗位"];
  } else if (state === "broken") {
    [tone, name, text] = ["bad", "alert-circle", `同步出错，稍后自动再试${rest ? `：${rest}，都还在本机` : ""}`];
  } else if (offline) {
    [tone, name, text] = ["warn", "wifi-off", `离线${rest ? `：${rest}，都已存在本机` : "，可以照常填写"}`];
  } else if (state === "syncing") {
    [tone, name] = ["accent", "refresh"];
    text = left.visits ? `正在同步：${rest}` : "正在同步";
  }
  bar.className = `field-bar ${tone}`;
  words.replaceChildren(icon(name), el("span", {}, text));
  if (state === "signed-out") {
    words.append(el("a", { href: `/login/?next=${encodeURIComponent(location.pathname + location.search)}` }, "去登录"));
  }
  again.hidden = state === "signed-out";
  again.disabled = state === "syncing";
  bar.dataset.state = state;
  bar.dataset.left = String(left.visits);
  bar.dataset.offlineReady = String(offlineReady);
}

/** Sync now; if something is left that only needs the network, try again later and later. */
async function hurry() {
  if (running) {
    wanted = true; // what was handed in meanwhile goes as soon as this run is through
    return;
  }
  running = true;
  clearTimeout(timer);
  let outcome;
  do {
    wanted = false;
    outcome = await sync().catch(() => ({ state: "broken" }));
  } while (wanted && outcome.state === "ok");
  running = false;
  if (outcome.state === "busy") {
    plan(FIRST_RETRY);
    return;
  }
  state = outcome.state;
  if (state === "ok") {
    delay = FIRST_RETRY;
    plan(REFRESH);
  } else if (state === "offline" || state === "broken") {
    plan(delay);
    delay = Math.min(delay * 2, LAST_RETRY);
    askWorker();
  } else {
    plan(REFRESH);
  }
  await say();
}

function plan(wait) {
  clearTimeout(timer);
  timer = setTimeout(hurry, wait);
}

/** Where the browser can, it syncs even after this page is closed. */
async function askWorker() {
  const registration = await navigator.serviceWorker?.getRegistration(BASE).catch(() => null);
  await registration?.sync?.register("caseflow-field-sync").catch(() => null);
}

onChange((change) => {
  if (change.kind === "syncing") {
    state = "syncing";
  } else if (change.kind === "synced" && change.state !== "busy") {
    state = change.state;
  } else if (change.kind === "photo") {
    delay = FIRST_RETRY; // something arrived: the line is worth another quick try
    showState(change);
  } else if (change.kind === "tasks" && !onVisit) {
    draw();
  } else if (change.kind === "done" || change.kind === "conflict") {
    if (!onVisit || view.dataset.visit === change.id) {
      draw();
    }
  }
  say();
});

async function keepOffline() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  try {
    await navigator.serviceWorker.register(`${BASE}sw.js`, { type: "module", scope: BASE });
    await navigator.serviceWorker.ready;
    offlineReady = true;
    await navigator.storage?.persist?.();
  } catch {
    document.querySelector("[data-no-offline]").hidden = false;
  }
}

window.addEventListener("online", () => {
  delay = FIRST_RETRY;
  hurry();
});
window.addEventListener("offline", () => say());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    hurry();
  }
});
again.addEventListener("click", () => {
  delay = FIRST_RETRY;
  hurry();
});

/** Begin: what is kept first, then what the server says. */
async function begin() {
  document.querySelector("[data-server-list]")?.remove();
  await draw();
  await say();
  await keepOffline();
  await say();
  await hurry();
  if ("empty" in view.dataset) {
    await draw();
  }
}

if (window.isSecureContext) {
  begin();
} else {
  // hashes and offline pages need a safe connection; the list and the plain forms do not
  bar.hidden = true;
  document.querySelector("[data-insecure]").hidden = false;
}
