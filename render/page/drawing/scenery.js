// What stands still in the picture: the surface, the block's sides, its shadow on the table.
const TOP = [["at", 3, 0], ["tall", 1, 12], ["looks", 4, 16], ["steep", 1, 32]];
const SIDES = [["at", 3, 0], ["top", 2, 12], ["looks", 4, 20], ["normal", 2, 36]];
// The textures' units; 0 are the map's shades, 1 the basins' colors, 2 the flood's, 3 where contours give way to water.
const BAKED = { plain: 4, basins: 5, flood: 6, shadow: 7 };
const PAINTS = ["plain", "basins", "flood"]; // What is baked by which of them is laid on.
const BAKED_SIDE = 512, SHADOW_SIDE = 256;

// Places of the world as a texture that reaches so far on either side of the middle has them.
const planOf = ([across, down]) => new Float32Array([1 / across, 0, 0, 0, 0, 1 / down, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
const unitRgb = (text) => hex(text).map((c) => c / 255);

class Scenery {
  constructor(gl) {
    this.gl = gl;
    const programs = { surface: surfaceShaders, glance: glanceShaders, walls: wallShaders, glanceWalls: glanceWallShaders, shadow: shadowShaders, table: tableShaders };
    this.programs = Object.fromEntries(Object.entries(programs).map(([name, made]) => [name, new Program(gl, ...made())]));
    this.stores = Object.fromEntries(["surface", "cells", "few", "walls"].map((name) => [name, new Store(gl)]));
    this.frame = gl.createFramebuffer();
    this.kept = {};
  }

  load(ground) {
    const { stores, gl } = this;
    this.ground = ground;
    stores.surface.fill(ground.vertices);
    stores.walls.fill(ground.walls);
    stores.cells.fill(ground.triangles, gl.ELEMENT_ARRAY_BUFFER);
    this.few = null;
    this.forget("shadow", ...PAINTS);
  }

  // What was baked of these is another by now.
  forget(...names) {
    for (const name of names) {
      this.gl.deleteTexture(this.kept[name] ?? null);
      delete this.kept[name];
    }
  }

  // `look`: {theme, surface, blocky, contours, floor (a height or null), and what is laid on: its unit, its side in texels,
  // painted (so much of it) and flooded}.
  // On the move the light is looked up in a picture of the ground from above, and fewer triangles do.
  draw(pen, look, quick) {
    const { gl, ground } = this;
    gl.disable(gl.BLEND);
    if (look.surface) {
      if (quick && look.floor === null) this.glance(pen, look);
      else this.surface(pen, look);
      if (look.blocky) this.sides(pen, look, quick && look.floor === null);
    }
    gl.enable(gl.BLEND);
    gl.depthMask(false);
    if (!look.blocky) return;
    this.programs.table.use({ view: pen.view, feet: [...ground.world.half, ground.base], shadow: BigInt(BAKED.shadow) });
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  // What the next picture looks up.
  bake(look, quick) {
    if (look.blocky) this.keep("shadow", SHADOW_SIDE, () => this.shadow(look.theme));
    if (!quick || !look.surface || look.floor !== null) return;
    const from = { view: planOf(this.ground.world.half), unit: 1 };
    for (const unit of look.painted ? [0, look.unit] : [0]) {
      this.keep(PAINTS[unit], BAKED_SIDE, () => this.surface(from, { ...look, painted: unit ? 1 : 0, contours: 0, baking: 1 }));
    }
  }

  keep(name, side, draw) {
    if (this.kept[name]) return;
    const { gl } = this, texture = (this.kept[name] = textureOf(gl, BAKED[name], side, side, null));
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.viewport(0, 0, side, side);
    gl.disable(gl.BLEND);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    draw();
  }

  lines({ view, unit }, { theme, contours }) {
    return { view, contour: unitRgb(theme.contour), thick: Math.max(theme.contour_width * 720 * unit, 0.6), strength: contours };
  }

  surface(pen, look) {
    const { gl, ground, programs: { surface }, stores } = this, { floor } = look;
    surface.use({
      ...this.lines(pen, look), floor_: [0, 0], dim: 0, baking: look.baking ?? 0, shades: 0n, water: 3n, pale: PALE,
      ...this.lights(look.theme), ...this.paint(look),
    });
    stores.surface.bind(surface, 4 * VERTEX, TOP);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, stores.cells.buffer);
    const draw = () => gl.drawElements(gl.TRIANGLES, ground.triangles.length, gl.UNSIGNED_INT, 0);
    draw();
    if (floor === null) return;
    surface.use({ floor_: [floor, 1], dim: 0.62 });
    draw();
  }

  glance(pen, look) {
    const { gl, ground, programs: { glance }, stores } = this;
    glance.use({ ...this.lines(pen, look), ...this.seen(look) });
    stores.surface.bind(glance, 4 * VERTEX, TOP);
    if (!this.few) stores.few.fill((this.few = ground.few), gl.ELEMENT_ARRAY_BUFFER);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, stores.few.buffer);
    gl.drawElements(gl.TRIANGLES, this.few.length, gl.UNSIGNED_INT, 0);
  }

  sides(pen, look, quick) {
    const { gl, ground, programs, stores } = this, { theme } = look, { towards, side, sun, glow: upper, foot } = theme.light;
    const stone = hex(theme.stone).map((c) => linearOf(c / 255)), own = quick ? programs.glanceWalls : programs.walls;
    const { strength, ...lines } = this.lines(pen, look);
    own.use({ ...lines, stone, base: ground.base, towards, side, upper, foot });
    own.use(quick ? { sun, ...this.seen({ ...look, painted: look.flooded * look.painted }) } : { shades: 0n, ...this.lights(theme), ...this.paint(look) });
    stores.walls.bind(own, 4 * WALL, SIDES);
    gl.drawArrays(gl.TRIANGLES, 0, ground.walls.length / WALL);
  }

  paint({ unit, painted, flooded, texels }) {
    return { basins: BigInt(unit), painted, flooded, texels, half_: this.ground.world.half };
  }

  // What was baked, and so much of what is laid on it.
  seen({ unit, painted }) {
    return { half_: this.ground.world.half, plain: BigInt(BAKED.plain), paint: BigInt(BAKED[PAINTS[painted ? unit : 0]]), over: painted };
  }

  // What lights the surface, for its shaders.
  lights({ light: { sun, sky, bounce, rim, ember }, toned, shades }) {
    return { sun, sky, bounce, rim, ember, power: toned ? this.ground.power : 1, many: shades.length / 6 };
  }

  shadow(theme) {
    const { gl, ground, programs } = this, feet = [...ground.world.half, 0];
    const view = planOf(ground.world.half.map((c) => c + REACHES));
    programs.shadow.use({ view, feet, dark: theme.shadow, umbra: unitRgb(theme.umbra), towards: theme.light.towards });
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}
