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
timeline.addEventListener("scroll", () => {
  following = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < NEAR;
}, { passive: true });
new MutationObserver(() => {
  const now = newestId();
  if (now > newest && following) toTheEnd(4);
  newest = now;
}).observe(list, { childList: true });

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
