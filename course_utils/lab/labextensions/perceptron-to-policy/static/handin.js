/* The tab "Hand in": what is still missing in a chapter, and handing it in; and the button above each chapter that opens it. */

import { tabClass } from "./course.js";
import { follow, saveChapters } from "./places.js";

const ID = "course-hand-in";
const OPEN = "course-hand-in:open";
const CHAPTER = /^notebooks\/(\d\d_\w+)\/[^/]+\.ipynb$/;

/** The class of the tab's content. It shows one chapter, and is read anew each time it is asked for or shown. */
function handInClass(widgets, { URLExt }, { ServerConnection }) {
  return class HandIn extends tabClass(widgets) {
    constructor(app, notebooks) {
      super(app, notebooks, ID, { label: "Hand in", caption: "What is still missing, and handing in" });
    }

    click(event) {
      const button = event.target.closest("button[data-do]");
      if (button) void this.act(button.dataset);
      else void follow(this.app, event);
    }

    /** First what the saved notebook says, at once; then what its answers are worth when they run. */
    async refresh() {
      const { chapter } = this;
      if (!chapter || !(await this.saved())) return;
      const address = `course/hand-in?chapter=${chapter}`;
      if ((await this.load(address)) && this.chapter === chapter) await this.load(`${address}&run=1`, {}, chapter);
    }

    async act({ do: what, chapter }) {
      if (!(await this.saved())) return;
      const done = await this.load("course/hand-in", { method: "POST", body: JSON.stringify({ do: what, chapter }) });
      if (done && what === "copy") this.node.querySelector("[data-download]")?.click();
      if (done) await this.load(`course/hand-in?chapter=${chapter}&run=1`, {}, chapter);
    }

    /** Are all chapters saved? What is not on the disk can be neither checked nor handed in. */
    async saved() {
      const [unsaved] = await saveChapters(this.notebooks);
      if (unsaved) {
        this.say(`${unsaved.context.path} could not be saved, so it cannot be checked or handed in: save it, and come back here.`);
      }
      return !unsaved;
    }

    async load(path, request = {}, chapter = this.chapter) {
      const settings = this.app.serviceManager.serverSettings;
      try {
        const answer = await ServerConnection.makeRequest(URLExt.join(settings.baseUrl, path), request, settings);
        if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
        const html = await answer.text();
        if (chapter === this.chapter) this.replace(html);
        return true;
      } catch (error) {
        this.say(`The server does not answer (${error.message}). Start it again with make lab, and reload this page.`);
        return false;
      }
    }

    /** Put the page in place of the old one; the focus stays where it was. */
    replace(html) {
      const nodes = () => [...this.node.querySelectorAll("a, button")];
      const place = nodes().indexOf(document.activeElement);
      this.node.innerHTML = html;
      if (place >= 0) nodes()[place]?.focus();
    }

    say(text) {
      const line = Object.assign(document.createElement("p"), { textContent: text });
      line.setAttribute("role", "alert");
      this.node.replaceChildren(line);
    }
  };
}

/** The plugin; use: hands out JupyterLab's packages by name. */
export async function plugin(use) {
  const [application, apputils, coreutils, notebook, services, components, widgets] = await Promise.all(
    ["application", "apputils", "coreutils", "notebook", "services", "ui-components"]
      .map((name) => use(`@jupyterlab/${name}`))
      .concat(use("@lumino/widgets"))
  );
  const HandIn = handInClass(widgets, coreutils, services);
  const chapterOf = (panel) => CHAPTER.exec(panel?.context.path ?? "")?.[1];

  /** The button above a chapter's cells. */
  function addButton(app, panel) {
    const button = new apputils.ToolbarButton({
      label: "Check and hand in",
      tooltip: "See what is still missing in this chapter, and hand it in",
      onClick: () => app.commands.execute(OPEN, { chapter: chapterOf(panel) }),
    });
    panel.toolbar.insertBefore("kernelName", "course-hand-in", button);
  }

  function activate(app, shell, notebooks, palette) {
    let tab;
    app.commands.addCommand(OPEN, {
      label: "Check and Hand In",
      caption: "See what is still missing in a chapter, and hand it in",
      icon: components.checkIcon,
      isEnabled: ({ chapter }) => Boolean(chapter ?? chapterOf(notebooks.currentWidget)),
      execute: ({ chapter }) => {
        if (!tab || tab.isDisposed) {
          tab = new HandIn(app, notebooks);
          tab.title.icon = components.checkIcon.bindprops({ stylesheet: "mainAreaTab" });
        }
        const shown = tab.isAttached && tab.isVisible;
        tab.chapter = chapter ?? chapterOf(notebooks.currentWidget);
        if (!tab.isAttached) shell.add(tab, "main");
        shell.activateById(tab.id);
        if (shown) void tab.refresh();
      },
    });
    palette?.addItem({ command: OPEN, category: "Course" });
    notebooks.widgetAdded.connect((_, panel) => {
      void panel.context.ready.then(() => chapterOf(panel) && addButton(app, panel));
    });
  }

  return {
    id: "perceptron-to-policy:hand-in",
    description: "Shows what is still missing in a chapter, and hands it in.",
    autoStart: true,
    requires: [application.ILabShell, notebook.INotebookTracker],
    optional: [apputils.ICommandPalette],
    activate,
  };
}
