"use strict";
const results = JSON.parse(document.getElementById("data").textContent);
const $ = id => document.getElementById(id);
const el = (tag, className, text) => { const e = document.createElement(tag); if (className) e.className = className; if (text !== undefined) e.textContent = text; return e; };
const exercises = results.exercises, most = exercises.reduce((n, e) => n + e.points, 0);
const students = results.students.map(s => ({
  ...s,
  total: s.exercises.reduce((n, g) => n + g.points, 0),
  seconds: s.exercises.reduce((n, g) => n + (g.measured ? g.measured.seconds : 0), 0),
  memory: Math.max(0, ...s.exercises.map(g => g.measured ? g.measured.peak_memory_bytes : 0)),
}));
const kind = check => check.status === "passed" ? "pass" : check.status === "not run" ? "none" : "fail";
const sign = { pass: "✓", fail: "✗", none: "–" };
const percent = (n, of) => of ? Math.round(100 * n / of) + " %" : "–";

// What there is to do, and how many did it.
const rates = exercises.map((e, i) => e.checks.map((c, j) => students.filter(s => s.exercises[i].checks[j].status === "passed").length));

function cards() {
  const totals = students.map(s => s.total).sort((a, b) => a - b);
  const middle = totals.length ? (totals[(totals.length - 1) >> 1] + totals[totals.length >> 1]) / 2 : 0;
  const facts = [
    [students.length, "submissions"], [middle + " of " + most, "median"], [totals.filter(t => t === most).length, "full marks"],
    [students.filter(s => s.exercises.some(g => g.status === "rejected")).length, "with a rejected file"],
    [Math.max(0, ...students.map(s => s.seconds)).toFixed(1) + " s", "longest run"],
    [(Math.max(0, ...students.map(s => s.memory)) / 1048576).toFixed(0) + " MiB", "most memory"],
  ];
  for (const [value, what] of facts) { const card = el("div", "card"); card.append(el("b", "", value), el("span", "", what)); $("cards").append(card); }
}

function histogram() {
  const bins = new Array(10).fill(0);
  for (const s of students) bins[Math.min(9, Math.floor(10 * s.total / (most || 1)))]++;
  const top = Math.max(1, ...bins);
  bins.forEach((n, i) => {
    const bar = el("div", "bar"), fill = el("i");
    fill.style.height = 80 * n / top + "%";
    bar.title = n + " students with " + Math.round(i * most / 10) + " to " + Math.round((i + 1) * most / 10) + " points";
    bar.append(el("span", "", n || ""), fill, el("span", "", Math.round(i * most / 10)));
    $("histogram").append(bar);
  });
}

function hardest() {
  const all = exercises.flatMap((e, i) => e.checks.map((c, j) => ({ rate: rates[i][j], text: e.name + ": " + c.sentence, points: c.points }))).filter(c => c.points > 0 && c.rate < students.length);
  all.sort((a, b) => a.rate - b.rate);
  for (const c of all.slice(0, 8)) { const li = el("li"); li.append(el("b", "", percent(students.length - c.rate, students.length)), el("span", "", c.text)); $("hardest").append(li); }
  if (!all.length) $("hardest").append(el("li", "", "none"));
}

const open = new Set();
let wanted = "", order = "name";

