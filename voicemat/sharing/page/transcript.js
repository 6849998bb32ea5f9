// What is spoken, lit as it is said, and a tap away.

// Seconds for which the words stay where a finger has moved them.
const LEFT_ALONE = 6;

export class Transcript {
  // `seek` is called with the place of a sentence that was tapped.
  constructor(box, seek) {
    this.box = box;
    this.seek = seek;
    this.sentences = [];
    this.lit = -1;
    this.said = -1;
    this.touched = -Infinity;
    for (const kind of ["pointerdown", "wheel", "touchmove", "keydown"]) {
      box.addEventListener(kind, () => (this.touched = performance.now()), { passive: true });
    }
  }

  show(sentences) {
    this.sentences = sentences;
    this.lit = this.said = -1;
    this.box.replaceChildren(...sentences.map((sentence) => this.line(sentence)));
    this.box.scrollTop = 0;
  }

  line(sentence) {
    const button = document.createElement("button");
    button.type = "button";
    const letters = [...sentence.text]; // places are counted in characters
    const text = (first, last) => letters.slice(first, last).join("");
    let done = 0;
    for (const [first, last] of sentence.words) {
      const word = document.createElement("span");
      word.textContent = text(first, last);
      button.append(text(done, first), word);
      done = last;
    }
    button.append(text(done));
    button.addEventListener("click", () => {
      this.touched = -Infinity;
      this.seek(sentence.start);
    });
    return button;
  }

  isQuiet(seconds) {
    return !this.sentences.some(({ start, end }) => start <= seconds && seconds < end);
  }

  // Light what is said at a place: the sentence that sounds, or sounded last.
  follow(seconds) {
    let index = -1;
    while (index + 1 < this.sentences.length && this.sentences[index + 1].start <= seconds) index++;
    if (index !== this.lit) {
      this.unlight();
      this.lit = index;
      const line = this.box.children[index];
      line?.setAttribute("aria-current", "true");
    }
    this.light(seconds);
    this.bring();
  }

  unlight() {
    const line = this.box.children[this.lit];
    line?.removeAttribute("aria-current");
    for (const word of line?.children ?? []) word.classList.remove("said");
    this.said = -1;
    this.brought = false;
  }

  light(seconds) {
    const sentence = this.sentences[this.lit];
    if (!sentence?.words.length) return;
    const sounding = seconds < sentence.end;
    let said = -1;
    if (sounding) while (said + 1 < sentence.words.length && sentence.words[said + 1][2] <= seconds) said++;
    if (said === this.said) return;
    const words = this.box.children[this.lit].children;
    words[this.said]?.classList.remove("said");
    words[said]?.classList.add("said");
    this.said = said;
  }

  // Bring the lit sentence to the upper third, once, unless a finger is reading elsewhere.
  bring() {
    const line = this.box.children[this.lit];
    if (!line || this.brought || !this.box.clientHeight) return;
    if (performance.now() - this.touched < LEFT_ALONE * 1000) return;
    this.brought = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = line.offsetTop - this.box.clientHeight / 3;
    this.box.scrollTo({ top, behavior: calm ? "auto" : "smooth" });
  }

  // The box has just been shown: the lit sentence is brought without a movement.
  shown() {
    const line = this.box.children[this.lit];
    if (line) this.box.scrollTop = line.offsetTop - this.box.clientHeight / 3;
    this.brought = true;
  }
}
