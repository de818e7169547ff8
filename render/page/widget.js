// The living page as a widget of a notebook: its scene goes to Python after every gesture, and Python's to the page.
function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = model.get("title");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.allow = "clipboard-write; fullscreen";
  frame.style.cssText = model.get("look");
  frame.srcdoc = model.get("page");
  el.append(frame);
  const text = (name) => JSON.stringify(model.get(name));
  const told = { state: text("state"), starts: text("starts") };
  let ready = false;

  const listen = ({ source, data }) => {
    if (source !== frame.contentWindow || data?.thalweg !== "scene") return;
    const first = !ready;
    ready = true;
    if (first && told.state !== "{}") return put("state"); // Another view of this widget, or a state set before it was shown.
    for (const name of ["state", "starts"]) {
      model.set(name, data[name] ?? []);
      told[name] = text(name);
    }
    model.save_changes();
  };
  const put = (name) => {
    told[name] = text(name);
    if (ready) frame.contentWindow.postMessage({ thalweg: "show", [name]: model.get(name) }, "*");
  };
  const changed = (name) => () => text(name) !== told[name] && put(name);
  const heard = { state: changed("state"), starts: changed("starts") };
  addEventListener("message", listen);
  for (const name in heard) model.on(`change:${name}`, heard[name]);
  return () => {
    removeEventListener("message", listen);
    for (const name in heard) model.off(`change:${name}`, heard[name]);
  };
}

export default { render };
