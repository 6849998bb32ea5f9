// The player of one session at a time: one file in one audio element.

import { FADE, SleepTimer } from "./fade.js";
import { picture } from "./list.js";
import { keep, place } from "./places.js";
import * as remote from "./remote.js";
import { Transcript } from "./transcript.js";
import { clock, duration } from "./words.js";

const SKIP = 15; // seconds
const BACK_TO_PREVIOUS = 4; // seconds into a chapter, up to which "previous" is the one before
const KEPT_EVERY = 5; // seconds

const GONE =
  "The computer has stopped sharing, or is out of reach. Start it again and reload this page; " +
  "the place is kept.";

const $ = (id) => document.getElementById(id);

export class Player {
  constructor(say) {
    this.say = say;
    this.audio = $("sound");
    this.session = null;
    this.chapter = null;
    this.sliding = false;
    this.transcript = new Transcript($("words"), (seconds) => this.playFrom(seconds));
    this.timer = new SleepTimer(this.audio, {
      isQuiet: (seconds) => this.transcript.isQuiet(seconds),
      changed: () => this.showTimer(),
    });
    this.listen();
    this.wire();
    remote.connect(this);
  }

  async open(session) {
    if (this.session?.id === session.id) return;
    this.leave();
    this.session = session;
    this.chapter = null;
    this.kept = -Infinity;
    this.start = place(session);
    this.say("");
    for (const id of ["title", "summary", "words", "chapters", "chapter"]) {
      $(id).lang = session.language;
    }
    $("title").textContent = session.title;
    $("summary").textContent = session.summary;
    $("cover").src = picture(session).address;
    $("save").href = `${session.id}/save`;
    $("save").setAttribute("aria-label", `Download ${session.title}, ${session.format}`);
    $("position").max = session.seconds;
    this.listChapters();
    this.show("picture");
    this.transcript.show([]);
    this.audio.src = session.sound;
    this.showPlace(this.start);
    await this.fetchWords(session);
  }

  async fetchWords(session) {
    $("show-words").disabled = true;
    try {
      const answer = await fetch(`${session.id}/transcript.json`);
      if (!answer.ok) throw new Error(answer.statusText);
      const sentences = await answer.json();
      if (this.session !== session) return;
      this.transcript.show(sentences);
      this.transcript.follow(this.now());
      $("show-words").disabled = sentences.length === 0;
    } catch {
      this.say(GONE);
    }
  }

  // Stop what was open, and keep its place.
  leave() {
    if (!this.session) return;
    this.audio.pause();
    this.keepPlace();
    this.timer.off();
    this.session = null;
  }

  listen() {
    const audio = this.audio;
    audio.addEventListener("loadedmetadata", () => {
      if (this.start) audio.currentTime = this.start;
      this.start = 0;
      this.showPlace(this.now());
    });
    audio.addEventListener("timeupdate", () => {
      this.showPlace(this.now());
      if (!audio.paused && Math.abs(audio.currentTime - this.kept) > KEPT_EVERY) this.keepPlace();
    });
    audio.addEventListener("play", () => {
      this.say("");
      this.showPlaying(true);
      this.followWords();
    });
    audio.addEventListener("pause", () => {
      this.showPlaying(false);
      this.keepPlace();
    });
    audio.addEventListener("ended", () => {
      this.keepPlace();
      this.timer.off();
    });
    audio.addEventListener("seeked", () => remote.place(audio, audio.duration));
    audio.addEventListener("error", () => {
      if (this.session) this.say(GONE);
    });
    addEventListener("pagehide", () => this.keepPlace());
  }

  wire() {
    $("play").addEventListener("click", () => this.toggle());
    $("back").addEventListener("click", () => this.skip(-SKIP));
    $("forward").addEventListener("click", () => this.skip(SKIP));
    $("previous").addEventListener("click", () => this.previousChapter());
    $("next").addEventListener("click", () => this.nextChapter());
    const slider = $("position");
    slider.addEventListener("input", () => {
      this.sliding = true;
      this.showTimes(Number(slider.value));
    });
    slider.addEventListener("change", () => {
      this.sliding = false;
      this.seek(Number(slider.value));
    });
    $("show-words").addEventListener("click", () => this.toggleView("words"));
    $("show-chapters").addEventListener("click", () => this.toggleView("chapters"));
    this.wireTimer();
  }

  wireTimer() {
    const dialog = $("timer");
    $("timer-words").textContent = this.timer.canFade
      ? "The sound fades slowly, and is gone when the time is over."
      : "This phone lets no page turn its volume down. The sound stops in the next silence " +
        "between two sentences.";
    $("show-timer").addEventListener("click", () => {
      dialog.querySelector("[data-chapter]").disabled = !this.chapter;
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      // Beside the dialog the target is the dialog itself.
      if (!button && event.target !== dialog) return;
      const { minutes, chapter, off } = button?.dataset ?? {};
      if (minutes) this.timer.afterMinutes(Number(minutes));
      else if (chapter !== undefined) this.timer.atChapterEnd(this.chapter.end);
      else if (off !== undefined) this.timer.off();
      dialog.close();
    });
    setInterval(() => this.showTimer(), 1000);
  }

