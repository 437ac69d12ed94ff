{% load static %}/* Keeps one thing: the empty entry form of a site with its looks. Registered for the address of that page alone.
   No other page is kept, no answer to a POST, nothing that says who is signed in. */
"use strict";
const VERSION = "{{ version }}";
const FAMILY = "lf-entry-";
const STORE = FAMILY + VERSION;
const FILES = [
  "{% static 'vendor/tabler/tabler.min.css' %}", "{% static 'lf/lf.css' %}", "{% static 'lf/components.css' %}",
  "{% static 'surveillance/surveillance.css' %}", "{% static 'surveillance/report.js' %}",
];
const entry = () => new URL(self.registration.scope);
const form = () => new URL("offline/", self.registration.scope).href;

async function keepForm() {
  const answer = await fetch(form(), { credentials: "same-origin", redirect: "error" });
  if (answer.ok) await (await caches.open(STORE)).put(form(), answer);
}

async function keepAll() {
  await (await caches.open(STORE)).addAll(FILES);
  await keepForm();
}

async function dropOld() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== STORE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromStore(request, address) {
  return (await (await caches.open(STORE)).match(address)) || fetch(request);
}

async function openEntry(event) {
  try {
    const answer = await fetch(event.request);
    // While there is a network the kept form is renewed, so that a changed programme is not asked for in vain.
    if (answer.ok && !answer.redirected) event.waitUntil(keepForm().catch(() => {}));
    return answer;
  } catch {
    return (await (await caches.open(STORE)).match(form())) || Response.error();
  }
}

self.addEventListener("install", (event) => { self.skipWaiting(); event.waitUntil(keepAll()); });
self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === entry().pathname) event.respondWith(openEntry(event));
  else if (FILES.includes(url.pathname)) event.respondWith(fromStore(request, url.pathname));
});
