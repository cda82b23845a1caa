// Long lists of a workspace open where the reader is: the current entry in sight, the page itself unmoved.
for (const entry of document.querySelectorAll(".pane .qi[aria-current]")) {
  const pane = entry.closest(".pane");
  const hidden = entry.getBoundingClientRect().bottom > pane.getBoundingClientRect().bottom;
  if (hidden && pane.scrollHeight > pane.clientHeight) pane.scrollTop = entry.offsetTop - pane.clientHeight / 2;
}
