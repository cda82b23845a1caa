/* A seal links here with the host it stands on behind a "#". That host, and the one the browser says the visitor came */
/* from, must be the certificate's own; any other is named in a warning. Without script the page says it in words. */
const certificate = document.querySelector("[data-host]");
const warning = document.getElementById("elsewhere");
const bare = (host) => host.toLowerCase().replace(/^www\./, "");
const claimed = () => {
  const said = location.hash.slice(1);
  try {
    return new URL(`https://${decodeURIComponent(said)}`).host; // a host in Unicode becomes the one it is written as
  } catch {
    return said;
  }
};
const compare = () => {
  const from = claimed() && document.referrer ? [new URL(document.referrer).host, claimed()] : [claimed()];
  const known = [bare(certificate.dataset.host), bare(location.host)];
  const strange = from.find((host) => /[.%:]/.test(host) && !known.includes(bare(host)));
  warning.hidden = !strange;
  if (strange) warning.querySelector("b").textContent = strange;
};
if (certificate && warning) {
  compare();
  addEventListener("hashchange", compare);
}
