/* One visit: fill in, hand in, watch it arrive, or settle a conflict. */

import { newId } from "./hash.js";
import { answered, asked, emptyAnswers, gapsOf } from "./answers.js";
import { conflictBox } from "./conflict.js";
import { button, card, el, icon, moment, notice, pill, skewWords } from "./dom.js";
import { stateWords } from "./photos.js";
import { reasonBox } from "./reason.js";
import { sheet } from "./sheet.js";
import { BASE } from "./server.js";
import { all, get, put, update } from "./store.js";

/** Draw the visit named in the address; `hurry()` asks for a sync. */
export async function drawVisit(view, hurry) {
  const wanted = new URLSearchParams(location.search);
  const key = `${wanted.get("case")}.${wanted.get("kind")}`;
  const who = await get("meta", "who");
  const last = view.dataset.visit && (await get("done", view.dataset.visit));
  if (last) {
    view.replaceChildren(...ended(last));
    return;
  }
  const mine = who ? await all("visits", "who", who.id) : [];
  const visit = mine.find((each) => each.task.key === key);
  const task = who && (await get("tasks", `${who.id}|${key}`));
  if (!visit && !(task && task.items.length)) {
    view.dataset.empty = "";
    view.replaceChildren(notice("warn", "这一户不在今日任务里", el("p", {}, el("a", { href: BASE }, "回到今日任务"), "，有网络时重新载入。")));
    return;
  }
  delete view.dataset.empty;
  if (visit) {
    view.dataset.visit = visit.id;
  }
  if (visit && visit.state !== "draft") {
    view.replaceChildren(...(await waitingView(visit, view, hurry)));
    return;
  }
  await fillIn(view, visit, visit?.task ?? task, who, hurry);
}

function head(task, ...more) {
  return el(
    "div",
    { className: "field-head" },
    el("p", { className: "field-back" }, el("a", { href: BASE }, icon("arrow-left"), "今日任务")),
    el("h2", {}, task.address),
    el("p", { className: "muted" }, [task.household, task.phone, task.number].filter(Boolean).join(" · ")),
    ...more,
  );
}

async function fillIn(view, kept, task, who, hurry) {
  const began = Date.now();
  let visit = kept;
  const answers = kept?.answers ?? emptyAnswers(task);
  const photos = kept ? await all("photos", "visit", kept.id) : [];
  let creating = null;
  let saving = Promise.resolve();

  /** Make sure the visit is on the phone; peeking at a sheet leaves nothing behind. */
  function ensure() {
    creating ??= visit ? Promise.resolve(visit) : create();
    return creating;
  }

  async function create() {
    const { loadedAt: _, ...rest } = task;
    visit = {
      id: newId(),
      who: who.id,
      kind: task.kind,
      version: task.version,
      opened_at: began,
      finished_at: 0,
      state: "draft",
      announced: false,
      answers,
      task: rest,
    };
    await put("visits", visit);
    view.dataset.visit = visit.id;
    hurry();
    return visit;
  }

  /** Change the answers and keep them; one write after the other. */
  function keep(change) {
    change(answers);
    progress();
    saving = saving
      .then(ensure)
      .then((current) => update("visits", current.id, (row) => Object.assign(row, { answers })));
  }

  const count = el("span", { className: "muted", role: "status" });
  const problems = el("div", { tabIndex: -1 });
  const submit = button("提交", () => handIn(), { style: "btn-primary", name: "send" });

  function progress() {
    count.textContent = `${answered(task, answers)} / ${asked(task).length} 项`;
  }

  async function handIn() {
    const gaps = gapsOf(task, answers);
    if (gaps.length) {
      problems.replaceChildren(summary(gaps));
      problems.scrollIntoView({ block: "start" });
      problems.focus();
      return;
    }
    await saving;
    const current = await ensure();
    await update("visits", current.id, (row) => {
      Object.assign(row, { state: "ready", finished_at: row.finished_at || Date.now(), conflict: null });
    });
    await drawVisit(view, hurry);
    window.scrollTo(0, 0);
    hurry();
  }

  progress();
  view.replaceChildren(
    head(task),
    problems,
    ...(visit?.conflict ? [notice("warn", "这份记录还没有交上", el("p", {}, visit.conflict.detail))] : []),
    ...sheet({
      task,
      answers,
      keep,
      visit: ensure,
      photosOf: (slot) => photos.filter((photo) => photo.slot === slot),
      changed: hurry,
    }),
    el("div", { className: "field-submit" }, count, visit && button("放弃", () => giveUp(view, visit, hurry), { style: "btn-quiet btn-danger-quiet" }), submit),
  );
}

