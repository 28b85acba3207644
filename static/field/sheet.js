/* The sheet of one visit: checklist, problems, measures, remark. Every change is kept at once. */

import { fieldId } from "./answers.js";
import { button, card, day, el, icon } from "./dom.js";
import { photoStrip } from "./photos.js";

const CHECKS = [
  ["ok", "符合"],
  ["bad", "不符合"],
  ["na", "不适用"],
];
const FINDINGS = {
  surface: [
    ["agrees", "与方案一致"],
    ["measured", "实测"],
    ["disagrees", "不符合"],
  ],
  fitting: [
    ["agrees", "符合"],
    ["disagrees", "不符合"],
  ],
  hazard: [
    ["agrees", "已更换"],
    ["disagrees", "未更换"],
  ],
  reference: [
    ["agrees", "达到"],
    ["disagrees", "未达到"],
  ],
  carried: [
    ["agrees", "已整改到位"],
    ["disagrees", "未整改到位"],
  ],
};
const METHODS = [
  ["", "请选择"],
  ["prefab", "装配式干法"],
  ["dry", "其他干法"],
  ["wet", "湿作业"],
  ["kept", "保留不动"],
];
const SEVERITIES = [
  ["ordinary", "一般"],
  ["serious", "较重"],
  ["hazard", "安全隐患"],
];

/**
 * Return the sections of a sheet. `keep(change)` applies a change to the answers and saves them,
 * `visit()` makes sure the visit is kept, `photosOf(slot)` returns the photos taken so far.
 */
export function sheet({ task, answers, keep, visit, photosOf, changed }) {
  const strip = (slot, label) => photoStrip({ visit, slot, label, photos: photosOf(slot), changed });
  const context = { task, answers, keep, strip };
  return task.kind === "acceptance" ? acceptance(context) : patrol(context);
}

function patrol(context) {
  const { task, answers, keep, strip } = context;
  return [
    ...(task.rechecks.length ? [rechecks(context)] : []),
    ...(task.pending.length ? [pending(task)] : []),
    ...reported(task),
    ...grouped(task, (item) => checkRow(item, context)),
    extras(context),
    card(
      "整改期限和总体情况",
      "",
      el(
        "div",
        { className: "card-body" },
        field("due_on", "整改期限", el("input", { type: "date", className: "form-control", value: answers.due_on }), (value) => keep((row) => (row.due_on = value)), "发现问题时填写。"),
        field("note", "总体情况", el("textarea", { className: "form-control", rows: 3, maxLength: 500, value: answers.note }), (value) => keep((row) => (row.note = value))),
        strip("visit", "现场"),
        stated(context),
      ),
    ),
  ];
}

function acceptance(context) {
  const { task, answers, keep } = context;
  return [
    card(
      "现场验收",
      `第 ${task.attempt} 次`,
      el(
        "div",
        { className: "card-body" },
        el("p", { className: "muted" }, `对照方案第 ${task.plan} 版逐项核验。三项核验由服务器按实测重新计算。`),
        field("companions", "其他验收人员", el("input", { className: "form-control", maxLength: 120, value: answers.companions }), (value) => keep((row) => (row.companions = value))),
        stated(context),
      ),
    ),
    ...reported(task),
    ...grouped(task, (item) => findingRow(item, context)),
    verdict(context),
  ];
}

function grouped(task, draw) {
  const groups = new Map();
  task.items.forEach((item) => groups.set(item.group, [...(groups.get(item.group) || []), item]));
  return [...groups].map(([title, items]) => card(title, `${items.length} 项`, el("div", { className: "field-items" }, items.map(draw))));
}

/** One field with its label; `act` gets what was typed. */
function field(id, label, control, act, hint = "") {
  control.id = id;
  control.addEventListener("input", () => act(control.value));
  if (hint) {
    control.setAttribute("aria-describedby", `${id}-hint`);
  }
  return el(
    "div",
    { className: "field" },
    el("label", { className: "field-label", htmlFor: id }, label),
    hint && el("p", { className: "field-hint", id: `${id}-hint` }, hint),
    control,
  );
}

function select(options, value) {
  const control = el("select", { className: "form-select" }, options.map(([code, label]) => el("option", { value: code }, label)));
  control.value = value || "";
  return control;
}

/** A row of large tiles; `act` gets the chosen code. */
function tiles(id, legend, options, chosen, act, { hidden = false } = {}) {
  return el(
    "fieldset",
    { id, tabIndex: -1 },
    el("legend", { className: hidden ? "visually-hidden" : "field-label" }, legend),
    el(
      "div",
      { className: "tiles" },
      options.map(([code, label]) =>
        el(
          "label",
          { className: "tile" },
          el("input", { type: "radio", name: id, value: code, checked: code === chosen, on: { change: () => act(code) } }),
          label,
        ),
      ),
    ),
  );
}

