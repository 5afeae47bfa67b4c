/* What is written on a report form survives a lost connection.
   Its texts are kept in localStorage while one writes. If it cannot be sent, the whole form with its files
   waits in IndexedDB and is sent when the connection is back; the key that it carries lets the server do it
   once. Without this script the forms work all the same. */
"use strict";
(() => {
  if (!window.indexedDB || !window.fetch || !window.FormData) return;

  const FIELDS = "textarea, select, input[type=text], input[type=number], input[type=date]";
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const words = document.currentScript ? document.currentScript.dataset : {};

  const nameOf = (form) => `duban:${form.dataset.who}:${form.dataset.draft}`;
  const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];

  // ── Texts ──
  const attempt = (work) => { try { return work(); } catch { return null; } };  // storage may be forbidden or full
  const saveTexts = (form) => attempt(() =>
    localStorage.setItem(nameOf(form), JSON.stringify(fieldsOf(form).map((field) => field.value))));
  const dropTexts = (name) => attempt(() => localStorage.removeItem(name));

  function restoreTexts(form) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(nameOf(form))));
    const fields = fieldsOf(form);
    if (!Array.isArray(kept) || kept.length !== fields.length) return;
    let changed = false;
    fields.forEach((field, at) => {
      if (field.value !== kept[at]) { field.value = kept[at]; changed = true; }
    });
    if (changed) say(form, "restored");
  }

  // ── What is said beside the form, in words that the page brings ──
  function say(form, code, text) {
    const place = form.querySelector(".draft");
    place.textContent = text || place.dataset[code];
    place.hidden = false;
    place.setAttribute("role", code === "refused" ? "alert" : "status");
  }

  function announce(text, address) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    line.className = "said";
    line.setAttribute("role", "status");
    link.href = address;
    link.textContent = text;
    line.append(link);
    document.getElementById("main").prepend(line);
  }

  // ── Forms that wait ──
  const ask = (request) => new Promise((answer, fail) => {
    request.onsuccess = () => answer(request.result);
    request.onerror = () => fail(request.error);
  });

  async function waiting(mode) {
    const opening = indexedDB.open("duban", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("waiting", { keyPath: "name" });
    const base = await ask(opening);
    return base.transaction("waiting", mode).objectStore("waiting");
  }

  const keep = async (record) => ask((await waiting("readwrite")).put(record));
  const drop = async (name) => ask((await waiting("readwrite")).delete(name));
  const all = async () => ask((await waiting("readonly")).getAll());

  // ── Sending ──
  function bodyOf(record) {
    const body = new FormData();
    for (const [name, value] of record.entries) {
      if (value instanceof File) body.append(name, value, value.name);
      else body.append(name, value);
    }
    return body;
  }

  async function refusalIn(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const said = [...page.querySelectorAll(".apart h1, .apart p:not(.ways):not(.code)")];
    return said.map((one) => one.textContent.trim()).join(" ") || String(answer.status);
  }

  /* "sent", "waiting" (there is no connection, or nobody behind the proxy), or what the refusal says. */
  async function send(record) {
    let answer;
    try {
      answer = await fetch(record.action, { method: "POST", body: bodyOf(record), redirect: "manual" });
    } catch {
      await keep(record);
      return { is: "waiting" };
    }
    if (answer.status >= 502) {
      await keep(record);
      return { is: "waiting" };
    }
    await drop(record.name);
    if (answer.type === "opaqueredirect") {
      dropTexts(record.name);
      return { is: "sent" };
    }
    return { is: "refused", text: await refusalIn(answer) };
  }

  function recordOf(form, button) {
    const entries = [...new FormData(form)];
    if (button && button.name) entries.push([button.name, button.value]);
    return {
      name: nameOf(form), entries, action: form.action, done: form.dataset.done,
      who: form.dataset.who, draft: form.dataset.draft,
    };
  }

  /* Nothing can be kept here: as without this script. */
  function sendPlainly(form, button) {
    if (button && button.name) {
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    form.submit();
  }

  async function submitted(event) {
    const form = event.target;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    say(form, "sending");
    const record = recordOf(form, event.submitter);
    try {
      const came = await send(record);
      if (came.is === "sent") location.assign(record.done);
      else say(form, came.is, came.text);
    } catch {
      sendPlainly(form, event.submitter);
    }
    delete form.dataset.busy;
  }

  /* The page of a form that has waited says who is signed in now, and brings a token that is still good. */
  async function renewed(record) {
    const answer = await fetch(record.done, { redirect: "manual" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const signed = page.querySelector("[data-who]");
    if (!signed || signed.dataset.who !== record.who) return null;
    const entries = record.entries.map(([name, value]) => {
      const fresh = name === "form_key" && page.querySelector(`input[type=hidden][name="${name}"]`);
      return [name, fresh ? fresh.value : value];
    });
    return { ...record, entries };
  }

  let resending = false;
  async function resend() {
    if (resending || !navigator.onLine) return;
    resending = true;
    try {
      for (const kept of await all()) {
        const record = await renewed(kept);
        if (!record) continue;
        const came = await send(record);
        const here = forms.find((form) => nameOf(form) === record.name);
        if (came.is === "sent" && here) location.assign(record.done);
        else if (came.is === "sent") announce(words.sent, record.done);
        else if (came.is === "refused" && here) say(here, "refused", came.text);
        else if (came.is === "refused") announce(`${words.refused}${came.text}`, record.done);
      }
    } catch { /* still no connection: the forms wait on */ }
    resending = false;
  }

  for (const form of forms) {
    restoreTexts(form);
    form.addEventListener("input", () => saveTexts(form));
    form.addEventListener("submit", submitted);
  }
  window.addEventListener("online", resend);
  resend();
})();
