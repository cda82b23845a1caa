/* <keur-seal>, <keur-badge>, <keur-reviews>, <keur-sidebar>: guests on a shop's page. No cookie, no storage, no font, */
/* no HTML string (Trusted Types), no inline style (strict CSP). Until the data is here, and when it never comes, */
/* the link and image inside the element stay. Comments and indentation are left out of the published copy. */
const base = new URL("../", import.meta.url);
const WORDS = {
  nl: { of: "van 5", n: "reviews", w: "laatste 12 maanden", no: "Geen lid", host: "Geldt alleen voor ", v: "Gecontroleerde aankoop", u: "Zonder uitnodiging", a: "Alle reviews", p: "Vorige", x: "Volgende", c: "Sluiten" },
  en: { of: "out of 5", n: "reviews", w: "last 12 months", no: "Not a member", host: "Only valid for ", v: "Verified purchase", u: "Without invitation", a: "All reviews", p: "Previous", x: "Next", c: "Close" },
  de: { of: "von 5", n: "Bewertungen", w: "letzte 12 Monate", no: "Kein Mitglied", host: "Gilt nur für ", v: "Geprüfter Kauf", u: "Ohne Einladung", a: "Alle Bewertungen", p: "Zurück", x: "Weiter", c: "Schließen" },
};
const DARK = "color-scheme:dark;--i:#e9edf7;--m:#a9b4cc;--b:#9db4ff;--c:#1a2340;--l:#2c3759;--s:#ff9a5c;--o:#3b4670";
const sheet = new CSSStyleSheet();
sheet.replaceSync(`[hidden]{display:none!important}
.w{all:initial;display:inline-block;contain:layout style;color-scheme:light;--i:#16213e;--m:#4b5672;--b:#1d3fae;--c:#fff;--l:#d9d3c5;--s:#e4570b;--o:#d8d3c7;font:15px/1.4 system-ui,sans-serif;color:var(--i)}
:host([theme=dark]) .w{${DARK}}@media(prefers-color-scheme:dark){:host([theme=auto]) .w{${DARK}}}
:host([size=l]) .w{zoom:1.25}:host(keur-reviews) .w{width:100%}:host(keur-sidebar) .w{display:contents}
*{box-sizing:border-box;margin:0}small{display:block;color:var(--m);font-size:13px}
a{color:var(--b)}:focus-visible{outline:3px solid var(--i);outline-offset:2px;border-radius:4px}
.b,.c,.p,.k{background:var(--c);color:var(--i);border:1px solid var(--l);border-radius:12px}
.b{display:flex;gap:12px;align-items:center;width:220px;height:72px;padding:0 12px;text-decoration:none;line-height:1.25;overflow:hidden}.b small{font-size:12px}
.b:hover b{text-decoration:underline}img{flex:none}.g img{filter:grayscale(1);opacity:.6}
.z img{width:72px;height:72px}.z{flex-direction:column;justify-content:center;gap:4px;width:148px;height:160px;text-align:center}
.h{position:absolute;clip-path:inset(50%);white-space:nowrap}
svg{width:90px;height:18px;vertical-align:-3px;fill:var(--o)}.on{fill:var(--s)}
.t{display:flex;gap:12px;height:184px;padding:0;list-style:none;overflow:auto hidden;scroll-snap-type:x mandatory;scrollbar-width:none}
.t .c{flex:0 0 min(280px,88%);scroll-snap-align:start;padding:14px;background:radial-gradient(circle at 100% 0,var(--b) 15px,#0000 15.5px) var(--c)}
.c{overflow:hidden;overflow-wrap:anywhere}
.c b,.c p{display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow:hidden}.c b{-webkit-line-clamp:1}.c small{margin-top:3px}
.f{display:flex;gap:8px;align-items:end;height:48px}.f a{margin-inline-end:auto;line-height:42px;padding:0 12px}
:host([layout=grid]) .t{display:grid;grid:184px/repeat(auto-fit,minmax(240px,1fr));grid-auto-rows:0;row-gap:0;overflow:hidden}:host([layout=grid]) button{display:none}
button{font:inherit;color:inherit;min-width:44px;min-height:44px;cursor:pointer}button,.f a{border:1px solid var(--m);border-radius:8px;background:var(--c)}
.k,.p{position:fixed;bottom:24px;right:0;z-index:2147483000;padding:10px;display:grid;gap:2px;justify-items:center}
.p{bottom:16px;right:16px;width:min(340px,100vw - 32px);max-height:80vh;overflow:auto;padding:16px;gap:10px;justify-items:stretch}
:host([side=left]) .k{left:0;right:auto}:host([side=left]) .p{left:16px;right:auto}
.p .c{padding:10px 0 0;border-width:1px 0 0;border-radius:0}
@media(prefers-reduced-motion:no-preference){.t{scroll-behavior:smooth}}@media print{.k,.p{display:none}}`);

