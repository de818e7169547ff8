// WebGL2 in few words: programs with their uniforms, interleaved vertex arrays, targets of any size and smoothness.
class Program {
  constructor(gl, vertex, fragment) {
    this.gl = gl;
    this.id = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${text}`);
      gl.compileShader(shader);
      gl.attachShader(this.id, shader);
    }
    gl.linkProgram(this.id);
    this.places = {};
  }

  // Asked when it is first used: until then all programs are made side by side.
  check() {
    const { gl } = this;
    this.checked = true;
    if (!gl.getProgramParameter(this.id, gl.LINK_STATUS) && !gl.isContextLost()) {
      const logs = (gl.getAttachedShaders(this.id) ?? []).map((shader) => gl.getShaderInfoLog(shader));
      const said = [gl.getProgramInfoLog(this.id), ...logs].join(" ").trim();
      // Without a word: the context may be lost, and nobody has been told yet.
      this.doubted ??= performance.now();
      if (!said && performance.now() - this.doubted < 2000) return void (this.checked = false);
      throw new PictureMissing(`a shader was refused: ${said}`);
    }
  }

  // Use it, with uniforms: numbers, lists of two to four, matrices of 16, whole numbers as BigInt (samplers).
  use(values) {
    const { gl } = this;
    if (!this.checked) this.check();
    gl.useProgram(this.id);
    for (const [name, value] of Object.entries(values)) {
      const at = (this.places[name] ??= gl.getUniformLocation(this.id, name));
      if (typeof value === "bigint") gl.uniform1i(at, Number(value));
      else if (typeof value === "number") gl.uniform1f(at, value);
      else if (value.length === 16) gl.uniformMatrix4fv(at, false, value);
      else gl[`uniform${value.length}fv`](at, value);
    }
  }
}

// A buffer and how a program reads it: [name, components, bytes from the start] of each attribute.
class Store {
  constructor(gl) {
    this.gl = gl;
    this.buffer = gl.createBuffer();
  }

  fill(data, kind = this.gl.ARRAY_BUFFER) {
    this.gl.bindBuffer(kind, this.buffer);
    this.gl.bufferData(kind, data, this.gl.DYNAMIC_DRAW);
  }

  bind(program, stride, attributes, { bytes = false } = {}) {
    const { gl } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    for (const [name, size, offset] of attributes) {
      const at = gl.getAttribLocation(program.id, name);
      if (at < 0) continue;
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, size, bytes ? gl.UNSIGNED_BYTE : gl.FLOAT, bytes, stride, offset);
    }
  }
}

// What is drawn into, `samples` of each pixel; `show` brings it onto a canvas of the same size.
class Target {
  constructor(gl, width, height, samples) {
    Object.assign(this, { gl, width, height, samples });
    this.frame = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    this.parts = [[gl.COLOR_ATTACHMENT0, gl.RGBA8], [gl.DEPTH_ATTACHMENT, gl.DEPTH_COMPONENT24]].map(([place, format]) => {
      const part = gl.createRenderbuffer();
      gl.bindRenderbuffer(gl.RENDERBUFFER, part);
      gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, format, width, height);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, place, gl.RENDERBUFFER, part);
      return part;
    });
  }

  show() {
    const { gl, width, height } = this;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, this.frame);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
  }

  dispose() {
    this.gl.deleteFramebuffer(this.frame);
    this.parts.forEach((part) => this.gl.deleteRenderbuffer(part));
  }
}

function textureOf(gl, unit, width, height, pixels, smooth = true) {
  const texture = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + unit);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, way, smooth ? gl.LINEAR : gl.NEAREST);
  return texture;
}
