/* What the phone keeps: tasks of today, visits in progress, their photos. One IndexedDB, five stores.

   tasks   who|key       today's visits as the server told them
   visits  id            a visit in progress; `who` says to whom it belongs
   photos  id            one photo with its bytes, SHA-256 and time
   done    id            what the server confirmed, without personal data but the address, for a day
   meta    key           who was here last
*/

const NAME = "caseflow-field";
const VERSION = 1;
const DAY = 24 * 60 * 60 * 1000;
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("meta", { keyPath: "key" });
      db.createObjectStore("tasks", { keyPath: "id" }).createIndex("who", "who");
      db.createObjectStore("visits", { keyPath: "id" }).createIndex("who", "who");
      db.createObjectStore("photos", { keyPath: "id" }).createIndex("visit", "visit");
      db.createObjectStore("done", { keyPath: "id" }).createIndex("who", "who");
    };
    request.onsuccess = () => {
      // a newer page wants another layout: let it through
      request.result.onversionchange = () => {
        request.result.close();
        opened = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Run `act` on stores in one transaction and wait until it is on disk. */
async function within(names, mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
    act(transaction, (value) => {
      result = value;
    });
  });
}

export function get(name, key) {
  return within(name, "readonly", (transaction, give) => {
    const request = transaction.objectStore(name).get(key);
    request.onsuccess = () => give(request.result);
  });
}

export function put(name, row) {
  return within(name, "readwrite", (transaction) => transaction.objectStore(name).put(row));
}

export function remove(name, key) {
  return within(name, "readwrite", (transaction) => transaction.objectStore(name).delete(key));
}

export function all(name, index, key) {
  return within(name, "readonly", (transaction, give) => {
    const store = transaction.objectStore(name);
    const request = index ? store.index(index).getAll(key) : store.getAll();
    request.onsuccess = () => give(request.result);
  });
}

/** Change one row where it lies, so that page and sync never overwrite each other; null if it is gone. */
export function update(name, key, change) {
  return within(name, "readwrite", (transaction, give) => {
    const store = transaction.objectStore(name);
    const request = store.get(key);
    request.onsuccess = () => {
      if (request.result === undefined) {
        give(null);
        return;
      }
      change(request.result);
      store.put(request.result);
      give(request.result);
    };
  });
}

/** Replace a person's tasks by what the server says now. */
export function keepTasks(who, tasks, { now: loadedAt, today, route }) {
  return within(["tasks", "meta"], "readwrite", (transaction) => {
    const store = transaction.objectStore("tasks");
    store.clear().onsuccess = () => {
      tasks.forEach((task) => store.put({ ...task, id: `${who.key}|${task.key}`, who: who.key, loadedAt }));
    };
    transaction.objectStore("meta").put({ ...who, id: who.key, key: "who", loadedAt, today, route, keptAt: Date.now() });
  });
}

/** Forget the tasks; visits not yet handed in stay, they belong to whoever made them. */
export function forgetTasks({ andWho = false } = {}) {
  return within(["tasks", "meta"], "readwrite", (transaction) => {
    transaction.objectStore("tasks").clear();
    const meta = transaction.objectStore("meta");
    if (andWho) {
      meta.delete("who");
      return;
    }
    meta.get("who").onsuccess = (event) => {
      if (event.target.result) {
        meta.put({ ...event.target.result, keptAt: 0 });
      }
    };
  });
}

/** A visit the server has confirmed: visit and photos go in one step, a short line stays for a day. */
export function finish(visit, status, result) {
  return within(["visits", "photos", "done"], "readwrite", (transaction) => {
    transaction.objectStore("visits").delete(visit.id);
    drop(transaction.objectStore("photos"), visit.id);
    const done = transaction.objectStore("done");
    const { address, number, kind_label: kind, page_url: url } = visit.task;
    done.put({ id: visit.id, who: visit.who, at: Date.now(), status, result, address, number, kind, url });
    done.openCursor().onsuccess = (event) => {
      const cursor = event.target.result;
      if (cursor) {
        if (cursor.value.at < Date.now() - DAY) {
          cursor.delete();
        }
        cursor.continue();
      }
    };
  });
}

/** Throw a visit away that the server never heard of. */
export function discard(visitId) {
  return within(["visits", "photos"], "readwrite", (transaction) => {
    transaction.objectStore("visits").delete(visitId);
    drop(transaction.objectStore("photos"), visitId);
  });
}

function drop(photos, visitId) {
  photos.index("visit").openKeyCursor(IDBKeyRange.only(visitId)).onsuccess = (event) => {
    const cursor = event.target.result;
    if (cursor) {
      photos.delete(cursor.primaryKey);
      cursor.continue();
    }
  };
}

/** Return how many visits and photos of a person wait, and how many visits of others lie here. */
export async function waiting(whoKey) {
  const visits = await all("visits");
  const mine = visits.filter((visit) => visit.who === whoKey);
  const ids = new Set(mine.map((visit) => visit.id));
  const photos = (await all("photos")).filter((photo) => ids.has(photo.visit));
  return {
    visits: mine.length,
    drafts: mine.filter((visit) => visit.state === "draft").length,
    conflicts: mine.filter((visit) => visit.state === "conflict").length,
    photos: photos.filter((photo) => photo.state !== "stored").length,
    others: visits.length - mine.length,
  };
}
