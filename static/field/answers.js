/* What is answered on a visit: an empty sheet, what is still open, and nothing of the rules.

   Whether a household may pass is computed by the server alone; here only gaps are named. */

/** Return the answers of a fresh visit; an acceptance goes on from what was saved. */
export function emptyAnswers(task) {
  const found = {};
  if (task.kind === "acceptance") {
    task.items.forEach(({ code, outcome, area, method, rest_area, rest_method, note }) => {
      if (outcome) {
        found[code] = { outcome, area, method, rest_area, rest_method, note };
      }
    });
  }
  return {
    items: {},
    found,
    rechecks: {},
    defects: [],
    due_on: "",
    note: "",
    stated_at: "",
    companions: task.companions || "",
    verdict: "",
    opinion: "",
    overrun_reason: task.overrun_reason || "",
  };
}

/** Return what keeps a visit from being handed in: [{ id, text }], in the order of the page. */
export function gapsOf(task, answers) {
  return task.kind === "acceptance" ? acceptanceGaps(task, answers) : patrolGaps(task, answers);
}

function patrolGaps(task, answers) {
  const gaps = [];
  const open = task.items.filter((item) => !answers.items[item.code]?.outcome);
  if (open.length) {
    gaps.push({ id: fieldId(open[0].code), text: `还有 ${open.length} 项没有检查，第一项：${open[0].label}` });
  }
  for (const item of task.items) {
    const answer = answers.items[item.code];
    if (answer?.outcome === "bad" && !answer.note?.trim()) {
      gaps.push({ id: `${fieldId(item.code)}-note`, text: `请写明不符合的情况：${item.label}` });
    }
  }
  for (const recheck of task.rechecks) {
    const answer = answers.rechecks[recheck.id];
    if (answer?.result === "back" && !answer.note?.trim()) {
      gaps.push({ id: `recheck-${recheck.id}-note`, text: `请写明问题 ${recheck.number} 退回的原因` });
    }
  }
  const found =
    task.items.some((item) => item.binds !== false && answers.items[item.code]?.outcome === "bad") ||
    answers.defects.some((defect) => defect.text.trim());
  if (found && !answers.due_on) {
    gaps.push({ id: "due_on", text: "发现问题时请填写整改期限" });
  }
  return gaps;
}

function acceptanceGaps(task, answers) {
  const gaps = [];
  const name = (item) => `${item.group}${item.label}`;
  for (const item of task.items) {
    const answer = answers.found[item.code];
    if (answer?.outcome === "measured" && (!answer.area || !answer.method)) {
      gaps.push({ id: `${fieldId(item.code)}-area`, text: `请填写${name(item)}的实测面积和实际工法` });
    }
    if (answer?.outcome === "measured" && !answer.rest_area !== !answer.rest_method) {
      gaps.push({ id: `${fieldId(item.code)}-rest_area`, text: `请填写${name(item)}其余部分的面积和工法` });
    }
    if (answer?.outcome === "disagrees" && !answer.note?.trim()) {
      gaps.push({ id: `${fieldId(item.code)}-note`, text: `请写明${name(item)}不符合的情况` });
    }
  }
  const open = task.items.filter((item) => item.kind !== "reference" && !answers.found[item.code]?.outcome);
  if (answers.verdict && open.length) {
    gaps.push({ id: fieldId(open[0].code), text: `出具意见前还有 ${open.length} 项没有核验：${open.map(name).join("、")}` });
  }
  if (answers.verdict && !answers.opinion.trim()) {
    gaps.push({ id: "opinion", text: "请填写验收人员意见" });
  }
  return gaps;
}

export function fieldId(code) {
  return `item-${code.replaceAll(":", "_")}`;
}

/** Return the items that have to be answered: what is only referred to may stay open. */
export function asked(task) {
  return task.items.filter((item) => item.kind !== "reference");
}

/** Return how many of them are answered. */
export function answered(task, answers) {
  const given = task.kind === "acceptance" ? answers.found : answers.items;
  return asked(task).filter((item) => given[item.code]?.outcome).length;
}
