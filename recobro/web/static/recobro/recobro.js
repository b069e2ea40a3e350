// The keyboard, choosing lines, and what a page cannot do without a script. Every page works without it.
"use strict";

const typing = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
let going = false;

// The line that j and k move: it is selected for those who look, and focused for those who listen.
function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const chosen = all.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const now = chosen < 0 ? all.findIndex((row) => row.contains(document.activeElement)) : chosen;
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  if (next === all[now] && step > 0 && next.closest("[data-next]")) { document.querySelector("main a[rel=next]")?.click(); return; }
  all.forEach((row) => row.removeAttribute("aria-selected"));
  next.setAttribute("aria-selected", "true");
  (next.querySelector("[data-open]") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const selected = () => document.querySelector('[data-row][aria-selected="true"]');

// The form behind a button: one writes at once or, where there is nothing to write, stands at its main button.
function enter(act) {
  const shown = [...act.querySelectorAll(".sheet *")].filter((one) => one.checkVisibility());
  const first = ["input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea", "button.main", "a, button, summary"].map((kind) => shown.find((one) => one.matches(kind))).find(Boolean);
  first?.focus();
  if (first?.matches("input")) first.select();
}

function press(key) {
  const scope = selected();
  const anywhere = [...document.querySelectorAll(`main [data-key="${CSS.escape(key)}"], .bar [data-key="${CSS.escape(key)}"]`)];
  const found = scope?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? anywhere.find((one) => !scope || !one.closest("[data-row]")); // never of another line
  if (!found || found.disabled) return false;
  if (found.matches("input[type=radio]")) { found.checked = true; found.focus(); }
  else if (found.matches("input, textarea, select")) { found.focus(); found.select?.(); }
  else if (found.matches("summary")) { found.click(); if (found.parentElement.open) enter(found.parentElement); }
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector("details.act[open], details.menu[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    else if (typing(event.target)) event.target.blur();
    return;
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(event.target.form.querySelector("button.main")); return; }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (going) {
    going = false;
    const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (event.key === "g") { going = true; setTimeout(() => { going = false; }, 1500); return; }
  if (event.key === "?") { document.querySelector("#help")?.showModal(); return; }
  if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
  if (event.key === "n" && document.querySelector("[data-next]")) { event.preventDefault(); move(1); return; }
  const box = selected()?.querySelector("input[type=checkbox]");
  if (event.key === "x" && box) { box.click(); return; }
  if (event.key === "Enter" && event.target.closest("a, button, summary") === null && selected()) { selected().querySelector("[data-open]")?.click(); return; }
  if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

// Several lines at once: how many are chosen, and all of them.
function count() {
  document.querySelectorAll("form[data-bulk]").forEach((form) => {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"][name]`)];
    const chosen = boxes.filter((box) => box.checked).length;
    boxes.forEach((box) => box.closest("[data-row]")?.classList.toggle("chosen", box.checked));
    form.hidden = chosen === 0;
    form.querySelectorAll("[data-count]").forEach((place) => { place.textContent = chosen; });
  });
}
document.addEventListener("change", (event) => {
  const all = event.target.closest("[data-all]");
  if (all) document.querySelectorAll(`input[type=checkbox][form="${CSS.escape(all.dataset.all)}"][name]`).forEach((box) => { box.checked = all.checked; });
  if (event.target.closest("form[data-submit]")) event.target.form.requestSubmit();
  count();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) document.querySelector("#help")?.showModal();
  if (event.target.closest("[data-back]") && history.length > 1) { event.preventDefault(); history.back(); }
  document.querySelectorAll("details.act[open], details.menu[open]").forEach((open) => {
    if (!open.contains(event.target)) open.open = false;
  });
});

document.addEventListener("submit", (event) => {
  const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asked && !confirm(asked)) event.preventDefault();
});

// What is typed for the customers and invoices of a movement, and what is left of it to give out, and for the accounts.
const parts = new Intl.NumberFormat(document.documentElement.lang).formatToParts(1234567.8);
const thousands = parts.find((part) => part.type === "group").value;
function typed(input) {
  const plain = input.value.replace(/[\s\u202f'’]/g, "");
  const sign = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
  const isWhole = sign > 0 && plain[sign] === thousands && /^[1-9][0-9]{0,2}([.,][0-9]{3})+$/.test(plain); // 1.234 in Spanish
  return Number(sign < 0 || isWhole ? plain.replace(/[.,]/g, "") : `${plain.slice(0, sign).replace(/[.,]/g, "")}.${plain.slice(sign + 1)}`) || 0;
}
function rest(form) {
  const digits = Number(form.dataset.digits);
  const shown = (amount) => (Math.round(amount * 10 ** digits) / 10 ** digits + 0).toLocaleString(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const shares = [...form.querySelectorAll("[data-share]")];
  if (shares.length === 0) return;
  let left = Number(form.dataset.total), account = 0;
  for (const share of shares) {
    const sum = (kind) => [...share.querySelectorAll(`[${kind}]`)].reduce((all, input) => all + typed(input), 0);
    const paid = sum("data-plus") - sum("data-minus"), part = share.querySelector("[data-part]");
    const his = part.value.trim() ? typed(part) : shares.length === 1 ? Math.max(Number(form.dataset.total), paid) : paid;
    account += his - paid;
    left -= part.value.trim() ? his : paid;
  }
  const over = left < -0.5 / 10 ** digits;
  form.querySelector("[data-left]").textContent = shown(left);
  form.querySelector("[data-over]").hidden = !over;
  const place = form.querySelector("[data-rest]");
  place.hidden = Math.abs(account) < 0.5 / 10 ** digits;
  place.querySelector("strong").textContent = shown(account);
}
document.querySelectorAll("form[data-total]").forEach((form) => { form.addEventListener("input", () => rest(form)); rest(form); });

// What was refused stands at the address of an act: the page that is shown has one of its own, to reload and to come back to.
const refused = document.querySelector("main[data-address]");
if (refused) history.replaceState(history.state, "", refused.dataset.address);

// A file may be dropped anywhere on its frame.
document.querySelectorAll(".drop").forEach((frame) => {
  const input = frame.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) frame.addEventListener(name, (event) => { event.preventDefault(); frame.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) frame.addEventListener(name, () => frame.classList.remove("over"));
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
});

document.querySelector("[data-next] [aria-selected]")?.scrollIntoView({ block: "nearest" });

document.addEventListener("htmx:afterSettle", count);
count();

// After an act one stands at what it says: it is read aloud, and the next Tab goes on from there, not from the menu.
const answer = document.querySelector("main .problems, #said .said");
if (answer && document.activeElement === document.body && document.querySelector("[autofocus], details.act[open]") === null) { answer.tabIndex = -1; answer.focus(); }
document.querySelectorAll("details.act[open]").forEach(enter);
