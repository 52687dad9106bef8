/* A prebuilt JupyterLab extension, written by hand: a module-federation container is an object with `init`, which is
 * handed JupyterLab's own packages, and `get`, which answers with the modules that package.json names.
 */
(() => {
  "use strict";

  const here = document.currentScript.src;
  const address = (name) => new URL(name, here).href;
  let packages;

  /** One of JupyterLab's own packages, by its name. */
  async function use(name) {
    const versions = Object.values(packages[name]);
    const own = versions.find((version) => version.from === "@jupyterlab/application-top") ?? versions[0];
    return (await own.get())();
  }

  /** What JupyterLab asks for; each answers with a factory of a module. */
  const modules = {
    "./extension": async () => {
      const names = ["chapters.js", "handin.js", "comeback.js", "owners.js", "restore.js", "widgets.js"];
      const files = await Promise.all(names.map((name) => import(address(name))));
      const plugins = await Promise.all(files.map((file) => file.plugin(use)));
      return () => ({ __esModule: true, default: plugins });
    },
    "./style": async () => () => {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address("style.css") }));
      return {};
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB["perceptron-to-policy"] = {
    init: (shared) => {
      packages = shared;
    },
    get: (name) => modules[name](),
  };
})();
