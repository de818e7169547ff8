// The 3-D picture: surface, contour lines, trails and beads in a vtk.js view; camera, ray to the ground.
(function () {
  "use strict";

  const VIEW_ANGLE = 26;
  const OUTSIDE = -50;
  const TRAIL = {
    vertexDec: "attribute float birthMC; varying float birthVS;",
    vertex: "birthVS = birthMC; gl_Position.z -= 0.0004 * gl_Position.w;",
    fragmentDec: "varying float birthVS; uniform float now; uniform float lasting;",
    fragment: `float age = (now - birthVS) / 0.16;
      if (age < 0.0) discard;
      gl_FragData[0] = vec4(gl_FragData[0].rgb, mix(0.95, lasting, clamp(age, 0.0, 1.0)));`,
  };
  const BEAD = {
    vertexDec: "attribute float lookMC; varying float lookVS; uniform float bead;",
    vertex: "lookVS = lookMC; gl_PointSize = max(bead / gl_Position.w, 5.0);",
    fragmentDec: "varying float lookVS; uniform vec3 rim;",
    fragment: `vec2 at = 2.0 * gl_PointCoord - 1.0; at.y = -at.y;
      float r2 = dot(at, at); vec3 ink = gl_FragData[0].rgb;
      if (lookVS < 0.5) {
        if (r2 > 1.0) discard;
        vec3 outward = vec3(at, sqrt(1.0 - r2));
        float lit = 0.50 + 0.55 * clamp(dot(outward, vec3(-0.40, 0.60, 0.69)), 0.0, 1.0);
        float glint = 0.30 * pow(clamp(dot(outward, vec3(-0.32, 0.48, 0.82)), 0.0, 1.0), 24.0);
        ink = r2 > 0.66 ? rim : ink * lit + glint;
      } else if (lookVS < 1.5) { if (r2 > 0.80 || r2 < 0.30) discard; }
      else if (lookVS < 2.5) {
        float d = abs(at.x) + abs(at.y); if (d > 1.15) discard; ink = d > 0.80 ? rim : ink * 0.75;
      } else { vec2 b = abs(at); if (abs(b.x - b.y) > 0.34 || max(b.x, b.y) > 0.85) discard; }
      gl_FragData[0] = vec4(ink, 1.0);`,
  };

  const floats = (bytes) => new Float32Array(bytes.slice().buffer);
  const longs = (bytes) => new Uint32Array(bytes.slice().buffer);
  const hex = (text) => [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16) / 255);

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

    colour(values) {
      this.data.getPointData().setScalars(this.array("colour", values, 3));
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

  class Picture {
    constructor(view, parts, software) {
      this.view = view;
      this.software = software;
      this.scale = 1;
      this.parts = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, new Part(part)]));
      this.now = 0;
      this.pose = { azimuth: -58, elevation: 42, zoom: 1, x: 0, y: 0 };
      this.flight = null;
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
        program.setUniformf("bead", (radius * height) / Math.tan((VIEW_ANGLE * Math.PI) / 360));
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
      surface.colour(s.colours.slice());
      surface.data.modified();
      contours.place(floats(s.contours));
      contours.data.getLines().setData(longs(s.contour_lines));
      contours.colour(s.contour_colours.slice());
      contours.data.modified();
      this.rim = hex(s.theme.rim);
      this.aim();
    }

    paint(colours) {
      this.parts.surface.colour(colours.slice());
      this.parts.surface.data.modified();
    }

    setFlight(f) {
      this.flight = { ...f, at: floats(f.places), stop: floats(f.stopped), step: floats(f.steps) };
      const { trails, beads } = this.parts;
      const { vertices, lines, births, colours } = polylines(this.flight);
      trails.place(vertices);
      trails.data.getLines().setData(lines);
      trails.colour(colours);
      trails.attribute("birth", births);
      trails.data.modified();
      const n = f.count;
      beads.place(new Float32Array(3 * n));
      const cells = new Uint32Array(n ? n + 1 : 0);
      for (let k = 0; k < n; k += 1) cells[k + 1] = k;
      if (n) cells[0] = n;
      beads.data.getVerts().setData(cells);
      beads.colour(f.colours.slice());
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
      const { row, part } = sampleOf(f, t);
      const points = this.parts.beads.data.getPoints();
      const at = points.getData();
      const look = this.parts.beads.data.getPointData().getArrayByName("look");
      const looks = look.getData();
      const step = stepOf(f, t);
      const a = row * f.count * 3;
      const b = Math.min(row + 1, f.samples - 1) * f.count * 3;
      for (let i = 0; i < 3 * f.count; i += 1) at[i] = (1 - part) * f.at[a + i] + part * f.at[b + i];
      for (let k = 0; k < f.count; k += 1) looks[k] = step >= f.stop[k] ? f.looks[k] : 0;
      points.modified();
      look.modified();
      this.parts.beads.data.modified();
    }

    bead(k) {
      const at = this.parts.beads.data.getPoints().getData();
      return [at[3 * k], at[3 * k + 1], at[3 * k + 2]];
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

    // How long the last pictures took decides how fine the next ones are.
    pace(milliseconds) {
      this.mean = 0.8 * (this.mean ?? milliseconds) + 0.2 * milliseconds;
      if (!this.software) return;
      if (this.mean > 52) this.scale = Math.max(this.scale * 0.9, 0.45);
      else if (this.mean < 28) this.scale = Math.min(this.scale * 1.05, 1);
    }

    render() {
      this.view.renderWindow.render();
    }

    // The nearest camera in the pose's direction that shows the whole surface; nearer or farther by the zoom.
    aim() {
      if (!this.surface) return;
      const [w, h] = this.view.openglRenderWindow.getSize();
      const half = Math.tan((VIEW_ANGLE * Math.PI) / 360);
      const { azimuth, elevation, zoom } = this.pose;
      const [a, e] = [azimuth, elevation].map((d) => (d * Math.PI) / 180);
      const back = [Math.cos(a) * Math.cos(e), Math.sin(a) * Math.cos(e), Math.sin(e)];
      const right = [-Math.sin(a), Math.cos(a), 0];
      const up = cross(back, right);
      const edge = { x: 0.95 * half * (w / h), y: 0.9 * half };
      const reach = spread(this.surface.hull, right, up, back, edge);
      const distance = reach.distance / zoom;
      const focus = right.map((r, i) => r * (reach.x + this.pose.x) + up[i] * (reach.y + this.pose.y));
      this.look(focus, focus.map((c, i) => c + distance * back[i]), distance);
    }

    // Behind and above a particle, looking where it goes.
    ride(k, t) {
      const f = this.flight;
      const here = this.bead(k);
      if (here[2] < OUTSIDE) return;
      const row = Math.min(sampleOf(f, Math.min(t + 0.05, 1)).row, f.samples - 1);
      const ahead = [0, 1, 2].map((i) => f.at[(row * f.count + k) * 3 + i]);
      const way = [ahead[0] - here[0], ahead[1] - here[1]];
      const length = Math.hypot(way[0], way[1]);
      if (length > 1e-3) {
        const goal = Math.atan2(way[1], way[0]);
        const old = this.heading ?? goal;
        this.heading = old + 0.12 * Math.atan2(Math.sin(goal - old), Math.cos(goal - old));
      }
      const heading = this.heading ?? 0;
      const distance = 1.1 / this.pose.zoom;
      const at = [here[0] - distance * Math.cos(heading), here[1] - distance * Math.sin(heading), here[2] + 0.55 * distance];
      for (let u = 0.25; u <= 1; u += 0.05) {
        const ground = heightAt(this.surface, here[0] + u * (at[0] - here[0]), here[1] + u * (at[1] - here[1]));
        if (ground !== null) at[2] = Math.min(Math.max(at[2], here[2] + (ground + 0.06 - here[2]) / u), here[2] + 2.2);
      }
      this.look(here, at, Math.hypot(...at.map((c, i) => c - here[i])));
    }

    look(focus, position, distance) {
      const camera = this.view.renderer.getActiveCamera();
      camera.set({ position, focalPoint: focus, viewUp: [0, 0, 1], viewAngle: VIEW_ANGLE, parallelProjection: false });
      camera.setClippingRange(Math.max(distance - 3, 0.05), distance + 3);
    }

    turn(dx, dy) {
      this.pose.azimuth -= 0.35 * dx;
      this.pose.elevation = Math.min(Math.max(this.pose.elevation + 0.35 * dy, -10), 89);
      this.aim();
    }

    pan(dx, dy) {
      this.pose.x -= 0.002 * dx / this.pose.zoom;
      this.pose.y += 0.002 * dy / this.pose.zoom;
      this.aim();
    }

    zoom(factor) {
      this.pose.zoom = Math.min(Math.max(this.pose.zoom * factor, 0.3), 12);
      this.aim();
    }

    // The domain point that a pixel of the canvas shows; null beside the surface.
    ground(x, y) {
      const s = this.surface;
      if (!s) return null;
      const gl = this.view.openglRenderWindow;
      const box = gl.getCanvas().getBoundingClientRect();
      const size = gl.getSize();
      const px = ((x - box.left) / box.width) * size[0];
      const py = (1 - (y - box.top) / box.height) * size[1];
      const near = gl.displayToWorld(px, py, 0, this.view.renderer);
      const far = gl.displayToWorld(px, py, 1, this.view.renderer);
      const at = (u) => near.map((c, i) => c + u * (far[i] - c));
      const below = (u) => {
        const p = at(u);
        const z = heightAt(s, p[0], p[1]);
        return z === null ? null : p[2] - z;
      };
      let last = null;
      const count = 1500;
      for (let i = 0; i <= count; i += 1) {
        const d = below(i / count);
        if (d !== null && d <= 0 && last !== null) {
          let [low, high] = [(i - 1) / count, i / count];
          for (let k = 0; k < 30; k += 1) {
            const middle = (low + high) / 2;
            if ((below(middle) ?? -1) <= 0) high = middle; else low = middle;
          }
          const p = at(high);
          return [0, 1].map((axis) => p[axis] / s.scale[axis] + (s.domain[axis][0] + s.domain[axis][1]) / 2);
        }
        last = d !== null && d > 0 ? d : d === null ? null : last;
      }
      return null;
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
    const colours = new Uint8Array(most * f.samples * 3);
    const lines = new Uint32Array(most * f.samples * 3);
    let [n, cells] = [0, 0];
    for (let j = 0; j < most; j += 1) {
      const k = Math.floor((j * f.count) / most);
      let last = -1;
      for (let s = 0; s < f.samples; s += 1) {
        const i = (s * f.count + k) * 3;
        const [x, y, z] = [f.at[i], f.at[i + 1], f.at[i + 2]];
        if (z < OUTSIDE) { last = -1; continue; }
        const before = 3 * (n - 1);
        const moved = last < 0 || Math.abs(x - vertices[before]) + Math.abs(y - vertices[before + 1]) > 0.002;
        if (!moved) continue;
        vertices.set([x, y, z - 0.6 * f.radius], 3 * n);
        births[n] = s / (f.samples - 1);
        colours.set([f.colours[3 * k], f.colours[3 * k + 1], f.colours[3 * k + 2]], 3 * n);
        if (last >= 0) { lines[cells] = 2; lines[cells + 1] = last; lines[cells + 2] = n; cells += 3; }
        last = n;
        n += 1;
      }
    }
    return {
      vertices: vertices.slice(0, 3 * n), births: births.slice(0, n), colours: colours.slice(0, 3 * n), lines: lines.slice(0, cells),
    };
  }

  function sampleOf(f, t) {
    const u = Math.min(Math.max(t, 0), 1) * (f.samples - 1);
    const row = Math.min(Math.floor(u), f.samples - 1);
    return { row, part: u - row };
  }

  function stepOf(f, t) {
    const { row, part } = sampleOf(f, t);
    return (1 - part) * f.step[row] + part * f.step[Math.min(row + 1, f.samples - 1)];
  }

  function heightAt(s, x, y) {
    const { rows, columns, vertices: v } = s;
    if (x < v[0] || x > v[3 * (columns - 1)] || y < v[1] || y > v[3 * (rows - 1) * columns + 1]) return null;
    const c = bracket(columns - 1, (i) => v[3 * i], x);
    const r = bracket(rows - 1, (i) => v[3 * i * columns + 1], y);
    const z = (i, j) => v[3 * (i * columns + j) + 2];
    const p = (x - v[3 * c]) / (v[3 * (c + 1)] - v[3 * c]);
    const q = (y - v[3 * r * columns + 1]) / (v[3 * (r + 1) * columns + 1] - v[3 * r * columns + 1]);
    const h = (1 - q) * ((1 - p) * z(r, c) + p * z(r, c + 1)) + q * ((1 - p) * z(r + 1, c) + p * z(r + 1, c + 1));
    return Number.isFinite(h) ? h : null;
  }

  function bracket(last, value, x) {
    let [low, high] = [0, last];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (value(middle) <= x) low = middle; else high = middle;
    }
    return low;
  }

  function cross(a, b) {
    return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
  }

  function spread(hull, right, up, back, edge) {
    const bound = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity, back: -Infinity };
    for (let i = 0; i < hull.length; i += 3) {
      const dot = (d) => d[0] * hull[i] + d[1] * hull[i + 1] + d[2] * hull[i + 2];
      const [r, u, b] = [dot(right), dot(up), dot(back)];
      bound.x1 = Math.max(bound.x1, r + edge.x * b);
      bound.x0 = Math.min(bound.x0, r - edge.x * b);
      bound.y1 = Math.max(bound.y1, u + edge.y * b);
      bound.y0 = Math.min(bound.y0, u - edge.y * b);
      bound.back = Math.max(bound.back, b);
    }
    const distance = Math.max((bound.x1 - bound.x0) / (2 * edge.x), (bound.y1 - bound.y0) / (2 * edge.y), bound.back + 0.1);
    return { distance, x: (bound.x1 + bound.x0) / 2, y: (bound.y1 + bound.y0) / 2 };
  }

  window.thalweg = Object.assign(window.thalweg || {}, { Picture, claim, stepOf, sampleOf, floats, hex });
})();