/* h("a.b", {href}, child, ...): an element of class b; keys that start with "on" are handlers. */
const h = (name, facts, ...kids) => {
  const [tag, css] = name.split("."), e = document.createElementNS(`http://www.w3.org/${/svg|path/.test(tag) ? "2000/svg" : "1999/xhtml"}`, tag);
  if (css) e.setAttribute("class", css);
  for (const k in facts) k.startsWith("on") ? (e[k] = facts[k]) : e.setAttribute(k, facts[k]);
  e.append(...kids);
  return e;
};
/* Five stars; half of one changes at .25 and .75, so a score is never rounded up. The words beside them are read. */
const stars = (score) => {
  let all = "", on = "";
  for (let i = 0; i < 5; i++) {
    const top = `M${12 + 24 * i} 2.2`, left = "l-6.1 3.3 1.2-6.8-5-4.8 6.9-.9z", star = top + "l3 6.3 6.9.9-5 4.8 1.2 6.8-6.1-3.3" + left;
    all += star;
    on += score >= i + 0.75 ? star : score >= i + 0.25 ? top + "v15.5" + left : "";
  }
  return h("svg", { viewBox: "0 0 120 24", "aria-hidden": true }, h("path", { d: all }), h("path.on", { d: on }));
};
/* How bright #rrggbb is, near enough to how WCAG reckons contrast. */
const light = (hex) => [0.21, 0.72, 0.07].reduce((sum, part, i) => sum + part * (parseInt(hex.slice(2 * i + 1, 2 * i + 3), 16) / 255) ** 2.2, 0.05);
/* Stars in this colour show (3:1) on every ground this theme may have. */
const shows = (hex, theme) => /^#[0-9a-f]{6}$/i.test(hex) && (theme == "dark" || light(hex) < 0.34) && (!/dark|auto/.test(theme) || light(hex) > 0.21);

const loads = {};
const load = (id) => (loads[id] ??= fetch(new URL(`v1/${encodeURIComponent(id)}.json`, base), { credentials: "omit", referrerPolicy: "strict-origin" }).then((r) => r.json()));
const bare = (host) => host.replace(/^www\.|:\d+$/g, "");
/* The data counts on the shop's own host, on ours (previews) and on a developer's machine; elsewhere it proves nothing. */
const here = bare(location.hostname);
const atHome = (d) => here == bare(d.host) || here == bare(base.hostname) || /^(localhost|127\..*|\[::1\]|)$/.test(here);

