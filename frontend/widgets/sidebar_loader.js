// Pages of 2015 name their shop in a global and not in the address of the script.
(() => {
  const shop = Number(window._webwinkelkeur_id);
  if (!Number.isSafeInteger(shop) || shop < 1) return;
  const script = document.createElement("script");
  script.async = true;
  script.src = `${%s}?id=${shop}`;
  document.head.append(script);
})();
