/* The declared total as it would stand, added up while its lines are typed; the server adds up again. */
(function () {
  "use strict";

  const output = document.querySelector("[data-live-sum]");
  if (!output) {
    return;
  }
  const form = output.closest("form");
  const columns = { week: "本周进度", done: "已完成装修", ongoing: "正在装修" };

  const read = (text) => {
    const plain = text.normalize("NFKC").replace(/[\s,户]/g, "");
    return /^\d+$/.test(plain) ? Number(plain) : null;
  };
  const total = (column) => {
    let sum = null;
    form.querySelectorAll(`.declared-line input[name$="-${column}"]`).forEach((input) => {
      const value = read(input.value);
      if (value !== null) {
        sum = (sum || 0) + (input.closest("[data-taken-off]") ? -value : value);
      }
    });
    return sum;
  };
  const say = () => {
    const said = Object.entries(columns).map(([column, label]) => {
      const sum = total(column);
      return sum === null ? "" : `${label} ${sum} 户`;
    });
    const words = said.filter(Boolean).join("，");
    output.textContent = words ? `按现在所填：${words}` : "";
  };

  form.addEventListener("input", say);
  say();
})();
