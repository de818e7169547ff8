// What leaves the page: requests to the server, files for the person, text for the clipboard.
(window.thalwegParts ??= {}).courier = function () {
  "use strict";

  // A request that fails because the page is being left is no mistake; such failures are plain objects.
  function complain(error) {
    if (error instanceof Error) console.error(error);
  }

  // One request at a time; what is asked for meanwhile waits, and of several of a kind in a row only the latest.
  function courier(trame, take) {
    const waiting = [];
    let busy = false;
    const each = new Set(["layer", "add", "remove", "select", "starts", "clear", "look"]);
    const pump = async () => {
      if (busy || !waiting.length) return;
      busy = true;
      const { name, args } = waiting.shift();
      try { take(await trame.trigger("act", [name, args]), name); }
      catch (error) { complain(error); take({ error: "the server does not answer" }, name); }
      busy = false;
      pump();
    };
    return (name, ...args) => {
      const before = waiting[waiting.length - 1];
      const again = before?.name === name && !each.has(name) && (name !== "setting" || before.args[0] === args[0]);
      if (again) before.args = name === "drop" ? [[...before.args[0], ...args[0]]] : args;
      else if (waiting.length < 100) waiting.push({ name, args });
      pump();
    };
  }

  function save(name, bytes, kind) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: kind }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // Whether the clipboard took it: without https, or focus, there is none.
  async function copied(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { return false; }
  }

  const LOCAL = /^(localhost|127\..*|\[::1\])$/;
  const TOKENLESS = "This link opens in this browser. It has no token: others add &token=... to it, as the terminal shows it.";

  // What is to be said of a link. Whoever is given the token may use the server: it is not handed on unasked.
  const remarkOn = (link) => (LOCAL.test(new URL(link).hostname) ? "" : TOKENLESS);

  window.thalweg = Object.assign(window.thalweg || {}, { complain, courier, save, copied, remarkOn });
};
