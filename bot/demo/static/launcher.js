// The launcher: asks the demo once a second how things stand, and shows it.
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("words").textContent);
const language = document.documentElement.lang;
const seen = new Map(); // "person/room" -> messages already looked at
let state = null;
let shown = null; // the demo and the visit that the frame shows
let entering = false;
let misses = 0;

function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/herold/${path}?lang=${language}`, { cache: "no-store", ...options });
  const value = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(value?.error || `${answer.status}`);
  return value;
}

function unread(person, room) {
  const now = person.messages[room.key] ?? 0;
  const key = `${person.key}/${room.key}`;
  const here = state.visit && state.visit.person === person.key && state.visit.room === room.key;
  if (here || !seen.has(key)) seen.set(key, now);
  return Math.max(0, now - seen.get(key));
}

function showPeople() {
  $("people").replaceChildren(...state.people.map((person) => {
    const button = element("button", { type: "button" },
      element("img", { className: "face", alt: "", src: `/herold/faces/${person.key}.png` }),
      element("span", {}, element("b", { textContent: person.name }), element("small", { textContent: person.role })));
    button.dataset.person = person.key;
    button.setAttribute("aria-pressed", String(state.visit?.person === person.key));
    button.addEventListener("click", () => {
      const room = person.rooms.includes(state.visit?.room) ? state.visit.room : "general";
      enter(room, person.key);
    });
    return element("li", {}, button);
  }));
}

function showRooms() {
  const person = state.people.find((one) => one.key === state.visit?.person) || state.people[0];
  for (const other of state.people) if (other !== person) state.rooms.forEach((room) => unread(other, room));
  $("rooms").replaceChildren(...state.rooms.map((room) => {
    const sign = room.private ? "" : room.channel ? "#" : "@";
    const button = element("button", { type: "button", disabled: !person.rooms.includes(room.key) },
      element("span", { className: room.private ? "sign lock" : "sign", ariaHidden: "true", textContent: sign }),
      element("span", { className: "label" }, element("b", { textContent: room.label }),
        element("small", { textContent: room.channel ? `#${room.channel}` : `Herold ↔ ${person.name}` })));
    const news = unread(person, room);
    if (news) button.append(element("span", { className: "badge", textContent: news, ariaLabel: `${words.new_messages}: ${news}` }));
    button.dataset.room = room.key;
    if (state.visit?.room === room.key) button.setAttribute("aria-current", "page");
    button.addEventListener("click", () => enter(room.key, person.key));
    return element("li", {}, button);
  }));
}

function showEvents() {
  const format = new Intl.DateTimeFormat(language === "pl" ? "pl" : "en-GB", {
    weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: "Europe/Warsaw", // as the rooms
  });
  $("no-events").hidden = state.events.length > 0;
  $("events").replaceChildren(...state.events.map((event) => {
    const item = element("li", { className: event.status },
      element("b", { textContent: event.name }),
      element("small", { textContent: format.format(new Date(event.start)) }),
      element("small", { textContent: event.place || "" }));
    const fate = words[`event_${event.status}`];
    if (fate) item.append(element("em", { textContent: fate }));
    return item;
  }));
}

function showRoom() {
  const visit = state.visit && `${state.demo}/${state.visit.number}`;
  if (!visit || visit === shown) return;
  shown = visit;
  $("room").src = state.visit.address;
  $("room").hidden = false;
}

let painted = "";
function show() {
  const now = JSON.stringify([state, [...seen]]);
  if (now === painted) return; // keeps the keyboard's focus where it is
  const focused = document.activeElement?.closest("[data-person], [data-room]")?.dataset;
  showPeople();
  showRooms();
  showEvents();
  showRoom();
  painted = JSON.stringify([state, [...seen]]);
  if (focused?.person) document.querySelector(`[data-person="${focused.person}"]`)?.focus();
  else if (focused?.room) document.querySelector(`.rooms [data-room="${focused.room}"]`)?.focus();
}

async function look() {
  if (entering) return;
  try {
    const next = await ask("state");
    if (entering) return;
    if (state && state.demo !== next.demo) seen.clear();
    state = next;
    misses = 0;
    $("notice").hidden = Boolean(state.visit);
    show();
  } catch {
    misses += 1;
    if (misses >= 2) {
      $("notice").textContent = words.gone;
      $("notice").hidden = false;
    }
  }
}

async function enter(room, person) {
  if (entering) return;
  entering = true;
  try {
    state = await ask("enter", { room, person });
    show();
  } catch {
    // The next look says what is the matter.
  } finally {
    entering = false;
  }
}

function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { $("toast").hidden = true; }, 1600);
}

$("publish").addEventListener("click", async () => {
  const outcome = $("outcome");
  $("publish").disabled = true;
  outcome.className = "outcome";
  outcome.textContent = words.publishing;
  try {
    const { name } = await ask("publish", {});
    outcome.textContent = name ? say("published", { name }) : words.nothing_left;
  } catch (error) {
    outcome.className = "outcome bad";
    outcome.textContent = say("publish_failed", { reason: error.message });
  } finally {
    $("publish").disabled = false;
  }
});

function sleep(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

// Puts a line into the room's composer, as if the visitor had begun to type it.
async function type(text, room) {
  const person = state?.people.find((one) => one.key === state.visit?.person);
  if (!person) return false;
  const actor = person.rooms.includes(room) ? person : state.people.find((one) => one.rooms.includes(room));
  if (state.visit.room !== room || actor !== person) await enter(room, actor.key);
  for (let tries = 0; tries < 60; tries += 1) {
    const inside = $("room").contentWindow;
    const composer = inside?.document.getElementById("channel-composer-input");
    if (composer && inside.simcordPreview?.ready && inside.location.search === `?visit=${state.visit.number}`) {
      composer.focus();
      inside.document.execCommand("selectAll");
      inside.document.execCommand("insertText", false, text);
      return true;
    }
    await sleep(100);
  }
  return false;
}

for (const button of document.querySelectorAll(".hints button")) {
  button.addEventListener("click", async () => {
    $("aside").classList.remove("open");
    await type(button.dataset.type, button.dataset.room);
  });
}
for (const button of document.querySelectorAll(".copy[data-copy]")) {
  button.title = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard?.writeText(button.dataset.copy).catch(() => {});
    toast(words.copied);
  });
}
$("help-open").addEventListener("click", () => { $("aside").classList.add("open"); $("help-open").setAttribute("aria-expanded", "true"); });
$("help-close").addEventListener("click", () => { $("aside").classList.remove("open"); $("help-open").setAttribute("aria-expanded", "false"); });

async function watch() {
  await look();
  setTimeout(watch, document.hidden ? 3000 : 1000);
}
watch();