function shown() {
  const keep = s => !wanted || s.name.toLowerCase().includes(wanted) || s.exercises.some((g, i) => g.checks.some((c, j) => kind(c) === "fail" && exercises[i].checks[j].sentence.toLowerCase().includes(wanted)));
  const by = {
    name: (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0, total: (a, b) => b.total - a.total, lowest: (a, b) => a.total - b.total,
    seconds: (a, b) => b.seconds - a.seconds, memory: (a, b) => b.memory - a.memory,
  };
  exercises.forEach((e, i) => by["exercise" + i] = (a, b) => b.exercises[i].points - a.exercises[i].points);
  return students.filter(keep).sort((a, b) => by[order](a, b) || by.name(a, b));
}

function head() {
  const row = el("tr"), name = el("th", "name", "Student");
  name.scope = "col"; row.append(name);
  exercises.forEach((e, i) => {
    const th = el("th"), button = el("button", "", (open.has(i) ? "▾ " : "▸ ") + e.name);
    button.type = "button"; button.dataset.exercise = i; button.title = e.title; button.setAttribute("aria-expanded", open.has(i));
    th.scope = "col"; th.append(button); row.append(th);
    if (open.has(i)) e.checks.forEach((c, j) => { const check = el("th", "check", parseInt(e.name) + "." + (j + 1)); check.scope = "col"; check.title = c.sentence + " (" + c.points + ")"; row.append(check); });
  });
  for (const what of ["Total", "Time", "Memory"]) { const th = el("th", "", what); th.scope = "col"; row.append(th); }
  document.querySelector("thead").replaceChildren(row);
}

function cell(className, text, label, student, exercise, check) {
  const td = el("td", className), button = el("button", "", text);
  button.type = "button"; button.setAttribute("aria-label", label); button.title = label;
  button.dataset.student = student; button.dataset.exercise = exercise;
  if (check !== undefined) button.dataset.check = check;
  td.append(button);
  return td;
}

function body() {
  const rows = shown().map(s => {
    const row = el("tr"), name = el("th", "name", s.name), index = students.indexOf(s);
    name.scope = "row"; name.title = s.name; row.append(name);
    exercises.forEach((e, i) => {
      const g = s.exercises[i];
      const className = g.points === g.max_points && g.status === "graded" ? "sum pass" : g.points > 0 ? "sum" : g.status === "not submitted" ? "sum none" : "sum fail";
      row.append(cell(className, g.status === "graded" ? g.points + " / " + g.max_points : g.status, s.name + ", " + e.name + ": " + g.status + ", " + g.points + " points", index, i));
      if (open.has(i)) g.checks.forEach((c, j) => row.append(cell("cell " + kind(c), sign[kind(c)], s.name + ", " + e.checks[j].sentence + ": " + c.status, index, i, j)));
    });
    row.append(el("td", "total", s.total), el("td", "measure", s.seconds.toFixed(1) + " s"), el("td", "measure", (s.memory / 1048576).toFixed(0) + " MiB"));
    return row;
  });
  document.querySelector("tbody").replaceChildren(...rows);
  $("empty").hidden = rows.length > 0;
}

function foot() {
  const row = el("tr"), name = el("th", "name", "passed by");
  row.append(name);
  exercises.forEach((e, i) => {
    row.append(el("td", "", percent(students.filter(s => s.exercises[i].points === e.points).length, students.length)));
    if (open.has(i)) e.checks.forEach((c, j) => row.append(el("td", "cell", c.points ? percent(rates[i][j], students.length) : "–")));
  });
  row.append(el("td"), el("td"), el("td"));
  document.querySelector("tfoot").replaceChildren(row);
}

function draw() { head(); body(); foot(); $("expand").setAttribute("aria-pressed", open.size === exercises.length); }

function detail(s, i, j) {
  const g = s.exercises[i], into = $("detail-body");
  const part = (title, text) => { if (text) into.append(el("h3", "", title), el("pre", "", text)); };
  into.replaceChildren();
  if (j === undefined) {
    $("detail-title").textContent = s.name + " · " + exercises[i].name;
    into.append(el("p", "", g.status + ", " + g.points + " of " + g.max_points + " points" + (g.measured ? ", " + g.measured.seconds + " s" : "")));
    part("Why", g.fault); part("Refused", s.faults.join("\n")); part("Files not taken", s.ignored.join("\n"));
    part("Failed", g.checks.map((c, k) => [c, k]).filter(([c]) => kind(c) === "fail").map(([c, k]) => exercises[i].checks[k].sentence + " (" + c.status + ")").join("\n"));
  } else {
    const c = g.checks[j];
    $("detail-title").textContent = s.name + " · " + exercises[i].checks[j].sentence;
    into.append(el("p", "", c.status + ", " + c.points + " of " + c.max_points + " points" + (c.seconds ? ", " + c.seconds + " s" : "")));
    part("Message", c.message); part("Trace", c.trace); part("Hint", c.hint); if (c.status !== "passed") part("How the run ended", g.fault);
  }
  $("detail").showModal();
}

document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button || button.dataset.exercise === undefined) return;
  const i = +button.dataset.exercise;
  if (button.dataset.student === undefined) { open.has(i) ? open.delete(i) : open.add(i); draw(); return; }
  detail(students[+button.dataset.student], i, button.dataset.check === undefined ? undefined : +button.dataset.check);
});
$("detail").addEventListener("click", event => { if (event.target === $("detail")) $("detail").close(); });
$("filter").addEventListener("input", () => { wanted = $("filter").value.trim().toLowerCase(); body(); });
$("sort").addEventListener("change", () => { order = $("sort").value; body(); });
$("expand").addEventListener("click", () => { if (open.size === exercises.length) open.clear(); else exercises.forEach((e, i) => open.add(i)); draw(); });
for (const [value, text] of [["name", "by name"], ["total", "most points first"], ["lowest", "fewest points first"], ...exercises.map((e, i) => ["exercise" + i, "by " + e.name]), ["seconds", "longest run first"], ["memory", "most memory first"]]) { const option = el("option", "", text); option.value = value; $("sort").append(option); }
if (students.length <= 60) exercises.forEach((e, i) => open.add(i));
cards(); histogram(); hardest(); draw();
