"use strict";
(() => {
  const table = JSON.parse(document.getElementById("table").textContent);
  const at = Object.fromEntries(table.columns.map((column, i) => [column, i]));
  const articles = [...document.querySelectorAll("article")];
  const reader = document.getElementById("reader");
  const place = "briefing sheet " + document.body.dataset.name;
  const opinions = ["right", "distorted", "unclear"];
  let current = null;
  let unsaved = false;

  const radios = (article) => [...article.querySelectorAll("input[type=radio]")];
  const noteOf = (article) => article.querySelector(".note");
  const opinionOf = (article) => (radios(article).find((radio) => radio.checked) || {}).value || "";

  function count() {
    const given = articles.map(opinionOf).filter(Boolean);
    const each = opinions
      .map((opinion) => [given.filter((g) => g === opinion).length, opinion])
      .filter(([n]) => n)
      .map(([n, opinion]) => n + " " + opinion);
    document.getElementById("count").textContent =
      given.length + " of " + articles.length + " marked" + (each.length ? ": " + each.join(", ") : "");
  }

  // Marks outlive a closed tab; a browser that keeps nothing for files on disk loses only that.
  function remember() {
    unsaved = true;
    const marks = {};
    articles.forEach((article, i) => {
      const mark = [opinionOf(article), noteOf(article).value];
      if (mark[0] || mark[1]) marks[table.rows[i][at.key]] = mark;
    });
    try {
      localStorage.setItem(place, JSON.stringify({ reader: reader.value, marks }));
    } catch {
      /* nothing to keep them in */
    }
    count();
  }

  function recall() {
    try {
      const kept = JSON.parse(localStorage.getItem(place)) || { reader: "", marks: {} };
      reader.value = kept.reader;
      articles.forEach((article, i) => {
        const [opinion, note] = kept.marks[table.rows[i][at.key]] || ["", ""];
        radios(article).forEach((radio) => { radio.checked = radio.value === opinion; });
        noteOf(article).value = note;
      });
    } catch {
      /* nothing was kept */
    }
  }

  function go(article) {
    if (!article) return;
    if (current) current.removeAttribute("aria-current");
    current = article;
    current.setAttribute("aria-current", "true");
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: "center" });
  }

  function here(article) {
    if (current) current.removeAttribute("aria-current");
    current = article;
    current.setAttribute("aria-current", "true");
  }

  const after = (steps) => articles[articles.indexOf(current) + steps];

  function mark(opinion) {
    if (!current) go(articles[0]);
    radios(current).forEach((radio) => { radio.checked = radio.value === opinion; });
    remember();
    if (opinion) go(after(1));
  }

  function unmarked() {
    const from = articles.indexOf(current) + 1;
    go([...articles.slice(from), ...articles.slice(0, from)].find((article) => !opinionOf(article)));
  }

  const keys = {
    1: () => mark("right"),
    2: () => mark("distorted"),
    3: () => mark("unclear"),
    0: () => mark(""),
    j: () => go(current ? after(1) : articles[0]),
    k: () => go(after(-1)),
    u: unmarked,
    n: () => current && noteOf(current).focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.type === "text") {
      if (event.key === "Escape") current ? go(current) : event.target.blur();
      return;
    }
    if (Object.hasOwn(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  articles.forEach((article) => {
    article.addEventListener("focusin", () => here(article));
    article.addEventListener("click", () => here(article));
  });
  document.addEventListener("input", remember);

  // The same cells as in the table beside this page: no formula, and quoted where a cell needs it.
  function cell(text) {
    const line = text.replace(/\s+/g, " ").trim();
    return table.formula.some((start) => line.startsWith(start)) ? "'" + line : line;
  }
  const quoted = (text) => (/["\t\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);

  function sheet() {
    const rows = articles.map((article, i) => {
      const row = [...table.rows[i]];
      row[at.mark] = opinionOf(article);
      row[at.note] = cell(noteOf(article).value);
      row[at.reader] = cell(reader.value);
      return row;
    });
    return "\ufeff" + [table.columns, ...rows].map((row) => row.map(quoted).join("\t") + "\r\n").join("");
  }

  document.getElementById("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([sheet()], { type: "text/tab-separated-values;charset=utf-8" }));
    link.download = document.body.dataset.name + "-marked.tsv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    unsaved = false;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

  recall();
  count();
})();
