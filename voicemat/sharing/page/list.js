// The list of sessions, and the feed's address.

import { place } from "./places.js";
import { clock, duration, megabytes } from "./words.js";

export function picture(session) {
  return session.cover
    ? { address: `${session.id}/cover.jpg`, sizes: "1400x1400", type: "image/jpeg" }
    : { address: "icon.svg", sizes: "any", type: "image/svg+xml" };
}

// `playing` is the session that sounds now, or null.
export function showList(sessions, playing) {
  const count = document.getElementById("count");
  count.textContent = sessions.length === 1 ? "One session" : `${sessions.length} sessions`;
  document.getElementById("sessions").replaceChildren(
    ...sessions.map((session) => entry(session, session === playing)),
  );
}

function entry(session, playing) {
  const link = document.createElement("a");
  link.href = `#${session.id}`;
  link.lang = session.language;
  const image = document.createElement("img");
  image.src = picture(session).address;
  image.alt = "";
  image.loading = "lazy";
  const about = document.createElement("div");
  about.className = "about";
  const title = document.createElement("h2");
  title.textContent = session.title;
  const summary = document.createElement("p");
  summary.className = "summary";
  summary.textContent = session.summary;
  const facts = document.createElement("p");
  facts.className = "facts";
  facts.textContent = `${duration(session.seconds)} · ${megabytes(session.bytes)}`;
  const left = place(session);
  if (playing || left) {
    const state = document.createElement("b");
    state.textContent = playing ? "playing" : `left at ${clock(left)}`;
    facts.append(" · ", state);
  }
  about.append(title, summary, facts);
  link.append(image, about);
  const item = document.createElement("li");
  item.append(link);
  return item;
}

export function offerFeed() {
  const field = document.getElementById("feed");
  const button = document.getElementById("copy");
  field.value = new URL("feed.xml", document.baseURI).href;
  button.addEventListener("click", () => {
    // The clipboard's own interface is for HTTPS alone.
    field.focus();
    field.setSelectionRange(0, field.value.length);
    button.textContent = document.execCommand("copy") ? "Copied" : "Select and copy";
  });
}
