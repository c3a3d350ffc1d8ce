// The page viewer: a click on evidence brings its page into view and lights up its box.
(() => {
  const root = document.documentElement;
  const viewer = document.querySelector(".viewer-pages");
  const pick = document.querySelector(".viewer-pick");
  const status = document.getElementById("viewer-status");
  const pages = Array.from(document.querySelectorAll("figure.page"));
  const beside = () => window.matchMedia("(min-width: 1000px)").matches;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let zoom = 1;

  function show(page, mark, link, calmly) {
    document.querySelectorAll(".lit").forEach((node) => node.classList.remove("lit"));
    document.querySelectorAll("a.chosen").forEach((node) => node.classList.remove("chosen"));
    const target = mark || page.querySelector(".sheet");
    target.classList.add("lit");
    if (link) link.classList.add("chosen");
    if (pick) pick.value = page.id;
    if (beside()) {
      const box = target.getBoundingClientRect(), frame = viewer.getBoundingClientRect();
      const above = mark ? Math.max((frame.height - box.height) / 3, 20) : 44;
      viewer.scrollTo({
        top: viewer.scrollTop + box.top - frame.top - above,
        left: viewer.scrollLeft + box.left - frame.left - 40,
        behavior: calm || calmly ? "auto" : "smooth",
      });
    } else {
      target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    }
    status.textContent = (root.dataset.lang === "en" ? "Showing " : "已显示：") + page.dataset[root.dataset.lang];
  }
  function follow(id, link, calmly) {
    const target = document.getElementById(id);
    const page = target && target.closest("figure.page");
    if (page) show(page, target === page ? null : target, link, calmly);
    return Boolean(page);
  }
  // What is folded on the screen is whole on paper.
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.settled, details.history").forEach((node) => { node.open = true; }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-page]");
    if (link && follow(link.getAttribute("href").slice(1), link)) {
      event.preventDefault();
      history.replaceState(null, "", link.getAttribute("href"));
    }
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.step) step(Number(button.dataset.step));
    if (button.dataset.zoom) setZoom(zoom * (button.dataset.zoom === "1" ? 1.3 : 1 / 1.3));
    if (button.dataset.copy) copy(button);
    if (button.dataset.download) download(button);
  });
  function download(button) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff" + document.getElementById(button.dataset.download).innerText], { type: "text/plain" }));
    link.download = button.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  function step(by) {
    const at = pages.findIndex((page) => page.id === pick.value);
    const next = pages[Math.min(Math.max(at + by, 0), pages.length - 1)];
    if (next) show(next, null, null);
  }
  function setZoom(value) {
    zoom = Math.min(Math.max(value, 1), 4);
    viewer.style.setProperty("--zoom", zoom.toFixed(2));
  }
  if (pick) pick.addEventListener("change", () => follow(pick.value, null));
  async function copy(button) {
    const box = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector(".copied");
    let done = false;
    try { await navigator.clipboard.writeText(box.innerText); done = true; } catch (e) {
      const range = document.createRange();
      range.selectNodeContents(box);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      done = document.execCommand("copy");
    }
    const english = root.dataset.lang === "en";
    said.textContent = done ? (english ? "Copied" : "已复制") : (english ? "Selected: press Ctrl+C" : "已选中，请按 Ctrl+C");
  }
  const opened = location.hash.length > 1 && follow(location.hash.slice(1), document.querySelector('a[data-page][href="#' + CSS.escape(location.hash.slice(1)) + '"]'));
  // The browser jumps to the mark too, which would push the words out of sight beside it.
  // The first thing to look at lies open beside the words that name it.
  const first = document.querySelector(".headlines a[data-page]") || document.querySelector(".row-satisfied_with_remark a[data-page]");
  if (!opened && first && beside()) window.addEventListener("load", () => follow(first.getAttribute("href").slice(1), first, true));
  if (opened && beside()) window.addEventListener("load", () => requestAnimationFrame(() => window.scrollTo(0, 0)));
})();
