/* Forms: nothing is sent twice, nothing typed is lost by accident, errors are read first. */
(function () {
  "use strict";

  const edited = new Set();

  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-download")) {
      edited.delete(form);
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) {
      return;
    }
    form.dataset.sent = "1";
    edited.delete(form);
    const button = event.submitter;
    if (button) {
      button.setAttribute("aria-busy", "true");
      // A disabled button's value would not be sent, hence only after the form has been read.
      window.setTimeout(() => {
        button.disabled = true;
      }, 0);
    }
  });

  // Coming back with the browser's own button shows the page as it was left. A page that answered a refused form
  // is not kept by browsers: it comes back as the server sent it, without the corrections made since. Where the
  // server has kept those, its page of them is shown instead.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll("form[data-sent]").forEach(release);
      return;
    }
    const arrival = window.performance.getEntriesByType("navigation")[0];
    const form = document.querySelector("form[data-kept-at]");
    if (form && arrival && arrival.type === "back_forward") {
      fetch(form.dataset.keptAt, { credentials: "same-origin" }).then((answer) => {
        // Done with since: the page stands for the next household.
        if (answer.ok && !answer.redirected && !edited.has(form)) {
          window.location.replace(form.dataset.keptAt);
        }
      });
    }
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) {
      edited.add(form);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (Array.from(edited).some((form) => form.isConnected)) {
      event.preventDefault();
    }
  });

  // A browser words its file button in its own language; a face in ours lies under it, while
  // clicks, keys and dropped files still reach the real input.
  const say = (input) => {
    const names = Array.from(input.files, (file) => file.name);
    const face = input.parentElement.querySelector(".file-name");
    face.textContent = names.length > 1 ? `已选 ${names.length} 个文件：${names.join("、")}` : names[0] || "还没有选择";
    face.classList.toggle("muted", names.length === 0);
  };
  const dress = (root) => {
    root.querySelectorAll("input[type=file]:not(.file-real)").forEach((input) => {
      const box = document.createElement("span");
      box.className = "file-box";
      const pick = document.createElement("span");
      pick.className = "file-pick";
      pick.textContent = (input.accept || "").includes("pdf") || !input.accept ? "选择文件" : "选择照片";
      const name = document.createElement("span");
      name.className = "file-name";
      const face = document.createElement("span");
      face.className = "file-face";
      face.setAttribute("aria-hidden", "true");
      face.append(pick, name);
      input.replaceWith(box);
      input.classList.add("file-real");
      box.append(input, face);
      say(input);
    });
  };

  // A browser in another language orders day and month its own way: the date is said beside it.
  const isChinese = navigator.language.toLowerCase().startsWith("zh");
  const sayDate = (input) => {
    const [year, month, day] = input.value.split("-").map(Number);
    input.nextElementSibling.textContent = input.value ? `${year}年${month}月${day}日` : "年-月-日";
  };
  const dressDates = (root) => {
    root.querySelectorAll("input[type=date]:not([data-said])").forEach((input) => {
      input.dataset.said = "";
      const words = document.createElement("span");
      words.className = "date-said";
      input.after(words);
      input.addEventListener("input", () => sayDate(input));
      sayDate(input);
    });
  };

  const dressAll = (root) => {
    dress(root);
    if (!isChinese) {
      dressDates(root);
    }
  };
  dressAll(document);
  document.addEventListener("htmx:load", (event) => dressAll(event.target));
  document.addEventListener("change", (event) => {
    if (event.target.matches("input.file-real")) {
      say(event.target);
    }
  });
  document.addEventListener("reset", (event) => {
    window.setTimeout(() => event.target.querySelectorAll("input.file-real").forEach(say), 0);
  });

  // Amounts are typed in 元; what they are in 万元 stands beside, digit by digit and never rounded
  // (apps/acts/forms/amounts.py says the same when the page comes from the server).
  const AMOUNT = /^(?:人民币|约|¥)*((?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?)(万元|万|元)?(?:整|人民币)?$/;
  const sayAmount = (input) => {
    const found = AMOUNT.exec(input.value.normalize("NFKC").replace(/\s/g, ""));
    const number = found ? found[1].replaceAll(",", "") : "";
    if (!/\d/.test(number)) {
      return "";
    }
    const isSmall = Number(number) < Number(input.dataset.yuan);
    // In a column whose header says 万元 a small number without a unit has that one.
    const isWan = found[2] ? found[2].startsWith("万") : "wan" in input.dataset && isSmall;
    if (!found[2] && !isWan && isSmall && Number(number) > 0) {
      return "请写明是元还是万元";
    }
    const [whole, rest = ""] = number.split(".");
    const places = rest.length + (isWan ? 0 : 4);
    const digits = (whole + rest).padStart(places + 1, "0");
    const wan = digits.slice(0, digits.length - places).replace(/^0+(?=\d)/, "");
    const fraction = digits.slice(digits.length - places).replace(/0+$/, "").padEnd(2, "0");
    return `= ${wan.replace(/\B(?=(\d{3})+$)/g, ",")}.${fraction} 万元`;
  };
  document.addEventListener("input", (event) => {
    const beside = event.target.dataset.yuan && document.getElementById(`${event.target.id}_beside`);
    if (beside) {
      beside.textContent = sayAmount(event.target);
    }
  });

  // One box ticks every box of its form that has the name it says.
  document.addEventListener("change", (event) => {
    const { form, checked, dataset } = event.target;
    if (dataset.picks) {
      Array.from(form.elements)
        .filter((box) => box.name === dataset.picks)
        .forEach((box) => (box.checked = checked));
    }
  });

  // A choice that asks for more opens the fields it asks for.
  document.addEventListener("change", (event) => {
    const { form, name, value } = event.target;
    const fold = form && form.querySelector(`details[data-opens-with="${CSS.escape(name)}=${CSS.escape(value)}"]`);
    if (fold) {
      fold.open = true;
    }
  });

  // What is asked only above a number stands there only then; a text typed before stays in the form.
  document.addEventListener("input", (event) => {
    const { form, name, value } = event.target;
    const asked = form && form.querySelector(`[data-asked-above^="${CSS.escape(name)}:"]`);
    if (asked) {
      asked.hidden = !(Number(value.normalize("NFKC")) > Number(asked.dataset.askedAbove.split(":")[1]));
    }
  });

  // The answer to a field's live check brings words, never the input: what was typed meanwhile stays with its
  // caret, and an answer about an older value is dropped, as the newer one is being asked about.
  const control = (field) => field.querySelector("input:not([type=hidden]), select, textarea");
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target: field, xhr, requestConfig, serverResponse } = event.detail;
    if (!field.matches(".field") || xhr.status !== 200) {
      return;
    }
    event.detail.shouldSwap = false;
    const input = control(field);
    if (input.value !== requestConfig.formData.get(input.name)) {
      return;
    }
    const answer = new DOMParser().parseFromString(serverResponse, "text/html").querySelector(".field");
    const children = Array.from(answer.children);
    const place = children.findIndex((child) => child.contains(control(answer)));
    field.className = answer.className;
    for (const child of Array.from(field.children)) {
      if (child.contains(input)) {
        child.before(...children.slice(0, place));
        child.after(...children.slice(place + 1));
      } else {
        child.remove();
      }
    }
    for (const name of ["aria-describedby", "aria-invalid"]) {
      const said = control(answer).getAttribute(name);
      if (said === null) {
        input.removeAttribute(name);
      } else {
        input.setAttribute(name, said);
      }
    }
  });

  // What a swap takes away may have had the focus; it goes on to what came instead.
  let focused = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    const target = event.detail.target;
    focused = event.detail.shouldSwap && target && target.contains(document.activeElement) ? target.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const came = focused && document.getElementById(focused);
    focused = "";
    if (!came || document.activeElement !== document.body) {
      return;
    }
    const field = came.querySelector("input:not([type=hidden]), select, textarea, button");
    if (!field) {
      came.tabIndex = -1;
    }
    (field || came).focus();
  });

  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }
})();
