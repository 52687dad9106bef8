/* Where a link of the course leads: a notebook, and a cell in it. */

import { panelAt, positionOf } from "./course.js";

/** Open a document; in a notebook go to a cell, by its id, if one is named. */
export async function openAt(app, path, cell) {
  const document = await panelAt(app, null, path);
  const place = document && cell ? positionOf(document.content, cell) : -1;
  if (place < 0) return;
  const notebook = document.content;
  notebook.activeCellIndex = place;
  notebook.deselectAll();
  await notebook.scrollToItem(place, "start");
  notebook.activate();
}

/** Follow a link into this window: a plain click only. With a modifier or another button the browser follows it by itself. */
export function follow(app, event) {
  const link = event.target.closest("a[data-path]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  event.preventDefault();
  return openAt(app, link.dataset.path, link.dataset.cell);
}

/** Save the chapters that are open and changed, so that the server reads what the reader sees. Returns the paths that could not be saved. */
export async function saveChapters(notebooks) {
  const changed = notebooks.filter(
    ({ context }) => context.path.startsWith("notebooks/") && context.isReady && context.model.dirty
  );
  const saved = await Promise.allSettled(changed.map(({ context }) => context.save()));
  return changed.filter(({ context }, index) => saved[index].status === "rejected" || context.model.dirty);
}
