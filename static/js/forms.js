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

  // Coming back with the browser's own button shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      document.querySelectorAll("form[data-sent]").forEach(release);
    }
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) {
      edited.add(form);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (edited.size > 0) {
      event.preventDefault();
    }
  });

  const summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }
})();
