/* What Jupyter's widgets show and do not tell to a screen reader: names, values and which answer is chosen. */

const HANDLE = ".widget-slider .noUi-handle";
const CHOICE = ".widget-toggle-buttons";
const WIDGET = "application/vnd.jupyter.widget-view+json";

/** Keep `tell(element)` true: now, and when something in it changes. */
function keep(element, tell) {
  if (element.dataset.courseTold) return;
  element.dataset.courseTold = "yes";
  const how = { attributes: true, attributeFilter: ["class", "aria-valuetext"], childList: true, characterData: true };
  new MutationObserver(() => tell(element)).observe(element, { ...how, subtree: true });
  tell(element);
}

function set(element, name, value) {
  if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** A slider's name stands beside it, and its true value in its readout. */
function tellSlider(slider) {
  const handle = slider.querySelector(".noUi-handle");
  set(handle, "aria-label", slider.querySelector(".widget-label")?.textContent);
  set(handle, "aria-valuetext", slider.querySelector(".widget-readout")?.textContent);
}

/** Of a group of buttons, the one that is chosen. */
function tellChoice(choice) {
  set(choice, "role", "group");
  set(choice, "aria-label", choice.querySelector(".widget-label")?.textContent || "Answers");
  for (const button of choice.querySelectorAll("button")) {
    set(button, "aria-pressed", String(button.classList.contains("mod-active")));
  }
}

function tellAll(root) {
  root.querySelectorAll(HANDLE).forEach((handle) => keep(handle.closest(".widget-slider"), tellSlider));
  root.querySelectorAll(CHOICE).forEach((choice) => keep(choice, tellChoice));
}

function added(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node instanceof Element) tellAll(node.parentElement ?? node);
    }
  }
}

/** Where a widget's kernel is gone, show what stands beside it in the output, in place of an error. */
function retire(panel, living) {
  const { model } = panel.context;
  const dirty = model.dirty;
  for (const { outputs } of model.cells) {
    for (let i = 0; i < (outputs?.length ?? 0); i++) {
      const { data, ...rest } = outputs.get(i).toJSON();
      if (data?.[WIDGET] && data["text/html"] && !living.has(data[WIDGET].model_id)) {
        outputs.set(i, { ...rest, data: Object.fromEntries(Object.entries(data).filter(([kind]) => kind !== WIDGET)) });
      }
    }
  }
  model.dirty = dirty;
}

async function watch(panel) {
  const { sessionContext } = panel;
  await Promise.all([panel.context.ready, sessionContext.ready]);
  const kernel = sessionContext.session?.kernel;
  const answer = await kernel?.requestCommInfo({ target_name: "jupyter.widget" });
  retire(panel, new Set(Object.keys(answer?.content.comms ?? {})));
  sessionContext.kernelChanged.connect(() => retire(panel, new Set()));
  sessionContext.statusChanged.connect((_, status) => {
    if (["restarting", "autorestarting", "dead"].includes(status)) retire(panel, new Set());
  });
}

/** The plugin. */
export async function plugin(use) {
  const { INotebookTracker } = await use("@jupyterlab/notebook");
  return {
    id: "perceptron-to-policy:widgets",
    description: "Gives widgets the names, values and states that they show, and retires those without a kernel.",
    autoStart: true,
    optional: [INotebookTracker],
    activate: (_, notebooks) => {
      new MutationObserver(added).observe(document.body, { childList: true, subtree: true });
      notebooks?.widgetAdded.connect((_, panel) => void watch(panel));
    },
  };
}
