/* Questions a test asks of a page as it stands in the browser. Defines window.__probes. */
(function () {
  "use strict";

  const INTERACTIVE =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  const FINGER = ".btn, button, input, select, textarea, summary, nav a, .quick-filters a, .menu-item";
  const SUBPIXEL = 0.5;

  const clickers = [];
  const addEventListener = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (kind, ...more) {
    // htmx listens on forms to learn which of their buttons was pressed
    if (kind === "click" && this instanceof Element && !this.matches("form")) {
      clickers.push(this);
    }
    return addEventListener.call(this, kind, ...more);
  };

  const name = (element) => {
    const text = element.getAttribute("aria-label") || element.textContent || element.name || "";
    const mark = element.id ? `#${element.id}` : element.className ? `.${String(element.className).split(" ")[0]}` : "";
    return `${element.tagName.toLowerCase()}${mark} “${text.trim().replace(/\s+/g, " ").slice(0, 30)}”`;
  };

  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
  };

  const isOff = (element) => element.disabled || element.closest("fieldset:disabled, [inert]") !== null;

  /* Of a group of radio buttons the tabulator stops at the chosen one, or at either end if none is. */
  const stops = () =>
    Array.from(document.querySelectorAll(INTERACTIVE)).filter(
      (element) => isShown(element) && !isOff(element) && element.tabIndex >= 0 && element.type !== "radio",
    );

  /* The parts of a date and its calendar are stops of their own inside one field. */
  const PARTS = { date: 4, month: 3, time: 3, "datetime-local": 7 };
  const presses = (element) => PARTS[element.type] || 1;

  const radioGroups = () => {
    const groups = new Map();
    document.querySelectorAll("input[type=radio]").forEach((radio) => {
      if (isShown(radio) && !isOff(radio)) {
        const key = radio.form ? `${Array.from(document.forms).indexOf(radio.form)} ${radio.name}` : radio.name;
        groups.set(key, [...(groups.get(key) || []), radio]);
      }
    });
    return Array.from(groups.values());
  };

  /* What one sees of an element: of a control inside a face, the face is what changes. */
  const LOOK = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderColor", "backgroundColor", "color", "top"];
  const face = (element) =>
    element.matches(".tile input, label .visually-hidden") ? element.closest("label") :
    element.matches(".file-real") ? element.parentElement.querySelector(".file-face") : element;
  const look = (element) => {
    const style = getComputedStyle(face(element));
    return LOOK.map((property) => style[property]).join("|");
  };

  const visited = [];
  let before = new Map();

  let shown = new Set();

  window.__probes = {
    rememberShown() {
      shown = new Set(Array.from(document.body.querySelectorAll("*")).filter(isShown));
    },

    /* The outermost elements that are shown now and were not when last remembered. */
    newlyShown() {
      const fresh = Array.from(document.body.querySelectorAll("*")).filter(
        (element) => !shown.has(element) && isShown(element),
      );
      const all = new Set(fresh);
      return fresh.filter((element) => !all.has(element.parentElement));
    },

    tooWide() {
      const excess = document.scrollingElement.scrollWidth - window.innerWidth;
      if (excess <= 0) {
        return [];
      }
      const inScroller = (element) => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
          if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) {
            return true;
          }
        }
        return false;
      };
      const guilty = Array.from(document.body.querySelectorAll("*")).filter(
        (element) => element.getBoundingClientRect().right > window.innerWidth + 1 && !inScroller(element),
      );
      return [`${excess} px too wide: ${guilty.slice(-3).map(name).join(", ")}`];
    },

    /* Targets smaller than a finger, in px: a link drawn larger by its ::after answers there too. */
    /* Fields that a browser may offer again to the next person at this computer. */
    remembered() {
      const typed = "input:not([type=hidden], [type=radio], [type=checkbox], [type=file], [type=submit]), textarea";
      return Array.from(document.querySelectorAll(typed))
        .filter((field) => isShown(field) && !field.readOnly && !field.hasAttribute("autocomplete"))
        .map(name);
    },

    tooSmall(finger) {
      const small = [];
      document.querySelectorAll(FINGER).forEach((element) => {
        if (!isShown(element) || element.tabIndex < 0) {
          return;
        }
        const boxed = element.matches("[type=radio], [type=checkbox], .visually-hidden") ? element.closest("label") : element;
        const box = (boxed || element).getBoundingClientRect();
        const around = getComputedStyle(element, "::after");
        const isLarger = around.position === "absolute" && around.content !== "none";
        const height = Math.max(box.height, (isLarger && parseFloat(around.height)) || 0);
        const width = Math.max(box.width, (isLarger && parseFloat(around.width)) || 0);
        if (height < finger - SUBPIXEL || width < finger - SUBPIXEL) {
          small.push(`${name(element)} ${Math.round(width)} x ${Math.round(height)}`);
        }
      });
      return small;
    },

    /* Remember how everything looks without focus, and note from now on what receives it. */
    watchFocus() {
      visited.length = 0;
      before = new Map();
      document.activeElement.blur();
      document.querySelectorAll(INTERACTIVE).forEach((element) => before.set(element, look(element)));
      document.addEventListener("focusin", (event) => visited.push([event.target, look(event.target)]));
      return stops().reduce((sum, element) => sum + presses(element), 2 * radioGroups().length);
    },

    /* Stand at the top again, as on a page just opened. */
    rest() {
      document.activeElement.blur();
      window.scrollTo(0, 0);
    },

    /* What is wrong with the way the tabulator took through the page. */
    focusFaults() {
      const seen = visited.map(([element]) => element);
      const faults = [];
      stops().forEach((element) => {
        if (!seen.includes(element)) {
          faults.push(`not reached: ${name(element)}`);
        }
      });
      radioGroups().forEach((radios) => {
        if (!radios.some((radio) => seen.includes(radio))) {
          faults.push(`not reached: ${name(radios[0])} of a group`);
        }
      });
      document.querySelectorAll("[tabindex]").forEach((element) => {
        if (element.tabIndex > 0) {
          faults.push(`jumps the queue: ${name(element)}`);
        }
      });
      const first = stops()[0];
      let last = null;
      visited.forEach(([element, now]) => {
        if (before.has(element) && before.get(element) === now) {
          faults.push(`looks the same with focus: ${name(element)}`);
        }
        if (last && element !== first && !(last.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) {
          faults.push(`out of order: ${name(element)} after ${name(last)}`);
        }
        last = element;
      });
      return Array.from(new Set(faults));
    },

    /* Elements that answer to a click and cannot be reached by a key. */
    onlyClickable() {
      const native = "a[href], button, input, select, textarea, summary, label, option, [tabindex]";
      const inline = Array.from(document.querySelectorAll("[onclick], [onmousedown], [ondblclick]"));
      const dead = Array.from(document.querySelectorAll("a:not([href])"));
      return [...clickers.filter((element) => !element.matches(native)), ...inline, ...dead].map(name);
    },
  };
})();
