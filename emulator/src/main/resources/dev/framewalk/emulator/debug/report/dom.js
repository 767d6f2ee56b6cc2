// Making elements. Text goes in as text nodes only, so no name of a guest's is ever markup.

const byId = (id) => document.getElementById(id);

/** An element with properties (class, text, on: {event: handler}, or any attribute) and children. */
function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'text') element.textContent = value;
    else if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const stillMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What the page shows. */
const view = { index: 0, pid: 0, state: NO_STATE, before: NO_STATE, changes: [], changed: null, event: null };

/** The chosen process if it lives at this event, else the first that does. */
function shownSpace() {
  return view.state.spaces.get(view.pid) ?? view.state.spaces.values().next().value ?? null;
}

/** Text in which each hexadecimal number is a button that walks it. */
function withAddresses(text, pid) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(/\b0x[0-9a-f]{4,16}\b/g)) {
    out.push(text.slice(at, match.index));
    out.push(el('button', {
      type: 'button', class: 'link', text: match[0], title: 'Walk this address',
      on: { click: () => walkAddress(match[0], pid) },
    }));
    at = match.index + match[0].length;
  }
  out.push(text.slice(at));
  return out;
}

/** The class that gives a frame its colour: objects keep theirs by their ids. */
const colourOf = (segment) =>
  'c-' + (segment.kind === 'object' ? 'object-' + ((segment.object?.id ?? 1) - 1) % 6 : segment.kind);

/** Lets the arrow keys go over children of a container, of which one is in the tab order. */
function roving(container, selector, step) {
  container.addEventListener('keydown', (key) => {
    const items = [...container.querySelectorAll(selector)];
    const at = items.indexOf(document.activeElement?.closest(selector));
    if (at < 0) return;
    const to = step(key, at, items);
    if (to === undefined) return;
    key.preventDefault();
    key.stopPropagation();
    focusItem(items, to);
  });
}

function focusItem(items, index) {
  const item = items[Math.max(0, Math.min(items.length - 1, index))];
  for (const other of items) if (other.tabIndex === 0) other.tabIndex = -1;
  item.tabIndex = 0;
  item.focus();
}

const upAndDown = (key, at, items) =>
  ({ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 })[key.key];
