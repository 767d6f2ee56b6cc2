// Search over addresses, objects, processes and what events say.

let found = [];
let chosenFound = -1;

function addressHits(text, out) {
  const address = /^(0x)?[0-9a-f_]{3,}$/i.test(text) ? parseAddress(/^0x/i.test(text) ? text : '0x' + text) : null;
  if (address === null) return;
  for (const space of view.state.spaces.values()) {
    const walk = walkTables(view.state, space, address);
    if (walk.end === 'mapped') {
      out.push({
        text: `Walk ${hex(address)} of ${space.name} (pid ${space.pid}): goes to ${hex(walk.physical)}`,
        go: () => walkAddress(hex(address), space.pid),
      });
    }
  }
  const frame = Number(address >> PAGE_SHIFT);
  if (frame < data.frames) {
    const segment = segments(view.state).find((s) => s.first <= frame && frame < s.first + s.count);
    if (segment) out.push({ text: `Physical ${hex(address)}: ${segment.label}`, go: () => focusFrame(frame) });
  }
  if (!out.length) {
    const space = shownSpace();
    if (space) out.push({ text: `Walk ${hex(address)}: mapped by nobody at this event`, go: () => walkAddress(hex(address), space.pid) });
  }
}

function focusFrame(frame) {
  const items = [...byId('picture').querySelectorAll('.block, .segment')];
  const at = items.findIndex((item) => item.classList.contains('segment')
    && Number(item.dataset.frame) <= frame && frame < Number(item.dataset.frame) + Number(item.dataset.count));
  if (at >= 0) focusItem(items, at);
}

function findAll(text) {
  const out = [];
  const wanted = text.trim().toLowerCase();
  if (!wanted) return out;
  addressHits(wanted, out);
  for (const object of view.state.objects.values()) {
    if (object.name.toLowerCase().includes(wanted)) {
      const frame = object.runs[0];
      out.push({
        text: `Object ${object.name}: ${object.size} bytes, mapped by ${[...new Set(object.runs.length ? mappersOf(view.state, frame, object.runs[1]).map((r) => 'pid ' + r.pid) : [])].join(', ') || 'nobody'}`,
        go: () => frame !== undefined && focusFrame(frame),
      });
    }
  }
  for (const space of view.state.spaces.values()) {
    if (String(space.pid) === wanted || space.name.toLowerCase().includes(wanted)) {
      out.push({ text: `Process ${space.name} (pid ${space.pid})`, go: () => { chooseProcess(space.pid); byId('process').focus(); } });
    }
  }
  for (let i = 0; i < events.length && out.length < 60; i++) {
    const event = events[i];
    if (event.t.toLowerCase().includes(wanted) || String(event.p) === wanted) {
      out.push({ text: `Event ${event.n}${event.p ? ', pid ' + event.p : ''}: ${event.t}`, go: () => show(i) });
    }
  }
  return out;
}

function drawFound() {
  const list = byId('found');
  const input = byId('search');
  const open = input.value.trim() !== '';
  list.hidden = !open;
  input.setAttribute('aria-expanded', String(open));
  list.replaceChildren(...(found.length ? found : [{ text: 'Nothing found at this event.', go: () => {} }]).map((hit, i) =>
    el('li', { id: 'found-' + i, role: 'option', 'aria-selected': String(i === chosenFound), text: hit.text, on: { pointerdown: (event) => { event.preventDefault(); goTo(i); } } })));
  if (chosenFound >= 0) {
    input.setAttribute('aria-activedescendant', 'found-' + chosenFound);
    byId('found-' + chosenFound)?.scrollIntoView({ block: 'nearest' });
  } else {
    input.removeAttribute('aria-activedescendant');
  }
}

function closeFound() {
  byId('found').hidden = true;
  byId('search').setAttribute('aria-expanded', 'false');
}

function goTo(index) {
  const hit = found[index];
  closeFound();
  if (hit) hit.go();
}

function startSearch() {
  const input = byId('search');
  input.addEventListener('input', () => {
    found = findAll(input.value);
    chosenFound = found.length ? 0 : -1;
    drawFound();
  });
  input.addEventListener('keydown', (key) => {
    if (key.key === 'ArrowDown' || key.key === 'ArrowUp') {
      key.preventDefault();
      chosenFound = Math.max(0, Math.min(found.length - 1, chosenFound + (key.key === 'ArrowDown' ? 1 : -1)));
      drawFound();
    } else if (key.key === 'Escape') {
      closeFound();
      input.blur();
    }
  });
  input.addEventListener('blur', closeFound);
  byId('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    goTo(chosenFound);
  });
}
