// allauth's webauthn.js does the work; this says in words when it came to nothing.
(() => {
  "use strict";
  const note = document.getElementById("passkey-note");
  const BUTTONS = "#passkey_login, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate, #mfa_webauthn_add";

  if (!window.PublicKeyCredential) {
    document.querySelectorAll(BUTTONS).forEach((button) => { button.disabled = true; });
    if (note) note.textContent = note.dataset.unsupported;
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (note) note.textContent = note.dataset.cancelled;
  });
})();
