/* Signing with finger, pen or mouse: strokes are drawn on a canvas and kept as a PNG data URL. */
(function () {
  "use strict";

  const INK = "#17242b";

  function setUp(pad) {
    const canvas = pad.querySelector("canvas");
    const value = pad.querySelector("[data-signature-value]");
    const state = pad.querySelector("[data-signature-state]");
    const hint = state.textContent;
    const pen = canvas.getContext("2d");
    let last = null;

    function prepare() {
      const scale = Math.max(window.devicePixelRatio || 1, 1);
      canvas.width = Math.round(canvas.clientWidth * scale);
      canvas.height = Math.round(canvas.clientHeight * scale);
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.lineWidth = 2.6;
      pen.lineCap = "round";
      pen.lineJoin = "round";
      pen.strokeStyle = INK;
      pen.fillStyle = INK;
    }

    function redraw() {
      prepare();
      if (!value.value.startsWith("data:image/png")) {
        return;
      }
      const picture = new Image();
      picture.onload = () => {
        const fit = Math.min(canvas.clientWidth / picture.width, canvas.clientHeight / picture.height);
        pen.drawImage(picture, 0, 0, picture.width * fit, picture.height * fit);
      };
      picture.src = value.value;
      state.textContent = "已签名";
    }

    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) {
        return;
      }
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      pen.beginPath();
      pen.arc(last.x, last.y, 1.3, 0, 2 * Math.PI);
      pen.fill();
    });

    canvas.addEventListener("pointermove", (event) => {
      if (last === null) {
        return;
      }
      const here = at(event);
      pen.beginPath();
      pen.moveTo(last.x, last.y);
      pen.lineTo(here.x, here.y);
      pen.stroke();
      last = here;
    });

    function finish() {
      if (last === null) {
        return;
      }
      last = null;
      value.value = canvas.toDataURL("image/png");
      value.dispatchEvent(new Event("input", { bubbles: true }));
      state.textContent = "已签名";
    }

    canvas.addEventListener("pointerup", finish);
    canvas.addEventListener("pointercancel", finish);

    pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
      value.value = "";
      state.textContent = hint;
      prepare();
      canvas.focus();
    });

    let width = canvas.clientWidth;
    window.addEventListener("resize", () => {
      // Phones resize when the address bar hides; only a change of width needs a new sheet.
      if (canvas.clientWidth !== width) {
        width = canvas.clientWidth;
        redraw();
      }
    });
    redraw();
  }

  const start = (root) => root.querySelectorAll("[data-signature]").forEach(setUp);
  start(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) {
      start(event.target);
    }
  });
})();
