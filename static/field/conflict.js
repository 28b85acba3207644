/* When the server says no: why, what changed meanwhile, what was kept, and what may be done now. */

import { button, card, el, moment, notice } from "./dom.js";
import { BASE } from "./server.js";
import { get, update } from "./store.js";
import { reasonBox } from "./reason.js";

const GONE = new Set(["gone", "other_person"]);

/** Return the box of a visit in conflict. `redraw` draws the visit again, `reopen` its sheet. */
export function conflictBox(visit, { hurry, redraw, reopen }) {
  const problem = visit.conflict;
  const now = problem.standing || {};
  const kept = `${moment(visit.opened_at)} 起填写的内容和照片都还在本机，什么也没有丢。`;
  const box = el("div", { className: "stack" });

  async function settle(change) {
    await update("visits", visit.id, (row) => Object.assign(row, change));
    await redraw();
    hurry();
  }

  const actions = [];
  if (problem.code === "stale" && now.allowed) {
    actions.push(button("看过变化，按现在的情况提交", () => again(), { style: "btn-primary", name: "send" }));
  }
  if (!GONE.has(problem.code) && (now.allowed ?? true)) {
    actions.push(button("返回修改", () => refresh().then(reopen), { name: "edit" }));
  }
  if (now.visible && !now.allowed) {
    actions.push(button("作为情况说明交上", () => ask("作为情况说明交上", "原因", "交上", "noting"), { style: "btn-primary", name: "notes" }));
  } else if (problem.code === "stale" || now.visible) {
    actions.push(button("改为情况说明交上", () => ask("作为情况说明交上", "原因", "交上", "noting"), { name: "notes" }));
  }
  actions.push(button("放弃", () => ask("放弃这份现场记录", "放弃的原因", "放弃并删除", "discarding"), { style: "btn-quiet btn-danger-quiet" }));

  /** Take over the case as it stands now; a changed checklist has to be looked at first. */
  async function refresh() {
    const who = await get("meta", "who");
    const task = who && (await get("tasks", `${who.id}|${visit.task.key}`));
    if (!task) {
      return { same: true };
    }
    const codes = (items) => items.map((item) => item.code).join();
    const same = !task.items.length || codes(task.items) === codes(visit.task.items);
    await update("visits", visit.id, (row) => {
      row.version = task.version;
      if (task.items.length) {
        const { loadedAt: _, ...rest } = task;
        row.task = rest;
      }
    });
    return { same };
  }

  async function again() {
    const { same } = await refresh();
    if (problem.current_version) {
      await update("visits", visit.id, (row) => Object.assign(row, { version: Math.max(row.version, problem.current_version) }));
    }
    await (same ? settle({ state: "ready" }) : reopen());
  }

  function ask(title, label, act, state) {
    box.replaceChildren(reasonBox(title, label, act, (reason) => settle({ state, reason }), redraw));
  }

  box.append(
    notice(
      "bad",
      problem.code === "stale" ? "案件在您到现场以后有变化" : "这份记录还没有交上",
      el("p", {}, problem.detail),
      now.reason && now.reason !== problem.detail ? el("p", {}, now.reason) : null,
      el("p", { className: "bold" }, kept),
    ),
  );
  if (problem.changes?.length) {
    box.append(
      card(
        "期间的变化",
        now.status ? `现在：${now.status}` : "",
        el("ul", { className: "rows" }, problem.changes.map((change) => el("li", {}, el("span", { className: "main" }, change.what, el("span", { className: "sub" }, `${moment(change.when)} · ${change.who}`))))),
      ),
    );
  }
  box.append(el("div", { className: "field-actions" }, actions), el("p", {}, el("a", { href: BASE }, "先放着，回到今日任务")));
  return box;
}
