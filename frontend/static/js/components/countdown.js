// Counts down to the moment from which something can no longer be taken back; without script the words say the minutes.
for (const place of document.querySelectorAll("[data-countdown]")) {
  const end = performance.now() + Number(place.dataset.countdown) * 1000; // the server's seconds, for its clock may differ
  const say = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    place.textContent = left ? place.dataset.words.replace("#", clock) : place.dataset.over;
    if (!left) clearInterval(timer);
  };
  const timer = setInterval(say, 1000);
  say();
}
