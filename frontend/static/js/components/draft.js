// Keeps what is typed in a form with `data-draft`: after a pause, and when the page is left. The files stay behind;
// they are sent with the form. Without this script the draft is kept at each submit.
const form = document.querySelector("form[data-draft]");
const word = form.querySelector("[data-draft-word]");
let kept = answers().toString();
let timer;

function answers() {
  const typed = new FormData(form);
  return new URLSearchParams([...typed].filter(([, value]) => typeof value === "string"));
}

async function keep() {
  clearTimeout(timer);
  const now = answers();
  if (now.toString() === kept) return;
  kept = now.toString();
  const answer = await fetch(form.dataset.draft, { method: "POST", body: now, keepalive: true }).catch(() => null);
  word.hidden = !answer?.ok;
}

form.addEventListener("input", () => {
  word.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(keep, 1500);
});
form.addEventListener("submit", () => clearTimeout(timer)); // the form itself keeps it
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
