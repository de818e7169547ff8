// The 3-D picture: surface, contour lines, trails and beads in a vtk.js view; camera, ray to the ground.
(window.thalwegParts ??= {}).picture = function () {
  "use strict";

  const { Camera, depths, floats, longs, hex, placesAt, slicesOf, stepOf } = window.thalweg;
  const { beads: BEADS, camera: CAMERA, outside: OUTSIDE, trails: TRAILS } = window.thalweg.tables;
  const GRADES = [1, 0.75, 0.55, 0.45];
  const TRAIL = {
    vertexDec: "attribute float birthMC; varying float birthVS;",
    vertex: "birthVS = birthMC; gl_Position.z -= 0.0004 * gl_Position.w;",
    fragmentDec: "varying float birthVS; uniform float now; uniform float lasting;",
    fragment: `float age = (now - birthVS) / ${TRAILS.fade.toFixed(3)};
      if (age < 0.0) discard;
      gl_FragData[0] = vec4(gl_FragData[0].rgb, mix(${TRAILS.fresh.toFixed(3)}, lasting, clamp(age, 0.0, 1.0)));`,
  };
  const BEAD = {
    vertexDec: "attribute float lookMC; varying float lookVS; uniform float bead;",
    vertex: "lookVS = lookMC; gl_PointSize = max(bead / gl_Position.w, 5.0);",
    fragmentDec: "varying float lookVS; uniform vec3 rim;",
    fragment: `vec2 at = 2.0 * gl_PointCoord - 1.0; at.y = -at.y;
      vec3 ink = gl_FragData[0].rgb;
      float many = floor((lookVS + 0.5) / 100.0);
      float look = mod(lookVS + 0.5, 10.0) - 0.5;
      float slice = floor(mod(lookVS + 0.5, 100.0) / 10.0);
      if (many > 0.5 && floor(many * fract(atan(at.x, at.y) / 6.2831853 + 1.0)) != slice) discard;
      ${BEADS}
      gl_FragData[0] = vec4(ink, 1.0);`,
  };

  // Whether WebGL is drawn by the processor: there smooth edges cost more than everything else.
  function isSoftware() {
    const gl = document.createElement("canvas").getContext("webgl2");
    const told = gl && gl.getExtension("WEBGL_debug_renderer_info");
    return !told || /swiftshader|llvmpipe|software|basic render/i.test(gl.getParameter(told.UNMASKED_RENDERER_WEBGL));
  }

  // Ask for the canvas' context before vtk.js does: whoever asks first says whether edges are smoothed.
  function claim(view) {
    const software = isSoftware();
    view.openglRenderWindow.getCanvas().getContext("webgl2", {
      preserveDrawingBuffer: false, depth: true, alpha: true, antialias: !software, powerPreference: "high-performance",
    });
    return software;
  }

  class Part {
    constructor({ representation, dataset }) {
      this.actor = representation.actor;
      this.mapper = representation.mapper;
      this.data = dataset;
      this.actor.getProperty().setLighting(false);
      this.actor.setForceOpaque(true);
    }

    array(name, values, components) {
      const array = this.data.getPoints().newClone();
      array.setName(name);
      array.setData(values, components);
      return array;
    }

    color(values) {
      this.data.getPointData().setScalars(this.array("color", values, 3));
    }

    attribute(name, values) {
      this.data.getPointData().addArray(this.array(name, values, 1));
    }

    place(points) {
      this.data.getPoints().setData(points, 3);
      this.data.getPoints().modified();
    }

    shade(code, attributes, uniforms) {
      const replace = (shaderType, originalValue, text) => ({
        shaderType, originalValue, replaceFirst: true, replacementValue: `${originalValue}\n${text}`, replaceAll: false,
      });
      const specific = this.mapper.getViewSpecificProperties();
      specific.OpenGL = {
        ShaderReplacements: [
          replace("Vertex", "//VTK::Normal::Dec", code.vertexDec),
          replace("Vertex", "//VTK::Light::Impl", code.vertex),
          replace("Fragment", "//VTK::Normal::Dec", code.fragmentDec),
          replace("Fragment", "//VTK::Light::Impl", code.fragment),
        ],
      };
      specific.ShadersCallbacks = [{ userData: null, callback: (_, cells) => uniforms(cells.getProgram()) }];
      this.mapper.setCustomShaderAttributes(attributes);
    }
  }

  class Picture extends Camera {
    constructor(view, parts, software) {
      super();
      this.view = view;
      this.software = software;
      this.scale = GRADES[1];
      this.graded = 0;
      this.parts = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, new Part(part)]));
      this.now = 0;
      this.rim = [1, 1, 1];
      clearTimeout(view.resetCameraTimeout);
      view.renderer.setBackground(0, 0, 0, 0);
      this.parts.trails.shade(TRAIL, ["birth"], (program) => {
        program.setUniformf("now", this.now);
        program.setUniformf("lasting", this.flight ? this.flight.lasting : 0.5);
      });
      this.parts.beads.shade(BEAD, ["look"], (program) => {
        const height = view.openglRenderWindow.getSize()[1];
        const radius = this.flight ? this.flight.radius : 0.02;
        program.setUniformf("bead", (radius * height) / Math.tan((CAMERA.angle * Math.PI) / 360));
        program.setUniform3fv("rim", this.rim);
      });
      this.parts.contours.mapper.setResolveCoincidentTopologyToPolygonOffset();
      this.parts.contours.mapper.setRelativeCoincidentTopologyLineOffsetParameters(-2, -2);
    }

    setSurface(s) {
      const { surface, contours } = this.parts;
      this.surface = { ...s, z: null, vertices: floats(s.points), hull: floats(s.hull) };
      surface.place(this.surface.vertices);
      surface.data.getPolys().setData(triangles(s.rows, s.columns, s.whole));
      surface.color(s.colors.slice());
      surface.data.modified();
      contours.place(floats(s.contours));
      contours.data.getLines().setData(longs(s.contour_lines));
      contours.color(s.contour_colors.slice());
      contours.data.modified();
      this.rim = hex(s.theme.rim);
      this.aim();
    }

    paint(colors) {
      this.parts.surface.color(colors.slice());
      this.parts.surface.data.modified();
    }

    setFlight(f) {
      this.flight = { ...f, at: floats(f.places), stop: floats(f.stopped), step: floats(f.steps) };
      const { trails, beads } = this.parts;
      const { vertices, lines, births, colors } = polylines(this.flight);
      trails.place(vertices);
      trails.data.getLines().setData(lines);
      trails.color(colors);
      trails.attribute("birth", births);
      trails.data.modified();
      const n = f.count;
      beads.place(new Float32Array(3 * n));
      const cells = new Uint32Array(n ? n + 1 : 0);
      for (let k = 0; k < n; k += 1) cells[k + 1] = k;
      if (n) cells[0] = n;
      beads.data.getVerts().setData(cells);
      beads.color(f.colors.slice());
      beads.attribute("look", new Float32Array(n));
      beads.actor.setVisibility(n > 0);
      trails.actor.setVisibility(n > 0 && this.trailsShown !== false);
      this.show(0);
    }

    // Move every particle to film time t, 0 to 1.
    show(t) {
      this.now = t;
      const f = this.flight;
      if (!f || !f.count) return;
      const points = this.parts.beads.data.getPoints();
      const at = points.getData();
      const look = this.parts.beads.data.getPointData().getArrayByName("look");
      const looks = look.getData();
      const step = stepOf(f, t);
      placesAt(f, t, at);
      slicesOf(f, at, looks);
      for (let k = 0; k < f.count; k += 1) looks[k] += step >= f.stop[k] ? f.looks[k] : 0;
      points.modified();
      look.modified();
      this.parts.beads.data.modified();
    }

    // Nothing moves.
    clear() {
      this.flight = null;
      this.parts.beads.actor.setVisibility(false);
      this.parts.trails.actor.setVisibility(false);
    }

    // Whether it is too slow though it is coarse.
    get strained() { return this.software && this.scale === GRADES[GRADES.length - 1] && this.mean > 75 && performance.now() - this.graded > 1500; }

    get beads() { return this.parts.beads.data.getPoints().getData(); }

    setMarks(marks) {
      const part = this.parts.marks;
      part.place(floats(marks.points));
      part.data.getLines().setData(longs(marks.lines));
      part.color(marks.colors.slice());
      part.actor.getProperty().setLineWidth(2);
      part.actor.setVisibility(marks.points.length > 0);
      part.data.modified();
    }

    setLayers(names) {
      this.trailsShown = names.includes("trails");
      this.parts.contours.actor.setVisibility(names.includes("contours"));
      this.parts.trails.actor.setVisibility(this.trailsShown && Boolean(this.flight && this.flight.count));
    }

    get size() { return this.view.openglRenderWindow.getSize(); }

    get box() { return this.view.openglRenderWindow.getCanvas().getBoundingClientRect(); }

    get canvas() { return this.view.openglRenderWindow.getCanvas(); }

    // Called when the camera has been placed.
    placed(distance) {
      const camera = this.view.renderer.getActiveCamera();
      camera.set({ position: this.eye, focalPoint: this.focus, viewUp: [0, 0, 1], viewAngle: CAMERA.angle, parallelProjection: false });
      camera.setClippingRange(...depths(distance));
    }

    // Pixels drawn for each of the screen's, a side: fewer while it moves on a slow machine, more at rest.
    grade(scale) {
      const box = this.view.container.getBoundingClientRect();
      const ratio = (window.devicePixelRatio || 1) * scale;
      const size = [box.width, box.height].map((side) => Math.max(Math.round(side * ratio), 10));
      const now = this.view.openglRenderWindow.getSize();
      if (size[0] === now[0] && size[1] === now[1]) return;
      this.view.openglRenderWindow.setSize(...size);
      const canvas = this.view.openglRenderWindow.getCanvas();
      canvas.style.width = "100%";
      canvas.style.height = "100%";
    }

    // How long the last pictures took decides how fine the next ones are; another size of the canvas costs several.
    pace(milliseconds) {
      this.mean = 0.85 * (this.mean ?? milliseconds) + 0.15 * milliseconds;
      if (!this.software || performance.now() - this.graded < 900) return;
      const level = GRADES.indexOf(this.scale);
      const next = this.mean > 52 ? level + 1 : this.mean < 26 ? level - 1 : level;
      if (next === level || !GRADES[next]) return;
      this.scale = GRADES[next];
      this.graded = performance.now();
    }

    render() {
      this.view.renderWindow.render();
      this.lay(false);
    }

    // The same picture with more pixels, averaged down by the browser. It lies over the one that moves, which keeps
    // its size: to change that would hold up whatever is asked for next.
    refine(scale) {
      const { canvas } = this;
      this.sheet ??= this.view.container.appendChild(Object.assign(document.createElement("canvas"), { className: "tw-sheet" }));
      this.grade(scale);
      this.view.renderWindow.render();
      [this.sheet.width, this.sheet.height] = [canvas.width, canvas.height];
      this.sheet.getContext("2d").drawImage(canvas, 0, 0);
      this.lay(true);
      this.grade(this.scale);
      this.view.renderWindow.render();
      return this.sheet;
    }

    lay(fine) {
      if (!this.sheet) return;
      this.sheet.hidden = !fine;
      this.canvas.style.visibility = fine ? "hidden" : "visible";
    }

  }

  function triangles(rows, columns, whole) {
    const cells = new Uint32Array((rows - 1) * (columns - 1) * 8);
    let n = 0;
    const add = (a, b, c) => {
      if (whole[a] && whole[b] && whole[c]) { cells[n] = 3; cells[n + 1] = a; cells[n + 2] = b; cells[n + 3] = c; n += 4; }
    };
    for (let r = 0; r < rows - 1; r += 1) {
      for (let c = 0; c < columns - 1; c += 1) {
        const a = r * columns + c;
        add(a, a + 1, a + columns + 1);
        add(a, a + columns + 1, a + columns);
      }
    }
    return cells.subarray(0, n);
  }

  // Each particle's way as short lines, each vertex with the film time at which it is reached.
  function polylines(f) {
    const most = Math.min(f.count, 1500);
    const vertices = new Float32Array(most * f.samples * 3);
    const births = new Float32Array(most * f.samples);
    const colors = new Uint8Array(most * f.samples * 3);
    const lines = new Uint32Array(most * f.samples * 3);
    let [n, cells] = [0, 0];
    for (let j = 0; j < most; j += 1) {
      const k = Math.floor((j * f.count) / most);
      let last = -1;
      for (let s = 0; s < f.samples; s += 1) {
        const i = (s * f.count + k) * 3;
        const [x, y, z] = [f.at[i], f.at[i + 1], f.at[i + 2]];
        if (z < OUTSIDE) { last = -1; continue; }
        if (last >= 0 && !needed(f, vertices, births, n - 1, k, s)) continue;
        vertices.set([x, y, z - 0.6 * f.radius], 3 * n);
        births[n] = s / (f.samples - 1);
        colors.set([f.colors[3 * k], f.colors[3 * k + 1], f.colors[3 * k + 2]], 3 * n);
        if (last >= 0) { lines[cells] = 2; lines[cells + 1] = last; lines[cells + 2] = n; cells += 3; }
        last = n;
        n += 1;
      }
    }
    return {
      vertices: vertices.slice(0, 3 * n), births: births.slice(0, n), colors: colors.slice(0, 3 * n), lines: lines.slice(0, cells),
    };
  }

  // Whether a trail needs a vertex at sample s: it has gone far, turned, or taken its time since the last one.
  function needed(f, vertices, births, last, k, s) {
    const at = (row) => 3 * (row * f.count + k);
    const [i, j] = [at(s), at(Math.min(s + 1, f.samples - 1))];
    const [dx, dy] = [f.at[i] - vertices[3 * last], f.at[i + 1] - vertices[3 * last + 1]];
    const gone = Math.hypot(dx, dy);
    if (gone < 0.004) return false;
    if (gone > 0.06 || s / (f.samples - 1) - births[last] > 0.06 || s === f.samples - 1) return true;
    const [ex, ey] = [f.at[j] - f.at[i], f.at[j + 1] - f.at[i + 1]];
    const next = Math.hypot(ex, ey);
    return next < 1e-5 || dx * ex + dy * ey < 0.985 * gone * next;
  }

  window.thalweg = Object.assign(window.thalweg || {}, { Picture, claim });
};
