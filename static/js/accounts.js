/* Passwords that can be looked at, and sessions that never end under somebody's hands. */
(function () {
  "use strict";

  /* --- A password may be shown while it is typed --- */
  document.querySelectorAll("input[data-password]").forEach((input) => {
    const box = document.createElement("span");
    box.className = "password-box";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.textContent = "显示";
    button.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-label", "显示密码");
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = shown ? "隐藏" : "显示";
      button.setAttribute("aria-pressed", String(shown));
    });
    if (input.form) {
      input.form.addEventListener("submit", () => {
        input.type = "password";
      });
    }
    input.replaceWith(box);
    box.append(input, button);
  });

  /* --- The session --- */
  const address = document.body.dataset.session;
  // Browsers keep pages for their Back button, some with what was typed. Once somebody has signed out here, or
  // somebody else has signed in, such a page is emptied and asked for anew.
  const SEAT = "caseflow.seat"; // who sits at this browser
  // Only after signing out: behind an error page, or one that asks to sign in again, what was typed still stands.
  if (document.querySelector("[data-signed-out]")) {
    window.localStorage.removeItem(SEAT);
  }
  if (!address) {
    return;
  }
  const arrival = window.performance.getEntriesByType("navigation")[0];
  const wentBack = (event) => event.persisted || (arrival && arrival.type === "back_forward");
  window.addEventListener("pageshow", (event) => {
    if (!wentBack(event)) {
      window.localStorage.setItem(SEAT, document.body.dataset.user);
    } else if (window.localStorage.getItem(SEAT) !== document.body.dataset.user) {
      document.body.replaceChildren();
      window.location.reload();
    }
  });
  const owner = Number(document.body.dataset.user);
  const WARN = 180; // seconds before the end at which a person is asked
  const ALIVE = 120; // seconds: somebody who types says so at most this often
  let lastSign = Date.now();
  let timer = 0;

  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  const renew = (csrf) => {
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": csrf }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => {
      input.value = csrf;
    });
  };

  const ask = (method) =>
    fetch(address, {
      method,
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    }).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)));

  const dialog = document.createElement("dialog");
  dialog.className = "session-dialog";
  dialog.setAttribute("aria-labelledby", "session-title");
  const title = document.createElement("h2");
  title.id = "session-title";
  const text = document.createElement("p");
  const row = document.createElement("p");
  row.className = "button-row";
  dialog.append(title, text, row);
  document.body.append(dialog);

  const button = (label, primary, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = primary ? "btn btn-primary" : "btn";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  const show = (heading, words, buttons) => {
    title.textContent = heading;
    text.textContent = words;
    row.replaceChildren(...buttons);
    if (!dialog.open) {
      dialog.showModal();
    }
  };

  const close = () => {
    if (dialog.open) {
      dialog.close();
    }
  };

  const plan = (state) => {
    window.clearTimeout(timer);
    if (!state.signed_in) {
      ended();
      return;
    }
    if (state.user !== owner) {
      show("这个浏览器换了账号", "另一位同事已在这个浏览器登录。这一页填写的内容不能再提交；请先抄下需要的内容，再刷新页面。", [
        button("知道了", true, close),
      ]);
      return;
    }
    const left = Math.min(state.idle_left, state.left);
    if (left <= WARN) {
      warn(state);
    } else {
      close();
    }
    timer = window.setTimeout(look, Math.max(left > WARN ? left - WARN : left, 1) * 1000 + 500);
  };

  const look = () => ask("GET").then(plan).catch(() => {
    timer = window.setTimeout(look, 60000);
  });

  const stay = () => ask("POST").then((state) => {
    renew(state.csrf);
    plan(state);
  }).catch(look);

  function warn(state) {
    const minutes = Math.max(1, Math.ceil(Math.min(state.idle_left, state.left) / 60));
    if (state.left <= WARN) {
      show("即将退出登录", `本次登录已接近规定时长，约 ${minutes} 分钟后退出。请先提交或存为草稿。`, [
        button("知道了", true, close),
      ]);
    } else {
      show("还在办理吗", `较长时间没有操作，约 ${minutes} 分钟后自动退出。填写的内容会留在这一页。`, [
        button("继续办理", true, stay),
      ]);
    }
  }

  function ended() {
    const link = document.createElement("a");
    link.className = "btn btn-primary";
    link.target = "_blank";
    link.rel = "noopener";
    link.href = document.body.dataset.login;
    link.textContent = "在新窗口登录";
    show("已退出登录", "填写的内容还在这一页。请在新窗口登录，然后回到这里继续提交。", [
      link,
      button("我已登录，继续", false, back),
    ]);
  }

  function back() {
    ask("GET").then((state) => {
      if (state.signed_in) {
        renew(state.csrf);
        document.querySelectorAll("form[data-sent]").forEach((form) => {
          delete form.dataset.sent;
        });
      }
      plan(state);
    }).catch(() => undefined);
  }

  const active = () => {
    if (Date.now() - lastSign > ALIVE * 1000 && !dialog.open) {
      lastSign = Date.now();
      stay();
    }
  };
  ["input", "keydown", "pointerdown"].forEach((name) => document.addEventListener(name, active, { passive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      if (dialog.open) {
        back();
      } else {
        look();
      }
    }
  });
  ["signed-out", "door"].forEach((name) => document.addEventListener(name, look));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) {
      look();
    }
  });
  plan({
    signed_in: true,
    user: owner,
    idle_left: Number(document.body.dataset.idleLeft),
    left: Number(document.body.dataset.left),
  });
})();
