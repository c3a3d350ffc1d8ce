// Shared by the report and the worklist: language, text size, printing.
"use strict";
(() => {
  const root = document.documentElement;
  const remember = (key, value) => { try { localStorage.setItem("prereview-" + key, value); } catch (e) { /* private window */ } };
  const recall = (key) => { try { return localStorage.getItem("prereview-" + key); } catch (e) { return null; } };
  const press = (attribute, value) => document.querySelectorAll("[" + attribute + "]").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.getAttribute(attribute) === value)));
  function setLang(lang) {
    root.dataset.lang = lang;
    root.lang = lang === "en" ? "en" : "zh-CN";
    press("data-set-lang", lang);
    document.querySelectorAll("option[data-zh]").forEach((option) => { option.textContent = option.dataset[lang]; });
    document.querySelectorAll("input[data-zh]").forEach((input) => { input.placeholder = input.dataset[lang]; });
    remember("lang", lang);
  }
  function setSize(size) { root.dataset.size = size; press("data-set-size", size); remember("size", size); }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.setLang) setLang(button.dataset.setLang);
    if (button.dataset.setSize) setSize(button.dataset.setSize);
    if (button.dataset.print) { root.dataset.printing = button.dataset.print; window.print(); }
  });
  window.addEventListener("afterprint", () => { delete root.dataset.printing; });
  const asked = new URLSearchParams(location.search);
  setLang((asked.get("lang") || recall("lang")) === "en" ? "en" : "zh");
  setSize((asked.get("size") || recall("size")) === "large" ? "large" : "normal");
})();
