"use strict";
(() => {
  const number = document.documentElement.dataset.number;
  const state = document.getElementById("state");
  const said = state.textContent;
  const frames = [...document.querySelectorAll("iframe")];
  const place = "briefing desk " + location.pathname;
  history.scrollRestoration = "manual";

  // The frames grow with what they hold, so that the place in it outlives a reload.
  function fit(frame) {
    const inside = frame.contentDocument;
    if (!inside || !inside.documentElement) return;
    frame.style.height = "0";
    frame.style.height = inside.documentElement.scrollHeight + "px";
  }

  function open(frame) {
    fit(frame);
    // What leads out of the digest opens beside it.
    frame.contentDocument.querySelectorAll("a[href^=http]").forEach((link) => {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    });
    frame.contentDocument.addEventListener("toggle", () => fit(frame), true);
    const at = Number(sessionStorage.getItem(place));
    if (at) scrollTo(0, at);
  }

  frames.forEach((frame) => {
    if (frame.contentDocument && frame.contentDocument.readyState === "complete") open(frame);
    frame.addEventListener("load", () => open(frame));
  });
  addEventListener("resize", () => frames.forEach(fit));
  addEventListener("pagehide", () => sessionStorage.setItem(place, String(scrollY)));

  const events = new EventSource("/events");
  events.addEventListener("shown", (event) => {
    if (event.data !== number) location.reload();
  });
  events.addEventListener("working", (event) => {
    state.textContent = event.data ? event.data + " …" : said;
  });
  events.addEventListener("error", () => {
    state.textContent = "The preview has ended: start it again.";
  });
})();
