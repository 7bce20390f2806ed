// What a reader does: keys, clicks, typing; and how the page starts.

const TYPING_PAUSE = 120; // milliseconds before a search starts

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => stepDocument(1),
  p: () => stepDocument(-1),
  x: () => onCard.length && items[onCard[0]].status !== "kept" && toggleWrong(onCard[0]),
  s: saveVerdicts,
  "/": () => byId("search").focus(),
};
const KEYS_EVERYWHERE = { t: switchTheme, "?": () => byId("help").showModal() };

function switchTheme() {
  const { dataset } = document.documentElement;
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = (dataset.theme ?? (isDark ? "dark" : "light")) === "dark" ? "light" : "dark";
  remember("cleaner-theme", dataset.theme);
}

function startFrame() {
  const theme = remembered("cleaner-theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
  byId("theme").onclick = switchTheme;
  byId("help-open").onclick = KEYS_EVERYWHERE["?"];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
    if (documents.length && isTakenByControl(event)) return;
    const act = KEYS_EVERYWHERE[event.key] ?? (documents.length && KEYS[event.key]);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Tell whether a key is for the field, the finding or the card that has the focus; obey it. */
function isTakenByControl(event) {
  const { key, target } = event;
  const isField = target.matches("input, select");
  if (key === "Escape") {
    if (!byId("card").hidden) closeCard();
    else if (!byId("reset").hidden) resetFilters();
    if (isField) target.blur();
  } else if (key === "Enter" && isField) {
    filter();
    target.blur();
  } else if ((key === "Enter" || key === " ") && target.matches(".hit")) {
    event.preventDefault();
    select(matchOf(target), target);
  } else {
    return isField;
  }
  return true;
}

function startFilters() {
  const byName = [...about.rules.entries()].sort(([, [a]], [, [b]]) => (a < b ? -1 : 1));
  byId("rule").append(...byName.map(([index, [id]]) => new Option(id, index)));
  const files = [...new Set(documents.map((doc) => doc.file))].slice(0, 500);
  byId("documents").append(...files.map((file) => new Option(file)));
  byId("safety").querySelector("[value=kept]").hidden = !items.some((item) => item.kind === "kept");
  let waiting = 0;
  for (const control of [...choices(), byId("order")]) {
    const isTyped = control.type === "search";
    control.addEventListener(isTyped ? "input" : "change", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, isTyped ? TYPING_PAUSE : 0);
    });
  }
  byId("tools").onsubmit = (event) => event.preventDefault();
  byId("reset").onclick = byId("reset-empty").onclick = resetFilters;
  byId("more-filters").onclick = ({ target }) => {
    target.setAttribute("aria-expanded", String(byId("tools").classList.toggle("open")));
  };
}

function startCharts() {
  byId("bars")?.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const rule = String(about.rules.findIndex(([id]) => id === button.dataset.rule));
    byId("rule").value = byId("rule").value === rule ? "" : rule;
    filter();
  });
  byId("more-rules")?.addEventListener("click", ({ target }) => {
    const all = byId("bars").classList.toggle("all");
    target.setAttribute("aria-expanded", String(all));
    target.textContent = all ? "Fewer rules" : target.dataset.all;
  });
}

function startList() {
  byId("previous").onclick = () => step(-1);
  byId("next").onclick = () => step(1);
  byId("save").onclick = saveVerdicts;
  byId("list").addEventListener("click", ({ target }) => {
    const hit = target.closest(".hit");
    if (hit) select(matchOf(hit), hit);
    else if (target.matches(".unfold")) unfold(target.closest(".doc"));
  });
  addEventListener("scroll", drawSoon, { passive: true });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return drawSoon();
    width = innerWidth;
    restartList();
  });
}

startFrame();
if (documents.length) {
  startFilters();
  startCharts();
  startList();
  recallVerdicts();
  filter();
}
