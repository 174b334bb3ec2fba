// Plays an episode while another page is shown: its player is taken out of its
// page and stands at the foot of the screen.

import { bindKeys } from "./keys.js";
import { read } from "./navigation.js";
import { createPlayer, sound } from "./player.js";

/**
 * Plays the episode with this address, on from where one stopped; with an audio
 * element that may play already. Fails if there is no player at that address.
 */
export const openEpisode = async (href, { audio }) => {
  const address = new URL(href, location);
  for (const player of [sound.player, sound.here]) {
    if (player && player.address.pathname === address.pathname) {
      player.toggle();
      return;
    }
  }
  const page = await read(address);
  const box = page?.doc.querySelector("[data-player]");
  // A player of the user's own template may not know how to be small.
  if (!box?.querySelector("[data-who]")) throw new Error(`no player at ${address}`);
  if (sound.player?.audio === audio) sound.player.close({ handsOver: true });
  const own = box.querySelector("[data-audio]");
  audio.src = new URL(own.getAttribute("src"), page.url).href;
  own.remove();
  document.adoptNode(box);
  const player = createPlayer(box, { audio, source: page.doc, address: page.url });
  player.shrink();
  bindKeys();
  await player.resume();
};
