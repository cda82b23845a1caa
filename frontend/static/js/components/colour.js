// A colour that is picked is written in the field beside it, and the other way round; before the page asks for a preview.
const [text, picker, before] = ["accent", "picked", "before"].map((name) => document.querySelector(`[name=${name}]`));
document.addEventListener("input", ({ target }) => {
  if (target === picker) text.value = picker.value;
  if (target === text && /^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value.toLowerCase();
  if (target === text || target === picker) before.value = picker.value;
}, true);
