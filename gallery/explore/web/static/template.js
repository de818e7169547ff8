// What the page's own part consists of.
(window.thalwegParts ??= {}).template = function () {
  "use strict";

  const template = `
  <div class="tw">
    <div class="tw-picture" ref="box" tabindex="0"
         @pointerdown="down" @pointermove="move" @pointerup="up" @pointercancel="up" @wheel.prevent="wheel" @contextmenu.prevent>
      <canvas v-if="remote" ref="sheet" class="tw-sheet"></canvas>
      <vtk-view v-else ref="view" :interactorSettings="none" :interactorEvents="none" :background="black">
        <vtk-geometry-representation v-for="name in names" :key="name" :id="name" :actor="plain" :mapper="plain" :property="plain">
          <vtk-polydata><thalweg-part :name="name" /></vtk-polydata>
        </vtk-geometry-representation>
        <thalweg-ready />
      </vtk-view>
      <div class="tw-title"><b>{{ title }}</b><span v-html="formula"></span></div>
      <div class="tw-words">
        <div class="tw-notes" v-for="run in told" :key="run.label"><i v-if="run.color" :style="{ background: run.color }"></i>{{ run.label }}: {{ run.tally }}</div>
        <div class="tw-notes tw-ground" v-if="ground">{{ ground }}</div>
        <div class="tw-caption">{{ caption }}</div>
      </div>
      <button class="tw-menu" id="menu" title="the controls" @click="menu">☰</button>
      <button class="tw-ask" id="ask" title="help (h)" @click="help = !help">?</button>
      <div class="tw-slow" v-if="slow">{{ slow }} <button id="to-server" @click="toServer">let the server draw</button><button title="never mind" @click="slow = null">×</button></div>
      <div class="tw-error" v-if="problem">{{ problem }} <button v-if="offer" id="take-offer" @click="takeOffer">let the server draw</button></div>
      <div class="tw-help" v-if="help" @click="help = false" @wheel.stop>
        <div v-for="[key, what] in keys" :key="key"><kbd>{{ key }}</kbd> {{ what }}</div>
      </div>
      <div class="tw-help tw-command" v-if="card">
        <button title="close (escape)" @click="card = null">×</button><p>{{ card.note }}</p>
        <pre>{{ card.text }}</pre>
        <p v-if="card.remark">{{ card.remark }}</p>
        <p v-if="card.scene">run it where this scene file is: <button id="save-scene" @click="saveScene">save {{ card.scene }}</button></p>
      </div>
    </div>
    <div class="tw-charts">
      <canvas ref="map" class="tw-map" title="click to drop a particle" @click="clickMap"></canvas>
      <canvas ref="loss" class="tw-loss"></canvas>
    </div>
    <div class="tw-transport">
      <button id="tw-start" title="to the start" @click="scrub(0)">|◂</button>
      <button id="tw-back" title="a step back (←)" @click="step(-1)">◂</button>
      <button id="tw-play" title="play, pause (space)" @click="play">{{ playing ? "❚❚" : "▶" }}</button>
      <button id="tw-on" title="a step on (→)" @click="step(1)">▸</button>
      <input id="tw-time" aria-label="film time" type="range" min="0" max="1" step="0.001" :value="time" @input="scrub(+$event.target.value)" />
      <span id="tw-step">step {{ shownStep }}</span>
      <button id="tw-slower" title="slower (−)" @click="faster(0.5)">−</button>
      <span>{{ speed }}×</span>
      <button id="tw-faster" title="faster (+)" @click="faster(2)">+</button>
    </div>
  </div>`;

  window.thalweg = Object.assign(window.thalweg || {}, { template });
};
