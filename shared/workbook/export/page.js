"use strict";
// What students wrote is only ever text here: textContent, title, aria-label. Nothing is parsed as HTML.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);

function el(tag, className, text) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

// ---- The results, with each number of a text replaced by the text

const exercises = data.exercises;
const most = exercises.reduce((n, e) => n + e.points, 0);
const text = place => data.texts[place || 0];
const status = check => text(check[0]);
const kind = check => status(check) === "passed" ? "pass" : status(check) === "not run" ? "none" : "fail";
const words = ["not handed in", "not found", "rejected", "not built", "idle", "contradiction", "not graded"]; // why there are no points
const sign = { pass: "✓", fail: "✗", none: "–" };

const students = data.students.map((s, index) => ({
  ...s, index,
  graded: !s.exercises.some(g => text(g.status) === "not graded"),
  total: s.exercises.reduce((n, g) => n + g.points, 0),
  seconds: s.exercises.reduce((n, g) => n + g.seconds, 0),
  memory: Math.max(0, ...s.exercises.map(g => g.memory)),
}));

const number = (i, j) => (parseInt(exercises[i].name) || 0) + "." + (j + 1);
const percent = (n, of) => of ? Math.round(100 * n / of) + "\u00a0%" : "–"; // a number stays with its sign
const time = seconds => !seconds ? "–" : seconds < 60 ? seconds.toFixed(1) + " s" : Math.floor(seconds / 60) + " min " + Math.round(seconds % 60) + " s";
const inMiB = bytes => !bytes ? "–" : (bytes / 1048576).toFixed(0) + " MiB";
const graded = students.filter(s => s.graded); // those whom the summary is about
const passed = exercises.map((e, i) => e.checks.map((c, j) => graded.filter(s => kind(s.exercises[i].checks[j]) === "pass").length));

// ---- The summary

function cards() {
  const totals = graded.map(s => s.total).sort((a, b) => a - b);
  const middle = totals.length ? (totals[(totals.length - 1) >> 1] + totals[totals.length >> 1]) / 2 : 0;
  for (const [value, what] of [
    [students.filter(s => s.attempts || !s.exercises.every(g => text(g.word) === "not handed in")).length, "submissions"],
    ...words.map(word => [students.filter(s => s.exercises.some(g => text(g.word) === word)).length, word]).filter(([n]) => n),
    ...[[students.filter(s => s.late).length, "late"], [students.filter(s => s.unlisted).length, "not on the roster"]].filter(([n]) => n),
    [middle, "median of " + most],
    [totals.filter(t => t === most).length, "full marks"],
    [time(Math.max(0, ...students.map(s => s.seconds))), "longest run"],
    [inMiB(Math.max(0, ...students.map(s => s.memory))), "most memory"],
  ]) {
    const card = el("div", "card");
    card.append(el("b", "", value), el("span", "", what));
    $("cards").append(card);
  }
}

function histogram() {
  const width = Math.ceil((most + 1) / 10);
  const bins = new Array(Math.ceil((most + 1) / width)).fill(0);
  for (const s of graded) bins[Math.floor(s.total / width)]++;
  const top = Math.max(1, ...bins), said = [];
  bins.forEach((n, k) => {
    const from = k * width, to = Math.min(most, from + width - 1), range = from === to ? "" + from : from + "–" + to;
    const bar = el("div", "bar"), fill = el("i");
    fill.style.height = 100 * n / top + "%";
    bar.title = n + " with " + range + " points";
    const column = el("div", "column");
    column.append(el("span", "", n || ""), fill);
    const below = el("span", "range", from);
    if (to > from) below.append(el("span", "to", "–" + to));
    bar.append(column, below);
    $("histogram").append(bar);
    if (n) said.push(bar.title);
  });
  $("histogram").setAttribute("aria-label", "Histogram of totals: " + said.join(", "));
}

// ideas puts the checks together that have the same name in several exercises: what students got wrong, and how many did.
function ideas() {
  const all = new Map();
  exercises.forEach((e, i) => e.checks.forEach((c, j) => {
    const name = c.test.split("/").pop().replaceAll("_", " ");
    const idea = all.get(name) || { name, failed: new Set(), where: [] };
    const failed = c.cannot ? [] : graded.filter(s => kind(s.exercises[i].checks[j]) === "fail");
    failed.forEach(s => idea.failed.add(s));
    if (failed.length) idea.where.push(number(i, j));
    all.set(name, idea);
  }));
  return [...all.values()].filter(idea => idea.failed.size).sort((a, b) => b.failed.size - a.failed.size);
}

