// Draws the messages of one chat. A message is drawn anew only when it has
// changed, so that what the person reads stays where it is.

import { letter, link } from "./letter.js";

const kinds = {
  photo: "A photo", sticker: "A sticker", voice: "A voice message", location: "A location", contact: "A contact",
};

export class Chat {
  // The handlers are press(message, button, node), command(text), picture(file, text) and reply(message).
  constructor(list, scroll, handlers) {
    this.list = list;
    this.scroll = scroll;
    this.handlers = handlers;
    this.drawn = new Map(); // message id to { source, node }
    this.owner = 0;
    this.clock = { time: () => "", day: () => "" };
  }

  // show draws the messages of a person. Those of somebody else replace all.
  show(person, messages) {
    const fresh = person !== this.owner;
    const stay = fresh || this.atEnd();
    if (fresh) this.clear(person);
    this.dropMissing(messages);
    let added = false;
    for (const message of messages) added = this.draw(message, !fresh) || added;
    this.markDays(messages);
    if (stay || added) this.toEnd(!fresh);
  }

  clear(person) {
    this.owner = person;
    this.drawn.clear();
    this.list.replaceChildren();
  }

  dropMissing(messages) {
    const present = new Set(messages.map((m) => m.id));
    for (const [id, { node }] of this.drawn) {
      if (present.has(id)) continue;
      node.remove();
      this.drawn.delete(id);
    }
  }

  // draw draws a message if it is new or has changed, and says whether it is new.
  draw(message, lively) {
    const source = JSON.stringify(message);
    const known = this.drawn.get(message.id);
    if (known?.source === source) return false;
    const node = this.node(message);
    if (known) known.node.replaceWith(node);
    else this.list.append(node);
    if (lively) node.classList.add(known ? "changed" : "new");
    this.drawn.set(message.id, { source, node });
    return !known;
  }

  node(message) {
    const node = made("li", "message");
    node.classList.toggle("mine", Boolean(message.mine));
    node.dataset.id = message.id;
    const bubble = made("div", "bubble");
    if (message.reply) {
      const quoted = made("p", "quoted");
      quoted.textContent = message.reply;
      bubble.append(quoted);
    }
    if (message.photo) bubble.append(this.photo(message));
    if (message.document) bubble.append(this.document(message.document));
    bubble.append(this.words(message));
    node.append(bubble);
    if (message.keyboard?.length) {
      node.classList.add("keyed");
      node.append(this.keys(message));
    }
    return node;
  }

  reply(message) {
    const reply = made("button", "reply");
    reply.type = "button";
    reply.textContent = "↩";
    reply.setAttribute("aria-label", "Reply to this message");
    reply.addEventListener("click", () => this.handlers.reply(message));
    return reply;
  }

  words(message) {
    const words = made("div", "words-of");
    const text = message.text ?? (message.kind ? kinds[message.kind] ?? "A message" : "");
    words.classList.toggle("kind", !message.text && Boolean(message.kind));
    letter(words, text, message.entities, (word) => this.handlers.command(word));
    const meta = made("span", "meta");
    const edited = message.edited && message.mine; // Telegram's apps do not say it of bots
    meta.textContent = (edited ? "edited " : "") + this.clock.time(message.time);
    if (!message.mine) meta.prepend(this.reply(message));
    words.append(meta);
    return words;
  }

  photo(message) {
    const button = made("button", "photo");
    button.type = "button";
    button.setAttribute("aria-label", "Show the picture full size");
    const image = made("img");
    image.width = message.photo.width;
    image.height = message.photo.height;
    image.alt = message.text ?? "";
    image.src = "file/" + encodeURIComponent(message.photo.id);
    button.append(image);
    button.addEventListener("click", () => this.handlers.picture(image.src, image.alt));
    return button;
  }

  document(file) {
    const node = made("a", "document");
    node.href = "file/" + encodeURIComponent(file.id);
    node.download = file.name;
    const name = made("span", "name");
    name.textContent = file.name;
    const size = made("span", "size");
    size.textContent = bytes(file.size);
    const words = made("span");
    words.append(name, size);
    node.append(made("span", "sign"), words);
    return node;
  }

  keys(message) {
    const keys = made("div", "keys");
    for (const row of message.keyboard) {
      const line = made("div", "row");
      for (const button of row) line.append(this.key(message, button));
      keys.append(line);
    }
    return keys;
  }

  key(message, button) {
    if (button.url) {
      const out = link(button.url);
      out.classList.add("out");
      out.textContent = button.text;
      return out;
    }
    const key = made("button");
    key.type = "button";
    key.textContent = button.text;
    key.addEventListener("click", () => this.handlers.press(message, button, key));
    return key;
  }

  // markDays puts the day over the first message of each.
  markDays(messages) {
    for (const mark of this.list.querySelectorAll(".day")) mark.remove();
    let last = "";
    for (const message of messages) {
      const day = this.clock.day(message.time);
      if (day === last) continue;
      last = day;
      const mark = made("li", "day");
      mark.textContent = day;
      this.drawn.get(message.id).node.before(mark);
    }
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 160;
  }

  toEnd(smooth) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
  }
}

// made makes an element with classes.
export function made(tag, classes = "") {
  const node = document.createElement(tag);
  node.className = classes;
  return node;
}

function bytes(n) {
  return n < 1024 ? `${n} bytes` : `${(n / 1024).toFixed(n < 10240 ? 1 : 0)} kB`;
}