function summary(gaps) {
  return el(
    "div",
    { className: "error-summary", role: "alert" },
    el("h2", {}, "还不能提交"),
    el("ul", {}, gaps.map((gap) => el("li", {}, el("a", { href: `#${gap.id}`, on: { click: (event) => jump(event, gap.id) } }, gap.text)))),
  );
}

function jump(event, id) {
  event.preventDefault();
  const target = document.getElementById(id);
  target?.scrollIntoView({ block: "center" });
  (target?.querySelector("input") ?? target)?.focus();
}

function giveUp(view, visit, hurry) {
  view.replaceChildren(head(visit.task), reasonBox("放弃这份现场记录", "放弃的原因", "放弃并删除", async (reason) => {
    await update("visits", visit.id, (row) => Object.assign(row, { state: "discarding", reason }));
    await drawVisit(view, hurry);
    hurry();
  }, () => drawVisit(view, hurry)));
}

async function waitingView(visit, view, hurry) {
  const photos = await all("photos", "visit", visit.id);
  const list = el(
    "ul",
    { className: "rows field-arrivals" },
    photos.map((photo, index) =>
      el("li", { data: { photo: photo.id } }, el("span", { className: "main" }, `照片 ${index + 1}`, el("span", { className: "sub" }, `${moment(photo.captured_at)} · ${Math.ceil(photo.size / 1024)} KB`)), el("span", { className: "photo-state end" }, photo.refusal ? `${stateWords(photo)}：${photo.refusal}` : stateWords(photo))),
    ),
  );
  const parts = [head(visit.task)];
  if (visit.state === "conflict") {
    parts.push(conflictBox(visit, { hurry, redraw: () => drawVisit(view, hurry), reopen: () => reopen(visit, view, hurry) }));
  } else {
    const words = { ready: "已填完，等待同步", noting: "作为情况说明，等待同步", discarding: "正在放弃" };
    parts.push(notice("", words[visit.state], el("p", {}, "可以关掉页面或锁屏。照片到齐后自动办结，在那之前内容一直留在本机。")));
  }
  if (photos.length) {
    parts.push(card("照片", `${photos.length} 张`, list));
  }
  if (visit.state === "ready") {
    parts.push(el("div", { className: "field-submit" }, el("span", { className: "muted" }, `${moment(visit.finished_at)} 填完`), button("继续修改", () => reopen(visit, view, hurry))));
  }
  return parts;
}

/** Back to the sheet, as long as the server has not closed it. */
async function reopen(visit, view, hurry) {
  await update("visits", visit.id, (row) => Object.assign(row, { state: "draft" }));
  await drawVisit(view, hurry);
}

function ended(entry) {
  const result = entry.result || {};
  const facts = [];
  if (result.happened_at) {
    facts.push(el("dt", {}, "到场时间"), el("dd", {}, moment(result.happened_at)));
  }
  const off = skewWords(result.clock_skew || 0);
  if (off) {
    facts.push(el("dt", {}, "手机记录"), el("dd", {}, `${moment(result.phone_at)}（${off}，已按服务器时间校正）`));
  }
  if (result.photos) {
    facts.push(el("dt", {}, "照片"), el("dd", {}, `${result.photos} 张，全部到齐并核对`));
  }
  const tones = { 符合: "ok", 不符合: "bad" };
  return [
    el("div", { className: "field-head" }, el("p", { className: "field-back" }, el("a", { href: BASE }, icon("arrow-left"), "今日任务")), el("h2", {}, entry.address)),
    notice("ok", result.message || "已办结。", el("p", {}, "本机的内容和照片已删除。")),
    facts.length ? card("已记录", entry.number, el("div", { className: "card-body" }, el("dl", { className: "facts" }, facts))) : null,
    result.checks?.length
      ? card("按实测重新核验", "", el("ul", { className: "rows" }, result.checks.map((check) => el("li", {}, el("span", { className: "main" }, check.title, el("span", { className: "sub" }, check.detail)), el("span", { className: "end" }, pill(check.result, tones[check.result] || "warn"))))))
      : null,
    el("p", {}, el("a", { className: "btn", href: entry.url }, "查看案件")),
  ].filter(Boolean);
}

