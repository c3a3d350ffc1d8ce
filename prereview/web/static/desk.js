// The desk: keys, the page viewer, the dialogs. Everything else is HTML from the server, swapped in by htmx.
"use strict";
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // --- dialogs ------------------------------------------------------------------------------------------------------
  const open = (name) => {
    const dialog = document.getElementById(name);
    if (!dialog || dialog.open) return;
    const left = find("#still-open");
    if (left) left.textContent = find("#judgements")?.dataset.left || "";
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) open(opener.dataset.open);
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog").close();
  });

  // --- the page viewer ----------------------------------------------------------------------------------------------
  const pages = all("svg.page");
  let shown = pages.find((page) => !page.hidden);
  let lit = null;
  const whole = (page) => [0, 0, Number(page.dataset.width), 1000];
  const boxOf = (page) => page.getAttribute("viewBox").split(" ").map(Number);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  function look(page, box) {
    const from = boxOf(page), start = performance.now();
    const token = String(start);
    page.dataset.moving = token;
    const step = (now) => {
      if (page.dataset.moving !== token) return;
      const t = calm ? 1 : Math.min((now - start) / 160, 1), ease = t * (2 - t);
      page.setAttribute("viewBox", from.map((v, i) => (v + (box[i] - v) * ease).toFixed(1)).join(" "));
      if (t < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
  function load(page) {
    const picture = find("image[data-href]", page);
    if (picture) { picture.setAttribute("href", picture.dataset.href); picture.removeAttribute("data-href"); }
  }
  function turn(id) {
    const page = document.getElementById(id);
    if (!page || page === shown) return;
    if (shown) shown.setAttribute("hidden", "");
    page.removeAttribute("hidden");
    load(page);
    shown = page;
    const choice = find("#page-choice");
    if (choice) choice.value = id;
  }
  function around(page, mark) {
    const [x, y, w, h] = ["x", "y", "width", "height"].map((name) => Number(mark.getAttribute(name)));
    // As wide as the evidence needs, in the shape of the panel, so that no room is wasted beside an upright page.
    const full = whole(page), ratio = page.clientWidth / page.clientHeight || 0.75;
    const width = Math.min(Math.max(w * 1.12, full[2] * 0.6, h * 1.6 * ratio), Math.max(full[2], 1000 * ratio));
    const height = width / ratio;
    const slide = (middle, size, most) => size >= most ? (most - size) / 2 : Math.min(Math.max(middle - size / 2, 0), most - size);
    return [slide(x + w / 2, width, full[2]), slide(y + h / 2, height, 1000), width, height];
  }
  function show(place) {
    all(".place.chosen, .fact.chosen").forEach((other) => other.classList.remove("chosen"));
    place.classList.add("chosen");
    turn(place.dataset.page);
    if (lit) lit.classList.remove("lit");
    lit = place.dataset.mark ? document.getElementById(place.dataset.mark) : null;
    if (lit) { lit.classList.add("lit"); lit.classList.toggle("as-against", place.classList.contains("place-against")); }
    if (shown) look(shown, lit ? around(shown, lit) : whole(shown));
  }
  function zoom(factor) {
    if (!shown) return;
    const [x, y, w, h] = boxOf(shown), full = whole(shown);
    const width = Math.min(Math.max(w / factor, full[2] * 0.15), full[2]), height = Math.min(width * h / w, 1000);
    look(shown, [Math.min(Math.max(x + (w - width) / 2, 0), full[2] - width), Math.min(Math.max(y + (h - height) / 2, 0), 1000 - height), width, height]);
  }
  function pan(dx, dy) {
    if (!shown) return;
    const [x, y, w, h] = boxOf(shown), full = whole(shown);
    look(shown, [Math.min(Math.max(x + dx * w, 0), full[2] - w), Math.min(Math.max(y + dy * h, 0), 1000 - h), w, h]);
  }
  function toggleZoom() {
    if (!shown) return;
    const zoomed = boxOf(shown)[3] < 999;
    look(shown, zoomed || !lit || !shown.contains(lit) ? whole(shown) : around(shown, lit));
  }
  const near = (by) => { const at = pages.indexOf(shown) + by; if (pages[at]) { turn(pages[at].id); look(shown, whole(shown)); } };
  find("#page-choice")?.addEventListener("change", (event) => { turn(event.target.value); look(shown, whole(shown)); });
  find("#page-back")?.addEventListener("click", () => near(-1));
  find("#page-on")?.addEventListener("click", () => near(1));
  find("#zoom-in")?.addEventListener("click", () => zoom(1.4));
  find("#zoom-out")?.addEventListener("click", () => zoom(1 / 1.4));
  find("#zoom-all")?.addEventListener("click", toggleZoom);
  const sheet = find(".sheet");
  sheet?.addEventListener("wheel", (event) => { if (event.ctrlKey) { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); } }, { passive: false });
  let held = null;
  sheet?.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY]; sheet.setPointerCapture(event.pointerId); });
  sheet?.addEventListener("pointermove", (event) => {
    if (!held || !shown) return;
    const [x, y, w, h] = boxOf(shown), full = whole(shown), scale = w / shown.clientWidth;
    const left = Math.min(Math.max(x - (event.clientX - held[0]) * scale, 0), full[2] - w);
    const top = Math.min(Math.max(y - (event.clientY - held[1]) * scale, 0), 1000 - h);
    shown.setAttribute("viewBox", [left, top, w, h].join(" "));
    held = [event.clientX, event.clientY];
  });
  ["pointerup", "pointercancel"].forEach((name) => sheet?.addEventListener(name, () => { held = null; }));

  // --- the list of judgements ---------------------------------------------------------------------------------------
  const entries = () => all(".judgement");
  const chosen = () => find(".judgement.chosen");
  function choose(entry, focus = true) {
    if (!entry) return;
    entries().forEach((other) => {
      const mine = other === entry;
      other.classList.toggle("chosen", mine);
      find(".head", other).setAttribute("aria-expanded", String(mine));
      find(".body", other).hidden = !mine;
    });
    if (focus) { find(".head", entry).focus({ preventScroll: true }); entry.scrollIntoView({ block: "nearest" }); }
    const place = find(".place[data-page]", entry);
    if (place) show(place);
  }
  function move(by) {
    const list = entries(), at = list.indexOf(chosen());
    choose(list[Math.min(Math.max(at + by, 0), list.length - 1)]);
  }
  function nextPlace() {
    const entry = chosen();
    if (!entry) return;
    const places = all(".place[data-page]", entry), at = places.findIndex((place) => place.classList.contains("chosen"));
    if (places.length) show(places[(at + 1) % places.length]);
  }
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-page]");
    if (place) { show(place); return; }
    const head = event.target.closest(".judgement .head");
    if (head) choose(head.closest(".judgement"));
    const differ = event.target.closest("[data-differ]");
    if (differ) askWhy(differ.closest(".judgement"));
  });
  function arrive() {
    const list = find("#judgements");
    if (!list) return;
    const wanted = entries().find((entry) => entry.dataset.key === list.dataset.chosen);
    choose(wanted || find(".judgement:not(.is-said)") || entries()[0], Boolean(list.dataset.chosen));
  }
  // The next key may already be on its way: hence at the swap, and no pause before htmx wires the new buttons (layout.html.j2).
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "judgements") arrive(); });
  document.body.addEventListener("htmx:beforeRequest", () => { find("#alert").textContent = ""; });

  // --- a verdict that differs ---------------------------------------------------------------------------------------
  let asked = null;
  function askWhy(entry) {
    const differ = entry && find("[data-differ]", entry), dialog = find("#differ");
    if (!differ || !dialog) return;
    asked = entry;
    find("#differ-what").textContent = find(".name", entry).textContent;
    const choices = find("#differ-choices");
    choices.replaceChildren(...differ.dataset.choices.split("|").map((choice, number) => {
      const [value, name] = choice.split("="), label = document.createElement("label"), input = document.createElement("input");
      Object.assign(input, { type: "radio", name: "judgement", value, checked: number === 0 });
      label.append(input, " " + name);
      return label;
    }));
    find("#differ-reason").value = "";
    dialog.showModal();
    (choices.childElementCount > 1 ? find("input", choices) : find("#differ-reason")).focus();
  }
  find("#differ form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    window.htmx.ajax("POST", form.dataset.address, {
      target: "#judgements", swap: "outerHTML",
      values: { subject: asked.dataset.subject, subject_id: asked.dataset.subjectId, judgement: find("input:checked", form).value, reason: find("#differ-reason").value },
    });
    find("#differ").close();
  });
  // What is being written is sent from the keyboard.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && event.target.matches("textarea")) event.target.form.querySelector("button.primary").click();
  });

  // --- the notice follows the verdicts; words that were changed by hand are kept, and said to be older --------------
  let written = null;
  document.body.addEventListener("htmx:oobBeforeSwap", () => {
    const letter = find("#letter");
    if (letter && letter.value !== letter.defaultValue) written = letter;
  });
  document.body.addEventListener("htmx:oobAfterSwap", () => {
    const letter = find("#letter");
    if (!written || !letter || letter === written) return;
    letter.value = written.value;
    find("#letter-stale").hidden = letter.defaultValue === written.defaultValue;
    written = null;
  });
  document.addEventListener("reset", () => { find("#letter-stale").hidden = true; sessionStorage.removeItem(draft); });

  // --- words not sent yet outlive leaving the claim: in this tab only, until they are sent or somebody signs out ------
  const draft = `letter:${location.pathname}`;
  function recallDraft(letter) {
    const kept = JSON.parse(sessionStorage.getItem(draft) || "null");
    if (!kept) return;
    letter.value = kept.text;
    find("#letter-stale").hidden = kept.proposed === letter.defaultValue;
  }
  if (find(".door-card")) sessionStorage.clear();
  else if (find("#letter")) recallDraft(find("#letter"));
  else sessionStorage.removeItem(draft);
  document.addEventListener("input", ({ target }) => {
    if (target.id === "letter") sessionStorage.setItem(draft, JSON.stringify({ text: target.value, proposed: target.defaultValue }));
  });

  // --- sections -----------------------------------------------------------------------------------------------------
  const tabs = all("[role=tab]");
  function pick(tab) {
    tabs.forEach((other) => {
      const mine = other === tab;
      other.setAttribute("aria-selected", String(mine));
      other.tabIndex = mine ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !mine;
    });
    tab.focus({ preventScroll: true });
  }
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => pick(tab));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) { event.preventDefault(); event.stopPropagation(); pick(tabs[(at + by + tabs.length) % tabs.length]); }
    });
  });
  document.addEventListener("click", (event) => { if (event.target.id === "copy-letter") navigator.clipboard?.writeText(find("#letter").value); });

  // --- the queue ----------------------------------------------------------------------------------------------------
  const rows = () => all(".row-link");
  function step(by) {
    const list = rows(), at = list.indexOf(document.activeElement);
    list[Math.min(Math.max(at + by, 0), list.length - 1)]?.focus();
  }

  // --- keys ---------------------------------------------------------------------------------------------------------
  const typing = (element) => element.closest("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=file])");
  const press = (key, root = document) => root && find(`[aria-keyshortcuts="${key}"]`, root)?.click();
  const onClaim = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    a: () => press("a", chosen()), d: () => press("d", chosen()), t: () => press("t", chosen()), u: () => press("u"),
    e: nextPlace, z: toggleZoom, ArrowLeft: () => near(-1), ArrowRight: () => near(1), "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4),
    n: () => { pick(find("#tab-notice")); find("#letter")?.focus(); }, p: () => press("p"), f: () => press("f"), x: () => press("x"),
  };
  const onQueue = { j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), "/": () => find("#search")?.focus() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const dialog = find("dialog[open]");
    if (dialog) {
      const digit = /^\d$/.test(event.key) && !typing(event.target) && find(`[data-digit="${event.key}"]`, dialog);
      if (digit) { event.preventDefault(); digit.click(); }
      return;
    }
    if (typing(event.target)) { if (event.key === "Escape") event.target.blur(); return; }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?") { event.preventDefault(); open("help"); return; }
    if (event.target === sheet && key.startsWith("Arrow")) {
      event.preventDefault();
      pan({ ArrowLeft: -0.15, ArrowRight: 0.15 }[key] || 0, { ArrowUp: -0.15, ArrowDown: 0.15 }[key] || 0);
      return;
    }
    const onDesk = find(".work") || find(".claim-head");
    if (onDesk && tabs[Number(key) - 1]) { pick(tabs[Number(key) - 1]); return; }
    if (key === "Enter" && !onDesk && event.target === document.body) { press("Enter"); return; }
    if (key === "g") { find(".brand")?.click(); return; }
    const action = (onDesk ? onClaim : onQueue)[key];
    if (action) { event.preventDefault(); action(); }
  });

  // --- begin --------------------------------------------------------------------------------------------------------
  arrive();
  const named = tabs.find((tab) => location.hash === "#" + tab.getAttribute("aria-controls"));
  if (named) pick(named);
  if (find(".work")) {
    // The next claim's pictures are fetched while this one is read, so that it opens at once.
    const address = find(".claim-head").dataset.address;
    setTimeout(() => {
      pages.slice(1, 6).forEach(load);
      fetch(address + "/ahead").then((answer) => answer.ok ? answer.json() : []).then((urls) => urls.forEach((url) => { new Image().src = url; })).catch(() => {});
    }, 1200);
  }
  // A queue that was empty fills by itself when the machine has read something.
  document.body.addEventListener("htmx:afterSettle", () => {
    const progress = find("#progress"), busy = progress?.dataset.busy, before = document.body.dataset.busy;
    if (busy === undefined) return;
    document.body.dataset.busy = busy;
    if (before !== undefined && before !== busy && find("#rows") && !find("#rows").contains(document.activeElement)) {
      window.htmx.ajax("GET", location.pathname + location.search, { target: "#rows", swap: "outerHTML" });
    }
  });
})();
