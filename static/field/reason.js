/* Nothing is given up without a word. */

import { button, card, el } from "./dom.js";

/** A card that asks for a reason before something is given up or handed in otherwise. */
export function reasonBox(title, label, act, done, back) {
  const text = el("textarea", { className: "form-control", rows: 3, maxLength: 300, id: "reason" });
  const error = el("p", { className: "field-error", role: "alert", hidden: true }, "请写明原因。");
  const go = () => {
    error.hidden = Boolean(text.value.trim());
    if (text.value.trim()) {
      done(text.value.trim());
    } else {
      text.focus();
    }
  };
  return card(
    title,
    "",
    el(
      "div",
      { className: "card-body" },
      el("div", { className: "field" }, el("label", { className: "field-label", htmlFor: "reason" }, label), error, text),
      el("div", { className: "form-actions" }, button(act, go, { style: "btn-primary" }), button("返回", back)),
    ),
  );
}
