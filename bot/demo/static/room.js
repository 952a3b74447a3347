// SimCord's page stays where it was when a message comes; a chat follows the newest one unless the reader scrolled up.
const timeline = document.getElementById("channel-timeline");
const list = document.getElementById("channel-message-list");
const NEAR = 240;
let newest = 0n;
let following = true;

function newestId() {
  const items = list.querySelectorAll("[data-message-id]");
  return items.length ? BigInt(items[items.length - 1].dataset.messageId) : 0n;
}
function toTheEnd(frames) {
  timeline.scrollTop = timeline.scrollHeight;
  if (frames > 0) requestAnimationFrame(() => toTheEnd(frames - 1));
}
// Pages scroll by themselves too, while they are laid out; only a hand at wheel, finger, mouse or keys is the reader's.
let touchedAt = -Infinity;
for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  timeline.addEventListener(kind, () => { touchedAt = performance.now(); }, { passive: true });
}
timeline.addEventListener("scroll", () => {
  const near = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < NEAR;
  const byReader = performance.now() - touchedAt < 1500;
  following = near || (following && !byReader);
  if (following && !byReader) toTheEnd(0);
}, { passive: true });
new MutationObserver(() => {
  const now = newestId();
  if (now > newest && following) toTheEnd(4);
  newest = now;
}).observe(list, { childList: true });
// A picture that arrives late, or a narrower window, makes the newest message longer.
const sizes = new ResizeObserver(() => { if (following) toTheEnd(0); });
sizes.observe(list);
sizes.observe(timeline);

// SimCord's page drops what is sent or pressed while another act is on its way, and one is whenever a room has just
// opened; a visitor expects it to wait its turn.
function busy() {
  const page = window.simcordPreview;
  return Boolean(page && (page.pendingAction || page.awaitingRevision !== null));
}
async function inTurn(again) {
  for (let tries = 0; tries < 300 && busy(); tries += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
  again();
}
let replaying = false;
function hold(event, again) {
  if (replaying || !busy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  void inTurn(() => {
    replaying = true;
    try { again(); } finally { replaying = false; }
  });
}
document.addEventListener("submit", (event) => hold(event, () => event.target.requestSubmit()), true);
document.addEventListener("click", (event) => {
  const key = event.target.closest?.("button.component-button[data-control-key]")?.dataset.controlKey;
  if (key) hold(event, () => document.querySelector(`button[data-control-key="${CSS.escape(key)}"]`)?.click());
}, true);

// SimCord leaves a mention in an embed as it is when the one mentioned may not see the room; Discord shows the name.
const names = new Map();
function nameMentions() {
  const texts = document.createTreeWalker(list, NodeFilter.SHOW_TEXT, (text) =>
    /<@!?\d+>/.test(text.data) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    text.replaceWith(...text.data.split(/(<@!?\d+>)/).map((part) => {
      const name = names.get(part.replace(/\D/g, ""));
      if (!part.startsWith("<@") || !name) return part;
      return Object.assign(document.createElement("span"), { className: "mention", textContent: `@${name}` });
    }));
  }
}
fetch("/herold/state").then((answer) => answer.json()).then((state) => {
  for (const person of state.people) names.set(person.id, person.name);
  nameMentions();
  new MutationObserver(nameMentions).observe(list, { childList: true, subtree: true });
});

// "Viewport updated" helps nobody; "Action was not completed" does.
const status = document.getElementById("action-status");
new MutationObserver(() => {
  const notable = /not completed|uncertain|interrupted|unavailable|ended|awaiting/i.test(status.textContent);
  document.documentElement.classList.toggle("notable", notable);
}).observe(status, { childList: true, characterData: true, subtree: true });

// An answer that never reached the page leaves it waiting for good; a fresh page shows what really happened.
let uncertainSince = null;
setInterval(() => {
  const waiting = window.simcordPreview?.transport?.uncertainRequestId;
  if (!waiting) uncertainSince = null;
  else if (uncertainSince === null) uncertainSince = Date.now();
  else if (Date.now() - uncertainSince > 4000) window.location.reload();
}, 1000);
