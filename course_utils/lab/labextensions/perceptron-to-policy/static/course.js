/* What the course's plugins share: questions to the server's part, and the notebook that is meant. */

/** Ask the server's part of the course; body: an object, or nothing for what is only read. Error with its own words. */
export async function ask({ URLExt }, { ServerConnection }, settings, path, body) {
  const request = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const answer = await ServerConnection.makeRequest(URLExt.join(settings.baseUrl, path), request, settings);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** The cell with this id or grade id; without one, the active cell. Its position in the notebook, -1 for none.
 * clicked: the node on which a context menu was opened.
 */
export function positionOf(notebook, name, clicked) {
  if (clicked) return notebook.widgets.findIndex(({ node }) => node === clicked);
  if (!name) return notebook.activeCellIndex;
  return notebook.widgets.findIndex(({ model }) => model.id === name || model.getMetadata("nbgrader")?.grade_id === name);
}

/** The notebook at `path`, opened where it is not; without one, that in front. Null where there is none. */
export async function panelAt(app, tracker, path) {
  if (!path) return tracker.currentWidget;
  const panel = await app.commands.execute("docmanager:open", { path });
  await panel?.revealed;
  await panel?.context.ready;
  return panel ?? null;
}

/** A tab that shows a page of the server's; the class that extends this one says in `click` and `refresh` what it does. */
export function tabClass({ Widget }) {
  return class CourseTab extends Widget {
    constructor(app, notebooks, id, title) {
      super();
      Object.assign(this, { app, notebooks, id });
      this.addClass("course-tab");
      Object.assign(this.title, { ...title, closable: true });
      this.node.tabIndex = -1;
      this.node.addEventListener("click", (event) => this.click(event));
    }

    onAfterShow() {
      void this.refresh();
    }

    onActivateRequest() {
      this.node.focus({ preventScroll: true });
    }
  };
}

/** A part of a page: tag, class, text or parts in it. */
export function part(tag, className, ...inner) {
  const node = document.createElement(tag);
  node.className = className;
  node.append(...inner);
  return node;
}

/** A plain button. */
export function button(label, onClick) {
  const node = part("button", "course-button", label);
  node.type = "button";
  node.addEventListener("click", (event) => {
    event.stopPropagation();
    onClick(event);
  });
  return node;
}

/** Adds commands to the context menu of cells, in a group of their own. They get `clicked: true`. */
export function addToCells(app, commands, selector, rank) {
  commands.forEach((command, n) => app.contextMenu.addItem({ command, args: { clicked: true }, selector, rank: rank + n / 100 }));
}

/** The cell on which the context menu was opened; null where it was not asked for. */
export function clickedCell(app, clicked) {
  return clicked ? app.contextMenuHitTest((node) => node.classList.contains("jp-Cell")) : null;
}
