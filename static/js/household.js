/* The household's forms: what is half written stays when a link leads away; Back sends nothing a second time.
   Syntax of Chrome 69. Every page works without it. */
(function () {
  "use strict";

  // Minutes: a visit is over by then, and the words are nobody else's to read.
  const KEPT = 30;
  const PREFIX = "draft:";
  const visit = document.getElementById("main").getAttribute("data-visit");

  // A page that answered a form stands in the history as sent: Back would ask to send it again.
  // What is shown this once would be gone with it.
  if (!document.querySelector("[data-shown-once]")) {
    window.history.replaceState(window.history.state, "", window.location.href);
  }

  let store;
  try {
    store = window.sessionStorage;
    store.setItem(PREFIX, "");
    store.removeItem(PREFIX);
  } catch (_refused) {
    return;
  }

  const forms = Array.from(document.querySelectorAll("form[data-draft]"));
  const nameOf = (form) => PREFIX + form.getAttribute("data-draft");
  const here = forms.map(nameOf);
  Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => {
    const draft = JSON.parse(store.getItem(name));
    const isOver = draft.visit !== visit || Date.now() - draft.at > KEPT * 60000;
    // Sent, and another page than the form's answered: it has arrived, or that page shows the words.
    if (isOver || (draft.sent && here.indexOf(name) < 0)) {
      store.removeItem(name);
    }
  });

  forms.forEach((form) => {
    const name = nameOf(form);
    const fields = Array.from(form.querySelectorAll("textarea, input[type=radio]"));
    const said = (field) => (field.type === "radio" ? field.checked : field.value.trim() !== "");
    const keep = (sent) => {
      const words = fields.filter(said).map((field) => [field.name, field.value]);
      const draft = { visit: visit, at: Date.now(), sent: sent, words: words };
      store.setItem(name, JSON.stringify(draft));
    };
    const kept = JSON.parse(store.getItem(name));
    const texts = fields.filter((field) => field.type !== "radio");
    // Words that the server hands back are newer than those kept here.
    if (kept && fields.length && !texts.some(said)) {
      kept.words.forEach((pair) => {
        fields.filter((field) => field.name === pair[0]).forEach((field) => {
          if (field.type === "radio") {
            field.checked = field.value === pair[1];
          } else {
            field.value = pair[1];
          }
        });
      });
      if (texts.some(said)) {
        const note = document.createElement("p");
        note.className = "muted";
        note.setAttribute("role", "status");
        note.textContent = "您刚才写的还在下面，还没有送出。";
        form.insertBefore(note, form.firstChild);
      }
    }
    form.addEventListener("input", () => fields.length && keep(false));
    form.addEventListener("change", () => fields.length && keep(false));
    form.addEventListener("submit", () => {
      if (fields.length) {
        keep(true);
      } else if (kept) {
        store.setItem(name, JSON.stringify(Object.assign({}, kept, { sent: true })));
      }
    });
  });
})();
