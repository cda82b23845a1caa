// Forms: characters left, the word for the chosen star, and a button that shows it is busy.
const language = document.documentElement.lang;

// Counts as the server does (keurmerk/harmless.py): signs that nobody sees and piles of marks are not characters.
const unseen = /(?![\n\u200d\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const marks = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]";
const pile = new RegExp(`(${marks}{3})${marks}+`, "g");
const counted = (text) =>
  [...text.replace(/\t/g, " ").replace(unseen, "").replace(pile, "$1").replace(/\n{3,}/g, "\n\n").trim()].length;

for (const area of document.querySelectorAll("[data-count]")) {
  const out = area.parentElement.querySelector(".counter");
  let timer;
  const say = () => {
    const left = area.dataset.count - counted(area.value);
    const words = left < 0 ? out.dataset.over : out.dataset.many;
    out.textContent = words.replace("#", Math.abs(left).toLocaleString(language));
  };
  area.addEventListener("input", () => {
    clearTimeout(timer); // wait for a pause, or a screen reader would read every key
    timer = setTimeout(say, 400);
  });
  if (area.value) say();
}

for (const set of document.querySelectorAll("[data-rate]")) {
  const out = set.parentElement.querySelector("[data-rate-word]");
  const say = () => { out.value = set.querySelector(":checked")?.parentElement.querySelector("[data-word]").textContent ?? ""; };
  set.addEventListener("change", say);
  say();
}

// A file that is too large is named before it is sent; the server says the same.
for (const input of document.querySelectorAll("[data-largest]")) {
  const out = input.parentElement.querySelector("[data-file-word]");
  input.addEventListener("change", () => {
    const large = [...input.files].find((file) => file.size > input.dataset.largest);
    out.hidden = !large;
    if (large) out.textContent = input.dataset.tooLarge.replace("#", large.name);
  });
}

addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.method !== "post" || !submitter) return;
  if (submitter.getAttribute("aria-busy") === "true") return void event.preventDefault();
  setTimeout(() => submitter.setAttribute("aria-busy", "true")); // after this event, so that the first one passes
});
// Back in history the page comes as it was left: the buttons must work again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});
