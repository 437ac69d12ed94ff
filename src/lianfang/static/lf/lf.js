/* Behaviour shared by every page. No inline script anywhere: what a page wants it says with data- attributes.
   data-autosubmit (form)   send when a field changes      data-confirm="问句"        ask before sending or following
   data-dialog="#id"        open a <dialog>                data-close                close the dialog around it
   data-dismiss             remove the message around it   data-back                 go back one page
   data-relative="ago|left" keep a time fresh              data-clock                running Beijing time
   data-chart="kind"        draw a chart (charts.js)       data-hotkey="/"           focus on that key
   data-print               print the page                 data-copy="text"          copy to the clipboard
   data-check-all="name"    tick all boxes of that name    data-keep="name"          keep typed text over a lost session */
(() => {
  "use strict";
  const script = document.currentScript;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";
  // The server's clock may be moved in an exercise: count from what it said, not from this computer.
  const offset = Date.parse(meta("lf-now")) - Date.now() || 0;
  const now = () => Date.now() + offset;
  const MINUTE = 60e3, HOUR = 60 * MINUTE, DAY = 24 * HOUR, SOON = 2 * HOUR;

  function spanWords(span) {
    const minutes = Math.floor((span % HOUR) / MINUTE), hours = Math.floor((span % DAY) / HOUR);
    if (span >= DAY) return `${Math.floor(span / DAY)}天${hours ? `${hours}小时` : ""}`;
    if (span >= HOUR) return `${hours}小时${minutes ? `${minutes}分` : ""}`;
    return `${minutes}分钟`;
  }

  function agoWords(passed) {
    if (Math.abs(passed) < MINUTE) return "刚刚";
    if (passed < 0) return `${spanWords(-passed)}后`;
    const unit = [DAY, HOUR, MINUTE].find((size) => passed >= size);
    return `${spanWords(Math.floor(passed / unit) * unit)}前`;
  }

  function leftWords(left) {
    if (Math.abs(left) < MINUTE) return left >= 0 ? "即将到期" : "刚刚逾期";
    return left > 0 ? `剩余${spanWords(left)}` : `逾期${spanWords(-left)}`;
  }

  function refreshTimes() {
    for (const node of document.querySelectorAll("[data-relative]")) {
      const at = Date.parse(node.dateTime);
      if (Number.isNaN(at)) continue;
      if (node.dataset.relative === "ago") {
        node.textContent = agoWords(now() - at);
        continue;
      }
      const left = at - now();
      node.textContent = leftWords(left);
      node.classList.toggle("is-late", left < 0);
      node.classList.toggle("is-soon", left >= 0 && left <= SOON);
    }
  }

  function refreshClock() {
    const shown = new Intl.DateTimeFormat("zh-CN", {
      timeZone: "Asia/Shanghai", month: "long", day: "numeric", weekday: "short",
      hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
    }).format(now());
    for (const node of document.querySelectorAll("[data-clock]")) node.textContent = shown;
  }

  function toast(text, kind = "") {
    const box = document.getElementById("toasts");
    if (!box || !text) return;
    const node = document.createElement("div");
    node.className = `lf-toast ${kind ? `is-${kind}` : ""}`;
    node.textContent = text;
    box.append(node);
    setTimeout(() => node.remove(), kind === "error" ? 9000 : 5000);
  }

  /* A form is sent once: a second press while the first is on its way does nothing. Heard while the
     event goes down, before htmx could put the second request in its queue. */
  function dropSecond(event) {
    if (!event.target.dataset.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function guardSubmit(event) {
    const form = event.target;
    if (form.method === "get" || form.target === "_blank" || event.defaultPrevented) return;
    holdForm(form, event.submitter);
    // An answer that is a download leaves the page in place: let the form go after a while.
    setTimeout(() => releaseForm(form), 10e3);
  }

  function holdForm(form, button) {
    form.dataset.sending = "1";
    button?.setAttribute("aria-busy", "true");
  }

  function guardFragment(event) {
    const form = event.detail.elt.closest?.("form");
    if (!form || event.detail.requestConfig.verb === "get") return;
    holdForm(form, event.detail.requestConfig.triggeringEvent?.submitter);
  }

  function releaseForm(form) {
    if (!(form instanceof HTMLFormElement)) return;
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }

  /* The question is a dialog of the page, so that a telephone and a screen reader treat it as one. */
  function ask(question, label, dangerous) {
    return new Promise((answer) => {
      const dialog = document.createElement("dialog");
      dialog.className = "lf-dialog";
      const text = document.createElement("p");
      text.textContent = question;
      const actions = document.createElement("div");
      actions.className = "lf-dialog-actions";
      const button = (words, kind, value) => {
        const node = document.createElement("button");
        node.type = "button";
        node.className = `btn ${kind}`;
        node.textContent = words;
        node.addEventListener("click", () => dialog.close(value));
        return node;
      };
      actions.append(button("取消", "", "no"), button(label || "确定", dangerous ? "btn-danger" : "btn-primary", "yes"));
      dialog.append(text, actions);
      dialog.addEventListener("close", () => {
        answer(dialog.returnValue === "yes");
        dialog.remove();
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  }

  function confirmFirst(event) {
    const asking = event.target.closest?.("[data-confirm]");
    if (!asking || asking instanceof HTMLFormElement || asking.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asking.dataset.confirm, asking.dataset.confirmLabel || asking.textContent.trim(),
      asking.classList.contains("btn-danger")).then((agreed) => {
      if (!agreed) return;
      asking.dataset.confirmed = "1";
      asking.click();
      delete asking.dataset.confirmed;
    });
  }

  /* What a page kept for work without a network goes with whoever signs out; unsent numbers are asked about first. */
  function warnOfUnsent(event) {
    const button = event.target.closest?.("[data-sign-out] button");
    if (!button || button.dataset.confirmed) return;
    let unsent = 0;
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith("lf-report/") && JSON.parse(localStorage.getItem(name))?.isWaiting) unsent += 1;
      }
    } catch { /* nothing can be kept in this browser */ }
    if (unsent) button.dataset.confirm = `本机还有 ${unsent} 份填报没有发送，退出后即删除。确定退出？`;
    else delete button.dataset.confirm;
  }

  function clearKept(event) {
    if (!event.target.matches("[data-sign-out]")) return;
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith("lf-report/")) localStorage.removeItem(name);
    } catch { /* nothing was kept */ }
    globalThis.caches?.keys().then((names) => names.filter((name) => name.startsWith("lf-entry-")).forEach((name) => caches.delete(name)));
    navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
  }

  function onClick(event) {
    const at = (selector) => event.target.closest?.(selector);
    const opener = at("[data-dialog]");
    if (opener) document.querySelector(opener.dataset.dialog)?.showModal();
    if (at("[data-close]")) at("dialog")?.close();
    if (at("[data-dismiss]")) at("[role=alert], [role=status]")?.remove();
    if (at("[data-back]")) history.back();
    if (at("[data-print]")) window.print();
    const copied = at("[data-copy]");
    if (copied) navigator.clipboard?.writeText(copied.dataset.copy).then(() => toast("已复制"));
  }

  function onChange(event) {
    const field = event.target;
    if (field.dataset?.checkAll) {
      const scope = field.closest("form, table") || document;
      for (const box of scope.querySelectorAll(`input[name="${field.dataset.checkAll}"]`)) {
        box.checked = field.checked;
      }
    }
    const form = field.form;
    if (field.name && form?.hasAttribute("data-autosubmit") && field.type !== "search" && field.type !== "text") form.requestSubmit();
  }

  /* A long text typed in a field survives a session that ended meanwhile. It stays in this tab only. */
  function keepTyped() {
    for (const field of document.querySelectorAll("[data-keep]")) {
      const key = `keep:${location.pathname}:${field.dataset.keep}`;
      const kept = sessionStorage.getItem(key);
      if (kept && !field.value) field.value = kept;
      field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
      field.form?.addEventListener("submit", () => sessionStorage.removeItem(key));
    }
  }

  function loadScript(address) {
    return new Promise((done, failed) => {
      const node = document.createElement("script");
      node.src = address;
      node.onload = done;
      node.onerror = failed;
      document.head.append(node);
    });
  }

  let charts = null;
  function drawCharts(root) {
    if (!root.querySelector?.("[data-chart]")) return;
    charts ||= loadScript(script.dataset.echarts).then(() => loadScript(script.dataset.charts));
    charts.then(() => window.lfCharts.draw(root)).catch(() => {
      for (const table of root.querySelectorAll(".lf-chart-table")) table.open = true;
    });
  }

  function prepare(root) {
    refreshTimes();
    drawCharts(root);
    for (const node of root.querySelectorAll?.("[data-bs-toggle=tooltip]") || []) {
      window.bootstrap?.Tooltip.getOrCreateInstance(node);
    }
    // A card row says which column each cell belongs to, even where the template did not.
    for (const table of root.querySelectorAll?.("table.is-cards") || []) {
      const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
      for (const row of table.tBodies[0]?.rows || []) {
        [...row.cells].forEach((cell, place) => {
          if (!cell.dataset.label && heads[place] && cell.tagName === "TD") cell.dataset.label = heads[place];
        });
      }
    }
  }

  function onRefusedFragment(event) {
    const { xhr, target } = event.detail;
    // The session ended: the answer is another page, not a fragment of this one.
    const answered = new URL(xhr.responseURL, location.href).pathname;
    const asked = new URL(event.detail.pathInfo?.requestPath || location.href, location.href).pathname;
    if (answered !== asked && /data-page="sign-in"/.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      location.assign(location.href);
      return;
    }
    if (xhr.status < 400 || xhr.getResponseHeader("HX-Retarget")) return;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const refusal = answer.querySelector("[data-refusal]");
    const fits = xhr.status === 422 && !refusal && target;
    event.detail.shouldSwap = Boolean(fits);
    if (!fits) toast(refusal?.dataset.refusal || `操作没有完成（${xhr.status}）。请刷新页面后重试。`, "error");
  }

  document.addEventListener("click", warnOfUnsent, true);
  document.addEventListener("submit", clearKept);
  document.addEventListener("click", confirmFirst, true);
  document.addEventListener("click", onClick);
  document.addEventListener("submit", dropSecond, true);
  document.addEventListener("submit", guardSubmit);
  document.addEventListener("change", onChange);
  document.addEventListener("keydown", (event) => {
    if (event.target.closest?.("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
    if (field) {
      event.preventDefault();
      field.focus();
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) releaseForm(form);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = meta("csrf-token");
  });
  document.addEventListener("htmx:beforeRequest", guardFragment);
  document.addEventListener("htmx:beforeSwap", onRefusedFragment);
  document.addEventListener("htmx:afterRequest", (event) => releaseForm(event.target.closest?.("form")));
  document.addEventListener("htmx:sendError", () => toast("网络不通，操作没有送出。请检查网络后重试。", "error"));
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    keepTyped();
    if (document.querySelector("[data-clock]")) {
      refreshClock();
      setInterval(refreshClock, 1000);
    }
    setInterval(refreshTimes, 20e3);
    document.querySelector(".has-error input, .has-error select, .has-error textarea")?.focus();
  });
  window.lf = { toast, ask };
})();
