// The page: a list of sessions and a player, and which of them is seen.

import { offerFeed, showList } from "./list.js";
import { Player } from "./player.js";

// Seconds without a touch, while a session plays, after which the page grows dark.
const DIM_AFTER = 30;

const $ = (id) => document.getElementById(id);

function say(text) {
  $("notice").textContent = text;
}

function route(sessions, player) {
  const wanted = location.hash.slice(1);
  const session = sessions.find(({ id }) => id === wanted);
  const only = sessions.length === 1 && wanted !== "all" ? sessions[0] : null;
  const shown = session ?? only;
  $("list").hidden = Boolean(shown);
  $("player").hidden = !shown;
  if (shown) {
    document.title = `${shown.title} · voicemat`;
    player.open(shown);
    if (session) $("title").focus({ preventScroll: true });
  } else {
    document.title = "voicemat";
    showList(sessions, player.playing);
  }
}

// The first touch of a dark page makes it light, and does nothing else: the veil takes it.
function dim(audio) {
  let touched = performance.now();
  const touch = () => (touched = performance.now());
  const wake = () => {
    touch();
    document.body.classList.remove("dimmed");
  };
  for (const kind of ["pointerdown", "scroll"]) {
    addEventListener(kind, touch, { passive: true, capture: true });
  }
  for (const kind of ["keydown", "focusin"]) addEventListener(kind, wake, { capture: true });
  $("veil").addEventListener("click", wake);
  setInterval(() => {
    const quiet = performance.now() - touched > DIM_AFTER * 1000;
    document.body.classList.toggle("dimmed", quiet && !audio.paused && !$("player").hidden);
  }, 1000);
}

async function begin() {
  const answer = await fetch("sessions.json");
  if (!answer.ok) throw new Error(answer.statusText);
  const sessions = await answer.json();
  const player = new Player(say);
  offerFeed();
  addEventListener("hashchange", () => route(sessions, player));
  route(sessions, player);
  dim($("sound"));
}

begin().catch(() => say("The computer cannot be reached. Is it still sharing?"));
