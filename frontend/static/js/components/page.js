// What any page may need: the menu, dialogs, printing, copying, and a focus that follows the news.
const one = (selector) => document.querySelector(selector);

document.addEventListener("click", async (event) => {
  const at = (selector) => event.target.closest(selector);
  const menu = at("[data-menu]");
  if (menu) menu.setAttribute("aria-expanded", menu.getAttribute("aria-expanded") !== "true");
  if (at("[data-print]")) print();
  const opener = at("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const copier = at("[data-copy]");
  if (copier) copy(copier);
  for (const open of document.querySelectorAll("details.menu[open]")) if (!open.contains(event.target)) open.open = false;
});

addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && one("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

async function copy(button) {
  const words = button.querySelector("span");
  const before = words.textContent;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  words.textContent = announce(button.dataset.done);
  setTimeout(() => { words.textContent = before; }, 2000);
}

function announce(text) {
  one("#announcement").textContent = text;
  return text;
}

// The error summary takes focus once, so that it is heard first.
one("[data-focus]")?.focus();
// After htmx replaced a part, focus its heading if it asks for that, or say what it announces.
addEventListener("htmx:afterSwap", ({ target }) => {
  target.querySelector("[data-focus]")?.focus();
  const news = target.querySelector("[data-announce]");
  if (news) announce(news.dataset.announce);
});
