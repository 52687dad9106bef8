/* The tab "Chapters": the first in JupyterLab, with the list that the server makes from the reader's notebooks. */

import { tabClass } from "./course.js";
import { follow, openAt, saveChapters } from "./places.js";

const ID = "course-chapters";
const OPEN = "course-chapters:open";
const HAND_IN = "course-hand-in:open";
const RUN_NEEDED = "course:run-needed";
const MEND = "course:mend-chapter";

/** The class of the tab's content. It is read anew from the server each time the tab is shown. */
function listClass(widgets, { URLExt }, { ServerConnection }) {
  return class ChapterList extends tabClass(widgets) {
    constructor(app, notebooks) {
      super(app, notebooks, ID, { label: "Chapters", caption: "Chapters and your progress" });
    }

    onAfterAttach() {
      if (this.isVisible) void this.refresh();
    }

    click(event) {
      const { handIn, fetch, mend, runs, cell } = event.target.closest("button")?.dataset ?? {};
      if (handIn) void this.app.commands.execute(HAND_IN, { chapter: handIn });
      else if (mend) void this.app.commands.execute(MEND, { path: mend });
      else if (runs) void this.comeBack(runs, cell);
      else if (fetch) void this.refresh({ method: "POST", body: JSON.stringify({ fetch }) });
      else void follow(this.app, event);
    }

    /** Open a notebook at a cell, and run what this needs. */
    async comeBack(path, cell) {
      await openAt(this.app, path, cell);
      await this.app.commands.execute(RUN_NEEDED, { path, cell, run: false });
    }

    async refresh(request = {}) {
      await saveChapters(this.notebooks);
      const settings = this.app.serviceManager.serverSettings;
      try {
        const address = URLExt.join(settings.baseUrl, "course/chapters");
        const answer = await ServerConnection.makeRequest(address, request, settings);
        if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
        this.replaceList(await answer.text());
      } catch (error) {
        const line = document.createElement("p");
        line.textContent =
          `The chapter list could not be read (${error.message}). Your notebooks are untouched: open them in the ` +
          "file browser on the left, or start the server again with make lab and reload this page.";
        this.node.replaceChildren(line);
      }
    }

    /** Put the list in place of the old one; what was unfolded and focused stays so. */
    replaceList(html) {
      const rows = () => [...this.node.querySelectorAll("[data-row]")];
      const unfolded = rows().filter((row) => row.querySelector("details[open]")).map((row) => row.dataset.row);
      const focusable = () => [...this.node.querySelectorAll("a, summary, button")];
      const named = (node) => `${node.closest("[data-row]")?.dataset.row} ${node.localName} ${node.textContent}`;
      const focused = this.node.contains(document.activeElement) ? named(document.activeElement) : null;
      this.node.innerHTML = html;
      for (const row of rows()) {
        const details = row.querySelector("details");
        if (details) details.open = unfolded.includes(row.dataset.row);
      }
      if (focused) focusable().find((node) => named(node) === focused)?.focus();
    }
  };
}

/** Does the page's address name a document, and not a folder? */
async function asksForDocument(app, { PageConfig }) {
  const path = PageConfig.getOption("treePath");
  if (!path) return false;
  const found = await app.serviceManager.contents.get(path, { content: false }).catch(() => null);
  return found !== null && found.type !== "directory";
}

/** The plugin; use: hands out JupyterLab's packages by name. */
export async function plugin(use) {
  const [application, apputils, coreutils, launching, notebook, services, components, widgets] = await Promise.all(
    ["application", "apputils", "coreutils", "launcher", "notebook", "services", "ui-components"]
      .map((name) => use(`@jupyterlab/${name}`))
      .concat(use("@lumino/widgets"))
  );
  const ChapterList = listClass(widgets, coreutils, services);

  function activate(app, shell, notebooks, restorer, palette, launcher) {
    const list = new ChapterList(app, notebooks);
    list.title.icon = components.listIcon.bindprops({ stylesheet: "mainAreaTab" });
    const add = () => {
      const [first] = shell.widgets("main");
      shell.add(list, "main", { activate: false, ...(first && { ref: first.id, mode: "tab-before" }) });
    };
    app.commands.addCommand(OPEN, {
      label: "Chapters",
      caption: "The chapters of the course and your progress",
      icon: components.listIcon,
      execute: () => {
        if (!list.isAttached) add();
        shell.activateById(list.id);
      },
    });
    palette?.addItem({ command: OPEN, category: "Course" });
    launcher?.add({ command: OPEN, category: "Course", rank: 0 });
    restorer?.add(list, ID);
    const asked = asksForDocument(app, coreutils);
    void app.restored.then(async () => {
      if (!list.isAttached) add();
      if (!(await asked)) shell.activateById(list.id);
    });
  }

  return {
    id: "perceptron-to-policy:chapters",
    description: "Shows the chapters of the course and the reader's progress.",
    autoStart: true,
    requires: [application.ILabShell, notebook.INotebookTracker],
    optional: [application.ILayoutRestorer, apputils.ICommandPalette, launching.ILauncher],
    activate,
  };
}
