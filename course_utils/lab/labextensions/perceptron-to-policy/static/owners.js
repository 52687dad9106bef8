/* Yours and ours: a word and an edge at each cell of a chapter, an empty state for what is not begun, and one calm line
 * for who types in a cell that is not theirs.
 */
import { ask, button, part } from "./course.js";

const WORDS = {
  answer: "Your answer",
  written: "Written answer · graded by your instructor",
  check: "Check",
  provided: "Provided by the course",
};
const LOCKED = "This cell is the course's, and others build on it: it stays as it is.";
const LOCKED_TEXT = "This text is the course's: it stays as it is.";
const UNDELETABLE = "This cell is the course's: it cannot be deleted.";

/** Whose a cell is: "answer", "written", "check" or "provided"; "" for text and for the reader's own cells. */
function roleOf({ model }) {
  const about = model.getMetadata("nbgrader");
  if (about?.solution) return about.grade ? "written" : "answer";
  if (about?.grade) return "check";
  return model.type === "code" && model.getMetadata("deletable") === false ? "provided" : "";
}

/** Marks one cell. stub(): its text as it was released, where that is known. */
function mark(cell, stub) {
  const role = roleOf(cell);
  const label = cell.node.querySelector(":scope > .course-label");
  if (!role) {
    label?.remove();
    delete cell.node.dataset.course;
    return;
  }
  cell.node.dataset.course = role;
  const source = cell.model.sharedModel.getSource().trim();
  const begun = !["answer", "written"].includes(role) || (source !== "" && source !== (stub() ?? "").trim());
  const words = WORDS[role] + (begun ? "" : " · not begun");
  if (label?.textContent !== words) {
    label?.remove();
    cell.node.prepend(part("div", "course-label", words));
  }
}

/** Keeps a cell's label before JupyterLab's parts of it, which come when the cell comes into sight. */
function keepFirst({ node }) {
  new MutationObserver(() => {
    const label = node.querySelector(":scope > .course-label");
    if (label && node.firstElementChild !== label) node.prepend(label);
  }).observe(node, { childList: true });
}

/** Does this key write something in an editor? */
const writes = (key) => key.length === 1 || ["Backspace", "Delete", "Enter"].includes(key);

/** The plugin; use: hands out JupyterLab's packages by name. */
export async function plugin(use) {
  const [coreutils, { INotebookTracker }, services] = await Promise.all(
    ["coreutils", "notebook", "services"].map((name) => use(`@jupyterlab/${name}`))
  );

  function activate(app, tracker) {
    async function stubsOf(model) {
      const chapter = model.getMetadata("course")?.chapter;
      const path = `course/released?chapter=${encodeURIComponent(chapter)}`;
      return (await ask(coreutils, services, app.serviceManager.serverSettings, path)).answers;
    }

    /** One line in a cell of ours, once, when somebody types in it or deletes it. */
    function tell(cell, text) {
      if (cell.node.querySelector(":scope > .course-locked")) return;
      const own = button("Copy to a cell of your own", () => {
        line.remove();
        void app.commands.execute("course:copy-cell", {});
      });
      const line = part("div", "course-locked", part("span", "", text), own);
      line.setAttribute("role", "status");
      cell.node.append(line);
    }

    /** What a key would do that the active cell does not let it do: the line to tell, "" for nothing. */
    function refused(notebook, key, before) {
      const model = notebook.activeCell?.model;
      if (notebook.mode === "edit") return model?.getMetadata("editable") === false && writes(key) ? LOCKED : "";
      return model?.getMetadata("deletable") === false && (key === "x" || (key === "d" && before === "d")) ? UNDELETABLE : "";
    }

    async function follow(panel) {
      await panel.context.ready;
      const { content: notebook } = panel;
      if (!notebook.model?.getMetadata("course")?.chapter) return;
      let stubs = {};
      const followed = new WeakSet();
      const markAll = () => notebook.widgets.forEach((cell) => {
        const stub = () => stubs[cell.model.getMetadata("nbgrader")?.grade_id];
        mark(cell, stub);
        if (followed.has(cell.model)) return;
        followed.add(cell.model);
        keepFirst(cell);
        cell.model.contentChanged.connect(() => mark(cell, stub));
        cell.model.metadataChanged.connect(() => mark(cell, stub));
      });
      stubs = await stubsOf(notebook.model).catch(() => ({}));
      markAll();
      notebook.model.cells.changed.connect(markAll);
      let before = "";
      const look = ({ key, ctrlKey, metaKey, altKey, target }) => {
        if (ctrlKey || metaKey || altKey || target.closest(".jp-OutputArea, .course-locked")) return;
        const told = refused(notebook, key, before);
        before = key;
        if (told) tell(notebook.activeCell, told);
      };
      notebook.node.addEventListener("keydown", look, true);
      // A locked text would show its source, and what is typed would be taken for commands.
      const stay = (event) => {
        const node = event.target.closest(".jp-MarkdownOutput")?.closest(".jp-Cell");
        const cell = notebook.widgets.find((one) => one.node === node);
        if (cell?.model.getMetadata("editable") !== false) return;
        event.stopPropagation();
        tell(cell, LOCKED_TEXT);
      };
      notebook.node.addEventListener("dblclick", stay, true);
      notebook.activeCellChanged.connect(() => notebook.node.querySelectorAll(".course-locked").forEach((line) => line.remove()));
    }

    tracker.widgetAdded.connect((_, panel) => void follow(panel));
  }

  return {
    id: "perceptron-to-policy:owners",
    description: "Shows which cells are the reader's, and which the course's.",
    autoStart: true,
    requires: [INotebookTracker],
    activate,
  };
}
