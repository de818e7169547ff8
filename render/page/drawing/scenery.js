// What stands still in the picture: the surface, the block's sides, its shadow on the table.
const TOP = [["at", 3, 0], ["tall", 1, 12], ["looks", 4, 16], ["steep", 1, 32]];
const SIDES = [["at", 3, 0], ["top", 2, 12], ["looks", 4, 20], ["normal", 2, 36]];
const UNITS = { shades: 0, basins: 1, plain: 2, painted: 3, shadow: 4, flood: 5, water: 6 }; // Of the textures.
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
    this.forget("plain", "painted", "shadow");
  }

  // What was baked of these is another by now.
  forget(...names) {
    for (const name of names) {
      this.gl.deleteTexture(this.kept[name] ?? null);
      delete this.kept[name];
    }
  }

  // `look`: {theme, contours, paint ({unit, texels along a side, share, flooded} or null), floor (a height or null), blocky}.
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
    this.programs.table.use({ view: pen.view, feet: [...ground.world.half, ground.base], shadow: BigInt(UNITS.shadow) });
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  // What the next picture looks up.
  bake(look, quick) {
    if (look.blocky) this.keep("shadow", SHADOW_SIDE, () => this.shadow(look.theme));
    if (!quick || !look.surface || look.floor !== null) return;
    const from = { view: planOf(this.ground.world.half), unit: 1 };
    const lit = (paint) => () => this.surface(from, { ...look, paint, contours: 0 });
    this.keep("plain", BAKED_SIDE, lit(null));
    if (look.paint) this.keep("painted", BAKED_SIDE, lit({ ...look.paint, share: 1 }));
  }

  keep(name, side, draw) {
    if (this.kept[name]) return;
    const { gl } = this, texture = (this.kept[name] = textureOf(gl, UNITS[name], side, side, null));
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    gl.viewport(0, 0, side, side);
    gl.disable(gl.BLEND);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    draw();
  }

  lines({ view, unit }, { theme, contours }) {
    return { view, contour: unitRgb(theme.contour), thick: Math.max(theme.contour_width * 720 * unit, 0.6), strength: contours, water: BigInt(UNITS.water) };
  }

  // The paint on the ground.
  paint({ paint }) {
    const { unit, texels, share, flooded, temper } = paint ?? { unit: UNITS.basins, texels: 1, share: 0, flooded: 0, temper: [0, 0] };
    return { basins: BigInt(unit), texels, painted: share, flooded, temper, half_: this.ground.world.half };
  }

  // The same as it was baked; only a flood reaches the sides.
  baked({ paint }, sides) {
    const share = paint && (paint.flooded || !sides) ? paint.share : 0;
    return { baked: BigInt(UNITS.plain), coated: BigInt(share ? UNITS.painted : UNITS.plain), share, half_: this.ground.world.half };
  }

  surface(pen, look) {
    const { gl, ground, programs: { surface }, stores } = this, { floor } = look;
    surface.use({
      ...this.lines(pen, look), floor_: [0, 0], dim: 0, shades: 0n, pale: unitRgb(pictureTable("finale").ground.pale), ...this.paint(look), ...this.lights(look.theme),
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
    glance.use({ ...this.lines(pen, look), ...this.baked(look, false) });
    stores.surface.bind(glance, 4 * VERTEX, TOP);
    if (!this.few) stores.few.fill((this.few = ground.few), gl.ELEMENT_ARRAY_BUFFER);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, stores.few.buffer);
    gl.drawElements(gl.TRIANGLES, this.few.length, gl.UNSIGNED_INT, 0);
  }

  sides(pen, look, quick) {
    const { gl, ground, programs, stores } = this, { theme } = look, { towards, side, sun, glow: upper, foot } = theme.light;
    const stone = hex(theme.stone).map((c) => linearOf(c / 255)), own = quick ? programs.glanceWalls : programs.walls;
    const { strength, water, ...lines } = this.lines(pen, look);
    own.use({ ...lines, stone, base: ground.base, towards, side, upper, foot });
    own.use(quick ? { sun, ...this.baked(look, true) } : { shades: 0n, ...this.lights(theme), ...this.paint(look) });
    stores.walls.bind(own, 4 * WALL, SIDES);
    gl.drawArrays(gl.TRIANGLES, 0, ground.walls.length / WALL);
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
