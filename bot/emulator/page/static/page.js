// The chat page: one person's chat with the bot, kept up to date by
// server-sent events, and what that person does.

import { Chat, made } from "./chat.js";
import { Clock } from "./clock.js";

const $ = (id) => document.getElementById(id);
const languages = { en: "English", ro: "Română", uk: "Українська", ru: "Русский", de: "Deutsch" };
const hues = ["#2f7d6b", "#a8623a", "#5a6fa8", "#8a5a8f", "#7c7a35", "#3f7f9b", "#a5505c"];
const kinds = { photo: "Photo", sticker: "Sticker", voice: "Voice message", location: "Location", contact: "Contact" };

const clock = new Clock($("time"), $("date"));
const chat = new Chat($("messages"), $("scroll"), { press, command: say, picture, reply });
chat.clock = clock;
const seen = new Map(); // person to the newest message they have looked at
let person = Number(sessionStorage.getItem("person")) || 0;
let stream;
let state;

// Asking the server.

async function ask(path, body) {
  const response = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

async function act(path, body) {
  try {
    return await ask(path, body);
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}

function connect() {
  stream?.close();
  stream = new EventSource("events?person=" + person);
  stream.addEventListener("clock", (event) => clock.set(JSON.parse(event.data)));
  stream.addEventListener("state", (event) => show(JSON.parse(event.data)));
}

// Showing the state.

function show(next) {
  state = next;
  person = next.person;
  sessionStorage.setItem("person", person);
  const me = next.people.find((p) => p.id === person);
  seen.set(person, me.newest);
  $("bot-name").textContent = $("empty-name").textContent = next.bot.name;
  $("speaker").textContent = "You are " + me.name;
  $("empty-about").textContent = next.about ?? "";
  face($("who"), me);
  showPeople(next.people);
  showSeats(next.seats);
  const empty = next.messages.length === 0;
  $("empty").hidden = !empty;
  $("start").hidden = !empty;
  document.querySelector(".phone").classList.toggle("has-start", empty);
  chat.show(person, next.messages);
}

function face(node, who) {
  node.textContent = who.name.split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase();
  node.style.setProperty("--hue", hues[who.id % hues.length]);
}

// A button that is replaced under a finger loses its click, so those that there
// are stay and only what is in them is drawn anew.
let peopleShown = "";
function showPeople(people) {
  const source = JSON.stringify([person, people, ...seen]);
  if (source === peopleShown) return;
  peopleShown = source;
  for (const list of [$("people"), $("people-narrow")]) {
    const before = new Map([...list.children].map((item) => [item.firstChild.dataset.person, item]));
    list.append(...people.map((who) => redrawn(before.get(String(who.id)), personItem(who))).filter((item) => !item.isConnected));
    for (const [id, item] of before) if (!people.some((who) => String(who.id) === id)) item.remove();
  }
}

function redrawn(item, fresh) {
  if (!item) return fresh;
  const [button, other] = [item.firstChild, fresh.firstChild];
  button.setAttribute("aria-pressed", other.getAttribute("aria-pressed"));
  button.replaceChildren(...other.children);
  return item;
}

function personItem(who) {
  const button = made("button");
  button.type = "button";
  button.dataset.person = who.id;
  button.setAttribute("aria-pressed", String(who.id === person));
  const picture = made("span", "face");
  picture.setAttribute("aria-hidden", "true");
  face(picture, who);
  const name = made("span", "name");
  name.textContent = who.name;
  const about = made("span", "about");
  about.textContent = [who.role, languages[who.language] ?? who.language].filter(Boolean).join(" · ");
  const words = made("span", "words");
  words.append(name, about);
  button.append(picture, words);
  if (who.newest > (seen.get(who.id) ?? 0)) {
    const news = made("span", "news");
    news.setAttribute("role", "img");
    news.setAttribute("aria-label", "something new");
    button.append(news);
  }
  button.addEventListener("click", () => become(who.id));
  const item = made("li");
  item.append(button);
  return item;
}

function become(id) {
  $("people-sheet").close();
  if (id === person) return;
  person = id;
  closePopups();
  reply();
  connect();
}

function showSeats(seats) {
  const body = $("seats");
  if (body.rows.length !== seats.length) body.replaceChildren(...seats.map(seatRow));
  let free = 0;
  seats.forEach((visit, i) => {
    free += Math.max(0, visit.capacity - visit.taken);
    fillRow(body.rows[i], visit);
  });
  $("free-all").textContent = `${free} free`;
  $("seats-open").setAttribute("aria-label", `Seats and clock, ${free} places free`);
}

function seatRow() {
  const row = made("tr");
  const name = made("th");
  name.scope = "row";
  const gauge = made("span", "gauge");
  gauge.append(made("i"));
  name.append(made("span"), gauge);
  row.append(name, made("td", "taken"), made("td", "free"), made("td", "of"));
  return row;
}

function fillRow(row, visit) {
  const source = JSON.stringify(visit);
  if (row.dataset.source === source) return;
  const known = row.dataset.source !== undefined;
  row.dataset.source = source;
  row.dataset.visit = visit.visit;
  const free = Math.max(0, visit.capacity - visit.taken);
  row.classList.toggle("full", free === 0);
  row.querySelector("th span").textContent = visit.name;
  row.querySelector(".taken").textContent = visit.taken;
  row.querySelector(".free").textContent = free;
  row.querySelector(".of").textContent = visit.capacity;
  const share = visit.capacity > 0 ? Math.min(1, visit.taken / visit.capacity) : 1;
  row.querySelector("i").style.transform = `scaleX(${share})`;
  if (!known) return;
  row.classList.add("flash");
  setTimeout(() => row.classList.remove("flash"), 60);
}

// What the person does.

function say(text) {
  return act("say", { person, text, reply_to: 0 });
}

// What is typed next replies to a message, until that is sent or given up.
let replying = 0;
function reply(message) {
  replying = message?.id ?? 0;
  $("replying").hidden = !replying;
  $("replying-to").textContent = (message?.text ?? "").split("\n")[0];
  if (replying) text.focus({ preventScroll: true });
}

async function press(message, button, key) {
  key.setAttribute("aria-busy", "true");
  const answer = await act("press", { person, message: message.id, data: button.data });
  key.removeAttribute("aria-busy");
  if (!answer?.text) return;
  if (answer.alert) alert(answer.text);
  else toast(answer.text);
}

let toasted;
function toast(text) {
  clearTimeout(toasted);
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  toasted = setTimeout(() => $("toast").classList.remove("shown"), 2600 + 40 * text.length);
}

function alert(text) {
  $("alert-name").textContent = state.bot.name;
  $("alert-text").textContent = text;
  $("alert").showModal();
}

function picture(source, text) {
  $("viewer-image").src = source;
  $("viewer-image").alt = text;
  $("viewer").showModal();
}

// The composer.

const text = $("text");

function resized() {
  if (/^\n+$/.test(text.value)) text.value = ""; // a new line alone is nothing to send
  $("send").disabled = text.value.trim() === "";
  if (CSS.supports("field-sizing", "content")) return;
  text.style.height = "auto";
  text.style.height = text.scrollHeight + "px";
}

text.addEventListener("input", resized);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});
$("composer").addEventListener("submit", async (event) => {
  event.preventDefault();
  const typed = text.value;
  if (typed.trim() === "") return;
  text.value = "";
  resized();
  if (await act("say", { person, text: typed, reply_to: replying }) === undefined) text.value = typed;
  else reply();
  resized();
});
$("start").addEventListener("click", async () => {
  await say("/start");
  text.focus({ preventScroll: true });
});