function hardest() {
  const all = ideas();
  for (const idea of all.slice(0, 8)) {
    const li = el("li"), name = el("span", "", idea.name + " ");
    name.append(el("small", "", "(" + idea.where.join(", ") + ")"));
    li.append(el("b", "", percent(idea.failed.size, graded.length)), name);
    $("hardest").append(li);
  }
  if (!all.length) $("hardest").append(el("li", "", "nothing"));
}

// ---- Which students, in which order

const open = new Set(); // the exercises whose checks are shown
let wanted = "", order = "name", flipped = false;

const byName = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
const orders = {
  name: ["name", byName],
  total: ["most points first", (a, b) => b.total - a.total],
  lowest: ["fewest points first", (a, b) => a.total - b.total],
  seconds: ["longest run first", (a, b) => b.seconds - a.seconds],
  memory: ["most memory first", (a, b) => b.memory - a.memory],
};
const rank = { fail: 0, none: 1, pass: 2 };
exercises.forEach((e, i) => {
  orders["exercise" + i] = ["points, most first", (a, b) => b.exercises[i].points - a.exercises[i].points];
  e.checks.forEach((c, j) => {
    orders["check" + i + "." + j] = [number(i, j) + " " + c.sentence, (a, b) => rank[kind(a.exercises[i].checks[j])] - rank[kind(b.exercises[i].checks[j])]];
  });
});

function fillSort() {
  const option = (into, key) => { const o = el("option", "", orders[key][0]); o.value = key; into.append(o); };
  for (const key of ["name", "total", "lowest", "seconds", "memory"]) option($("sort"), key);
  exercises.forEach((e, i) => {
    const group = el("optgroup");
    group.label = e.name;
    option(group, "exercise" + i);
    e.checks.forEach((c, j) => option(group, "check" + i + "." + j));
    $("sort").append(group);
  });
}

function shown() {
  const about = exercises.map(e => e.checks.map(c => c.sentence.toLowerCase().includes(wanted)));
  const failedIt = s => s.exercises.some((g, i) => g.checks.some((c, j) => about[i][j] && kind(c) === "fail"));
  const by = orders[order][1], turn = flipped ? -1 : 1;
  return students.filter(s => !wanted || s.name.toLowerCase().includes(wanted) || failedIt(s)).sort((a, b) => turn * by(a, b) || byName(a, b));
}

// ---- The table

function sortable(th, key, label) {
  const button = el("button", "", label);
  button.type = "button";
  button.dataset.sort = key;
  th.append(button);
  th.scope = "col";
  return th;
}

function head() {
  const groups = el("tr"), columns = el("tr"), widths = el("colgroup");
  const column = (th, width) => { widths.append(el("col", width)); return th; };
  const tall = (key, label, width) => { const th = column(sortable(el("th", width), key, label), width); th.rowSpan = 2; return th; };
  groups.append(tall("name", "Student", "name"));
  exercises.forEach((e, i) => {
    const group = el("th", "group"), button = el("button", "", (open.has(i) ? "▾ " : "▸ ") + e.name);
    button.type = "button";
    button.dataset.exercise = i;
    button.title = e.title;
    button.setAttribute("aria-expanded", open.has(i));
    group.scope = "colgroup";
    group.colSpan = open.has(i) ? 1 + e.checks.length : 1;
    group.append(button);
    groups.append(group);
    columns.append(column(sortable(el("th", "sum"), "exercise" + i, "points"), open.has(i) ? "sum open" : "sum"));
    if (open.has(i)) e.checks.forEach((c, j) => columns.append(checkHead(i, j, column)));
  });
  groups.append(tall("total", "Total", "total"), tall("seconds", "Time", "measure"), tall("memory", "Memory", "measure"));
  document.querySelector("thead").replaceChildren(groups, columns);
  document.querySelector("#grades colgroup")?.remove();
  $("grades").prepend(widths);
  markSorted();
}

