// The picture's shaders. Colors leave them multiplied by their opacity.
const fixed = (value) => (Array.isArray(value) ? `vec${value.length}(${value.map(fixed)})` : value.toFixed(5));

const light = (name) => fixed(pictureTable("light")[name]);

// Colors in linear light, as `render.surface.light`: sun, sky, what a hollow gives back, rim, and a glow in the lowest places.
const lightText = () => `uniform sampler2D shades; uniform vec3 sun, sky, bounce, rim, ember; uniform float power, many;
float toned(float unit) { return pow(clamp(unit, 1e-5, 1.), power); }
vec3 albedo(float unit) { vec3 root = texture(shades, vec2((unit * (many - 1.) + .5) / many, .5)).rgb; return root * root; }
vec3 encoded(vec3 c) { return mix(12.92 * c, 1.055 * pow(max(c, 1e-6), vec3(1. / 2.4)) - .055, step(.0031308, c)); }
vec3 lit(vec3 own, vec4 look, float glow) {
  float hidden = 1. - look.y;
  vec3 light = look.x * sun + (look.y * look.z * sky + hidden * bounce) / (1. - own * hidden) + look.w * rim;
  vec3 all = own * light + glow * (.45 + .55 * look.y) * ember;
  return mix(all, ${light("KNEE")} + (1. - ${light("KNEE")}) * (1. - exp((${light("KNEE")} - all) / (1. - ${light("KNEE")}))), step(${light("KNEE")}, all));
}
float faded(float tone, float wide) { return exp(-tone * tone / wide / wide); }
float glowing(float tone) { return mix(faded(tone, ${light("CORE")}), faded(tone, ${light("GLOWS")}), ${light("AROUND")}); }
`;

// The ground's own color under a texture: basins of a layer, or the flood of a film's end, whose opacity says where it is wet
// and where a seam is. As in flood.py, but in linear light: so `kept` counts half; .9 is how light a map begins.
const paintText = () => { const { unlit, dimmed, toned, kept, shores, paling, rising, risen, deep, dark } = pictureTable("finale").ground;
  return `uniform sampler2D basins; uniform float painted, flooded, texels; uniform vec2 half_, temper;
vec4 basin(vec2 place) { vec4 c = texture(basins, .5 / texels + (place / half_ * .5 + .5) * (texels - 1.) / texels); return vec4(pow(c.rgb, vec3(2.2)), c.a); }
float dimmed() { return ember == vec3(0.) ? ${fixed(dimmed[1])} : ${fixed(dimmed[0])}; }
float rising(float tone, vec4 paint, float share) { return ember == vec3(0.) ? tone : pow(tone, 1. + share * temper.x * min(2. * paint.a, 1.)); }
vec3 wetted(float tone, vec4 paint) {
  if (flooded == 0.) return paint.rgb;
  vec3 own = albedo(tone);
  float light = dot(own, vec3(1. / 3.)), rim = 1. - pow(light, .4545) / .9, high = 1. - mix(${toned.map(fixed)}, temper.x) * rim;
  return mix(pow(dimmed(), 2.2) * mix(own, vec3(.8 * light), ${fixed(unlit)}), mix(pow(paint.rgb, vec3(1. + ${fixed(deep)} * (1. - high))) * pow(high, ${fixed(2.2 * dark)}), albedo(rising(tone, paint, ${fixed(rising)})), ${fixed(0.5 * kept)} + temper.x * (ember == vec3(0.) ? ${fixed(shores)} * clamp(1. - rim / ${fixed(paling)}, 0., 1.) : ${fixed(1 - 0.5 * kept)})), min(2. * paint.a, 1.));
}
float burning(float tone, vec4 paint, float unit) {
  float wet = min(2. * paint.a, 1.);
  return flooded * max(glowing(rising(tone, paint, ${fixed(rising * risen)})) * mix(dimmed(), temper.x, wet), temper.y * wet * (1. - unit));
}
`; };

// A line at every contour's height, as wide as `thick` pixels; none where they lie too close, or in a river.
const contourText = () => `uniform vec3 contour; uniform float strength, thick; uniform sampler2D water;
const float STEPS = ${fixed(pictureTable("light").CONTOUR_STEPS)};
vec3 contoured(vec3 color, float u, float share, vec2 place) {
  float level = u * STEPS, step_ = fwidth(level), away = abs(fract(level - .5) - .5) / max(step_, 1e-6);
  float line = step_ < 1e-5 || level < .5 || level > STEPS - .5 ? 0. : clamp(.5 * thick + .5 - away, 0., 1.);
  return mix(color, contour, line * strength * share * texture(water, place).r * (1. - smoothstep(.25, .7, step_)));
}
`;