function textarea(value, length = 300) {
  return el("textarea", { className: "form-control", rows: 2, maxLength: length, value: value || "" });
}

function checkRow(item, { answers, keep, strip }) {
  const id = fieldId(item.code);
  const answer = answers.items[item.code] || {};
  const note = field(`${id}-note`, "不符合的情况", textarea(answer.note), (value) => set({ note: value }));
  const set = (change) => keep((row) => (row.items[item.code] = { outcome: "", note: "", ...row.items[item.code], ...change }));
  const show = (outcome) => (note.hidden = outcome !== "bad");
  show(answer.outcome);
  return el(
    "div",
    { className: "field-item" },
    tiles(id, item.label, CHECKS, answer.outcome, (outcome) => {
      set({ outcome });
      show(outcome);
    }),
    note,
    strip(`item:${item.code}`, item.label),
  );
}

function findingRow(item, { answers, keep, strip }) {
  const id = fieldId(item.code);
  const answer = answers.found[item.code] || {};
  const set = (change) =>
    keep((row) => (row.found[item.code] = { outcome: "", area: "", method: "", rest_area: "", rest_method: "", note: "", ...row.found[item.code], ...change }));
  const measured = el(
    "div",
    { className: "field-measure" },
    field(`${id}-area`, "实测面积（㎡）", el("input", { className: "form-control", inputMode: "decimal", autocomplete: "off", value: answer.area || "" }), (value) => set({ area: value.trim() })),
    field(`${id}-method`, "实际工法", select(METHODS, answer.method), (value) => set({ method: value })),
  );
  const rest = el(
    "details",
    { className: "check-rest", open: Boolean(answer.rest_area || answer.rest_method) },
    el("summary", {}, "其余部分是另一种工法"),
    el(
      "div",
      { className: "field-measure" },
      field(`${id}-rest_area`, "其余部分面积（㎡）", el("input", { className: "form-control", inputMode: "decimal", autocomplete: "off", value: answer.rest_area || "" }), (value) => set({ rest_area: value.trim() })),
      field(`${id}-rest_method`, "其余部分工法", select(METHODS, answer.rest_method), (value) => set({ rest_method: value })),
    ),
  );
  const note = field(`${id}-note`, "说明", textarea(answer.note), (value) => set({ note: value }));
  const show = (outcome) => {
    measured.hidden = outcome !== "measured";
    rest.hidden = outcome !== "measured" || item.kind !== "surface";
    note.hidden = !outcome || outcome === "agrees";
  };
  show(answer.outcome);
  return el(
    "div",
    { className: "field-item" },
    tiles(id, item.label, FINDINGS[item.kind], answer.outcome, (outcome) => {
      set({ outcome });
      show(outcome);
    }),
    el("p", { className: "muted small" }, `${{ carried: "要求", reference: "参考，不影响结论" }[item.kind] || "方案"}：${item.planned}`),
    ...(item.before ? [lastTime(item.before)] : []),
    measured,
    rest,
    note,
    strip(`item:${item.code}`, `${item.group}${item.label}`),
  );
}

/** What the last acceptance found of an item and its last photos, above today's; photos need a network. */
function lastTime(before) {
  const lines = [el("p", { className: "small" }, `${before.mended_on || before.due_on ? "" : "上次："}${before.words}`, before.due_on ? `，期限 ${day(before.due_on)}` : "")];
  if (before.mended_on) {
    lines.push(el("p", { className: "muted small" }, `企业 ${day(before.mended_on)} 报告整改完成${before.is_late ? "（超过期限）" : ""}：${before.mended}`));
  }
  if (before.photos.length) {
    lines.push(
      el("p", { className: "muted small" }, `${before.mended_on ? "整改后的照片" : "上次的照片"}（联网时显示），今天的拍在下面`),
      el(
        "ul",
        { className: "field-photos" },
        before.photos.map((photo) =>
          el("li", {}, el("a", { href: photo.url, target: "_blank", rel: "noopener" }, el("img", { src: photo.url, loading: "lazy", alt: `上次：${photo.label}` }))),
        ),
      ),
    );
  }
  return el("div", { className: "field-before" }, lines);
}

