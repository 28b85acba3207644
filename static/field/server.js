/* Talking to the server: every answer is data, or one of four kinds of failure. */

export const BASE = "/field/";
const PATIENCE = 30_000;

/** No network, or the server cannot answer now: try again later. */
export class Unreachable extends Error {}
/** The session is over: the person has to sign in again. */
export class SignedOut extends Error {}
/** The acting post may not do this. */
export class Forbidden extends Error {}
/** The server refuses, with words and a machine word. */
export class Problem extends Error {
  constructor(status, content) {
    super(content.detail || "服务器没有接受这次提交。");
    this.status = status;
    this.code = content.code || "";
    this.content = content;
  }
}

let token = "";

export function useToken(csrf) {
  token = csrf;
}

async function ask(path, options = {}) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  let response;
  let content = null;
  try {
    response = await fetch(BASE + path, {
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      signal: control.signal,
      ...options,
      headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
    });
    if ((response.headers.get("Content-Type") || "").includes("json")) {
      content = await response.json();
    }
  } catch (error) {
    throw new Unreachable(error.message);
  } finally {
    clearTimeout(timer);
  }
  if (response.type === "opaqueredirect" || response.status === 401) {
    throw new SignedOut();
  }
  if (response.status === 403 && !content) {
    throw new Forbidden();
  }
  // what is not ours is no answer: half a response, a proxy's page, the sign-in page of a hotel's network
  if (!content || response.status >= 500 || response.status === 429) {
    throw new Unreachable(`HTTP ${response.status}`);
  }
  if (!response.ok) {
    throw new Problem(response.status, content);
  }
  return content;
}

/** Today's tasks, or with `brief` only who we are and the token. */
export function tasks({ brief = false } = {}) {
  return ask(brief ? "tasks/?brief=1" : "tasks/");
}

export function post(path, content) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
}

export function takeBack(path) {
  return ask(path, { method: "DELETE" });
}

/** Send one piece of a photo; the answer says how much is there now. */
export function piece(path, offset, blob) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) },
    body: blob,
  });
}
