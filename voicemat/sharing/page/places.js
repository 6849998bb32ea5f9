// Where each session was left, kept on the phone alone.

const KEY = "voicemat.place.";

// Places this close to either end, in seconds, are the beginning.
const NEAR = 10;

export function place(session) {
  try {
    const kept = Number(localStorage.getItem(KEY + session.id));
    return kept > NEAR && kept < session.seconds - NEAR ? kept : 0;
  } catch {
    return 0; // a private window keeps nothing
  }
}

export function keep(session, seconds) {
  try {
    localStorage.setItem(KEY + session.id, seconds.toFixed(1));
  } catch {
    // A private window keeps nothing.
  }
}
