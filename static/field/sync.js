/* Bringing visits to the server: announce, photos piece by piece, declaration. Runs in the page and in
   the service worker; a lock lets only one of them work at a time. Whatever breaks off is taken up
   again where it stopped, because the server says what it has. */

import { sha256 } from "./hash.js";
import { Forbidden, Problem, SignedOut, Unreachable, piece, post, takeBack, tasks, useToken } from "./server.js";
import { all, discard, finish, forgetTasks, get, keepTasks, update } from "./store.js";

const PIECE = 128 * 1024;
const ROUNDS = 3;
const FRESH = 60_000;
const channel = new BroadcastChannel("caseflow-field");

/** Call `act` with every change that any tab or the worker makes. */
export function onChange(act) {
  channel.addEventListener("message", (event) => act(event.data));
  listeners.add(act);
}
const listeners = new Set();

function tell(change) {
  channel.postMessage(change);
  listeners.forEach((act) => act(change));
}

/** Sync once. Returns { state: ok | busy | offline | signed-out | forbidden | broken, who? }; never throws. */
export async function sync() {
  const run = async (lock) => (lock === null ? { state: "busy" } : attempt());
  if (!navigator.locks) {
    return attempt();
  }
  return navigator.locks.request("caseflow-field-sync", { ifAvailable: true }, run);
}

async function attempt() {
  tell({ kind: "syncing" });
  const outcome = await work().catch(sorted);
  tell({ kind: "synced", ...outcome });
  return outcome;
}

async function sorted(error) {
  if (error instanceof Unreachable) {
    return { state: "offline" };
  }
  if (error instanceof SignedOut) {
    // whoever signs in next may be somebody else: addresses do not wait for that
    await forgetTasks();
    return { state: "signed-out" };
  }
  if (error instanceof Forbidden) {
    return { state: "forbidden" };
  }
  console.error(error);
  return { state: "broken" };
}

async function work() {
  const kept = await get("meta", "who");
  const fresh = Boolean(kept) && Math.abs(Date.now() - kept.keptAt) < FRESH;
  const today = await greet(kept, fresh || (kept && (await waitingOf(kept.id)).length > 0));
  let changed = false;
  for (const visit of await waitingOf(today.who.key)) {
    await bring(visit, today.who.key);
    changed ||= (await get("visits", visit.id))?.state !== visit.state;
  }
  if (!today.tasks && (changed || !fresh)) {
    await load();
  }
  return { state: "ok", who: today.who };
}

async function waitingOf(whoKey) {
  const visits = await all("visits", "who", whoKey);
  return visits.filter((visit) => visit.state !== "conflict").sort((one, other) => one.opened_at - other.opened_at);
}

/** Ask who we are; the whole list only where nothing more urgent has to get over the line. */
async function greet(kept, briefly) {
  if (briefly) {
    const brief = await tasks({ brief: true });
    useToken(brief.csrf);
    if (brief.who.key === kept.id) {
      return brief;
    }
  }
  return load();
}

async function load() {
  const today = await tasks();
  useToken(today.csrf);
  await keepTasks(today.who, today.tasks, today);
  tell({ kind: "tasks", who: today.who });
  return today;
}

async function bring(visit, whoKey) {
  try {
    if (visit.state === "discarding") {
      await giveUp(visit, whoKey);
      return;
    }
    const known = await announce(visit, whoKey);
    if (known.status !== "open") {
      await ended(visit, known);
      return;
    }
    await update("visits", visit.id, (row) => {
      row.announced = true;
    });
    await bringPhotos(visit);
    const now = await get("visits", visit.id);
    if (now && (now.state === "ready" || now.state === "noting")) {
      await close(now);
    }
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    await conflict(visit, error);
  }
}

function announce(visit, whoKey) {
  const { kind, version, opened_at } = visit;
  return post(`visits/${visit.id}/open/`, { who: whoKey, case: visit.task.case, kind, version, opened_at });
}

async function bringPhotos(visit) {
  for (const photo of await all("photos", "visit", visit.id)) {
    if (photo.state === "waiting" || photo.state === "sending") {
      await bringPhoto(visit, photo);
    }
  }
}

