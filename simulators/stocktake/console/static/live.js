"use strict";
// What a page cannot do without a script: rows that come by themselves, copying, keys. Everything
// else is forms and links. What changes is asked for as the page itself and put in its place, so
// there is one way to show a thing: the server's.

(() => {
  const body = document.body;
  const $ = (selector) => document.querySelector(selector);
  const $$ = (selector) => [...document.querySelectorAll(selector)];
  const world = body.dataset.root.replace(/\/_sim\/ui$/, "");
  const WAIT_S = 10; // of one question for new rows
  const PAUSE_MS = 700; // between two looks at a page that changes all the time
  const RETRY_MS = 2000;
  const SPEAK_MS = 5000; // a screen reader is told sums no more often

  let last = Number(body.dataset.last || 0);
  let held = false;
  let spokenAt = 0;
  let selected = -1;

  // Live

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const visible = () => new Promise((done) => {
    if (!document.hidden) return done();
    const look = () => { if (!document.hidden) { document.removeEventListener("visibilitychange", look); done(); } };
    document.addEventListener("visibilitychange", look);
  });

  async function wait() {
    const answer = await fetch(`${world}/_sim/journal/wait`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ after: last, count: 1, timeout: `${WAIT_S}s`, bodies: false }),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).matched;
  }

  async function refresh() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = Number(fresh.body.dataset.last || 0);
    const came = now - last;
    show(fresh, "tabs");
    show(fresh, "strip");
    if (body.dataset.live === "reload" && came) return location.reload();
    if (body.dataset.live === "main") {
      if (isHeld()) {
        tellHeld(now);
      } else {
        $$("[data-part]").forEach((part) => show(fresh, part.id));
        seenUpTo = now;
        $("#held").hidden = true;
        select(selected, false);
      }
    }
    last = now;
    ready();
    if (came) speak();
  }

  let seenUpTo = last;
  // Nothing moves under the pointer: a list that somebody reads stays as it is.
  const isHeld = () => held || (window.scrollY > 400 && $("#rows") !== null) || isTyping();
  const isTyping = () => document.activeElement?.closest("main form [name]:not([type=search])") != null;

  function tellHeld(now) {
    const more = now - seenUpTo;
    $("#held").hidden = !held && more <= 0;
    $("#held span").textContent = more === 1 ? "1 row has come since." : `${more} rows have come since.`;
  }

  function show(fresh, id) {
    const old = document.getElementById(id);
    const now = fresh.getElementById(id);
    if (old && now && old.innerHTML !== now.innerHTML) {
      const focus = old.contains(document.activeElement) ? addressOf(old, document.activeElement) : null;
      old.replaceWith(now);
      if (focus) [...now.querySelectorAll("a, button")].find((x) => labelOf(x) === focus)?.focus();
    }
  }
  const labelOf = (element) => (element.getAttribute("href") || "") + element.textContent.trim();
  const addressOf = (_, element) => labelOf(element);

  function speak() {
    const now = Date.now();
    if (now - spokenAt < SPEAK_MS) return;
    spokenAt = now;
    const sums = $$("#strip > .soft, #strip > a").map((each) => each.textContent.trim());
    $("#spoken").textContent = sums.join(", ");
  }

  async function live() {
    if (body.dataset.live === "none" || !$("#strip")) return;
    for (;;) {
      await visible();
      try {
        const came = await wait();
        await refresh();
        $("#gone").hidden = true;
        if (came) await pause(PAUSE_MS);
      } catch (error) {
        if (error.message === "401") return location.reload();
        const gone = $("#gone");
        if (gone.hidden) {
          gone.querySelector("b").textContent =
            `No answer from ${location.host} since ${$("#now")?.textContent.split(", ")[1] ?? "now"}.`;
          gone.hidden = false;
        }
        await pause(RETRY_MS);
      }
    }
  }

  function hold(on) {
    held = on;
    $("#hold")?.setAttribute("aria-pressed", String(on));
    $("#live")?.toggleAttribute("hidden", on);
    if (on) tellHeld(last);
    else { $("#held").hidden = true; window.scrollTo(0, 0); refresh().catch(() => {}); }
  }

  // A flowing clock flows here too; the next answer puts it right.
  let clockAt = Date.now();
  function tick() {
    const now = $("#now");
    if (!now || now.dataset.mode !== "flowing") return;
    const passed = Date.now() - clockAt;
    const at = new Date(Date.parse(now.getAttribute("datetime")) + passed * Number(now.dataset.factor));
    const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const day = `${days[at.getUTCDay()]} ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
    now.textContent = `${day}, ${at.toISOString().slice(11, 19)}`;
  }

  // Copying, and forms whose fields depend on a choice

  async function copy(button) {
    const text = document.getElementById(button.dataset.copy).textContent;
    const said = button.firstChild;
    const before = said.textContent;
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied ";
    } catch {
      const source = document.getElementById(button.dataset.copy);
      source.closest("details")?.setAttribute("open", "");
      getSelection().selectAllChildren(source);
      said.textContent = "Selected ";
    }
    setTimeout(() => { said.textContent = before; }, 1500);
  }

  // What needs a script appears once it runs; called again for parts that were put in anew.
  function ready() {
    $$("[data-copy], #hold, #live").forEach((each) => { each.hidden = each.id === "live" && held; });
    if ($("#hold")) $("#hold").setAttribute("aria-pressed", String(held));
    if (body.dataset.live === "none") $("#live")?.setAttribute("hidden", "");
    $$("[data-reloads]").forEach((each) => { each.hidden = true; });
    clockAt = Date.now();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.copy) copy(button);
    else if (button.id === "hold") hold(!held);
    else if (button.closest("#held")) hold(false);
    else if (button.closest("#gone")) refresh().then(() => { $("#gone").hidden = true; }, () => {});
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-reload]")) {
      event.target.form.querySelector("[data-reloads]").click();
    }
  });

  // Keys: off while typing and with modifiers

  let wantsPage = false;
  const press = (key) => document.querySelector(`main [data-key="${key}"]`)?.click();

  function select(index, scrolls = true) {
    const rows = $$("[data-row]");
    rows.forEach((row) => row.classList.remove("sel"));
    if (index < 0 || !rows.length) return;
    selected = Math.min(index, rows.length - 1);
    const row = rows[selected];
    row.classList.add("sel");
    if (scrolls) {
      row.scrollIntoView({ block: "nearest" });
      (row.querySelector("[data-open]") || row.querySelector("a"))?.focus({ preventScroll: true });
    }
  }

  function nextDisagreement() {
    const all = $$("[data-disagrees]");
    if (!all.length) return;
    const here = all.indexOf(document.activeElement?.closest("[data-disagrees]"));
    const next = all[(here + 1) % all.length];
    next.scrollIntoView({ block: "center" });
    (next.querySelector("a") || next).focus({ preventScroll: true });
  }

  let before = null; // what had the focus when the help opened
  function help(open) {
    if (open) { before = document.activeElement; location.hash = "keys"; }
    else { location.hash = "main"; before?.focus(); before = null; }
  }
  const isOpen = () => location.hash === "#keys";
  window.addEventListener("hashchange", () => { if (isOpen()) $("#keys a").focus(); });

  function escape() {
    if (isOpen()) return help(false);
    if ($("[data-back]")) return $("[data-back]").click();
    if (document.activeElement?.matches("input, select, textarea")) return document.activeElement.blur();
    const up = $(".head p.small a");
    if (up) up.click();
  }

  const KEYS = {
    "/": () => $("input[type=search]")?.focus(),
    j: () => ($("[data-row]") ? select(selected + 1) : press("j")),
    k: () => ($("[data-row]") ? select(Math.max(selected - 1, 0)) : press("k")),
    p: () => $("#hold") && hold(!held),
    c: () => press("c"),
    f: () => press("f"),
    n: nextDisagreement,
    g: () => { wantsPage = true; setTimeout(() => { wantsPage = false; }, 1500); },
    "?": () => help(!isOpen()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return escape();
    if (isOpen() && event.key === "Tab") { event.preventDefault(); $("#keys a").focus(); return; }
    if (event.target.closest("input, select, textarea")) return;
    if (wantsPage) {
      wantsPage = false;
      const tab = document.querySelector(`#tabs [data-key="${CSS.escape(event.key)}"]`);
      if (tab) { event.preventDefault(); tab.click(); }
      return;
    }
    const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (act) { event.preventDefault(); act(); }
  });

  $("#tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  ready();
  setInterval(tick, 1000);
  live();
})();
