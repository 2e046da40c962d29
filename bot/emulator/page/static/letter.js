// Makes the text of a message out of plain text and entities. Everything goes
// in as text nodes; offsets count UTF-16 units, as JavaScript's strings do.

const plainTags = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
};

// What a Telegram app makes clickable by itself: commands and web addresses.
const found = /(^|[\s(«„“])(\/[a-z0-9_]{1,32}\b|(?:https?:\/\/|www\.)[^\s<>()«»„“”]*[^\s<>()«»„“”.,;:!?])/gi;

// letter fills a node with a text. onCommand is told which command was tapped.
export function letter(node, text, entities, onCommand) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  span(node, text, 0, text.length, sorted, onCommand);
}

// span adds the text between two offsets, with the entities that begin there.
function span(node, text, from, to, entities, onCommand) {
  let at = from;
  while (entities.length > 0 && entities[0].offset < to) {
    const entity = entities.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    words(node, text.slice(at, start), onCommand);
    const inside = element(entity, text.slice(start, end), onCommand);
    node.append(inside);
    span(inside, text, start, end, entities, onCommand);
    if (entity.type === "expandable_blockquote") unfoldable(node, inside);
    at = end;
  }
  words(node, text.slice(at, to), node.closest?.("a, code, pre") ? null : onCommand);
}

function element(entity, text, onCommand) {
  switch (entity.type) {
    case "text_link": return link(entity.url);
    case "url": return link(/^https?:/i.test(text) ? text : "https://" + text);
    case "email": return link("mailto:" + text);
    case "bot_command": return command(text, onCommand);
    case "blockquote": return document.createElement("blockquote");
    case "expandable_blockquote": return tagged("blockquote", "fold closed");
    case "spoiler": return tagged("span", "spoiler");
  }
  return document.createElement(plainTags[entity.type] ?? "span");
}

function tagged(tag, classes) {
  const node = document.createElement(tag);
  node.className = classes;
  return node;
}

// link leads out, and only to the web or to a letter.
export function link(address) {
  const node = document.createElement("a");
  if (/^(https?|mailto):/i.test(address)) node.href = address;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
}

function command(text, onCommand) {
  const node = tagged("button", "command");
  node.type = "button";
  node.addEventListener("click", () => onCommand?.(text));
  return node;
}

// words adds plain text in which commands and addresses can be tapped.
function words(node, text, onCommand) {
  if (text === "") return;
  if (!onCommand || node.closest("a, button")) {
    node.append(text);
    return;
  }
  let at = 0;
  for (const match of text.matchAll(found)) {
    const start = match.index + match[1].length;
    node.append(text.slice(at, start));
    const word = match[2];
    const made = word.startsWith("/") ? command(word, onCommand) : link(/^http/i.test(word) ? word : "https://" + word);
    made.append(word);
    node.append(made);
    at = start + word.length;
  }
  node.append(text.slice(at));
}

// unfoldable adds the button that opens a folded quotation.
function unfoldable(node, quotation) {
  const button = tagged("button", "unfold");
  button.type = "button";
  button.textContent = "Show more";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    const closed = quotation.classList.toggle("closed");
    button.textContent = closed ? "Show more" : "Show less";
    button.setAttribute("aria-expanded", String(!closed));
  });
  node.append(button);
}
