// Single-key shortcuts of the desk. Off while typing, in a dialog, with a modifier, and for who turned them off.
const typing = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
const kept = "keys"; // the choice stays on this machine: it belongs to this keyboard
const off = () => localStorage.getItem(kept) === "off" || document.querySelector("dialog[open]");
let before = "";

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || off()) return;
  const key = event.key.toLowerCase();
  const pair = before + key;
  before = key === "g" ? "g" : "";
  if (press(pair === "gq" ? pair : key)) event.preventDefault();
});

function press(key) {
  if (key === "?") return show("keys");
  if (key === "/") return find();
  const rows = [...document.querySelectorAll(".check > li")];
  if (rows.length && (key === "j" || key === "k")) return step(rows, key === "j" ? 1 : -1);
  if (rows.length && (key === "y" || key === "n")) return answer(rows, key === "y" ? "met" : "not_met");
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  control?.click();
  return Boolean(control);
}

function show(id) {
  document.getElementById(id)?.showModal();
  return true;
}

function find() {
  const box = document.querySelector("[role=search] input:not([type=hidden])");
  box?.focus();
  return Boolean(box);
}

function step(rows, by) {
  const now = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = Math.max(0, Math.min(rows.length - 1, now + by));
  rows[now]?.removeAttribute("aria-current");
  rows[next].setAttribute("aria-current", "true");
  rows[next].querySelector("input:checked, input")?.focus();
  return true;
}

function answer(rows, verdict) {
  const row = rows.find((each) => each.hasAttribute("aria-current")) ?? rows[0];
  row.querySelector(`input[value="${verdict}"]`)?.click();
  return true;
}

const choice = document.querySelector("[data-keys-switch]");
if (choice) choice.checked = localStorage.getItem(kept) !== "off";
choice?.addEventListener("change", () => localStorage.setItem(kept, choice.checked ? "on" : "off"));
