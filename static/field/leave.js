/* Signing out: say what is not yet handed in, and take today's addresses off the phone. */

import { forgetTasks, get, waiting } from "./store.js";

document.querySelectorAll("form[data-leave]").forEach((form) => {
  let told = false;

  async function leave(event) {
    if (told) {
      return;
    }
    event.preventDefault();
    const who = await get("meta", "who").catch(() => null);
    const left = who ? await waiting(who.id) : { visits: 0, photos: 0 };
    told = true;
    if (left.visits) {
      warn(left);
      return;
    }
    await forgetTasks({ andWho: true }).catch(() => null);
    form.requestSubmit();
  }

  function warn(left) {
    const words = document.createElement("p");
    words.className = "field-leave text-warn";
    words.setAttribute("role", "alert");
    words.textContent =
      `还有 ${left.visits} 份现场记录、${left.photos} 张照片没有同步。退出后它们留在本机，` +
      "由您本人再次登录后继续。仍要退出，请再按一次。";
    form.prepend(words);
    form.addEventListener("submit", () => forgetTasks({ andWho: true }), { once: true });
    const button = form.querySelector("button");
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.focus();
  }

  form.addEventListener("submit", leave);
});
