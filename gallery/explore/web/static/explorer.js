// The page's own part: picture, charts, transport, keys; everything else asks the server through `act`.
(window.thalwegParts ??= {}).explorer = function () {
  "use strict";

  const { ENDINGS, HELP, captionOf, complain, copied, courier, doubles, floats, freesKeys, keptKey, plain, remarkOn, save, template } = window.thalweg;
  const SECONDS = 9;
  const STIRRING = ["pointermove", "pointerdown", "keydown", "wheel"];
  const PATIENCE = 250;
  const REST = 900;
  // What the page asks for by itself, or often: an answer to these takes no message away.
  const QUIET = new Set(["finer", "flight", "time", "pose", "follow", "speed"]);
  const OVER_PICTURE = "button, .tw-help, .tw-error";
  const LAYER_KEYS = { l: "contours", t: "trails", o: "stationary", a: "field", b: "basins" };

  function setup(props, { expose }) {
    const V = window.Vue;
    const trame = V.inject("trame");
    const parts = {};
    V.provide("thalweg-parts", parts);
    const shown = {
      title: V.ref(""), formula: V.ref(""), caption: V.ref(captionOf(null)), problem: V.ref(""), ground: V.ref(""), help: V.ref(false), card: V.ref(null), offer: V.ref(""),
      told: V.ref([]), playing: V.ref(false), time: V.ref(0), shownStep: V.ref(0), speed: V.ref(1),
      box: V.ref(null), map: V.ref(null), loss: V.ref(null), view: V.ref(null), sheet: V.ref(null),
      remote: V.ref(new URLSearchParams(window.location.search).get("render") === "server"), slow: V.ref(""),
    };
    const narrow = window.matchMedia("(max-width: 760px)");
    const openDrawer = (open) => trame.state.set("drawer", open);
    const onNarrow = () => openDrawer(!narrow.matches);
    const player = makePlayer(shown, parts, () => narrow.matches && openDrawer(false));
    V.provide("thalweg-ready", (view, software) => player.open(view, software));
    const ask = courier(trame, (answer, name) => player.take(answer, name));
    // A film takes its time; meanwhile everything else goes on.
    const act = (name, ...args) => {
      player.stir();
      if (name === "look") ask("time", shown.time.value, shown.playing.value);
      if (name === "film") trame.trigger("film", args).then((answer) => player.take(answer, name), complain); else ask(name, ...args);
    };
    player.act = act;
    const copyLink = async () => {
      const link = window.location.href;
      if (remarkOn(link) || !await copied(link)) { player.hand(link, "", remarkOn(link)); return; }
      trame.state.set("link_copied", true);
      setTimeout(() => trame.state.set("link_copied", false), 2000);
    };
    Object.assign(window.trame.utils.thalweg, { act, copyLink, player });
    const onKey = (event) => player.key(event);
    const onClick = (event) => setTimeout(() => freesKeys(event) && player.focus());
    const stir = () => player.stir();
    const watcher = new ResizeObserver(() => setTimeout(() => player.resized(), 30));
    V.onMounted(() => {
      document.addEventListener("keydown", onKey);
      document.addEventListener("click", onClick);
      STIRRING.forEach((event) => document.addEventListener(event, stir));
      watcher.observe(shown.box.value);
      narrow.addEventListener("change", onNarrow);
      setTimeout(onNarrow, 200);
      if (shown.remote.value) V.nextTick(() => player.openRemote(shown.sheet.value, (wanted) => trame.trigger("draw", [wanted])));
    });
    V.onBeforeUnmount(() => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("click", onClick);
      STIRRING.forEach((event) => document.removeEventListener(event, stir));
      narrow.removeEventListener("change", onNarrow);
      watcher.disconnect();
      player.leave();
    });
    return {
      // The same objects at every update: a new one would make vtk.js draw once more for each.
      none: [], black: [0, 0, 0], plain: {},
      ...shown, names: ["surface", "contours", "marks", "trails", "beads"], keys: HELP,
      down: (event) => {
        if (event.target.closest(OVER_PICTURE)) return;
        if (narrow.matches && trame.state.get("drawer")) openDrawer(false); else player.down(event);
      },
      move: player.move, up: player.up, wheel: player.wheel, clickMap: player.clickMap,
      play: () => player.play(), step: (by) => player.step(by), scrub: (t) => player.scrub(t), faster: (by) => player.faster(by), toServer: () => player.drawBy("server"),
      menu: () => openDrawer(!trame.state.get("drawer")),
      takeOffer: () => window.location.assign(`/?${shown.offer.value}`), saveScene: () => player.act("scene"),
    };
  }

  // `cleared` makes room for what is to be read.
  function makePlayer(shown, parts, cleared) {
    let picture = null;
    let plan = null;
    let flight = null;
    let theme = { rim: "#ffffff", faint: "#a9b1c6", ink: "#ffffff" };
    let palette = ["#35e0b4"];
    let last = 0;
    let riding = null;
    let [chosen, followed] = [0, 0];
    let pointer = null;
    let press = null;
    let layers = ["contours", "trails"];
    let queued = false;
    let resting = null;
    let finer = null;
    const counts = { frames: 0, applied: 0 };

    const player = {
      act: null,
      counts,
      get picture() { return picture; },
      get flight() { return flight; },
      state: () => ({ time: shown.time.value, playing: shown.playing.value, step: shown.shownStep.value, caption: shown.caption.value, riding, layers }),

      open(view, software) {
        picture = new thalweg.Picture(view, parts, software);
        player.act("hello", window.location.search, software);
      },

      // The server draws, and sends pictures.
      openRemote(canvas, ask) {
        picture = new thalweg.Remote(canvas, ask, (problem) => {
          if (problem) shown.problem.value = problem; else counts.frames += 1;
        });
        player.act("hello", window.location.search, true);
      },

      // Somebody does something: what a page at rest is for has to wait.
      stir() {
        if (resting !== null) { clearTimeout(resting); resting = setTimeout(refine, REST); }
        if (finer !== null) { clearTimeout(finer); finer = setTimeout(askFiner, PATIENCE); }
      },

      // The same page, drawn by somebody else, if the server agrees.
      drawBy(who) { player.act("render", who); },

      take(answer, name) {
        if (!picture || !answer) return;
        if (answer.error || !QUIET.has(name)) [shown.problem.value, shown.offer.value] = [answer.error || "", answer.offer || ""];
        if (answer.chosen !== undefined) chosen = answer.chosen;
        if (answer.surface) takeSurface(answer.surface);
        if (answer.shades) { picture.surface.colors = answer.shades; picture.paint(answer.shades); plan = thalweg.ground({ ...picture.surface, colors: answer.shades }, layers.includes("contours")); }
        if (answer.marks) picture.setMarks(answer.marks);
        if (answer.ground !== undefined) shown.ground.value = answer.ground;
        if (answer.layers) takeLayers(answer.layers);
        if (answer.pending) { flight = null; picture.clear(); player.act("flight"); }
        if (answer.flight) takeFlight(answer.flight);
        // What is there is a sketch; the rest of it comes when nobody has asked for anything else for a while.
        clearTimeout(finer);
        finer = flight && flight.sketch && name !== "finer" ? setTimeout(askFiner, PATIENCE) : null;
        if (answer.pose) picture.pose = { ...picture.pose, ...answer.pose };
        if (answer.time !== undefined) shown.time.value = answer.time;
        if (answer.speed !== undefined) shown.speed.value = answer.speed;
        if (answer.playing !== undefined) answer.playing ? player.start() : player.stop();
        if (answer.painter && answer.link !== undefined) {
          const query = new URLSearchParams(answer.link);
          if ((query.get("render") ?? "client") === answer.painter) return;
          query.set("render", answer.painter);
          window.location.assign(`/?${query}`);
          return;
        }
        if (answer.link !== undefined) window.history.replaceState({}, "", `/?${answer.link}`);
        if (answer.command) player.hand(answer.command, answer.scene);
        if (answer.file) save(answer.file.name, answer.file.bytes, answer.file.kind);
        if (answer.pose || answer.surface) picture.aim();
        counts.applied += 1;
        player.draw();
      },

      draw() {
        if (queued) return;
        queued = true;
        window.requestAnimationFrame(() => { queued = false; drawNow(); });
      },

      start() {
        if (!flight || !flight.count) return;
        if (shown.time.value >= 1) shown.time.value = 0;
        last = performance.now();
        if (!shown.playing.value) { shown.playing.value = true; window.requestAnimationFrame(tick); }
      },
      stop() { shown.playing.value = false; },
      leave() {
        player.stop();
        [resting, finer].forEach(clearTimeout);
        picture = resting = finer = null;
      },
      play() {
        if (shown.playing.value) { player.stop(); player.act("time", shown.time.value, false); } else player.start();
      },
      scrub(t) { player.stop(); shown.time.value = Math.min(Math.max(t, 0), 1); player.act("time", shown.time.value, false); player.draw(); },
      step(by) {
        if (!flight || !flight.count) return;
        const now = thalweg.stepOf(flight, shown.time.value);
        player.scrub(timeOf(by > 0 ? Math.floor(now + 1e-4) + by : Math.ceil(now - 1e-4) + by));
      },
      faster(by) {
        shown.speed.value = Math.min(Math.max(shown.speed.value * by, 0.125), 8);
        player.act("speed", shown.speed.value);
      },
      // A line to be used elsewhere: on the clipboard, and on a card where it can be read and copied by hand.
      async hand(text, scene, remark = "") {
        const note = await copied(text) ? "copied:" : "click it and copy:";
        cleared();
        shown.card.value = { text, scene, remark, note };
      },
      focus() { shown.box.value?.focus({ preventScroll: true }); },
      resized() { if (picture) { picture.aim(); player.draw(); } },

      down(event) {
        player.focus();
        shown.box.value.setPointerCapture(event.pointerId);
        press = picture?.finger(event) > 1 ? null : { x: event.clientX, y: event.clientY, button: event.button, moved: 0, shift: event.shiftKey };
      },
      move(event) {
        pointer = [event.clientX, event.clientY];
        if (picture?.fingers.size > 1) {
          riding = null;
          picture.pinch(event);
          player.draw();
        }
        if (!press || !picture) return;
        const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
        press.moved += Math.abs(dx) + Math.abs(dy);
        if (press.moved < 5) return;
        [press.x, press.y] = pointer;
        riding = null;
        if (press.button === 0) picture.turn(dx, dy); else picture.pan(dx, dy);
        player.draw();
      },
      up(event) {
        const done = press;
        press = null;
        const pinched = picture?.fingers.size > 1;
        picture?.fingers.delete(event.pointerId);
        if (!picture || !(done || pinched) || event.type === "pointercancel") return;
        if (done && done.moved < 5 && done.button === 0) player.dropAt(event.clientX, event.clientY, done.shift ? "ring" : "particle");
        else player.act("pose", picture.pose);
      },
      wheel(event) { if (picture) { picture.zoom(Math.exp(-0.0012 * event.deltaY)); player.act("pose", picture.pose); player.draw(); } },
      dropAt(x, y, kind) {
        const point = picture.ground(x, y);
        if (point) player.act("drop", [[...point, kind]]);
      },
      clickMap(event) {
        if (!plan) return;
        const [x, y] = thalweg.mapPoint(shown.map.value, plan, event.clientX, event.clientY);
        if (Math.abs(x) > plan.half[0] || Math.abs(y) > plan.half[1]) return;
        const s = picture.surface;
        const point = [x, y].map((c, axis) => c / s.scale[axis] + (s.domain[axis][0] + s.domain[axis][1]) / 2);
        player.act("drop", [[...point, event.shiftKey ? "ring" : "particle"]]);
      },

      key(event) {
        if (event.key === "Escape") player.focus();
        else if (keptKey(event)) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const k = event.key.toLowerCase();
        const doing = {
          " ": () => player.play(), arrowright: () => player.step(1), arrowleft: () => player.step(-1),
          home: () => player.scrub(0), end: () => player.scrub(1), "+": () => player.faster(2), "=": () => player.faster(2), "-": () => player.faster(0.5),
          "?": () => { shown.help.value = !shown.help.value; }, h: () => { shown.help.value = !shown.help.value; }, escape: () => { shown.help.value = false; shown.card.value = null; },
          p: () => pointer && player.dropAt(pointer[0], pointer[1], "particle"), g: () => player.act("drop", [[0, 0, "grid"]]), x: () => player.act("clear"),
          r: () => { riding = null; picture.pose = { ...thalweg.tables.camera.pose }; picture.aim(); player.act("pose", picture.pose); player.draw(); },
          m: () => player.act("film", "mp4"), s: () => player.still(), c: () => player.act("command"), 0: () => player.ride(null),
        };
        if (k in LAYER_KEYS) doing[k] = () => player.act("layer", LAYER_KEYS[k]);
        if (/^[1-9]$/.test(k)) doing[k] = () => player.ride(Number(k) - 1);
        if (!doing[k]) return;
        event.preventDefault();
        doing[k]();
      },
      ride(k) {
        const there = k !== null && flight && k < Math.min(flight.runs[0]?.count ?? 0, 9);
        riding = there && riding !== k ? k : null;
        if (there) followed = k;
        picture.heading = undefined;
        if (riding === null) picture.aim();
        player.act("follow", followed, riding !== null);
        player.draw();
      },
      still() {
        drawNow();
        const sheet = document.createElement("canvas");
        const pen = sheet.getContext("2d");
        picture.render();
        const drawn = picture.software ? picture.refine(2) : picture.canvas;
        [sheet.width, sheet.height] = [drawn.width, drawn.height];
        pen.fillStyle = theme.ground_bottom || "#000";
        pen.fillRect(0, 0, sheet.width, sheet.height);
        pen.drawImage(drawn, 0, 0);
        sheet.toBlob((blob) => blob.arrayBuffer().then((bytes) => save("thalweg.png", bytes, "image/png")));
      },
    };

    function takeSurface(s) {
      picture.setSurface(s);
      theme = s.theme;
      palette = s.palette;
      plan = thalweg.ground(s, layers.includes("contours"));
      shown.title.value = s.title;
      shown.formula.value = s.formula;
      const box = shown.box.value.parentElement;
      box.style.setProperty("--top", theme.ground_top);
      box.style.setProperty("--bottom", theme.ground_bottom);
      box.style.setProperty("--ink", theme.ink);
      box.style.setProperty("--faint", theme.faint);
    }

    function takeLayers(names) {
      layers = names;
      picture.setLayers(names);
      if (picture.surface) plan = { ...thalweg.ground(picture.surface, names.includes("contours")) };
    }

    function takeFlight(f) {
      picture.setFlight(f);
      flight = picture.flight;
      flight.runs.forEach((run) => {
        run.probe = doubles(run.probes);
        run.curve = floats(run.loss);
      });
      followed = f.followed ?? followed;
      if (riding !== null && riding >= (flight.runs[0]?.count ?? 0)) riding = null;
      const several = flight.runs.length > 1;
      shown.told.value = flight.runs.map((run, i) => ({
        label: plain(run.label), color: several ? palette[i % palette.length] : "",
        tally: `in the end ${Object.entries(run.tally).map(([name, count]) => `${count} ${ENDINGS[name]}`).join(", ")}`,
      }));
    }

    function timeOf(step) {
      let [low, high] = [0, 1];
      if (step <= 0) return 0;
      if (step >= thalweg.stepOf(flight, 1)) return 1;
      for (let i = 0; i < 40; i += 1) {
        const middle = (low + high) / 2;
        if (thalweg.stepOf(flight, middle) < step) low = middle; else high = middle;
      }
      return high;
    }

    function tick(now) {
      if (!shown.playing.value) return;
      shown.time.value = Math.min(shown.time.value + (Math.min(now - last, 250) / 1000 / SECONDS) * shown.speed.value, 1);
      picture.pace(now - last);
      if (picture.strained && shown.slow.value !== null) shown.slow.value = `${Math.round(1000 / picture.mean)} pictures a second here.`;
      last = now;
      drawNow();
      if (shown.time.value >= 1) { player.stop(); player.act("time", 1, false); } else window.requestAnimationFrame(tick);
    }

    function drawNow() {
      if (!picture) return;
      const t = shown.time.value;
      picture.grade(picture.software ? picture.scale : 1);
      clearTimeout(resting);
      resting = picture.software && !shown.playing.value ? setTimeout(refine, REST) : null;
      picture.show(t);
      picture.moving = Boolean(press) || riding !== null;
      if (riding !== null) picture.ride(Math.min(chosen, flight.runs.length - 1) * (flight.count / flight.runs.length) + riding, t);
      picture.render();
      shown.caption.value = captionOf(flight, chosen, followed, t);
      shown.shownStep.value = flight && flight.count ? Math.floor(thalweg.stepOf(flight, t) + 1e-4) : 0;
      if (!shown.remote.value) counts.frames += 1;
      counts.drawn = (counts.drawn ?? 0) + 1;
      if ((picture.software || shown.remote.value) && shown.playing.value && counts.drawn % 2) return;
      thalweg.drawMap(shown.map.value, plan, flight, picture.beads, theme);
      thalweg.drawLoss(shown.loss.value, flight, t, theme, palette);
    }

    function askFiner() {
      finer = null;
      if (flight && flight.sketch) player.act("finer");
    }

    // At rest: twice as many pixels a side.
    function refine() {
      resting = null;
      if (!shown.playing.value && !press) picture.refine(Math.min(2, picture.scale * Math.sqrt(250 / Math.max(picture.mean ?? 60, 16))));
    }

    return player;
  }

  function install(app) {
    const V = window.Vue;
    window.trame.utils.thalweg = { act: () => {}, plain, again: () => window.location.reload() };
    app.component("thalweg-part", {
      props: ["name"],
      setup(props) { V.inject("thalweg-parts")[props.name] = { representation: V.inject("representation"), dataset: V.inject("dataset") }; return () => null; },
    });
    app.component("thalweg-ready", {
      setup() { const [view, ready] = [V.inject("view"), V.inject("thalweg-ready")]; const software = thalweg.claim(view); V.onMounted(() => V.nextTick(() => ready(view, software))); return () => null; },
    });
    app.component("thalweg-explorer", { template, setup });
  }

  window.thalweg = Object.assign(window.thalweg || {}, { main: install });
};

// Scripts arrive in any order; each part is made when all are there.
window.thalweg = {
  install(app) {
    window.thalweg.tables = window.trame.state.get("thalweg_tables");
    ["numbers", "words", "template", "courier", "keys", "camera", "picture", "remote", "charts", "explorer"].forEach((name) => window.thalwegParts[name]());
    window.thalweg.main(app);
  },
};
