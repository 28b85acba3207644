/* Signing with finger, pen or mouse: strokes drawn by signature_pad, kept as a PNG data URL. */
import SignaturePad from "../vendor/signature_pad.min.js";

const INK = "#17242b";
const MARGIN = 4;

/* Strokes that would stand out on the right are made smaller; a phone turned back leaves them as they are. */
function fitted(strokes, width) {
  const right = Math.max(...strokes.flatMap((stroke) => stroke.points.map((point) => point.x)));
  const fit = Math.min(1, (width - MARGIN) / right);
  const moved = (point) => ({ ...point, x: point.x * fit, y: point.y * fit });
  return strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(moved) }));
}

function setUp(root) {
  const canvas = root.querySelector("canvas");
  const value = root.querySelector("[data-signature-value]");
  const state = root.querySelector("[data-signature-state]");
  const hint = state.textContent;
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 0.8, maxWidth: 2, minDistance: 2 });
  let earlier = value.value.startsWith("data:image/png") ? value.value : ""; // a refused form brings it back
  let width = canvas.clientWidth;

  async function draw(strokes) {
    const scale = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = Math.round(canvas.clientWidth * scale);
    canvas.height = Math.round(canvas.clientHeight * scale);
    canvas.getContext("2d").scale(scale, scale);
    pad.clear();
    if (earlier) {
      const picture = new Image();
      picture.src = earlier;
      await picture.decode();
      const fit = Math.min(canvas.clientWidth / picture.width, canvas.clientHeight / picture.height);
      await pad.fromDataURL(earlier, { width: picture.width * fit, height: picture.height * fit });
    }
    pad.fromData(strokes, { clear: false });
    tell();
  }

  function tell() {
    state.textContent = pad.isEmpty() ? hint : "已签名";
  }

  function keep() {
    value.value = pad.isEmpty() ? "" : pad.toDataURL();
    value.dispatchEvent(new Event("input", { bubbles: true }));
    tell();
  }

  pad.addEventListener("endStroke", keep);
  root.querySelector("[data-signature-undo]").addEventListener("click", async () => {
    await draw(pad.toData().slice(0, -1));
    keep();
  });
  root.querySelector("[data-signature-clear]").addEventListener("click", async () => {
    earlier = "";
    await draw([]);
    keep();
    canvas.focus();
  });
  window.addEventListener("resize", () => {
    // Phones resize when the address bar hides; only a change of width needs a new sheet.
    if (canvas.clientWidth !== width) {
      width = canvas.clientWidth;
      draw(fitted(pad.toData(), width));
    }
  });
  draw([]);
}

const start = (root) => root.querySelectorAll("[data-signature]").forEach(setUp);
start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) {
    start(event.target);
  }
});
