// Filters of the worklist: by recommendation, by line, by words.
(() => {
  const rows = Array.from(document.querySelectorAll(".worklist tbody tr[data-route]"));
  const line = document.getElementById("line");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const buttons = Array.from(document.querySelectorAll("button[data-route]"));
  function filter() {
    const routes = buttons.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.route);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      const fits = (!routes.length || routes.includes(row.dataset.route)) && (!line.value || row.dataset.line === line.value)
        && words.every((word) => text.includes(word));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    });
    shown.textContent = String(count);
  }
  buttons.forEach((button) => button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    filter();
  }));
  line.addEventListener("change", filter);
  search.addEventListener("input", filter);
  filter();
})();
