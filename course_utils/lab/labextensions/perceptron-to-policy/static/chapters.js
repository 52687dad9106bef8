/* The tab "Chapters": the first in JupyterLab, with the list that the server makes from the reader's notebooks. */

const ID = "course-chapters";
const OPEN = "course-chapters:open";

/** Save the chapters that are open and changed, so that the list tells what the reader sees in them. */
async function saveChapters(notebooks) {
  const changed = notebooks.filter(
    ({ context }) => context.path.startsWith("notebooks/") && context.isReady && context.model.dirty
  );
  await Promise.allSettled(changed.map(({ context }) => context.save()));
}

/** The class of the tab's content. It is read anew from the server each time the tab is shown. */
function listClass({ Widget }, { URLExt }, { ServerConnection }) {
  return class ChapterList extends Widget {
    constructor(app, notebooks) {
      super();
      this.app = app;
      this.notebooks = notebooks;
      this.id = ID;
      this.addClass(ID);
      Object.assign(this.title, { label: "Chapters", caption: "Chapters and your progress", closable: true });
      this.node.tabIndex = -1;
      this.node.addEventListener("click", (event) => this.open(event));
    }

    onAfterAttach() {
      if (this.isVisible) void this.refresh();
    }

    onAfterShow() {
      void this.refresh();
    }

    onActivateRequest() {
      this.node.focus({ preventScroll: true });
    }

    /** A plain click opens the chapter in this window; with a modifier or another button the browser follows the link. */
    open(event) {
      const link = event.target.closest("a[data-path]");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void this.app.commands.execute("docmanager:open", { path: link.dataset.path });
    }

    async refresh() {
      await saveChapters(this.notebooks);
      const settings = this.app.serviceManager.serverSettings;
      try {
        const address = URLExt.join(settings.baseUrl, "course/chapters");
        const answer = await ServerConnection.makeRequest(address, {}, settings);
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
      const key = (node) => node.closest("tr")?.querySelector("a")?.dataset.path;
      const unfolded = [...this.node.querySelectorAll("details[open]")].map(key);
      const focused = this.node.contains(document.activeElement) ? document.activeElement : null;
      const [path, kind] = focused ? [key(focused), focused.localName] : [];
      this.node.innerHTML = html;
      for (const row of this.node.querySelectorAll("tbody tr")) {
        const details = row.querySelector("details");
        if (details) details.open = unfolded.includes(key(row));
        if (path && key(row) === path) row.querySelector(kind)?.focus();
      }
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
