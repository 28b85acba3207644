/* Small conveniences of the frame. Every page works without them. */
(function () {
  "use strict";

  const search = document.querySelector("[data-search]");
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && search && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) {
      if (search.offsetParent !== null) {
        event.preventDefault();
        search.focus();
      }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });

  const toggle = document.querySelector("[data-nav-toggle]");
  if (toggle) {
    const menu = document.getElementById(toggle.getAttribute("aria-controls"));
    toggle.addEventListener("click", () => {
      const open = menu.classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    });
  }

  // Scrolled past the head of a case, the bar above says who and whose turn in its place.
  const head = document.querySelector("[data-case-head]");
  if (head && "IntersectionObserver" in window) {
    new IntersectionObserver((entries) => {
      document.body.classList.toggle("is-scrolled", !entries[entries.length - 1].isIntersecting);
    }).observe(head);
  }

  // On a phone the steps and tabs scroll; the current one should be in sight.
  document.querySelectorAll("[data-stepper], [data-tabs]").forEach((strip) => {
    const current = strip.querySelector("[aria-current]");
    if (current && strip.scrollWidth > strip.clientWidth) {
      strip.scrollLeft = current.offsetLeft - strip.offsetLeft - strip.clientWidth / 3;
    }
  });
})();
