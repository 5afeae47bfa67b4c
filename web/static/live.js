/* An open board looks again by itself when something in its campaign has changed.
   The server says when (server-sent events), and how to spread the looks of all who are told at once. The page
   is fetched again and its middle exchanged; what is unfolded, and where one stands in it, stays. While somebody
   fills in a form nothing is touched. Without this script the page is as it was when it was opened. */
"use strict";
(() => {
  const given = document.currentScript ? document.currentScript.dataset : {};
  if (!given.live || !window.EventSource || !window.fetch) return;

  const PARTS = ["main", ".timebar"];
  const AGAIN_AFTER = 2000;  // milliseconds until a form is looked at again that somebody was filling in
  let shown = given.mark;
  let told = shown;
  let source = null;
  let timer = null;
  let notBefore = 0;

  // ── Is somebody at work here? ──
  function isChanged(field) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName !== "SELECT") return field.type !== "hidden" && field.value !== field.defaultValue;
    return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  }

  function isFillingIn() {
    const at = document.activeElement;
    if (at && at.matches("input, textarea, select")) return true;
    return [...document.querySelectorAll("main input, main textarea, main select")].some(isChanged);
  }

  // ── What stays as it is: unfolded parts, and the place in the page ──
  const nameOf = (one) => {
    const near = one.closest("[id]");
    const text = one.tagName === "DETAILS" ? one.querySelector("summary") : one;
    return [near ? near.id : "", one.tagName, one.getAttribute("href") || "", text ? text.textContent.trim() : ""].join("|");
  };

  const unfolded = (root) => new Map([...root.querySelectorAll("details")].map((one) => [nameOf(one), one.open]));

  function exchange(fresh) {
    const open = unfolded(document);
    const at = document.activeElement;
    const place = at && at !== document.body ? nameOf(at) : null;
    const { scrollX, scrollY } = window;
    for (const part of PARTS) {
      const [old, new_] = [document.querySelector(part), fresh.querySelector(part)];
      if (old && new_) old.replaceWith(document.importNode(new_, true));
    }
    for (const one of document.querySelectorAll("details")) {
      const was = open.get(nameOf(one));
      if (was !== undefined) one.open = was;
    }
    if (place && !document.contains(at)) {
      const again = [...document.querySelectorAll("a, button, summary")].find((one) => nameOf(one) === place);
      if (again) again.focus({ preventScroll: true });
    }
    window.scrollTo(scrollX, scrollY);
  }

  // ── Looking again ──
  async function look() {
    timer = null;
    if (shown === told || document.hidden) return;
    if (isFillingIn()) { later(AGAIN_AFTER); return; }
    const mark = told;
    let answer;
    try {
      answer = await fetch(location.href, { headers: { "X-Looks-Again": "1" } });
    } catch {
      later(AGAIN_AFTER);
      return;
    }
    if (answer.redirected || answer.status === 401) { if (source) source.close(); return; }  // nobody is signed in any more
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (isFillingIn()) { later(AGAIN_AFTER); return; }
    exchange(fresh);
    shown = mark;
    if (shown !== told) later(0);
  }

  function later(wait) {
    if (timer === null) timer = setTimeout(look, Math.max(wait, notBefore - Date.now()));
  }

  function hear(event) {
    const news = JSON.parse(event.data);
    told = news.mark;
    if (told === shown) return;
    later(Math.random() * news.spread);
    notBefore = Date.now() + 5 * news.spread;  // many who look may look less often
  }

  // A page that nobody sees does not listen: a browser has six connections to a server, for all its pages.
  function listen() {
    if (document.hidden) {
      if (source) source.close();
      source = null;
    } else if (source === null) {
      source = new EventSource(given.live);
      source.onmessage = hear;
    }
  }

  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => { if (source) source.close(); source = null; });
  window.addEventListener("pageshow", listen);
  listen();
})();