const surfaceShaders = () => [
  `in vec3 at; in float tall, steep; in vec4 looks; uniform mat4 view; uniform vec2 floor_; out float unit, flat_; out vec4 look; out vec2 place;
void main() {
  unit = tall; flat_ = steep; look = looks; place = at.xy;
  gl_Position = view * vec4(at.xy, mix(at.z, floor_.x, floor_.y), 1.);
}`,
  `in float unit, flat_; in vec4 look; in vec2 place; out vec4 ink;
${lightText()}${contourText()}${paintText()}uniform float dim; uniform vec3 pale;
void main() {
  float u = clamp(unit, 0., 1.), tone = toned(u);
  vec3 own = albedo(tone), color = encoded(dim > 0. ? own * dim : lit(own, look, glowing(tone)));
  if (painted > 0.) {
    vec4 paint = basin(place);
    vec3 under = wetted(tone, paint), wet = encoded(dim > 0. ? under * dim : lit(under, look, burning(tone, paint, u)));
    color = mix(color, mix(wet, pale, flooded * ${fixed(pictureTable("finale").ground.seam)} * (1. - abs(2. * paint.a - 1.))), painted);
  }
  ink = vec4(contoured(color, u, dim > 0. ? .6 : flat_, place / half_ * .5 + .5), 1.);
}`,
];

// The surface in a picture that moves: its color as it was baked.
const glanceShaders = () => [
  `in vec3 at; in float tall, steep; uniform mat4 view; uniform vec2 half_; out float unit, flat_; out vec2 place;
void main() { unit = tall; flat_ = steep; place = at.xy / half_ * .5 + .5; gl_Position = view * vec4(at, 1.); }`,
  `in float unit, flat_; in vec2 place; out vec4 ink; uniform sampler2D baked, coated; uniform float share;
${contourText()}void main() { ink = vec4(contoured(mix(texture(baked, place), texture(coated, place), share).rgb, clamp(unit, 0., 1.), flat_, place), 1.); }`,
];

// The block's sides: stone, darker downwards, in the surface's own color along the upper edge.
const stoneText = () => `in float z, over; in vec3 falling; out vec4 ink; uniform vec3 contour, stone; uniform float base, thick, upper, foot;
vec3 stones(vec3 top) {
  float deep = over - z, share = deep / max(over - base, 1e-4), glow = upper * exp(-deep / ${light("FADE")});
  return (1. - glow) * stone * falling * (1. - (1. - foot) * share) + glow * top * (.35 + .65 * falling);
}
vec4 edged(vec3 color) { return vec4(mix(color, contour, .35 * (1. - smoothstep(0., 1.2 * thick * fwidth(z), over - z))), 1.); }
`;
const sideText = () => `in vec3 at; in vec2 top, normal; uniform mat4 view; uniform vec3 towards, sun; uniform vec2 side; out float z, over; out vec3 falling;
void lightSide() {
  z = at.z; over = top.x; gl_Position = view * vec4(at, 1.);
  falling = ${fixed(pictureTable("light").FILL[0])} + ${fixed(pictureTable("light").FILL[1])} * dot(normal, side)
    + ${light("WALL_SUN")} * max(dot(normal, towards.xy), 0.) * sun;
}
`;

const wallShaders = () => [
  `${sideText()}in vec4 looks; out float unit; out vec4 look; out vec2 place; void main() { unit = top.y; look = looks; place = at.xy; lightSide(); }`,
  `in float unit; in vec4 look; in vec2 place; ${lightText()}${stoneText()}${paintText()}
void main() {
  float tone = toned(unit), wet = flooded * painted;
  vec3 own = albedo(tone);
  if (wet > 0.) own = mix(own, wetted(tone, basin(place)), wet);
  ink = edged(encoded(clamp(stones(lit(own, look, glowing(tone) * (1. - wet))), 0., 1.)));
}`,
];

// The same in a picture that moves: the surface's light as it was baked, into linear light and back by what is near enough.
const glanceWallShaders = () => [
  `${sideText()}uniform vec2 half_; out vec2 place; void main() { place = at.xy / half_ * .5 + .5; lightSide(); }`,
  `in vec2 place; uniform sampler2D baked, coated; uniform float share; ${stoneText()}
void main() {
  vec3 top = mix(texture(baked, place), texture(coated, place), share).rgb, all = clamp(stones(top * (top * (top * .305306 + .682171) + .012523)), 0., 1.), root = sqrt(all), fourth = sqrt(root);
  ink = edged(max(.585122 * root + .783140 * fourth - .368263 * sqrt(fourth), 0.));
}`,
];