$("replying-end").addEventListener("click", () => reply());

// The two popups over the composer.

const popups = [[$("menu"), $("commands"), commandItems], [$("attach"), $("kinds"), kindItems]];

function closePopups() {
  for (const [button, popup] of popups) {
    popup.hidden = true;
    button.setAttribute("aria-expanded", "false");
  }
}

function commandItems() {
  return (state?.menu ?? []).map(({ command, description }) =>
    menuItem(description, "/" + command, () => say("/" + command)));
}

function kindItems() {
  return Object.entries(kinds).map(([kind, name]) => menuItem(name, "", () => act("send", { person, kind })));
}

function menuItem(name, word, choose) {
  const item = made("button");
  item.type = "button";
  item.setAttribute("role", "menuitem");
  const first = made("span");
  first.textContent = name;
  const second = made("span", "word");
  second.textContent = word;
  item.append(first, second);
  item.addEventListener("click", () => { closePopups(); text.focus({ preventScroll: true }); choose(); });
  return item;
}

for (const [button, popup, items] of popups) {
  button.addEventListener("click", () => {
    const opening = popup.hidden;
    closePopups();
    if (!opening) return;
    popup.replaceChildren(...items());
    popup.hidden = false;
    button.setAttribute("aria-expanded", "true");
    popup.firstElementChild?.focus();
  });
  popup.addEventListener("keydown", (event) => {
    const all = [...popup.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") { closePopups(); button.focus(); }
    if (to === undefined) return;
    event.preventDefault();
    all[(to + all.length) % all.length].focus();
  });
}
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".popup, #menu, #attach")) closePopups();
});

// Clock, people, seats, sheets.

for (const button of document.querySelectorAll("[data-seconds]")) {
  button.addEventListener("click", () => act("clock", { seconds: Number(button.dataset.seconds) }));
}
for (const id of ["reset", "reset-narrow"]) {
  $(id).addEventListener("click", async () => {
    $("seats-sheet").close();
    if (await act("reset", {}) === undefined) return;
    seen.clear();
    person = 0;
    connect();
  });
}
for (const id of ["add-open", "add-open-narrow"]) {
  $(id).addEventListener("click", () => {
    $("people-sheet").close();
    $("add-form").reset();
    $("add-wrong").textContent = "";
    $("add").showModal();
  });
}
$("add-cancel").addEventListener("click", () => $("add").close());
$("add-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const { person: id } = await ask("people", { name: $("add-name").value, language: $("add-language").value });
    $("add").close();
    become(id);
  } catch (error) {
    $("add-wrong").textContent = error.message;
  }
});

// Narrow, seats and clock live in a sheet; wide, beside the phone.
$("seats-open").addEventListener("click", () => {
  $("seats-sheet").append(...$("side").children);
  $("seats-sheet").showModal();
});
$("seats-sheet").addEventListener("close", () => {
  if (!$("seats-sheet").open) $("side").append(...$("seats-sheet").children); // it may be open again by now
});
$("who").addEventListener("click", () => $("people-sheet").showModal());
for (const sheet of [$("seats-sheet"), $("people-sheet")]) {
  // What begins on a button and ends beside it, because the sheet still moves, closes nothing.
  let outside = false;
  sheet.addEventListener("pointerdown", (event) => { outside = event.target === sheet; });
  sheet.addEventListener("click", (event) => { if (outside && event.target === sheet) sheet.close(); });
}
matchMedia("(min-width: 1040px)").addEventListener("change", () => {
  $("seats-sheet").close();
  $("people-sheet").close();
});
$("alert-ok").addEventListener("click", () => $("alert").close());
$("viewer-close").addEventListener("click", () => $("viewer").close());

$("scroll").addEventListener("scroll", () => { $("down").hidden = chat.atEnd(); }, { passive: true });
$("down").addEventListener("click", () => chat.toEnd(true));

connect();