async function bringPhoto(visit, photo) {
  const path = `visits/${visit.id}/photos/${photo.id}/`;
  const { slot, name, sha256: digest, size, captured_at } = photo;
  let there;
  try {
    there = await post(path, { slot, name, sha256: digest, size, captured_at });
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    await mark(photo, "refused", { refusal: error.message });
    return;
  }
  let restarts = 0;
  while (there.status === "receiving") {
    await mark(photo, "sending", { received: there.received });
    const blob = photo.blob.slice(there.received, there.received + PIECE);
    there = await piece(`${path}chunk/`, there.received, blob);
    if (there.restarted) {
      restarts += 1;
      if (restarts === ROUNDS || (await sha256(photo.blob)) !== digest) {
        await mark(photo, "refused", { refusal: "手机里的这张照片已损坏，请重拍。" });
        return;
      }
    }
  }
  await mark(photo, there.status, { received: there.received, refusal: there.refusal });
}

async function mark(photo, state, more = {}) {
  Object.assign(photo, { state }, more);
  await update("photos", photo.id, (row) => Object.assign(row, { state }, more));
  tell({ kind: "photo", id: photo.id, visit: photo.visit, state, received: photo.received, size: photo.size });
}

/** Declare everything; send what turns out to be missing and declare again. */
async function close(visit) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const photos = await all("photos", "visit", visit.id);
    const bad = photos.find((photo) => photo.state === "refused");
    if (bad) {
      throw new Problem(422, { detail: `有照片不能接收，请删去或重拍：${bad.refusal}`, code: "photo" });
    }
    try {
      await ended(visit, await declare(visit, photos));
      return;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "photos") {
        throw error;
      }
      await mend(visit, photos, error.content);
    }
  }
}

function declare(visit, photos) {
  const noting = visit.state === "noting";
  const declared = photos.map(({ id, sha256: digest }) => ({ id, sha256: digest }));
  return post(`visits/${visit.id}/${noting ? "note" : "close"}/`, {
    ...contentOf(visit),
    version: visit.version,
    opened_at: visit.opened_at,
    finished_at: visit.finished_at,
    sent_at: Date.now(),
    count: declared.length,
    photos: declared,
    reason: visit.reason || "",
  });
}

/** Return the answers of a visit in the form the server reads. */
function contentOf(visit) {
  const { items, found, rechecks, defects, ...plain } = visit.answers;
  const listed = new Set(visit.task.items.map((item) => item.code));
  const rows = (answers) =>
    Object.entries(answers)
      .filter(([code, answer]) => listed.has(code) && answer.outcome)
      .map(([code, answer]) => ({ code, ...answer }));
  return {
    ...plain,
    items: visit.kind === "acceptance" ? [] : rows(items),
    found: visit.kind === "acceptance" ? rows(found) : [],
    rechecks: Object.entries(rechecks).map(([id, answer]) => ({ id, ...answer })),
    defects: defects.filter((defect) => defect.text.trim()),
  };
}

async function mend(visit, photos, gaps) {
  for (const id of [...gaps.extra, ...gaps.wrong]) {
    await takeBack(`visits/${visit.id}/photos/${id}/`);
  }
  const again = new Set([...gaps.missing.map((each) => each.id), ...gaps.wrong]);
  for (const photo of photos.filter((each) => again.has(each.id))) {
    await bringPhoto(visit, photo);
  }
}

async function ended(visit, answer) {
  await finish(visit, answer.status, answer.result);
  tell({ kind: "done", id: visit.id, status: answer.status, result: answer.result });
}

async function giveUp(visit, whoKey) {
  if (!visit.announced) {
    await discard(visit.id);
    tell({ kind: "done", id: visit.id, status: "discarded" });
    return;
  }
  try {
    const known = await announce(visit, whoKey);
    const answer =
      known.status === "open" ? await post(`visits/${visit.id}/discard/`, { reason: visit.reason }) : known;
    await ended(visit, answer);
  } catch (error) {
    // a case out of sight takes no word of ours; the person has said to give it up
    if (!(error instanceof Problem) || error.code !== "gone") {
      throw error;
    }
    await discard(visit.id);
    tell({ kind: "done", id: visit.id, status: "discarded" });
  }
}

async function conflict(visit, problem) {
  await update("visits", visit.id, (row) => {
    row.state = "conflict";
    row.conflict = { ...problem.content, detail: problem.message, code: problem.code, at: Date.now() };
  });
  tell({ kind: "conflict", id: visit.id });
}
