/* When is a map painted? One test for each way of drawing it, asked at every frame. */
(() => {
  "use strict";
  if (window !== window.top) return;

  const frames = () => Array.from(document.querySelectorAll("iframe"), (frame) => frame.contentDocument)
    .filter((inner) => inner && inner.body);
  let pressed = 0;
  document.addEventListener("pointerdown", () => { pressed = performance.now(); }, true);

  const ways = {
    heading: () => document.querySelector("[data-testid=stMain] h1"),
    ours: (wanted) => frames().some((inner) => (inner.body.dataset.painted || "").includes(wanted)),
    /* st_folium opens a new frame for a new map: the old one was marked before the change. */
    folium: () => frames().some((inner) =>
      !inner.seen && inner.querySelectorAll("path.leaflet-interactive").length > 1000),
    plotly: (wanted) => {
      const drawn = document.querySelector(".js-plotly-plot");
      const layout = drawn && drawn._fullLayout;
      const subplot = layout && layout.map && layout.map._subplot;
      return subplot && subplot.map && layout.legend.title.text === wanted &&
        subplot.map.loaded() && subplot.map.areTilesLoaded() && !subplot.map.isMoving();
    },
  };

  const frame = () => new Promise(requestAnimationFrame);

  async function until(way, wanted) {
    for (const inner of frames()) inner.seen = true;
    while (!ways[way](wanted)) await frame();
    if (way === "plotly") await settled(wanted);
    await frame();
    await frame();
    return performance.now();
  }

  /* MapLibre says « idle » once the last frame with the new sources has been drawn. */
  async function settled(wanted) {
    const { map } = document.querySelector(".js-plotly-plot")._fullLayout.map._subplot;
    await new Promise((done) => { map.once("idle", done); map.triggerRepaint(); });
    while (!ways.plotly(wanted)) await frame();
  }

  window.paintTimer = {
    start: (way, wanted) => { window.paintTimer.end = until(way, wanted); },
    sincePress: async () => (await window.paintTimer.end) - pressed,
    sinceOpen: () => window.paintTimer.end,
  };
})();