  // The session that sounds now, or null.
  get playing() {
    return this.audio.paused ? null : this.session;
  }

  now() {
    return this.start || this.audio.currentTime;
  }

  play() {
    if (this.audio.error) {
      this.start = this.now();
      this.audio.load();
    }
    return this.audio.play().catch((error) => {
      if (error.name !== "AbortError") this.say(this.audio.error ? GONE : error.message);
    });
  }

  pause() {
    this.audio.pause();
  }

  toggle() {
    if (this.audio.paused) this.play();
    else this.pause();
  }

  seek(seconds) {
    const to = Math.min(Math.max(seconds, 0), this.session.seconds);
    if (this.audio.readyState === 0) this.start = to;
    else this.audio.currentTime = to;
    this.showPlace(to);
    if (this.timer.choice === "chapter" && this.chapter) this.timer.atChapterEnd(this.chapter.end);
  }

  skip(seconds) {
    this.seek(this.now() + seconds);
  }

  playFrom(seconds) {
    this.seek(seconds);
    this.play();
  }

  previousChapter() {
    const now = this.now();
    const before = this.session.chapters.filter(({ start }) => start < now - BACK_TO_PREVIOUS);
    this.seek(before.length ? before[before.length - 1].start : 0);
  }

  nextChapter() {
    const now = this.now();
    const next = this.session.chapters.find(({ start }) => start > now + 0.05);
    if (next) this.seek(next.start);
  }

  keepPlace() {
    if (!this.session || this.start) return;
    this.kept = this.audio.currentTime;
    keep(this.session, this.kept);
  }

  listChapters() {
    const { chapters, seconds } = this.session;
    $("show-chapters").disabled = !chapters.length;
    $("previous").disabled = $("next").disabled = !chapters.length;
    $("chapters").querySelector("ol").replaceChildren(
      ...chapters.map((chapter) => {
        const button = document.createElement("button");
        button.type = "button";
        const title = document.createElement("span");
        title.textContent = chapter.title;
        const time = document.createElement("span");
        time.className = "time";
        time.textContent = clock(chapter.start);
        button.append(title, time);
        button.addEventListener("click", () => this.playFrom(chapter.start));
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
    $("marks").replaceChildren(
      ...chapters.slice(1).map((chapter) => {
        const mark = document.createElement("i");
        mark.style.left = `${(100 * chapter.start) / seconds}%`;
        return mark;
      }),
    );
  }

  showPlace(seconds) {
    if (!this.session) return;
    if (!this.sliding) {
      $("position").value = seconds;
      this.showTimes(seconds);
    }
    this.showChapter(seconds);
    if (this.audio.paused) this.transcript.follow(seconds);
  }

  showTimes(seconds) {
    const whole = this.session.seconds;
    const slider = $("position");
    slider.style.setProperty("--done", `${(100 * seconds) / whole}%`);
    slider.setAttribute("aria-valuetext", `${clock(seconds)} of ${clock(whole)}`);
    $("now").textContent = clock(seconds);
    $("left").textContent = `−${clock(whole - seconds)}`;
  }

  showChapter(seconds) {
    const { chapters } = this.session;
    // A seek may land a little before the place that was asked for.
    const chapter = chapters.findLast(({ start }) => start <= seconds + 0.05) ?? null;
    if (chapter === this.chapter && this.described === this.session) return;
    this.chapter = chapter;
    this.described = this.session;
    $("chapter").textContent = chapter?.title ?? "";
    const buttons = $("chapters").querySelectorAll("button");
    buttons.forEach((button, number) => {
      if (chapters[number] === chapter) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    remote.describe(this.session, chapter?.title ?? "", picture(this.session));
  }

  showPlaying(playing) {
    document.body.classList.toggle("playing", playing);
    $("play").setAttribute("aria-label", playing ? "Pause" : "Play");
    if ("mediaSession" in navigator) {
      navigator.mediaSession.playbackState = playing ? "playing" : "paused";
    }
    remote.place(this.audio, this.audio.duration);
  }

  followWords() {
    const step = () => {
      if (this.audio.paused) return;
      this.transcript.follow(this.audio.currentTime);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  showTimer() {
    const button = $("show-timer");
    const { choice } = this.timer;
    const left = this.timer.left();
    button.classList.toggle("running", choice !== null);
    if (choice === null) button.textContent = "Sleep timer";
    else if (left <= FADE) button.textContent = this.timer.canFade ? "Fading" : "Ending";
    else if (choice === "chapter") button.textContent = "Chapter's end";
    else button.textContent = duration(Math.ceil(left / 60) * 60);
    for (const option of $("timer").querySelectorAll(".choices button")) {
      const { minutes, chapter } = option.dataset;
      const chosen = minutes ? choice === Number(minutes)
        : chapter !== undefined ? choice === "chapter" : choice === null;
      option.setAttribute("aria-pressed", String(chosen));
    }
  }

  toggleView(name) {
    this.show($(name).hidden ? name : "picture");
  }

  show(name) {
    for (const view of ["picture", "words", "chapters"]) $(view).hidden = view !== name;
    for (const view of ["words", "chapters"]) {
      $(`show-${view}`).setAttribute("aria-pressed", String(view === name));
    }
    if (name === "words") this.transcript.shown();
  }
}
