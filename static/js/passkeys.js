// allauth's webauthn.js does the work. This puts it to the buttons that ask for it, each with the
// ids of what it needs, and says in words when it came to nothing.
(() => {
  "use strict";
  const note = document.getElementById("passkey-note");
  const buttons = document.querySelectorAll("[data-passkey]");

  if (!window.PublicKeyCredential) {
    buttons.forEach((button) => { button.disabled = true; });
    if (note) note.textContent = note.dataset.unsupported;
  }

  buttons.forEach((button) => {
    const { passkey, credential, passwordless } = button.dataset;
    const ids = { [passkey]: button.id, credential, passwordless, data: "js_data" };
    window.allauth.webauthn.forms[`${passkey}Form`]({ ids });
  });

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (note) note.textContent = note.dataset.cancelled;
  });
})();
