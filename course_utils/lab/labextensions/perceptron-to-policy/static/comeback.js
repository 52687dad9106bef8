/* Coming back: "run what this cell needs", offered where a name is missing; and a word where a check judges an old text.
 *
 * The command `course:run-needed` takes
 *   path  the notebook, opened where it is not (default: the one in front)
 *   cell  the id or grade id of a cell of it (default: the active one)
 *   run   whether the cell itself is run too (default: true)
 * and runs the cells above it on which it depends and that this kernel has not run.
 */
import { addToCells, ask, button, clickedCell, panelAt, part, positionOf } from "./course.js";

const RUN = "course:run-needed";
const NAMES = '" ".join(globals())';
const CHECK = /^\s*check\(\s*["'][\w.]+["']/;

/** The names that the kernel knows; none where it is no Python, or does not answer. */
async function namesIn(kernel) {
  const content = { code: "", silent: true, store_history: false, user_expressions: { names: NAMES } };
  const reply = await kernel?.requestExecute(content).done.catch(() => null);
  const text = reply?.content.user_expressions?.names?.data?.["text/plain"] ?? "''";
  return text.slice(1, -1).split(" ");
}

const sourceOf = (cell) => cell.model.sharedModel.getSource();

/** What one notebook has run since its kernel started: by cell, the text that was sent. */
class Ran {
  constructor(panel) {
    this.texts = new WeakMap();
    const { sessionContext } = panel.context;
    const forget = () => (this.texts = new WeakMap());
    sessionContext.kernelChanged.connect(forget);
    sessionContext.statusChanged.connect((_, status) => /restarting|terminating|dead/.test(status) && forget());
  }

  note(cell) {
    this.texts.set(cell.model, sourceOf(cell));
  }

  /** Was the cell changed since it ran? Of one that this page has not seen running nothing is known. */
  isOld(cell) {
    return this.texts.has(cell.model) && this.texts.get(cell.model) !== sourceOf(cell);
  }
}

/** The plugin; use: hands out JupyterLab's packages by name. */
export async function plugin(use) {
  const [apputils, coreutils, mainmenu, { INotebookTracker, NotebookActions }, services] = await Promise.all(
    ["apputils", "coreutils", "mainmenu", "notebook", "services"].map((name) => use(`@jupyterlab/${name}`))
  );

  function activate(app, tracker, palette, menu) {
    const seen = new WeakMap();
    const settings = app.serviceManager.serverSettings;
    tracker.widgetAdded.connect((_, panel) => seen.set(panel.content, new Ran(panel)));
    const panelOf = (notebook) => tracker.find(({ content }) => content === notebook);

    /** The cells above that this one needs; all of them, or those that the kernel has not run. */
    async function needed(panel, target, { all = false } = {}) {
      const there = all ? [] : await namesIn(panel.context.sessionContext.session?.kernel);
      const cells = panel.content.widgets.map(({ model }) => ({ cell_type: model.type, source: model.sharedModel.getSource() }));
      const found = await ask(coreutils, services, settings, "course/needed", { cells, target, there });
      return found.needed.map((position) => panel.content.widgets[position]);
    }

    const runAll = (panel, cells) =>
      NotebookActions.runCells(panel.content, cells, panel.context.sessionContext, undefined, undefined);

    /** Put the reader back to a cell, with what it needs run. Says what was not possible. */
    async function runNeeded(panel, target, run) {
      const notebook = panel.content;
      const cell = notebook.widgets[target];
      await panel.context.sessionContext.ready;
      const first = await needed(panel, target);
      notebook.activeCellIndex = target;
      const done = await runAll(panel, first).catch(() => false);
      if (!done) {
        const failed = first.find(({ model }) => model.outputs?.toJSON().some(({ output_type }) => output_type === "error"));
        if (failed) notebook.activeCellIndex = notebook.widgets.indexOf(failed);
        apputils.Notification.warning("A cell that this one needs has stopped with an error. It is the one in front now.");
      } else if (run) {
        await runAll(panel, [cell]);
      }
      await notebook.scrollToItem(notebook.activeCellIndex).catch(() => {});
      return done;
    }

    /** Below an output: a line with one button. It goes when the cell runs again. */
    function offer(cell, className, text, label, act) {
      const line = part("div", `course-offer ${className}`, ...(text ? [part("span", "", text)] : []));
      line.setAttribute("role", "status");
      const press = button(label, async () => {
        press.disabled = true;
        press.textContent = "Running …";
        await act().catch((error) => apputils.Notification.error(error.message));
        line.remove();
      });
      line.append(press);
      const outputs = cell.outputArea.node.closest(".jp-Cell-outputWrapper");
      outputs?.insertAdjacentElement(className === "course-stale" ? "beforebegin" : "afterend", line);
    }

    function clear(cell) {
      cell.node.querySelectorAll(".course-offer").forEach((line) => line.remove());
    }

    /** A cell has run: offer what it lacked; above a card, say whether the cells that it judges were edited since they ran. */
    async function look(panel, cell) {
      const notebook = panel.content;
      const target = () => notebook.widgets.indexOf(cell);
      const lacked = cell.model.outputs.toJSON().some(({ ename }) => ename === "NameError");
      const checks = CHECK.test(sourceOf(cell));
      if (!lacked && !checks) return;
      const missing = await needed(panel, target());
      clear(cell);
      if (missing.length) {
        const cells = missing.length === 1 ? "One cell above" : `${missing.length} cells above`;
        const text = `${cells} ${missing.length === 1 ? "has" : "have"} not run since the kernel started.`;
        offer(cell, "course-needs", text, "Run the cells that this one needs", () => runNeeded(panel, target(), true));
      } else if (checks) {
        const old = (await needed(panel, target(), { all: true })).filter((one) => seen.get(notebook).isOld(one));
        if (!old.length) return;
        const what = old.length === 1 ? "A cell that this one checks was" : `${old.length} cells that this one checks were`;
        const text = `⚠ ${what} edited and not run since. This card is about the earlier text.`;
        offer(cell, "course-stale", text, "Run and check again", () => runAll(panel, [...old, cell]));
      }
    }

    NotebookActions.executionScheduled.connect((_, { notebook, cell }) => {
      if (cell.model.type !== "code") return;
      seen.get(notebook)?.note(cell);
      clear(cell);
    });
    NotebookActions.executed.connect((_, { notebook, cell }) => {
      const panel = panelOf(notebook);
      if (panel && cell.model.type === "code") void look(panel, cell).catch(() => {});
    });

    app.commands.addCommand(RUN, {
      label: "Run What This Cell Needs",
      caption: "Run the cells above on which this one depends, those that have not run, and then this one (Alt Shift Enter)",
      isEnabled: ({ path, clicked }) => Boolean(path || clicked) || tracker.activeCell?.model.type === "code",
      execute: async ({ path, cell, clicked, run = true }) => {
        const node = clickedCell(app, clicked);
        const panel = await panelAt(app, tracker, path);
        const target = panel ? positionOf(panel.content, cell, node) : -1;
        if (target >= 0) await runNeeded(panel, target, run).catch((error) => apputils.Notification.error(error.message));
      },
    });
    for (const mode of ["editMode", "commandMode"]) {
      app.commands.addKeyBinding({ command: RUN, keys: ["Alt Shift Enter"], selector: `.jp-Notebook.jp-mod-${mode}` });
    }
    palette?.addItem({ command: RUN, category: "Course" });
    menu?.runMenu.addGroup([{ command: RUN }], 15);
    addToCells(app, [RUN], ".jp-Notebook .jp-CodeCell", -2);
  }

  return {
    id: "perceptron-to-policy:comeback",
    description: "Runs the cells that a cell needs.",
    autoStart: true,
    requires: [INotebookTracker],
    optional: [apputils.ICommandPalette, mainmenu.IMainMenu],
    activate,
  };
}
