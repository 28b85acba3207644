/* 今日任务: what there is to visit, what is in progress, what arrived. */

import { card, day, el, icon, moment, notice, pill } from "./dom.js";
import { BASE } from "./server.js";
import { all, get } from "./store.js";

const GROUPS = [
  ["acceptance", "待验收", "完工并安排了现场验收的户列在这里。"],
  ["patrol", "巡查", "施工中的户和等待复查的问题列在这里。"],
  ["spot_check", "现场检查", ""],
];
const STATES = {
  draft: ["进行中", "accent", "edit"],
  ready: ["待同步", "warn", "clock"],
  noting: ["待同步", "warn", "clock"],
  discarding: ["正在放弃", "", "clock"],
  conflict: ["需要处理", "bad", "alert-circle"],
};

export function visitUrl(caseId, kind) {
  return `${BASE}visit/?case=${caseId}&kind=${kind}`;
}

/** Draw the list into `view` from what the phone holds. */
export async function drawList(view) {
  const who = await get("meta", "who");
  if (!who) {
    view.replaceChildren(
      notice("warn", "这部手机上还没有今日任务", el("p", {}, "请在有网络时登录并打开“现场”，之后没有网络也能用。")),
    );
    return;
  }
  const [tasks, visits, done, everything] = await Promise.all([
    all("tasks", "who", who.id),
    all("visits", "who", who.id),
    all("done", "who", who.id),
    all("visits"),
  ]);
  const parts = [];
  const others = everything.length - visits.length;
  if (others) {
    parts.push(
      notice("warn", `这部手机上还有 ${others} 份别人的现场记录没有同步`, el("p", {}, "请由本人以原岗位登录后同步；不会以您的名义交上。")),
    );
  }
  if (visits.length) {
    visits.sort((one, other) => one.opened_at - other.opened_at);
    parts.push(card("我的现场记录", `${visits.length} 份未办结`, rows(visits.map(ownRow))));
  }
  if (who.route?.length) {
    parts.push(card(`${day(who.today)} 约好的上门`, `${who.route.length} 户，按时间先后`, rows(who.route.map(stopRow))));
  }
  const busy = new Set(visits.map((visit) => visit.task.key));
  for (const [kind, title, empty] of GROUPS) {
    const mine = tasks.filter((task) => task.kind === kind && !busy.has(task.key));
    if (mine.length) {
      parts.push(card(title, `${mine.length} 户`, rows(mine.sort(pressing).map((task) => taskRow(task, who.today)))));
    } else if (empty && !tasks.length && !visits.length && !parts.length) {
      parts.push(card(title, "", el("div", { className: "empty-state" }, icon("circle-check"), el("p", { className: "empty-heading" }, "今天没有要去的户"), el("p", {}, empty))));
    }
  }
  if (done.length) {
    done.sort((one, other) => other.at - one.at);
    parts.push(card("已同步", "保留一天", rows(done.map(doneRow))));
  }
  parts.push(
    el("p", { className: "muted small" }, `任务载入于 ${moment(who.loadedAt)}。本机只保存地址和遮盖后的姓名、电话，同步后删除。`),
  );
  view.replaceChildren(...parts);
}

function pressing(one, other) {
  return rank(one) < rank(other) ? -1 : 1;
}

function rank(task) {
  // arranged rounds and mended problems first; then what is due first, or was seen longest ago
  if (task.kind === "acceptance") {
    return `${Number(!task.attempt)}${task.arranged_on || task.due_on}${task.number}`;
  }
  return `${Number(!task.rechecks.length)}${task.last_visit || "0"}${task.number}`;
}

function rows(children) {
  return el("ul", { className: "field-tasks" }, children);
}

function taskRow(task, today) {
  const facts = [task.household, task.phone].filter(Boolean).join(" · ");
  const chips = [];
  if (task.kind === "acceptance") {
    chips.push(task.attempt ? pill(`${day(task.arranged_on)} 上门`, "accent", "calendar") : pill("待安排", "", "calendar"));
    if (task.attempt > 1) {
      chips.push(pill("二次验收", "warn", "rotate"));
    }
    if (task.verdict) {
      chips.push(pill(task.verdict, "ok", "circle-check"));
    }
    if (task.due_on) {
      const late = task.due_on < today;
      chips.push(late ? pill(`${day(task.due_on)} 已到期`, "bad", "calendar-due") : el("span", { className: "muted small" }, `${day(task.due_on)} 到期`));
    }
  } else {
    if (task.rechecks.length) {
      chips.push(pill(`${task.rechecks.length} 个问题待复查`, "warn", "eye"));
    }
    chips.push(el("span", { className: "muted small" }, task.last_visit ? `上次 ${day(task.last_visit)}` : "还没有巡查过"));
  }
  const ready = task.kind !== "acceptance" || task.items.length > 0;
  const label = task.kind === "acceptance" ? "开始验收" : `开始${task.kind_label}`;
  const place = `place-${task.kind}-${task.case}`;
  const go = { className: `btn field-go ${ready ? "ready" : ""}`, "aria-describedby": place };
  const link = ready
    ? el("a", { ...go, href: visitUrl(task.case, task.kind) }, label)
    : el("a", { ...go, href: task.attempt ? task.page_url : task.form_url }, task.attempt ? "查看案件" : "安排验收");
  return el(
    "li",
    {},
    el(
      "div",
      { className: "main" },
      el("h3", { id: place }, task.address),
      el("p", { className: "muted" }, facts),
      el("p", { className: "muted small" }, `${task.number} · ${task.enterprise}`),
      el("p", { className: "field-chips" }, chips),
    ),
    link,
  );
}

/** One agreed visit of the day: hour, door, who comes, what the household was asked to have ready. */
function stopRow(stop) {
  const facts = [stop.household, stop.phone].filter(Boolean).join(" · ");
  return el(
    "li",
    {},
    el(
      "div",
      { className: "main" },
      el("h3", {}, `${stop.time} ${stop.purpose}`),
      el("p", {}, stop.map_url ? el("a", { href: stop.map_url }, icon("map-pin"), stop.address) : stop.address),
      el("p", { className: "muted" }, facts),
      el("p", { className: "muted small" }, `${stop.number} · ${stop.officers}`),
      stop.note && el("p", { className: "small" }, `请住户准备：${stop.note}`),
    ),
    el("a", { className: "btn btn-sm", href: stop.page_url, "aria-label": `看 ${stop.number} 的预约` }, "看预约"),
  );
}

function ownRow(visit) {
  const [label, tone, name] = STATES[visit.state];
  return el(
    "li",
    {},
    el(
      "div",
      { className: "main" },
      el("h3", {}, visit.task.address),
      el("p", { className: "muted small" }, `${visit.task.kind_label} · ${visit.task.number} · ${moment(visit.opened_at)} 开始`),
      el("p", { className: "field-chips" }, pill(label, tone, name)),
    ),
    el("a", { className: "btn field-go", href: visitUrl(visit.task.case, visit.kind) }, visit.state === "conflict" ? "去处理" : "继续"),
  );
}

function doneRow(entry) {
  const message = entry.result?.message || "已办结。";
  return el(
    "li",
    {},
    el(
      "div",
      { className: "main" },
      el("h3", {}, entry.address),
      el("p", { className: "muted small" }, `${entry.kind} · ${entry.number} · ${moment(entry.at)} 同步`),
      el("p", { className: "field-chips" }, pill(message, entry.status === "closed" ? "ok" : "", "circle-check")),
    ),
    el("a", { className: "btn btn-sm", href: entry.url }, "看案件"),
  );
}