// The block's soft shadow on the table: a box, blurred widely and narrowly; baked once, as it is soft.
const REACHES = 1.2;
const shadowShaders = () => [
  `uniform mat4 view; uniform vec3 feet; out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2. - 1.;
  place = corner * (feet.xy + ${fixed(REACHES)}); gl_Position = view * vec4(place, feet.z, 1.);
}`,
  `in vec2 place; out vec4 ink; uniform vec3 feet, umbra, towards; uniform float dark;
vec2 erf(vec2 x) { vec2 s = x * x; return sign(x) * sqrt(1. - exp(-s * (1.2732 + .147 * s) / (1. + .147 * s))); }
float box(vec2 p, float sigma) { vec2 d = .5 * (erf((p + feet.xy) / sigma / 1.4142) - erf((p - feet.xy) / sigma / 1.4142)); return d.x * d.y; }
void main() {
  vec2 aside = ${light("ASIDE")} * normalize(towards.xy);
  float cover = dark * (1. - (1. - .85 * box(place + aside, ${light("WIDE")})) * (1. - .6 * box(place, ${light("NEAR")})));
  ink = vec4(umbra * cover, cover);
}`,
];

const tableShaders = () => [
  `uniform mat4 view; uniform vec3 feet; out vec2 place;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  place = corner; gl_Position = view * vec4((corner * 2. - 1.) * (feet.xy + ${fixed(REACHES)}), feet.z, 1.);
}`,
  "in vec2 place; out vec4 ink; uniform sampler2D shadow; void main() { ink = texture(shadow, place); }",
];

// Ribbons that face the camera, each point twice, once for either side: comets, wide at the head and a hair where they are old.
// Fragments that are not yet born are not seen; in the flood all are threads.
const ribbonShaders = () => [
  `in vec4 before, at, after, tint; in float young; uniform mat4 view; uniform vec2 size; uniform float wide, hair, thread, near, now, longest, flood;
out vec4 color; out float side, birth, half_, fade;
vec2 onScreen(vec4 p) { return p.xy / p.w * size * .5; }
vec2 way(vec2 a, vec2 b) { vec2 d = b - a; float l = length(d); return l > 1e-4 ? d / l : vec2(0.); }
void main() {
  vec4 p = view * vec4(at.xyz, 1.);
  vec2 here = onScreen(p), to = vec2(0.), from = vec2(0.);
  if (after.w >= 0.) to = way(here, onScreen(view * vec4(after.xyz, 1.)));
  if (before.w >= 0.) from = way(onScreen(view * vec4(before.xyz, 1.)), here);
  if (to == vec2(0.)) to = from;
  if (from == vec2(0.) || dot(from, to) < -.5) from = to;
  birth = at.w; fade = max(young * longest, .001); color = tint;
  half_ = mix(mix(wide, hair, clamp((now - birth) / fade, 0., 1.)), thread, flood);
  vec2 joint = normalize(from + to + 1e-6), across = vec2(-joint.y, joint.x);
  float reach = max(half_, .55) + .6, stretch = reach / max(dot(across, vec2(-to.y, to.x)), .5);
  side = (float(gl_VertexID & 1) * 2. - 1.) * reach;
  gl_Position = vec4(p.xy + across * sign(side) * stretch / size * 2. * p.w, p.z - near * p.w, p.w);
}`,
  `in vec4 color; in float side, birth, half_, fade; out vec4 ink; uniform float now, lasting, fresh, flood, faint; uniform vec3 pale;
void main() {
  if (birth > now) discard;
  float cover = clamp(max(half_, .55) + .5 - abs(side), 0., 1.) * min(half_ / .55, 1.);
  float own = mix(fresh * sqrt(color.a), lasting * color.a, clamp((now - birth) / fade, 0., 1.));
  float alpha = cover * mix(own, faint, flood);
  ink = vec4(mix(color.rgb, pale, flood) * alpha, alpha);
}`,
];

// A bead's soft shadow on the ground.
const discShaders = () => [
  `in vec3 at; in vec2 corner; uniform mat4 view; out vec2 place;
void main() { place = corner; gl_Position = view * vec4(at, 1.); gl_Position.z -= .0004 * gl_Position.w; }`,
  `in vec2 place; out vec4 ink;
void main() { float free = max(1. - dot(place, place), 0.); ink = vec4(0., 0., 0., ${fixed(pictureTable("shadows").DARK)} * free * sqrt(free)); }`,
];

