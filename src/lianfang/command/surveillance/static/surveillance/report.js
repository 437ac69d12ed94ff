/* Reporting with and without a network. What is typed is kept in this browser, under the site and the day, until the
   server has taken it; the key made here lets it count once however often it is sent. Only numbers and the reason are
   kept, and the post they were typed at; nothing about a person. Signing out clears all of it (lf.js). */
(() => {
  "use strict";
  const PREFIX = "lf-report/";
  const form = document.querySelector("[data-offline-report]");
  const box = document.querySelector("[data-offline-waiting]");
  const owner = (form || box)?.dataset.offlineOwner;
  if (!owner) return;
  const note = form?.querySelector("[data-offline-note]");
  const isEmptyForm = form?.hasAttribute("data-offline-empty");
  const dayField = form?.querySelector("input[data-offline-day]");
  const day = () => (dayField ? dayField.value : form.dataset.offlineDay);
  const name = () => `${PREFIX}${form.dataset.offlineReport}/${day()}`;
  const fresh = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(16).slice(2)}`);

  function load(key) {
    try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; }
  }
  function keep(key, state) {
    try { localStorage.setItem(key, JSON.stringify(state)); return true; } catch { return false; }
  }
  function forget(key) {
    try { localStorage.removeItem(key); } catch { /* nothing kept */ }
  }
  function say(words, isSent = false) {
    if (!note) return;
    note.textContent = words;
    note.hidden = !words;
    note.classList.toggle("is-sent", isSent);
  }
  function typed() {
    const rows = [...new FormData(form)].filter(([field, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "key", "zero"].includes(field));
    // The kept form does not know what was reported before: what it leaves empty is not said.
    return Object.fromEntries(isEmptyForm ? rows.filter(([, value]) => value.trim()) : rows);
  }
  function stateNow(rest) {
    return {
      values: typed(), key: load(name())?.key || fresh(), owner, title: form.dataset.offlineName, day: day(),
      address: `${form.dataset.offlineAddress}?day=${day()}`, ...rest,
    };
  }
  function waiting() {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).sort(); } catch { /* none */ }
    return keys.map((key) => [key, load(key)]).filter(([, state]) => state?.isWaiting);
  }

  /* One sending: a fresh page gives the token and says who is signed in now; then the numbers, once. */
  async function deliver(state) {
    let page, answer;
    try {
      page = await fetch(state.address, { credentials: "same-origin", cache: "no-store" });
      if (page.redirected) return { outcome: "signed-out" };
      const doc = new DOMParser().parseFromString(await page.text(), "text/html");
      const there = doc.querySelector("[data-offline-report]");
      if (!page.ok || !there) return { outcome: "refused" };
      if (there.dataset.offlineOwner !== state.owner) return { outcome: "other" };
      const body = new FormData();
      for (const [field, value] of Object.entries(state.values)) body.append(field, value);
      if (state.zero) body.append("zero", "1");
      body.append("key", state.key);
      body.append("csrfmiddlewaretoken", there.querySelector("[name=csrfmiddlewaretoken]").value);
      answer = await fetch(state.address, { method: "POST", body, credentials: "same-origin" });
    } catch {
      return { outcome: "no-network" };
    }
    return answer.ok && answer.redirected ? { outcome: "sent", url: answer.url } : { outcome: "refused" };
  }

  const WORDS = {
    "no-network": "网络不通，已保存在本机，网络恢复后自动发送，请不要重复填写。",
    "signed-out": "登录已失效，数字仍在本机；请重新登录后再打开本页，会自动发送。",
    other: "这份填报属于其他岗位，请该岗位登录后发送。",
    refused: "服务器没有接收，请打开填报页核对后重新提交。",
  };

  function showWaiting(results = {}) {
    if (!box) return;
    const rows = waiting();
    box.replaceChildren();
    box.hidden = rows.length === 0;
    if (!rows.length) return;
    box.className = "lf-message is-warning mb-3";
    const words = document.createElement("div");
    const head = document.createElement("strong");
    head.textContent = `本机有 ${rows.length} 份填报等待发送`;
    const list = document.createElement("ul");
    list.className = "mb-2";
    for (const [key, state] of rows) {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = state.address;
      link.textContent = `${state.title} ${state.day}${state.zero ? "（零报告）" : ""}`;
      item.append(link);
      if (results[key]) item.append(`：${WORDS[results[key]]}`);
      list.append(item);
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm";
    button.textContent = "立即发送";
    button.addEventListener("click", sendAll);
    words.append(head, list, button);
    box.append(words);
  }

  let isSending = false;
  async function sendAll() {
    if (isSending) return;
    isSending = true;
    const results = {};
    for (const [key, state] of waiting()) {
      const { outcome } = await deliver(state);
      if (outcome === "sent") {
        forget(key);
        if (form && key === name()) say(`${state.day} 的数据已收到。`, true);
        if (form && key === name() && isEmptyForm) form.reset();
      } else {
        results[key] = outcome;
        if (outcome === "no-network") break;
      }
    }
    isSending = false;
    showWaiting(results);
    tryAgain();
  }

  // A browser does not always notice that a network is back: while something waits, it is tried now and then.
  let timer = 0, pause = 8e3;
  function tryAgain() {
    clearTimeout(timer);
    if (!waiting().length) { pause = 8e3; return; }
    timer = setTimeout(sendAll, pause);
    pause = Math.min(pause * 2, 60e3);
  }

  async function submitNow(event) {
    event.preventDefault();
    if (isSending) return;
    const key = name();
    const state = stateNow({ zero: event.submitter?.name === "zero", isWaiting: true });
    if (!keep(key, state) && isEmptyForm) { say("本机不能保存，请等网络恢复后再填。"); return; }
    say("正在发送…");
    isSending = true;
    const { outcome, url } = await deliver(state);
    isSending = false;
    if (outcome === "sent") {
      forget(key);
      if (!isEmptyForm) { location.assign(url); return; }
      say(`${state.day} 的数据已收到。`, true);
      form.reset();
    } else if (outcome === "refused" && !isEmptyForm) {
      // What was typed stays, and the server's own page says what to do.
      keep(key, { ...state, isWaiting: false });
      form.querySelector("[data-offline-key]").value = state.key;
      if (state.zero) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "zero", value: "1" }));
      form.submit();
      return;
    } else say(WORDS[outcome]);
    showWaiting();
    tryAgain();
  }

  function fill() {
    const kept = load(name());
    if (!kept || kept.owner !== owner) return;
    for (const [field, value] of Object.entries(kept.values || {})) {
      const control = form.elements.namedItem(field);
      if (control && !control.value) control.value = value;
    }
  }

  if (form) {
    form.addEventListener("input", (event) => {
      if (event.target !== dayField && !load(name())?.isWaiting) keep(name(), stateNow({ isWaiting: false }));
    });
    dayField?.addEventListener("change", fill);
    form.addEventListener("submit", submitNow);
    fill();
    if (form.dataset.offlineWorker && "serviceWorker" in navigator) {
      navigator.serviceWorker.register(form.dataset.offlineWorker, { scope: form.dataset.offlineAddress, updateViaCache: "none" })
        .then(() => navigator.serviceWorker.ready)
        .then(() => { document.querySelector("[data-offline-ready]").hidden = false; })
        .catch(() => { /* not offered on an address without https: the page still keeps what was typed */ });
    }
  }
  window.addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting().length) sendAll(); });
  showWaiting();
  if (waiting().length) sendAll();
})();
