/* The course's cells and chapters as they were released: restore a cell, mend a chapter, reset it, copy a cell to play with. */
import { addToCells, ask, clickedCell, panelAt, positionOf } from "./course.js";

const [RESTORE, MEND, RESET, COPY] = ["restore-cell", "mend-chapter", "reset-chapter", "copy-cell"].map((n) => `course:${n}`);

/** Put these cells in place of the notebook's: only what differs, so that the rest keeps its place and can be undone. */
function replaceCells(notebook, after) {
  const before = notebook.model.toJSON().cells;
  const told = ({ id, cell_type, source, metadata }) => JSON.stringify([id, cell_type, source, metadata]);
  const same = (one, other) => told(one) === told(other);
  let top = 0;
  while (top < before.length && top < after.length && same(before[top], after[top])) top += 1;
  let bottom = 0;
  const least = Math.min(before.length, after.length) - top;
  while (bottom < least && same(before.at(-1 - bottom), after.at(-1 - bottom))) bottom += 1;
  const shared = notebook.model.sharedModel;
  shared.transact(() => {
    shared.deleteCellRange(top, before.length - bottom);
    shared.insertCells(top, after.slice(top, after.length - bottom));
  });
  notebook.activeCellIndex = top;
}

/** The plugin; use: hands out JupyterLab's packages by name. */
export async function plugin(use) {
  const [apputils, coreutils, mainmenu, { INotebookTracker }, services, { Menu }] = await Promise.all(
    ["@jupyterlab/apputils", "@jupyterlab/coreutils", "@jupyterlab/mainmenu", "@jupyterlab/notebook", "@jupyterlab/services", "@lumino/widgets"].map(use)
  );
  const { Dialog, Notification, ToolbarButton, showDialog } = apputils;

  async function confirmed(title, body, label) {
    const buttons = [Dialog.cancelButton(), Dialog.warnButton({ label })];
    return (await showDialog({ title, body, buttons, defaultButton: 0 })).button.accept;
  }

  function activate(app, tracker, palette, menu) {
    const settings = app.serviceManager.serverSettings;
    const isChapter = (panel) => Boolean(panel?.content.model?.getMetadata("course")?.chapter);

    const restored = (panel, cell) =>
      ask(coreutils, services, settings, "course/restore", {
        notebook: panel.content.model.toJSON(),
        path: panel.context.path,
        cell,
      });

    async function restore(panel, position) {
      const cell = panel.content.widgets[position];
      const body = "It becomes as it was released. What you wrote in it is kept below, as a text cell.";
      if (!cell || !(await confirmed("Restore this cell?", body, "Restore"))) return;
      replaceCells(panel.content, (await restored(panel, cell.model.id)).cells);
    }

    async function mend(panel) {
      const { cells, found } = await restored(panel);
      const lines = found.map(({ what }) => what);
      if (!lines.length) {
        Notification.success("Nothing is missing, and nothing of the course's was changed.");
        return;
      }
      const mends = found.some(({ mends }) => mends);
      const rest = found.filter(({ mends }) => !mends).map(({ to_do }) => to_do);
      const body = [...lines, ...rest, mends ? "Your answers and your own cells stay as they are." : ""].filter(Boolean).join("\n\n");
      if (!mends) await showDialog({ title: "What is wrong here", body, buttons: [Dialog.okButton()] });
      else if (await confirmed("Mend this chapter?", body, "Mend")) replaceCells(panel.content, cells);
    }

    async function reset(panel) {
      const { context } = panel;
      const body =
        "All cells become as they were released, and the kernel starts afresh. " +
        "Your notebook with all your answers is kept beside it, under today's date.";
      if (!(await confirmed(`Reset ${context.path.split("/").pop()}?`, body, "Reset"))) return;
      await context.save();
      const { kept } = await ask(coreutils, services, settings, "course/reset", { path: context.localPath ?? context.path });
      await context.revert();
      await context.sessionContext.session?.kernel?.restart();
      panel.content.activeCellIndex = 0;
      await panel.content.scrollToItem(0).catch(() => {});
      Notification.success(`The chapter is as it was released. Your notebook is kept as ${kept}.`, { autoClose: 12000 });
    }

    function copy({ content }, position) {
      const cell = content.widgets[position];
      if (!cell) return;
      const { source, cell_type } = cell.model.sharedModel.toJSON();
      content.model.sharedModel.insertCell(position + 1, { cell_type, source, metadata: {} });
      content.deselectAll();
      content.activeCellIndex = position + 1;
      content.mode = "edit";
    }

    function add(command, label, caption, act) {
      app.commands.addCommand(command, {
        label,
        caption,
        isEnabled: ({ path }) => Boolean(path) || isChapter(tracker.currentWidget),
        isVisible: ({ path }) => Boolean(path) || isChapter(tracker.currentWidget),
        execute: async ({ path, cell, clicked }) => {
          const node = clickedCell(app, clicked);
          const panel = await panelAt(app, tracker, path);
          if (panel) await Promise.resolve(act(panel, positionOf(panel.content, cell, node))).catch((e) => Notification.error(e.message));
        },
      });
      palette?.addItem({ command, category: "Course" });
    }

    add(COPY, "Copy to a Cell of Your Own", "Copy the cell below it, to try things in", copy);
    add(RESTORE, "Restore This Cell …", "Put the cell back as it was released; what you wrote is kept below it", restore);
    add(MEND, "Mend This Chapter …", "Put back what is missing or changed; your answers stay", mend);
    add(RESET, "Reset This Chapter …", "Put the whole chapter back as it was released; your notebook is kept beside it", reset);
    const all = [COPY, RESTORE, MEND, RESET];
    menu?.editMenu.addGroup(all.map((command) => ({ command })), 15);
    addToCells(app, all, ".jp-Notebook .jp-Cell", -1.5);
    app.contextMenu.addItem({ type: "separator", selector: ".jp-Notebook .jp-Cell", rank: -1 });

    const list = new Menu({ commands: app.commands });
    for (const command of ["course:run-needed", ...all]) list.addItem({ command });
    tracker.widgetAdded.connect(async (_, panel) => {
      await panel.context.ready;
      if (!isChapter(panel)) return;
      const opens = new ToolbarButton({
        label: "Course",
        tooltip: "Run what this cell needs, restore a cell, mend or reset the chapter",
        onClick: () => {
          const { left, bottom } = opens.node.getBoundingClientRect();
          list.open(left, bottom);
        },
      });
      opens.addClass("course-menu");
      panel.toolbar.insertBefore("spacer", "course", opens);
    });
  }

  return {
    id: "perceptron-to-policy:restore",
    description: "Restores cells and chapters as they were released.",
    autoStart: true,
    requires: [INotebookTracker],
    optional: [apputils.ICommandPalette, mainmenu.IMainMenu],
    activate,
  };
}
