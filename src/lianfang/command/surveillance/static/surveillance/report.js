/* The report page of a site: keeps what was typed, and sends it once when the network is back.
   Only numbers and the reason are kept, under the site and the day; nothing about a person. */
(() => {
  "use strict";
  const form = document.querySelector("[data-offline-report]");
  if (!form) return;
  const name = `lf-report/${form.dataset.offlineReport}`;
  const note = form.querySelector("[data-offline-note]");
  const keyField = form.querySelector("[data-offline-key]");
  const typed = () => Object.fromEntries(
    [...new FormData(form)].filter(([field, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "key"].includes(field))
  );

  function load() {
    try { return JSON.parse(localStorage.getItem(name) || "null"); } catch { return null; }
  }
  function keep(state) {
    try { localStorage.setItem(name, JSON.stringify(state)); } catch { /* a full or closed store loses nothing on the server */ }
  }
  function forget() {
    try { localStorage.removeItem(name); } catch { /* nothing kept */ }
  }
  function say(words, isSent = false) {
    note.textContent = words;
    note.hidden = !words;
    note.classList.toggle("is-sent", isSent);
  }
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(16).slice(2)}`);

  async function send(state) {
    const body = new FormData();
    for (const [field, value] of Object.entries(state.values)) body.append(field, value);
    if (state.zero) body.append("zero", "1");
    body.append("key", state.key);
    body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    say("正在发送…");
    let answer;
    try {
      answer = await fetch(location.href, { method: "POST", body, credentials: "same-origin" });
    } catch {
      say("网络不通，已保存在本机。网络恢复后自动发送，请不要重复填写。");
      return;
    }
    if (answer.ok && answer.redirected) {
      forget();
      location.assign(answer.url);
      return;
    }
    // Refused, or signed out meanwhile: what was typed stays, and the server's own page says what to do.
    keep({ ...state, isWaiting: false });
    say("");
    keyField.value = state.key;
    if (state.zero) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "zero", value: "1" }));
    form.submit();
  }

  form.addEventListener("input", () => keep({ values: typed(), key: load()?.key || fresh(), isWaiting: false }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const state = { values: typed(), key: load()?.key || fresh(), zero: event.submitter?.name === "zero", isWaiting: true };
    keep(state);
    send(state);
  });
  window.addEventListener("online", () => {
    const state = load();
    if (state?.isWaiting) send(state);
  });

  const kept = load();
  if (!kept) return;
  for (const [field, value] of Object.entries(kept.values || {})) {
    const control = form.elements.namedItem(field);
    if (control && !control.value) control.value = value;
  }
  if (kept.isWaiting) send(kept);
})();