class Keur extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" }), lang = (this.lang || document.documentElement.lang).slice(0, 2);
    root.adoptedStyleSheets = [sheet];
    root.append(h("slot"));
    this.l = WORDS[lang] ? lang : "nl";
    this.t = WORDS[this.l];
    const io = new IntersectionObserver((seen) => {
      if (!seen.some((x) => x.isIntersecting) && !this.fixed) return;
      io.disconnect();
      load(this.getAttribute("shop")).then((d) => root.replaceChildren(this.wrap(d))).catch(() => {});
    }, { rootMargin: "300px" });
    io.observe(this);
  }
  wrap(d) {
    this.d = d;
    const home = atHome(d), accent = this.getAttribute("accent") || "";
    this.ok = home && d.member;
    this.label = home ? d.label[this.l] : this.t.host + d.host;
    const w = h("div.w", { lang: this.l }, ...(this.ok ? this.view(d) : this.fixed ? [] : [this.card(d)]));
    if (shows(accent, this.getAttribute("theme"))) w.style.setProperty("--s", accent);
    return w;
  }
  num(n, digits) { return n.toLocaleString(this.l, { minimumFractionDigits: digits }); }
  link(name, href, ...kids) { return h(name, { href, target: "_blank" }, ...kids); }
  /* The card that leads to the certificate: what the mark says here, or in words why there is none; then never a score. */
  tile(d, css, alt, ...lines) {
    return this.link("a.b" + (this.ok ? css : css + " g"), d.certificate + (this.l == "nl" ? "#" : ".en#") + location.host, this.img(alt), ...(this.ok ? lines : [h("span", {}, h("b", {}, this.t.no), h("small", {}, this.label))]));
  }
  img(alt) { return h("img", { src: new URL("mark.svg", base), alt, width: 44, height: 44 }); }
  card(d) {
    const t = this.t, lines = d.count ? [h("b", {}, this.num(d.score, 1)), " ", h("span.h", {}, t.of), stars(d.score), h("small", {}, `${this.num(d.count)} ${t.n}`), h("small", {}, t.w)] : [h("b", {}, d.mark)];
    if (!d.count || d.status == "aspirant") lines.push(h("small", {}, this.label));
    return this.tile(d, "", `${d.mark}, ${this.label}.`, h("span", {}, ...lines));
  }
  review(v, name) {
    const t = this.t, own = { lang: v.lang, dir: "auto" }, when = new Date(v.published).toLocaleDateString(this.l, { dateStyle: "medium", timeZone: "UTC" });
    return h(name, {}, h("span.h", {}, `${v.stars} ${t.of}`), stars(v.stars), h("b", own, v.title), h("p", own, v.text), h("small", {}, h("bdi", {}, v.name), `, ${when}`), h("small", {}, this.link("a", this.d.method, v.verified ? "✓ " + t.v : t.u)));
  }
  view(d) { return [this.card(d)]; }
  all(d) { return this.link("a", d.url, `${this.t.a} (${this.num(d.total)})`); }
}
const define = (name, more) => customElements.get(name) || customElements.define(name, more);

define("keur-badge", class extends Keur {});
define("keur-seal", class extends Keur {
  card(d) { return this.tile(d, " z", "", h("span", {}, h("b", {}, d.mark), h("small", {}, this.label), h("small", {}, d.host))); }
});
define("keur-reviews", class extends Keur {
  view(d) {
    const list = h("ul.t", { tabindex: 0, role: "list", "aria-label": `${d.name}: ${this.t.n}` }, ...d.reviews.map((v) => this.review(v, "li.c")));
    const arrow = (label, sign, by) => h("button", { "aria-label": label, onclick: () => list.scrollBy({ left: by * 292 }) }, sign);
    return [list, h("div.f", {}, this.all(d), arrow(this.t.p, "‹", -1), arrow(this.t.x, "›", 1))];
  }
});
define("keur-sidebar", class extends Keur {
  fixed = true;
  view(d) {
    const set = (open) => { panel.hidden = !open; tab.setAttribute("aria-expanded", open); (open ? shut : tab).focus(); };
    const shut = h("button", { onclick: () => set(false) }, this.t.c);
    const panel = h("div.p", { hidden: "", role: "dialog", "aria-label": d.name, onkeydown: (e) => e.key == "Escape" && set(false) }, h("b", {}, d.name), this.card(d), ...d.reviews.slice(0, 3).map((v) => this.review(v, "div.c")), this.all(d), shut);
    const tab = h("button.k", { "aria-expanded": false, onclick: () => set(panel.hidden) }, this.img(`${d.mark}, ${this.label}.`), ...(d.count ? [h("b", {}, this.num(d.score, 1)), h("span.h", {}, `${this.t.of}, ${d.count} ${this.t.n}`)] : []));
    return [tab, panel];
  }
});
