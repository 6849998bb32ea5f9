// The lock screen, the headphones' buttons, the car: the Media Session API, where there is one.

export function connect(player) {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const actions = {
    play: () => player.play(),
    pause: () => player.pause(),
    stop: () => player.pause(),
    seekbackward: ({ seekOffset }) => player.skip(-(seekOffset || 15)),
    seekforward: ({ seekOffset }) => player.skip(seekOffset || 15),
    seekto: ({ seekTime }) => player.seek(seekTime),
    previoustrack: () => player.previousChapter(),
    nexttrack: () => player.nextChapter(),
  };
  for (const [action, handler] of Object.entries(actions)) {
    try {
      session.setActionHandler(action, handler);
    } catch {
      // This browser does not know the action.
    }
  }
}

// Tell what plays; `chapter` is its title, "" between chapters.
export function describe(session, chapter, picture) {
  if (!("mediaSession" in navigator)) return;
  const address = new URL(picture.address, document.baseURI).href;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: session.title,
    artist: chapter || session.artist,
    album: session.album,
    artwork: [{ src: address, sizes: picture.sizes, type: picture.type }],
  });
}

export function place(audio, duration) {
  if (!navigator.mediaSession?.setPositionState || !(duration > 0)) return;
  navigator.mediaSession.setPositionState({
    duration,
    position: Math.min(audio.currentTime, duration),
    playbackRate: 1,
  });
}