function rechecks({ task, answers, keep }) {
  const rows = task.rechecks.map((defect) => {
    const answer = answers.rechecks[defect.id] || {};
    const set = (change) => keep((row) => (row.rechecks[defect.id] = { result: "", note: "", ...row.rechecks[defect.id], ...change }));
    return el(
      "div",
      { className: "field-item" },
      tiles(
        `recheck-${defect.id}`,
        `问题 ${defect.number}（${defect.severity}）：${defect.text}`,
        [
          ["ok", "已整改到位"],
          ["back", "未到位，退回"],
          ["", "这次不复查"],
        ],
        answer.result ?? "",
        (result) => set({ result }),
      ),
      el("p", { className: "muted small" }, `企业 ${day(defect.mended_on)} 报告：${defect.mended}`),
      field(`recheck-${defect.id}-note`, "复查情况", textarea(answer.note), (value) => set({ note: value }), "退回时写明原因。"),
    );
  });
  return card("待复查的问题", `${rows.length} 个`, el("div", { className: "field-items" }, rows));
}

function pending(task) {
  return card(
    "还在整改的问题",
    `${task.pending.length} 个`,
    el(
      "ul",
      { className: "rows" },
      task.pending.map((defect) => el("li", {}, el("span", { className: "main" }, `${defect.number}. ${defect.text}`, el("span", { className: "sub" }, `${defect.severity} · ${day(defect.due_on)} 前整改`)))),
    ),
  );
}

/** What the household reported and nobody has settled; what became of it is written down on the case's page. */
function reported(task) {
  if (!task.reported?.length) {
    return [];
  }
  const rows = task.reported.map((each) =>
    el("li", {}, el("span", { className: "main" }, `${each.number}. ${each.text}`, el("span", { className: "sub" }, each.stand))),
  );
  return [card("住户反映的问题", `${rows.length} 项，请现场看一看`, el("ul", { className: "rows" }, rows))];
}

function extras({ answers, keep, strip }) {
  const box = el("div", { className: "field-items" });
  const draw = (defect, number) => {
    const find = (row) => row.defects.find((each) => each.slot === defect.slot);
    const id = defect.slot.replace(":", "-");
    const row = el(
      "div",
      { className: "field-item" },
      field(`${id}-text`, `问题 ${number}`, textarea(defect.text), (value) => keep((all) => (find(all).text = value))),
      tiles(`${id}-severity`, "程度", SEVERITIES, defect.severity, (value) => keep((all) => (find(all).severity = value))),
      strip(defect.slot, `问题 ${number}`),
    );
    box.append(row);
    return row;
  };
  answers.defects.forEach((defect, index) => draw(defect, index + 1));
  const add = button(
    "增加一个问题",
    () => {
      const slot = `extra:${answers.defects.reduce((most, each) => Math.max(most, Number(each.slot.slice(6)) + 1), 0)}`;
      const defect = { slot, text: "", severity: "ordinary" };
      keep((row) => row.defects.push(defect));
      draw(defect, answers.defects.length).querySelector("textarea").focus();
    },
    { name: "plus" },
  );
  return card("清单以外的问题", "", box, el("div", { className: "card-body" }, add));
}

function stated({ answers, keep }) {
  const details = el(
    "details",
    { className: "why" },
    el("summary", {}, "手机时间不对？填写实际到场时间"),
    field("stated_at", "实际到场时间", el("input", { type: "datetime-local", className: "form-control", value: answers.stated_at }), (value) => keep((row) => (row.stated_at = value)), "不填则以开始填写这份记录的时间为准，手机时钟的偏差由服务器校正。"),
  );
  details.open = Boolean(answers.stated_at);
  return details;
}

function verdict({ answers, keep }) {
  const more = el(
    "div",
    {},
    field("opinion", "住建部门验收人员意见", textarea(answers.opinion, 500), (value) => keep((row) => (row.opinion = value))),
    field("overrun_reason", "超期原因", textarea(answers.overrun_reason), (value) => keep((row) => (row.overrun_reason = value)), "实际施工超过期限时填写。"),
  );
  const show = (value) => (more.hidden = !value);
  show(answers.verdict);
  return card(
    "验收意见",
    "",
    el(
      "div",
      { className: "card-body" },
      tiles(
        "verdict",
        "验收意见",
        [
          ["", "稍后出具"],
          ["pass", "验收合格"],
          ["fail", "需整改"],
        ],
        answers.verdict,
        (value) => {
          keep((row) => (row.verdict = value));
          show(value);
        },
        { hidden: true },
      ),
      more,
      el("p", { className: "muted small" }, icon("info-circle"), " 户主是否满意另行记录；两项都成立才算验收合格。"),
    ),
  );
}
