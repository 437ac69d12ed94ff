/* Asks now and then whether something new waits, while the page is looked at. The answer is a handful of
   numbers with an ETag: 304 when nothing changed. A changed number reloads nothing, since somebody may be
   typing: the bell shows the new count, and a line offers to load the page again. */
(() => {
  "use strict";
  const address = document.currentScript.dataset.url;
  const EVERY = 30e3;
  let tag = "";
  let known = null;

  function showUnread(count) {
    const bell = document.querySelector(".lf-bell");
    if (!bell) return;
    let mark = bell.querySelector(".lf-bell-count");
    if (!count) {
      mark?.remove();
    } else {
      if (!mark) {
        mark = document.createElement("span");
        mark.className = "lf-bell-count";
        bell.append(mark);
      }
      mark.textContent = count > 99 ? "99+" : String(count);
    }
    bell.setAttribute("aria-label", count ? `消息，${count} 条未读` : "消息");
  }

  function offerReload() {
    if (document.getElementById("pulse-changed")) return;
    const line = document.createElement("div");
    line.className = "lf-message is-info";
    line.id = "pulse-changed";
    line.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = "有新的待办或进展。";
    const link = document.createElement("a");
    link.href = location.href;
    link.textContent = "刷新查看";
    words.append(link);
    line.append(words);
    document.getElementById("messages")?.append(line);
  }

  async function ask() {
    if (document.hidden) return;
    const headers = tag ? { "If-None-Match": tag } : {};
    const answer = await fetch(address, { headers, redirect: "manual" }).catch(() => null);
    // Signed out meanwhile, or the network is down: the next press of a key will tell.
    if (!answer || answer.status !== 200) return;
    tag = answer.headers.get("ETag") || "";
    const counts = await answer.json();
    showUnread(counts.unread || 0);
    if (known && JSON.stringify(known) !== JSON.stringify(counts)) offerReload();
    known = counts;
  }

  ask();
  setInterval(ask, EVERY);
})();
