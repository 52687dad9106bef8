/* Jupyter's sliders show their label beside them, but do not tell it to a screen reader: here they do. */

function name(handle) {
  const label = handle.closest(".widget-slider")?.querySelector(".widget-label")?.textContent;
  if (label) handle.setAttribute("aria-label", label);
}

function nameAll(changes) {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      if (node instanceof Element) node.querySelectorAll(".noUi-handle").forEach(name);
    }
  }
}

/** The plugin. It needs none of JupyterLab's packages. */
export async function plugin() {
  return {
    id: "perceptron-to-policy:sliders",
    description: "Gives sliders the accessible name that they show.",
    autoStart: true,
    activate: () => new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true }),
  };
}
