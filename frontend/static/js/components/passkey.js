// Asks a device to sign: <form data-passkey="make|sign" data-question="JSON"> with a hidden field "passkey" and a
// hidden button [data-passkey-ask], which stays away where the browser knows no passkeys.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

const make = (asked) => {
  const user = { ...asked.user, id: bytes(asked.user.id) };
  return navigator.credentials.create({
    publicKey: { ...asked, user, excludeCredentials: listed(asked.excludeCredentials) },
  });
};

const sign = (asked) =>
  navigator.credentials.get({ publicKey: { ...asked, allowCredentials: listed(asked.allowCredentials) } });

function said(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-ask]");
  const failed = form.querySelector("[data-passkey-failed]");
  if (!window.PublicKeyCredential || !button) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    if (!form.checkValidity()) {
      form.requestSubmit(); // says what is missing
      return;
    }
    try {
      const asked = JSON.parse(form.dataset.question).publicKey;
      asked.challenge = bytes(asked.challenge);
      const credential = await (form.dataset.passkey === "make" ? make(asked) : sign(asked));
      form.querySelector("input[name=passkey]").value = JSON.stringify(said(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