// Marks that face the camera; look is the shape.
const markText = () => `in vec4 at, tint; uniform mat4 view; uniform vec3 eye; uniform vec2 size; uniform float lens, least;
out vec3 hue; out float look, pixel, reach; out vec2 depths;
void main() {
  vec4 middle = view * vec4(at.xyz, 1.);
  gl_Position = view * vec4(at.xyz + normalize(eye - at.xyz) * at.w, 1.);
  depths = .5 + .5 * vec2(middle.z / middle.w, gl_Position.z / gl_Position.w);
  float radius = max(at.w * size.y * .5 / lens / gl_Position.w, least);
  if (at.w <= 0.) gl_Position = vec4(2., 2., 2., 1.);
  pixel = 1. / radius; hue = tint.rgb; look = tint.a; reach = look < .5 ? 1. : 1.2;
  gl_PointSize = 2. * (reach * radius + 1.);
}`;
const onMark = `in vec3 hue; in float look, pixel, reach; out vec4 ink;
float upTo(float distance) { return clamp(.5 - distance / pixel, 0., 1.); }
vec2 onMark() { return (2. * gl_PointCoord - 1.) * vec2(1., -1.) * (reach + pixel); }
`;

// Where they are behind a hill: a ring.
const outlineShaders = () => [
  markText(),
  `${onMark}void main() { float cover = .75 * upTo(abs(length(onMark()) - .85) - max(.12, .6 * pixel)); ink = vec4(hue * cover, cover); }`,
];

const beadShaders = () => {
  const B = pictureTable("beads");
  return [
    markText(),
    `${onMark}in vec2 depths; uniform vec3 rim;
void main() {
  vec2 place = onMark();
  float r = length(place), shape = look, cover = 0.;
  const float casing = ${fixed(B.casing)};
  vec3 color = hue, pale = mix(hue, rim, ${fixed(B.pale)});
  vec2 a = abs(place);
  float mark = -1., near = 1.;
  if (shape < .5) {
    vec3 outward = vec3(place, sqrt(max(1. - r * r, 0.)));
    float lit = ${fixed(B.shade)} + ${fixed(B.light)} * max(dot(outward, ${fixed(B.towards_light)}), 0.);
    float shine = pow(max(dot(outward, ${fixed(B.towards_glint)}), 0.), ${fixed(B.sharpness)});
    color = mix(hue * lit + ${fixed(B.glint)} * shine, pale, 1. - upTo(r - ${fixed(Math.sqrt(B.ball_rim))}));
    mark = upTo(r - 1.), cover = upTo(r - 1. - casing);
    near = r > 1. ? ${fixed(-B.behind)} : r * r > ${fixed(B.ball_rim)} ? 0. : outward.z;
  } else if (shape < 1.5) {
    float away = max(r - ${fixed(Math.sqrt(B.ring_outer))}, ${fixed(Math.sqrt(B.ring_inner))} - r);
    mark = upTo(away), cover = upTo(away - casing);
  } else if (shape < 2.5) {
    float d = a.x + a.y;
    color = mix(hue * ${fixed(B.diamond_shade)}, pale, 1. - upTo(d - ${fixed(B.diamond_rim)}));
    mark = upTo(d - ${fixed(B.diamond_reach)}), cover = upTo(d - ${fixed(B.diamond_reach)} - 1.414 * casing);
  } else if (shape < 3.5) {
    float aside = abs(a.x - a.y) - ${fixed(B.cross_width)}, along = max(a.x, a.y) - ${fixed(B.cross_reach)};
    mark = upTo(aside) * upTo(along), cover = upTo(aside - 1.414 * casing) * upTo(along - casing);
  } else if (shape < 4.5) {
    float d = max(a.x * 1.732 + place.y, -2. * place.y);
    color = mix(hue * ${fixed(B.triangle_shade)}, rim, 1. - upTo(d - ${fixed(B.triangle_rim)}));
    cover = upTo(d - ${fixed(B.triangle_reach)});
  } else cover = upTo(abs(r - .93) - max(.09, .7 * pixel));
  if (mark >= 0.) color = mix(hue * ${fixed(B.dark)}, color, mark);
  if (cover <= 0.) discard;
  gl_FragDepth = mix(depths.x, depths.y, near);
  ink = vec4(color * cover, cover);
}`,
  ];
};

const patchShaders = () => [
  "in vec3 at; uniform mat4 view; void main() { gl_Position = view * vec4(at, 1.); }",
  "uniform vec4 color; out vec4 ink; void main() { ink = vec4(color.rgb * color.a, color.a); }",
];