// checkHead is the number of a check, over how many passed it.
function checkHead(i, j, column) {
  const c = exercises[i].checks[j], rate = c.cannot ? "–" : percent(passed[i][j], graded.length);
  const th = column(sortable(el("th", "check"), "check" + i + "." + j, number(i, j)), "check");
  th.firstChild.append(el("span", "rate", rate));
  th.firstChild.title = c.sentence + " (" + (c.group || "rule") + "; " + rate + " passed)";
  th.firstChild.setAttribute("aria-label", number(i, j) + " " + th.firstChild.title);
  return th;
}

const ascending = { name: true, lowest: true };

function markSorted() {
  for (const button of document.querySelectorAll("thead [data-sort]")) {
    const here = button.dataset.sort === order || button.dataset.sort === "total" && order === "lowest";
    const up = !!ascending[order] !== flipped;
    if (here) button.parentNode.setAttribute("aria-sort", up ? "ascending" : "descending");
    else button.parentNode.removeAttribute("aria-sort");
  }
}

function cell(className, label, name, student, exercise, check) {
  const td = el("td", className), button = el("button", "", label);
  button.type = "button";
  button.tabIndex = -1; // the arrow keys go from cell to cell: a thousand stops of the Tab key help nobody
  button.title = name;
  button.setAttribute("aria-label", name);
  button.dataset.student = student.index;
  button.dataset.exercise = exercise;
  if (check !== undefined) button.dataset.check = check;
  td.append(button);
  return td;
}

function sumCell(s, i) {
  const g = s.exercises[i], word = text(g.word), points = exercises[i].points;
  const className = word !== "graded" ? word.replaceAll(" ", "-") : g.points === points ? "pass" : g.points === 0 ? "fail" : "";
  const label = word === "graded" ? g.points + " / " + points : word === "contradiction" ? g.points + ": " + word : word;
  const td = cell("sum " + className, label, s.name + ", " + exercises[i].name + ": " + word + ", " + g.points + " points", s, i);
  if (word === "graded") td.style.setProperty("--part-of", 100 * g.points / (points || 1) + "%");
  return td;
}

function checkCell(s, i, j) {
  const c = s.exercises[i].checks[j];
  return cell("cell " + kind(c), sign[kind(c)], s.name + ", " + exercises[i].checks[j].sentence + ": " + status(c), s, i, j);
}

// A row has its name and sums from the beginning, and its checks only while it is near to what is seen: 500 students with 200
// checks each would be more than a browser shows at once.
const rowOf = new WeakMap();
const near = new IntersectionObserver(seen => seen.forEach(e => fill(e.target, e.isIntersecting)), { root: document.querySelector(".scroll"), rootMargin: "150px" });

function newRow(s) {
  const row = el("tr"), name = el("th", "name", s.name);
  const marks = [s.late && "late", s.attempts > 1 && "attempt " + s.attempt + " of " + s.attempts, s.unlisted && "not on the roster", s.same.length && "same files as " + s.same.join(", ")];
  for (const mark of marks) if (mark) name.append(el("small", "", mark));
  name.scope = "row";
  name.title = s.name;
  rowOf.set(row, { student: s, name, filled: undefined });
  return row;
}

function fill(row, full) {
  const known = rowOf.get(row), s = known.student;
  if (known.filled === full || !full && row.contains(document.activeElement)) return;
  known.filled = full;
  const cells = exercises.flatMap((e, i) => {
    const checks = !open.has(i) || !e.checks.length ? [] : full ? e.checks.map((c, j) => checkCell(s, i, j)) : [wait(e.checks.length)];
    return [sumCell(s, i), ...checks];
  });
  row.replaceChildren(known.name, ...cells, el("td", "total", s.graded ? s.total : "–"), el("td", "measure", time(s.seconds)), el("td", "measure", inMiB(s.memory)));
  if (stop && !stop.isConnected) stopAt(row.querySelector("button"));
}

let stop; // the one cell where the Tab key stops

function stopAt(button) {
  if (stop) stop.tabIndex = -1;
  stop = button;
  if (stop) stop.tabIndex = 0;
}

function wait(columns) {
  const td = el("td", "cell");
  td.colSpan = columns;
  return td;
}

function body() {
  near.disconnect();
  const rows = shown().map(newRow);
  rows.forEach((row, k) => { fill(row, k < 25); near.observe(row); });
  document.querySelector("tbody").replaceChildren(...rows);
  stopAt(document.querySelector("tbody button"));
  $("empty").hidden = rows.length > 0;
  $("shown").textContent = rows.length === students.length ? "" : rows.length + " of " + students.length + " students";
}

