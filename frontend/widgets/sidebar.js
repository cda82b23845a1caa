// A guest on a shop's page: no cookie, no storage, no call. Styles are set one by one, for a strict policy
// forbids a style attribute; what people read and press stands in a frame on our own host.
(() => {
  const facts = %s;
  const said_by_page = (document.documentElement.lang || facts.language).slice(0, 2).toLowerCase();
  const language = ["en", "de"].includes(said_by_page) ? said_by_page : "nl";
  const english = language !== "nl"; // our pages speak no German yet
  const words = {
    nl: { ask: `${facts.name}: mag deze winkel je uitnodigen voor een review?`, mark: `${facts.name}: toon het keurmerk van deze winkel`, of: "van 5" },
    en: { ask: `${facts.name}: may this shop invite you to write a review?`, mark: `${facts.name}: show the trust mark of this shop`, of: "out of 5" },
    de: { ask: `${facts.name}: darf dieser Shop dich um eine Bewertung bitten?`, mark: `${facts.name}: das Gütesiegel dieses Shops zeigen`, of: "von 5" },
  }[language];
  const page = (address) => `${facts.site}${english ? "/en" : ""}${address}`;
  const dress = (element, styles) => {
    for (const name in styles) element.style.setProperty(name, styles[name], "important");
    return element;
  };
  const make = (name, attributes, styles) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    return dress(element, styles);
  };
  const said = (name) => window[`_webwinkelkeur_${name}`];
  const layer = "2147483000";

  const start = () => {
    // The block that the shop's plugin writes on its thank-you page, with a type or without, escaped or not.
    const block = ["webwinkelkeur", "trustprofile"]
      .map((slug) => document.getElementById(`${slug}_order_completed`)?.textContent.trim())
      .find((text) => text && text.length <= 4000);
    if (block) ask(block);
    else if (said("sidebar") !== false) show();
  };
  if (!facts.shows) return;
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();

  function ask(text) {
    const frame = make("iframe", { src: page(`/consent/${facts.shop}/`), title: words.ask, referrerpolicy: "no-referrer" }, {
      position: "fixed", bottom: "16px", right: "max(16px, 50vw - 640px)", width: "min(400px, 100vw - 32px)", height: "0",
      "max-height": "calc(100vh - 32px)", border: "0", "border-radius": "16px", "box-shadow": "0 8px 32px #16213e4d",
      "z-index": layer, visibility: "hidden", "color-scheme": "normal",
    });
    addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== new URL(facts.site).origin) return;
      const { keur, height } = event.data ?? {};
      if (keur === "ready") frame.contentWindow.postMessage({ keur: "block", block: text }, event.origin);
      if (keur === "size") dress(frame, { height: `${Math.min(Number(height) || 0, 900)}px`, visibility: "visible" });
      if (keur === "close") frame.remove();
    });
    document.body.append(frame);
  }

  // The look of <keur-sidebar> (w.js), at the height that the shop asked of its plugin.
  function show() {
    const side = said("sidebar_position") === "left" ? "left" : "right";
    const top = /^\d{1,4}(px|%|vh)?$/.test(said("sidebar_top")) ? String(said("sidebar_top")).replace(/^\d+$/, "$&px") : "";
    const box = {
      position: "fixed", border: "1px solid #d9d3c5", "border-radius": "12px", background: "#fff", "box-sizing": "border-box", "z-index": layer,
    };
    const score = facts.score === null ? "" : facts.score.toLocaleString(language, { minimumFractionDigits: 1 });
    const button = make("button", { type: "button", "aria-expanded": "false", "aria-label": score ? `${score} ${words.of}. ${words.mark}` : words.mark }, {
      ...box, ...(top ? { top } : { bottom: "24px" }), [side]: "0", margin: "0", padding: "10px", display: "grid", gap: "2px", "justify-items": "center",
      width: "auto", height: "auto", "min-width": "44px", "min-height": "44px", font: "700 15px/1.4 system-ui,sans-serif", "letter-spacing": "normal",
      "text-transform": "none", color: "#16213e", cursor: "pointer",
    });
    const size = { width: "44px", height: "44px", "max-width": "none", margin: "0", display: "block" };
    button.append(make("img", { src: `${facts.site}/w/mark.svg`, alt: "", width: "44", height: "44" }, size), score);
    let frame;
    const close = () => {
      frame?.remove();
      frame = undefined;
      button.setAttribute("aria-expanded", "false");
    };
    button.addEventListener("click", () => {
      if (frame) return close();
      const beside = `${button.offsetWidth + 12}px`;
      const place = top
        ? { top, [side]: beside, width: `min(290px, 100vw - ${button.offsetWidth + 24}px)` }
        : { bottom: `${button.offsetHeight + 36}px`, [side]: "16px", width: "min(290px, 100vw - 32px)" };
      frame = make("iframe", { src: `${facts.site}/w/frame/${facts.shop}${english ? ".en" : ""}.html`, title: words.mark }, {
        ...box, ...place, height: "234px", "max-height": "80vh", "color-scheme": "normal",
      });
      button.setAttribute("aria-expanded", "true");
      button.after(frame);
    });
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && frame) {
        close();
        button.focus();
      }
    });
    document.body.append(button);
  }
})();
