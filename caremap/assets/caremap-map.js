/* Draws the territories of one release on a Leaflet map.
 *
 * The geometry is fetched once a release and cached by the browser; afterwards Python only sends
 * classes, values and a palette. Text from data is written with textContent, never as HTML.
 */
(function () {
  "use strict";

  const KEYS = { epci: "epci", arrondissement: "arr", departement: "dep" };
  const FIT = { animate: false, paddingTopLeft: [56, 14], paddingBottomRight: [8, 8] };
  const HOME = [50.52, 2.9];
  const OUTSIDE = ".";  // outside the chosen département
  const CODE = /^\d[\dAB]\w*$/;
  const state = { map: null, ready: null, topology: null, levels: {}, payload: null, clicks: 0, labels: [], values: {} };

  /* Canvas patterns: absence and secrecy are hatched, never only coloured. */
  function pattern(kind, ink, ground) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    if (ground) {
      pen.fillStyle = ground;
      pen.fillRect(0, 0, 8, 8);
    }
    pen.fillStyle = ink;
    if (kind === "dots") {
      pen.beginPath();
      pen.arc(4, 4, 1.2, 0, 7);
      pen.fill();
    } else {
      /* With a halo the lines stay readable on dark classes too. */
      const strokes = kind === "halo" ? [["rgba(255,255,255,.85)", 2.8], [ink, 1.2]] : [[ink, 1.2]];
      for (const [color, width] of strokes) {
        pen.strokeStyle = color;
        pen.lineWidth = width;
        for (const start of [-8, 0, 8]) {
          pen.beginPath();
          pen.moveTo(start, 8);
          pen.lineTo(start + 8, 0);
          pen.stroke();
        }
      }
    }
    return pen.createPattern(tile, "repeat");
  }

  /* Shapes are traced once a view and kept: a change of classes only fills them again. */
  const PatternCanvas = L.Canvas.extend({
    _updatePoly: function (layer, closed) {
      if (!this._drawing || !layer._parts.length) return;
      if (layer._tracedParts !== layer._parts) {
        layer._tracedParts = layer._parts;
        layer._trace = new Path2D();
        for (const part of layer._parts) {
          part.forEach((point, rank) => layer._trace[rank ? "lineTo" : "moveTo"](point.x, point.y));
          if (closed) layer._trace.closePath();
        }
      }
      this._paintPath(layer.options, layer._trace);
    },

    _paintPath: function (options, path) {
      const pen = this._ctx;
      if (options.fill) {
        pen.globalAlpha = options.fillOpacity;
        pen.fillStyle = options.fillPattern || options.fillColor || options.color;
        pen.fill(path, options.fillRule || "evenodd");
      }
      if (options.stroke && options.weight !== 0) {
        pen.setLineDash((options._dashArray) || []);
        pen.globalAlpha = options.opacity;
        pen.lineWidth = options.weight;
        pen.strokeStyle = options.color;
        pen.lineCap = options.lineCap;
        pen.lineJoin = options.lineJoin;
        pen.stroke(path);
      }
    },
  });

  /* Leaflet focuses the map on mouse down, and the focus scrolls the page around the frame: the
   * click then lands on another territory. Focus without scrolling. */
  L.Map.Keyboard.include({
    _onMouseDown: function () {
      if (!this._focused) this._map.getContainer().focus({ preventScroll: true });
    },
  });

  async function fetchJson(url) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(url + " : " + response.status);
    return response.json();
  }

  function communeGeometries() {
    return state.topology.objects.communes.geometries;
  }

  function features(level) {
    const topology = state.topology;
    if (level === "commune") {
      return topojson.feature(topology, topology.objects.communes).features.map((f) => ({
        type: "Feature", id: f.id, geometry: f.geometry, properties: { name: f.properties.name },
      }));
    }
    const key = KEYS[level];
    const groups = new Map();
    for (const geometry of communeGeometries()) {
      const id = geometry.properties[key];
      if (!groups.has(id)) groups.set(id, []);
      groups.get(id).push(geometry);
    }
    return Array.from(groups, ([id, members]) => ({
      type: "Feature", id: id, geometry: topojson.merge(topology, members),
      properties: { name: (topology.territories[id] || [id])[0] },
    }));
  }

  function buildLevel(level) {
    if (state.levels[level]) return state.levels[level];
    const order = features(level).sort((a, b) => (a.id < b.id ? -1 : 1));
    const byId = {};
    const layer = L.geoJSON(order, {
      renderer: state.renderer,
      style: { weight: level === "commune" ? 0.4 : 1, color: "#7a8490", fillOpacity: 1 },
      onEachFeature: (feature, shape) => {
        byId[feature.id] = shape;
        shape.on("click", (event) => { L.DomEvent.stopPropagation(event); choose(feature.id); });
      },
    });
    layer.bindTooltip((shape) => tooltip(shape.feature), { sticky: true, opacity: 1 });
    layer.on("tooltipopen", (event) => {
      state.refresh = () => event.tooltip.setContent(tooltip(event.layer.feature));
    });
    state.levels[level] = { layer: layer, order: order.map((f) => f.id), byId: byId };
    return state.levels[level];
  }

  function formatted(value, decimals, unit) {
    if (value === null || value === undefined) return "n.d.";
    const text = value.toLocaleString("fr-FR", {
      minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    });
    return unit ? text + "\u202f" + unit : text;
  }

  /* Values of the release are fetched once, at the first hover, and kept by the browser. */
  function valuesOf(series) {
    if (series.values) return series.values;
    if (!state.values[series.url]) {
      state.values[series.url] = [];
      fetchJson(state.urls.values + series.url).then((values) => {
        state.values[series.url] = values;
        if (state.refresh) state.refresh();
      }).catch(complain);
    }
    return state.values[series.url];
  }

  function tooltip(feature) {
    const box = document.createElement("div");
    const title = document.createElement("strong");
    title.textContent = feature.properties.name;
    box.append(title);
    const payload = state.payload;
    const position = state.levels[payload.level].order.indexOf(feature.id);
    for (const series of payload.series) {
      const values = valuesOf(series);
      const line = document.createElement("div");
      const category = series.categories && series.categories[values[position]];
      line.textContent = series.label + " : " + (position >= values.length ? "…" :
        category || formatted(values[position], series.decimals, series.unit));
      box.append(line);
    }
    return box;
  }

  /* Hand the chosen id to Python at once; the counter makes a second click on it count. */
  function choose(id) {
    const shared = window.__GLOBAL_DATA__;
    state.clicks += 1;
    const value = { last_object_clicked_tooltip: id + "#" + state.clicks };
    shared.last_object_clicked_tooltip = value.last_object_clicked_tooltip;
    shared.previous_data = value;
    window.Streamlit.setComponentValue(value);
    outline(id);
  }

  /* Overseas a département has three digits, and its arrondissements four. */
  function levelOf(id) {
    if (/^9[78]/.test(id) && id.length < 5) return id.length === 3 ? "departement" : "arrondissement";
    return { 9: "epci", 5: "commune", 3: "arrondissement", 2: "departement" }[id.length];
  }

  /* The chosen territory is outlined whatever the level of the map. */
  function featureOf(id) {
    const level = CODE.test(id) && buildLevel(levelOf(id));
    return level && level.byId[id] && level.byId[id].feature;
  }

  /* A territory put together by a reader is written ~name~code.code. */
  function composed(id) {
    if (!id.startsWith("~")) return null;
    const members = new Set(id.split("~").pop().split("."));
    return topojson.merge(state.topology, communeGeometries().filter((g) => members.has(g.id)));
  }

  function outline(id) {
    if (state.outline) state.outline.remove();
    state.outline = null;
    const shape = composed(id) || featureOf(id);
    if (!shape) return;
    state.outline = L.geoJSON(shape, {
      pane: "outlines", interactive: false,
      style: { fill: false, color: "#111418", weight: 3, opacity: 1 },
    }).addTo(state.map);
  }

  function styleOf(payload, position) {
    const code = payload.classes[position];
    if (code === OUTSIDE) return { fillColor: "#eceff2", fillPattern: null, fillOpacity: 0.55 };
    if (code === "-") return { fillPattern: state.patterns.absent, fillOpacity: 1 };
    if (code === "s") return { fillPattern: state.patterns.secret, fillOpacity: 1 };
    return { fillColor: payload.palette[parseInt(code, 36)], fillPattern: null, fillOpacity: 1 };
  }

  function drawSymbols(payload, level) {
    const group = L.layerGroup();
    const highest = Math.max(...payload.series[0].values.filter((v) => v !== null), 1);
    level.order.forEach((id, position) => {
      const value = payload.series[0].values[position];
      if (!value || payload.classes[position] === OUTSIDE) return;
      const known = state.topology.territories[id];
      const center = known ? L.latLng(known[2], known[1]) : level.byId[id].getBounds().getCenter();
      const circle = L.circleMarker(center, {
        renderer: state.renderer, radius: Math.max(2, payload.maxRadius * Math.sqrt(value / highest)),
        color: "#ffffff", weight: 0.8, fillColor: payload.symbolColor, fillOpacity: 0.85,
      });
      circle.bindTooltip(() => tooltip(level.byId[id].feature), { sticky: true, opacity: 1 });
      circle.on("click", (event) => { L.DomEvent.stopPropagation(event); choose(id); });
      group.addLayer(circle);
    });
    return group;
  }

  /* Arcs from the first point to each other one, as wide as the square root of the count. */
  function drawFlows(payload) {
    const group = L.layerGroup();
    const [origin, ...arrivals] = payload.flows;
    const highest = Math.max(...arrivals.map((arrival) => arrival[2]), 1);
    for (const [lon, lat, weight] of arrivals) {
      const bend = [(lon + origin[0]) / 2 - (lat - origin[1]) * 0.28, (lat + origin[1]) / 2 + (lon - origin[0]) * 0.12];
      const points = [];
      for (let step = 0; step <= 24; step += 1) {
        const t = step / 24, u = 1 - t;
        points.push([u * u * origin[1] + 2 * u * t * bend[1] + t * t * lat,
          u * u * origin[0] + 2 * u * t * bend[0] + t * t * lon]);
      }
      group.addLayer(L.polyline(points, {
        pane: "outlines", interactive: false, color: payload.symbolColor, opacity: 0.6,
        weight: 1 + 7 * Math.sqrt(weight / highest), lineCap: "round",
      }));
      group.addLayer(L.circleMarker([lat, lon], {
        pane: "outlines", interactive: false, radius: 3.5, stroke: false,
        fillColor: payload.symbolColor, fillOpacity: 1,
      }));
    }
    return group;
  }

  const SHAPES = {
    msp: "M2 2h10v10h-10z", centre_de_sante: "M7 1l6 6-6 6-6-6z", projet: "M7 2l6 10h-12z",
    hopital: "M5 1h4v4h4v4h-4v4h-4v-4h-4v-4h4z", cpts: "M7 1a6 6 0 1 0 .01 0z",
    autre: "M4 4h6v6h-6z",
  };

  function structureMarker(item) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("width", "14");
    svg.setAttribute("height", "14");
    path.setAttribute("d", SHAPES[item.family] || SHAPES.autre);
    path.setAttribute("fill", state.payload.familyColors[item.family] || "#333333");
    path.setAttribute("stroke", "#ffffff");
    svg.append(path);
    const marker = L.marker([item.lat, item.lon], {
      pane: "structures", keyboard: false,
      icon: L.divIcon({ html: svg, className: "structure", iconSize: [14, 14] }),
    });
    const label = document.createElement("div");
    label.textContent = item.name;
    return marker.bindTooltip(label, { opacity: 1 });
  }

  /* Places that share a town hall are spread on a small circle so that each can be read. */
  function spread(items) {
    const seen = {};
    return items.map((item) => {
      const rank = (seen[item.commune_id] = (seen[item.commune_id] || 0) + 1) - 1;
      if (!rank) return item;
      const turn = rank * 2.4, reach = 0.006 * Math.sqrt(rank);
      return Object.assign({}, item, {
        lat: item.lat + reach * Math.sin(turn), lon: item.lon + 1.55 * reach * Math.cos(turn),
      });
    });
  }

  async function drawOverlays(payload) {
    const wanted = JSON.stringify([payload.families, payload.cptsCommunes, payload.zones]);
    if (wanted === state.overlayKey) return;
    state.overlayKey = wanted;
    if (state.overlays) state.overlays.remove();
    const group = (state.overlays = L.layerGroup());
    if (payload.zones) {
      buildLevel("commune");
      state.levels.commune.order.forEach((id, position) => {
        const fill = state.patterns["zone" + payload.zones[position]];
        if (!fill) return;
        group.addLayer(L.geoJSON(state.levels.commune.byId[id].feature, {
          pane: "zones", renderer: state.zoneRenderer, interactive: false,
          style: { stroke: false, fillPattern: fill, fillOpacity: 0.9 },
        }));
      });
    }
    if (payload.families.length) {
      if (!state.structures) state.structures = await fetchJson(state.urls.structures);
      const shown = state.structures.filter((s) => payload.families.includes(s.family) && s.lat);
      spread(shown).forEach((item) => group.addLayer(structureMarker(item)));
    }
    if (payload.cptsCommunes.length) {
      const members = new Set(payload.cptsCommunes);
      const own = communeGeometries().filter((g) => members.has(g.id));
      group.addLayer(L.geoJSON(topojson.merge(state.topology, own), {
        pane: "outlines", interactive: false,
        style: { fill: false, color: payload.familyColors.cpts, weight: 2.5, dashArray: "6 4" },
      }));
    }
    group.addTo(state.map);
    warnPartial(payload.families.some((family) => family !== "hopital"));
  }

  /* A partial list says so on the map itself: an empty place is not a place without care. */
  function warnPartial(partial) {
    if (state.warning) state.warning.remove();
    state.warning = null;
    if (!partial) return;
    state.warning = L.control({ position: "topright" });
    state.warning.onAdd = () => {
      const box = document.createElement("div");
      box.className = "map-warning";
      box.textContent = "Listes partielles : l'absence d'un point ne veut rien dire";
      return box;
    };
    state.warning.addTo(state.map);
  }

  function repaint(payload) {
    const level = buildLevel(payload.level);
    const changed = state.shown !== level.layer;
    if (changed && state.shown) state.shown.remove();
    level.order.forEach((id, position) => {
      Object.assign(level.byId[id].options, styleOf(payload, position));
    });
    if (changed) level.layer.addTo(state.map);
    else if (state.renderer._map) state.renderer._redraw
      ? (state.renderer._redrawBounds = null, state.renderer._redraw())
      : state.renderer._update();
    state.shown = level.layer;
    if (state.symbols) state.symbols.remove();
    state.symbols = payload.mode === "symboles" ? drawSymbols(payload, level).addTo(state.map) : null;
    if (state.flows) state.flows.remove();
    state.flows = payload.flows.length > 1 ? drawFlows(payload).addTo(state.map) : null;
  }

  /* A frame not laid out yet has no size, and Leaflet would compute a zoom that is not a number:
   * the resize that follows fits again. */
  function fit(map, bounds) {
    const size = map.getSize();
    if (size.x > 120 && size.y > 60) map.fitBounds(bounds, FIT);
  }

  /* A frame that opens or changes width keeps the whole area in view until the reader moves. */
  function fitAgain(map) {
    map.invalidateSize({ animate: false });
    if (state.bounds && !state.moved) fit(map, state.bounds);
  }

  function boundsOf(payload) {
    if (composed(payload.focus)) return L.geoJSON(composed(payload.focus)).getBounds().pad(0.4);
    if (payload.focus) {
      const shape = buildLevel(levelOf(payload.focus)).byId[payload.focus];
      if (shape) return shape.getBounds().pad(payload.focus.length === 5 ? 1.5 : 0.15);
    }
    return boundsOfDepartement(payload.departement);
  }

  function boundsOfDepartement(dep) {
    const own = communeGeometries().filter((g) => !dep || g.properties.dep === dep);
    const mainland = own.filter((g) => !/^9[78]/.test(g.properties.dep));
    const framed = mainland.length ? mainland : own;
    const objects = { own: { type: "GeometryCollection", geometries: framed } };
    const [west, south, east, north] = topojson.bbox(Object.assign({}, state.topology, { objects: objects }));
    return L.latLngBounds([south, west], [north, east]);
  }

  function moveView(payload) {
    const frame = payload.focus + "|" + payload.departement;
    if (frame !== state.frame) {
      state.frame = frame;
      state.bounds = boundsOf(payload);
      state.moved = false;
      fit(state.map, state.bounds);
    }
    const known = CODE.test(payload.selected) && buildLevel(levelOf(payload.selected));
    const shape = known && known.byId[payload.selected];
    if (shape && !state.map.getBounds().intersects(shape.getBounds())) {
      state.map.panTo(shape.getBounds().getCenter(), { animate: false });
    }
  }

  /* What is not sent is empty. */
  const NOTHING = {
    departement: "", selected: "", focus: "", families: [], cptsCommunes: [], zones: "", flows: [],
  };

  async function paint(sent) {
    const payload = Object.assign({}, NOTHING, sent);
    try {
      await state.ready;
      const started = performance.now();
      state.payload = payload;
      frameForReaders(payload.title);
      // What is drawn before the view is set would be drawn twice.
      moveView(payload);
      repaint(payload);
      await drawOverlays(payload);
      outline(payload.selected);
      document.body.dataset.painted = payload.key;
      document.body.dataset.paintedMs = (performance.now() - started).toFixed(1);
      surround();
    } catch (error) {
      complain(error);
    }
  }

  /* Outlines, neighbours and names come once the classes are in sight. */
  function surround() {
    const draw = state.surroundings;
    state.surroundings = null;
    if (draw) requestAnimationFrame(() => setTimeout(() => {
      try { draw(); } catch (error) { complain(error); }
    }));
  }

  function complain(error) {
    const box = document.createElement("p");
    box.className = "map-error";
    box.setAttribute("role", "alert");
    box.textContent = "La carte n'a pas pu être dessinée (" + error.message +
      "). Le tableau sous la carte donne les mêmes valeurs ; rechargez la page pour réessayer.";
    document.body.prepend(box);
  }

  function drawFrame(background, places) {
    L.geoJSON(background, {
      pane: "background", interactive: false,
      style: { stroke: true, color: "#c9d0d6", weight: 1, fillColor: "#f1f2f0", fillOpacity: 1 },
    }).addTo(state.map);
    const borders = topojson.mesh(state.topology, state.topology.objects.communes,
      (a, b) => a === b || a.properties.dep !== b.properties.dep);
    L.geoJSON(borders, {
      pane: "borders", interactive: false, style: { color: "#39424c", weight: 1.6, fill: false },
    }).addTo(state.map);
    const epci = topojson.mesh(state.topology, state.topology.objects.communes,
      (a, b) => a !== b && a.properties.epci !== b.properties.epci);
    L.geoJSON(epci, {
      pane: "borders", interactive: false,
      style: { color: "#39424c", weight: 0.7, opacity: 0.55, fill: false },
    }).addTo(state.map);
    for (const place of places) label(place.name, place.lat, place.lon, "place");
    for (const [name, lat, lon] of state.topology.labels || []) label(name, lat, lon, "region");
  }

  function label(text, lat, lon, kind) {
    const box = document.createElement("span");
    box.textContent = text;
    L.marker([lat, lon], {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ html: box, className: "map-label " + kind, iconSize: null }),
    }).addTo(state.map);
    state.labels.push(box);
  }

  /* Names come largest town first; one that would cover a name already kept is hidden. */
  function declutter() {
    const kept = [];
    const edges = state.labels.map((box) => box.getBoundingClientRect());
    state.labels.forEach((box, rank) => {
      const edge = edges[rank];
      const covers = kept.some((other) => edge.left < other.right + 4 && edge.right > other.left - 4 &&
        edge.top < other.bottom && edge.bottom > other.top);
      box.style.visibility = covers ? "hidden" : "visible";
      if (!covers) kept.push(edge);
    });
  }

  function panes(map) {
    const order = { background: 200, zones: 410, borders: 420, outlines: 430, structures: 620, labels: 440 };
    for (const [name, depth] of Object.entries(order)) {
      map.createPane(name).style.zIndex = depth;
      if (name !== "structures") map.getPane(name).style.pointerEvents = "none";
    }
  }

  function frameForReaders(title) {
    document.documentElement.lang = "fr";
    document.title = title;
    if (window.frameElement) window.frameElement.title = title;
  }

  /* Addresses are relative to the frame of the component. */
  function addressesOf(releaseId) {
    const geometry = "../../geometry/" + releaseId + "/";
    return {
      territories: geometry + "territories.topojson", background: geometry + "background.geojson",
      places: geometry + "places.json", structures: geometry + "structures.json",
      values: "../../values/" + releaseId + "/",
    };
  }

  function start(map, releaseId) {
    const urls = addressesOf(releaseId);
    state.map = map;
    state.urls = urls;
    panes(map);
    state.renderer = new PatternCanvas({ padding: 0.4 });
    state.zoneRenderer = new PatternCanvas({ padding: 0.4, pane: "zones" });
    state.patterns = {
      absent: pattern("lines", "#9aa2aa", "#ffffff"), secret: pattern("dots", "#6b7480", "#ffffff"),
      zone1: pattern("lines", "rgba(20,24,28,.75)", null), zone2: pattern("dots", "rgba(20,24,28,.6)", null),
      zone9: pattern("halo", "rgba(20,24,28,.9)", null),
    };
    L.control.zoom({ zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    map.attributionControl.setPrefix("Leaflet");
    map.setView(HOME, 8, { animate: false });
    map.getContainer().addEventListener("pointerdown", () => { state.moved = true; });
    map.getContainer().addEventListener("wheel", () => { state.moved = true; }, { passive: true });
    state.ready = Promise.all([urls.territories, urls.background, urls.places].map(fetchJson))
      .then(([topology, background, places]) => {
        state.topology = topology;
        if (topology.min_zoom < map.getMinZoom()) map.setMinZoom(topology.min_zoom);
        fit(map, boundsOfDepartement(""));
        state.surroundings = () => {
          drawFrame(background, places);
          declutter();
          map.on("zoomend moveend resize", declutter);
          // Names get their size when the style sheet arrives.
          const sized = new ResizeObserver(declutter);
          state.labels.forEach((box) => sized.observe(box));
          document.body.dataset.framed = "yes";
        };
      });
    state.ready.catch(complain);
    new ResizeObserver(() => fitAgain(map)).observe(map.getContainer());
  }

  window.caremap = { start: start, paint: paint };
})();
