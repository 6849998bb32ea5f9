// The sleep timer: after so long, or at the end of the chapter, the sound has faded away and stops.
//
// The fade is the audio element's own volume. A phone may refuse to change it (iOS does, where the
// volume belongs to its buttons alone). Web Audio could turn the sound down there too, but a sound that
// was once routed through it belongs to it for good, and iOS stops it when the screen is locked: who
// falls asleep would lose the session to save its end. So there the sound stops without a fade, in the
// next silence between two sentences.

// Seconds over which the sound fades, up to the very end of the time.
export const FADE = 60;

// Decibels by which it is down when it stops.
const DEPTH = 60;

// Seconds over which it comes back when a fade is called off.
const RETURN = 2;

// The gain when `part` of the fade is over: smooth in decibels, as the ear hears it.
export function gain(part) {
  if (part <= 0) return 1;
  if (part >= 1) return 0;
  return 10 ** ((-DEPTH * (1 - Math.cos(Math.PI * part))) / 2 / 20);
}

export class SleepTimer {
  // `isQuiet` tells whether nobody speaks at a place; `changed` is called when there is news.
  constructor(audio, { isQuiet, changed }) {
    this.audio = audio;
    this.isQuiet = isQuiet;
    this.changed = changed;
    this.choice = null; // minutes, "chapter" or null
    this.until = 0; // milliseconds of the clock
    this.chapterEnd = 0; // seconds of the session
    this.length = FADE;
    this.seen = Date.now();
    const probe = new Audio();
    probe.volume = 0.5;
    this.canFade = probe.volume === 0.5;
    setInterval(() => this.look(), 100);
    // Background pages are given fewer ticks; a playing sound still tells of its progress.
    audio.addEventListener("timeupdate", () => this.look());
    audio.addEventListener("play", () => {
      if (this.left() > this.length) this.audio.volume = 1;
    });
  }

  afterMinutes(minutes) {
    this.choice = minutes;
    this.until = Date.now() + minutes * 60_000;
    this.begin();
  }

  atChapterEnd(seconds) {
    this.choice = "chapter";
    this.chapterEnd = seconds;
    this.begin();
  }

  begin() {
    this.length = Math.max(Math.min(FADE, this.left()), 0.001);
    this.changed();
  }

  off() {
    this.choice = null;
    this.changed();
  }

  // Seconds until the end; infinite without a timer.
  left() {
    if (this.choice === null) return Infinity;
    if (this.choice === "chapter") return this.chapterEnd - this.audio.currentTime;
    return (this.until - Date.now()) / 1000;
  }

  look() {
    const left = this.left();
    if (left <= 0) {
      if (this.canFade || this.audio.paused || this.isQuiet(this.audio.currentTime)) this.stop();
    } else if (!this.audio.paused) {
      this.move(left < this.length ? gain(1 - left / this.length) : 1);
    }
    this.seen = Date.now();
  }

  // Down at once, up softly: a fade that is called off, or changed for a later one, startles nobody.
  move(target) {
    const { volume } = this.audio;
    const rise = Math.min(Date.now() - this.seen, 250) / 1000 / RETURN;
    const next = target > volume ? Math.min(target, volume + rise) : target;
    if (next !== volume) this.audio.volume = next;
  }

  stop() {
    this.choice = null;
    this.audio.volume = 0;
    this.audio.pause(); // the volume comes back with the next play, not into the last moment
    this.changed();
  }
}
