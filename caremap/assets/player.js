/* Plays a presentation. Everything is fetched once: moving asks nothing of the server, and goes
 * on with the network cut. Words of slides are written with textContent, never as HTML.
 */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const KEYS = { epci: "epci", arrondissement: "arr", departement: "dep" };
  const asked = new URLSearchParams(location.search);
  const presenter = asked.get("notes") === "oui";
  const channel = new BroadcastChannel("caremap:" + identity());
  const paths = {};
  let deck = null, topology = null, current = 0, start = Date.now();

  const part = (id) => document.getElementById(id);
  const write = (id, text) => { part(id).textContent = text; };

  /* The two windows of one deck talk to each other, and to no other deck. */
  function identity() {
    return ["deck", "contenu", "territoire"].map((name) => asked.get(name) || "").join("|");
  }

  function make(name, text, kind) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  }

  async function fetchJson(url) {
    const response = await fetch(url);
    const answer = await response.json();
    if (!response.ok) throw new Error((answer.message || "") + " " + (answer.next || ""));
    return answer;
  }

  /* Plate carrée, narrowed at the latitude of Arras: shapes keep their proportions. */
  const NARROW = Math.cos((50.5 * Math.PI) / 180);
  const place = ([lon, lat]) => [(lon * NARROW * 1000).toFixed(1), (-lat * 1000).toFixed(1)];

  function outlineOf(geometry) {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flat().map((ring) => "M" + ring.map((point) => place(point).join(",")).join("L") + "Z").join("");
  }

  function shapes(level) {
    if (paths[level]) return paths[level];
    const groups = new Map();
    for (const geometry of topology.objects.communes.geometries) {
      const id = level === "commune" ? geometry.id : geometry.properties[KEYS[level]];
      if (!groups.has(id)) groups.set(id, []);
      groups.get(id).push(geometry);
    }
    paths[level] = Array.from(groups, ([id, members]) => ({
      id: String(id),
      path: outlineOf(topojson.merge(topology, members)),
    })).sort((a, b) => (a.id < b.id ? -1 : 1));
    return paths[level];
  }

  function svg(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function hatching() {
    const hatch = svg("pattern", { id: "absent", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    hatch.append(svg("rect", { width: 8, height: 8, fill: "#fff" }), svg("rect", { width: 1.5, height: 8, fill: "#9aa2aa" }));
    const all = svg("defs", {});
    all.append(hatch);
    return all;
  }

  function map(drawing) {
    const picture = svg("svg", { role: "img", "aria-label": "Carte : " + drawing.caption });
    const territories = svg("g", { stroke: "#7a8490", "stroke-width": drawing.level === "commune" ? 0.4 : 1 });
    shapes(drawing.level).forEach((shape, position) => {
      const code = drawing.codes[position];
      if (code === ".") return;  // outside the département of the view
      const fill = code === "-" ? "url(#absent)" : drawing.palette[parseInt(code, 36)];
      territories.append(svg("path", { d: shape.path, fill: fill, "vector-effect": "non-scaling-stroke" }));
    });
    picture.append(hatching(), territories);
    const chosen = new Set(drawing.outline);
    const members = topology.objects.communes.geometries.filter((one) => chosen.has(one.id));
    let edge = null;
    if (members.length) {
      edge = svg("path", { d: outlineOf(topojson.merge(topology, members)), fill: "none", stroke: "#16202a", "stroke-width": 3.5, "vector-effect": "non-scaling-stroke" });
      picture.append(edge);
    }
    return { picture: picture, frame: () => fit(picture, territories, edge) };
  }

  /* Frame what is drawn; a small chosen territory is brought closer, with its neighbours. */
  function fit(picture, territories, edge) {
    const whole = territories.getBBox();
    const box = edge ? edge.getBBox() : whole;
    const margin = edge ? Math.max(box.width, box.height) * 0.6 : 6;
    const near = edge && box.width < whole.width / 2 && box.height < whole.height / 2;
    const framed = near ? box : whole, space = near ? margin : 6;
    picture.setAttribute("viewBox", [framed.x - space, framed.y - space, framed.width + 2 * space, framed.height + 2 * space].join(" "));
  }

  function legend(drawing) {
    const table = make("table");
    const caption = make("caption", drawing.caption);
    caption.append(make("br"), make("small", drawing.unit));
    table.append(caption);
    const rows = drawing.legend.slice();
    if (drawing.missing) rows.push({ label: "n.d. (non publié)", count: drawing.missing });
    for (const row of rows) {
      const line = make("tr"), cell = make("td"), swatch = make("span", undefined, "swatch");
      if (row.color) swatch.style.background = row.color;
      else swatch.classList.add("absent");
      cell.append(swatch);
      const head = make("th", row.label);
      head.scope = "row";
      line.append(cell, head, make("td", row.count, "number"));
      table.append(line);
    }
    return table;
  }

  function bars(drawing) {
    const table = make("table", undefined, "bars");
    const caption = make("caption", drawing.caption);
    caption.append(make("br"), make("small", drawing.unit));
    table.append(caption);
    for (const row of drawing.rows) {
      const line = make("tr"), head = make("th", row.label), cell = make("td"), bar = make("i");
      head.scope = "row";
      bar.style.width = 100 * row.share + "%";
      bar.style.background = row.color;
      cell.append(bar);
      line.append(head, cell, make("td", row.text, "number"));
      table.append(line);
    }
    return table;
  }

  function figures(drawing) {
    const list = make("dl", undefined, "figures");
    for (const row of drawing.rows) {
      const block = make("div");
      block.append(make("dt", row.label), make("dd", row.value, "value"), make("dd", row.unit));
      for (const text of row.compared) block.append(make("dd", text));
      list.append(block);
    }
    return list;
  }

  function draw(drawing) {
    const place = part("drawing");
    place.className = drawing.kind;
    place.replaceChildren();
    if (drawing.kind === "map") {
      const made = map(drawing);
      place.append(made.picture, legend(drawing));
      made.frame();
    }
    if (drawing.kind === "bars") place.append(bars(drawing));
    if (drawing.kind === "figures") place.append(figures(drawing));
  }

  function show(position, told) {
    current = Math.max(0, Math.min(deck.views.length - 1, position));
    const view = deck.views[current], following = deck.views[current + 1];
    write("title", view.title);
    write("message", view.message);
    write("source", [view.source, deck.release + "."].filter(Boolean).join(" "));
    write("position", "Vue " + (current + 1) + " sur " + deck.views.length);
    write("notes-text", view.notes || "Pas de note pour cette vue.");
    write("next-title", following ? following.title : "Fin de la présentation");
    part("progress").value = (current + 1) / deck.views.length;
    part("live").href = "./" + view.live;
    if (!presenter) draw(view.drawing);
    document.title = view.title;
    asked.set("vue", current + 1);
    history.replaceState(null, "", "?" + asked);
    document.body.dataset.view = current + 1;
    if (!told) channel.postMessage({ view: current });
  }

  function black(on, told) {
    part("black").hidden = presenter || !on;
    document.body.dataset.black = on ? "oui" : "non";
    if (!told) channel.postMessage({ black: on });
  }

  function openNotes() {
    const address = new URLSearchParams(asked);
    address.set("notes", "oui");
    window.open("./diaporama?" + address, "caremap-notes", "width=900,height=700");
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  function leave() {
    if (presenter) window.close();
    else location.href = "./presentation";
  }

  const ACTIONS = {
    ArrowRight: () => show(current + 1), PageDown: () => show(current + 1), " ": () => show(current + 1),
    ArrowLeft: () => show(current - 1), PageUp: () => show(current - 1),
    Home: () => show(0), End: () => show(deck.views.length - 1),
    Escape: leave, b: () => black(document.body.dataset.black !== "oui"), f: full,
  };

  function pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === " " && event.target.closest("button, a")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!ACTIONS[key]) return;
    event.preventDefault();
    ACTIONS[key]();
  }

  function tick() {
    const seconds = Math.floor((Date.now() - start) / 1000);
    const two = (value) => String(value).padStart(2, "0");
    write("timer", two(Math.floor(seconds / 60)) + ":" + two(seconds % 60));
  }

  function listen() {
    document.addEventListener("keydown", pressed);
    part("previous").addEventListener("click", ACTIONS.ArrowLeft);
    part("following").addEventListener("click", ACTIONS.ArrowRight);
    part("full").addEventListener("click", full);
    part("presenter").addEventListener("click", openNotes);
    part("black").addEventListener("click", () => black(false));
    part("timer-reset").addEventListener("click", () => { start = Date.now(); tick(); });
    channel.addEventListener("message", ({ data }) => {
      if ("view" in data) show(data.view, true);
      if ("black" in data) black(data.black, true);
    });
    setInterval(tick, 1000);
  }

  async function begin() {
    deck = await fetchJson("./diaporama/vues?" + asked);
    topology = presenter ? null : await fetchJson("./" + deck.topology);
    write("deck", [deck.title, deck.territory].filter(Boolean).join(" · "));
    part("demo").hidden = !deck.demo;
    part("notes").hidden = !presenter;
    document.body.classList.toggle("presenter", presenter);
    listen();
    show((parseInt(asked.get("vue"), 10) || 1) - 1, true);
  }

  begin().catch((error) => {
    write("title", "La présentation ne peut pas être jouée");
    write("message", error.message);
  });
})();