function draw() {
  head();
  body();
  $("expand").setAttribute("aria-pressed", open.size === exercises.length);
}

function sortBy(key, turn) {
  order = key;
  flipped = turn;
  $("sort").value = key;
  markSorted();
  body();
}

// ---- What was seen: the dialog of a cell

function detail(s, i, j) {
  const g = s.exercises[i], e = exercises[i], into = $("detail-body");
  const part = (title, said) => { if (said) into.append(el("h3", "", title), el("pre", "", said)); };
  into.replaceChildren();
  if (j === undefined) {
    $("detail-title").textContent = s.name + " · " + e.name;
    into.append(el("p", "", text(g.word) + ", " + g.points + " of " + e.points + " points" + (g.seconds ? ", " + time(g.seconds) + ", " + inMiB(g.memory) : "")));
    part("Points", g.parts.map(p => text(p[0]) + ": " + p[1] + " of " + p[2] + (p[3] ? ", " + text(p[3]) : "")).join("\n"));
    part("Why", text(g.fault));
    part("Handed in as", (s.names || []).join("\n"));
    part("About the files", (s.faults || []).join("\n"));
    part("Files not taken", (s.ignored || []).join("\n"));
    part("Failed", g.checks.flatMap((c, k) => kind(c) === "fail" ? [number(i, k) + " " + e.checks[k].sentence + " (" + status(c) + ")"] : []).join("\n"));
  } else {
    const c = g.checks[j];
    $("detail-title").textContent = s.name + " · " + number(i, j) + " " + e.checks[j].sentence;
    into.append(el("p", "", status(c) + ", " + (e.checks[j].group || "rule") + (c[1] ? ", " + c[1] / 1000 + " s" : "") + " · passed by " + percent(passed[i][j], graded.length)));
    part("Message", text(c[2]));
    part("Trace", text(c[3]));
    part("Hint", text(c[4]));
    if (kind(c) !== "pass") part("How the run ended", text(g.fault));
  }
  $("detail").showModal();
}

// ---- What the instructor does

document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  const { student, exercise, check, sort } = button.dataset;
  if (sort !== undefined) sortBy(sort, sort === order && !flipped);
  else if (student !== undefined) detail(students[+student], +exercise, check === undefined ? undefined : +check);
  else if (exercise !== undefined) { open.has(+exercise) ? open.delete(+exercise) : open.add(+exercise); draw(); document.querySelector(`thead [data-exercise="${+exercise}"]`).focus(); }
});

// The arrow keys go from cell to cell, Home and End to the ends of the row.
document.querySelector("tbody").addEventListener("keydown", event => {
  const td = event.target.closest("td"), row = td?.parentNode;
  if (!td) return;
  const buttons = r => [...r.querySelectorAll("button")], here = buttons(row).indexOf(event.target);
  const into = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (into) fill(into, true);
  const next = into ? buttons(into)[here] : { ArrowLeft: buttons(row)[here - 1], ArrowRight: buttons(row)[here + 1], Home: buttons(row)[0], End: buttons(row).at(-1) }[event.key];
  if (!next) return;
  event.preventDefault();
  stopAt(next);
  next.focus();
});

$("detail").addEventListener("click", event => { if (event.target === $("detail")) $("detail").close(); });
let typing;
$("filter").addEventListener("input", () => {
  wanted = $("filter").value.trim().toLowerCase();
  clearTimeout(typing);
  if (students.length > 100) typing = setTimeout(body, 150); // a large table waits for the end of a word
  else body();
});
$("sort").addEventListener("change", () => sortBy($("sort").value, false));
$("expand").addEventListener("click", () => {
  if (open.size === exercises.length) open.clear();
  else exercises.forEach((e, i) => open.add(i));
  draw();
});

// On paper there are the sums only: two hundred columns fit no page.
let opened;
function print(printing) {
  if (printing === (opened !== undefined)) return;
  if (printing) { opened = [...open]; open.clear(); } else { opened.forEach(i => open.add(i)); opened = undefined; }
  draw();
}
addEventListener("beforeprint", () => print(true));
addEventListener("afterprint", () => print(false));
matchMedia("print").addEventListener("change", event => print(event.matches));

for (const word of words) if (students.some(s => s.exercises.some(g => text(g.word) === word))) $("words").append(el("span", "key " + word.replaceAll(" ", "-"), word));
fillSort();
cards();
histogram();
hardest();
draw();
