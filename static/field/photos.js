/* Photos of one line: taken, hashed, kept, shown with their state. */

import { el, icon } from "./dom.js";
import { sha256, newId } from "./hash.js";
import { all, put, remove } from "./store.js";

const MOST = 40;
const LARGEST = 20 * 1024 * 1024;

/** Return a photo's state in words. */
export function stateWords(photo) {
  if (photo.state === "stored") {
    return "已上传";
  }
  if (photo.state === "sending") {
    return `上传中 ${Math.floor((100 * photo.received) / photo.size)} %`;
  }
  return photo.state === "refused" ? "不能接收" : "待上传";
}

const TONES = { stored: "ok", sending: "accent", refused: "bad" };

/**
 * Return a strip of photos with the camera's button.
 * `visit()` makes sure the visit exists and returns it; `slot` says what the photos show.
 */
export function photoStrip({ visit, slot, label, photos, changed }) {
  const error = el("p", { className: "field-error", hidden: true, role: "alert" });
  const list = el("ul", { className: "field-photos" });
  const input = el("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    multiple: true,
    className: "visually-hidden",
    "aria-label": `${label}：拍照`,
    on: { change: () => take() },
  });
  const strip = el(
    "div",
    { className: "field-strip", data: { slot } },
    list,
    el("label", { className: "btn field-camera" }, icon("camera"), el("span", {}, "拍照"), input),
    error,
  );
  photos.forEach((photo) => list.append(thumbnail(photo)));

  async function take() {
    const files = [...input.files];
    input.value = "";
    error.hidden = true;
    const current = await visit();
    for (const file of files) {
      const words = await keep(current, file).catch(() => "照片没有存下，手机空间可能不足。清出空间后请重拍。");
      if (words) {
        error.textContent = words;
        error.hidden = false;
      }
    }
    changed();
  }

  /** Keep one photo on the phone; returns what is wrong with it, or nothing. */
  async function keep(current, file) {
    if (file.size > LARGEST) {
      return `“${file.name}”超过 20 MB，没有保存。`;
    }
    const digest = await sha256(file);
    const others = await all("photos", "visit", current.id);
    if (others.some((other) => other.sha256 === digest)) {
      return "这张照片已经在这次记录里，没有重复保存。";
    }
    if (others.length >= MOST) {
      return `一次现场记录最多 ${MOST} 张照片。`;
    }
    const now = Date.now();
    const photo = {
      id: newId(),
      visit: current.id,
      slot,
      name: file.name || "照片.jpg",
      size: file.size,
      sha256: digest,
      // bytes of our own: a file of the gallery may change or go
      blob: new Blob([await file.arrayBuffer()], { type: file.type }),
      captured_at: Math.min(file.lastModified || now, now),
      taken_at: now,
      received: 0,
      state: "waiting",
      refusal: "",
    };
    await put("photos", photo);
    list.append(thumbnail(photo));
    return "";
  }

  function thumbnail(photo) {
    const address = URL.createObjectURL(photo.blob);
    const picture = el("img", { src: address, alt: `${label}的照片` });
    picture.addEventListener("error", () => picture.replaceWith(icon("photo")));
    const state = el("span", { className: "photo-state" });
    const drop = el(
      "button",
      {
        type: "button",
        className: "photo-drop",
        "aria-label": "删去这张照片",
        on: {
          click: async () => {
            await remove("photos", photo.id);
            URL.revokeObjectURL(address);
            row.remove();
            changed();
          },
        },
      },
      icon("x"),
    );
    const row = el("li", { data: { photo: photo.id } }, picture, state, drop);
    show(row, photo);
    return row;
  }

  return strip;
}

/** Put a photo's state on everything that shows it. */
export function showState(photo) {
  document.querySelectorAll(`[data-photo="${photo.id}"]`).forEach((row) => show(row, photo));
}

function show(row, photo) {
  const state = row.querySelector(".photo-state");
  state.className = `photo-state ${TONES[photo.state] ?? ""}`;
  state.textContent = stateWords(photo);
  if (photo.refusal) {
    state.textContent = `${stateWords(photo)}：${photo.refusal}`;
  }
}
