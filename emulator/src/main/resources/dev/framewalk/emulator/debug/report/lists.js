// What the pictures show, as lists and tables.

const SIGNS = { mapped: '+', unmapped: '−', rights: '≠', moved: '⇄', flags: '≠', used: '•', object: '◇', area: '▭', table: '▤', frames: '▦' };
const KIND_WORDS = { mapped: 'mapped', unmapped: 'unmapped', rights: 'rights', moved: 'moved', flags: 'flags', used: 'used', object: '', area: '', table: '', frames: '' };
const MOST_ROWS = 500;

function changeItem(change) {
  const item = el('li', { class: change.kind }, el('span', { class: 'sign', 'aria-hidden': 'true', text: SIGNS[change.kind] }));
  const words = [];
  if (change.pid !== undefined && change.page !== undefined) {
    const start = pageHex(change.page, change.bits);
    item.append(el('span', { class: 'who', text: 'pid ' + change.pid }));
    words.push(`${KIND_WORDS[change.kind]} `, el('button', {
      type: 'button', class: 'link', text: start, title: 'Walk this address',
      on: { click: () => walkAddress(start, change.pid) },
    }), ` ${plural(change.pages, 'page')}, ${change.words}`);
    if (['mapped', 'moved', 'unmapped'].includes(change.kind)) {
      words.push(`, ${change.kind === 'unmapped' ? 'from' : 'to'} frame ${frameHex(change.frame)}`);
      const space = view.state.spaces.get(change.pid);
      const area = space && areaAt(space, change.page);
      if (area) words.push(`, ${area.label}`);
    }
  } else {
    words.push(change.words);
  }
  item.append(el('span', {}, ...words));
  return item;
}

function drawChanges() {
  const items = view.changes.slice(0, 300).map(changeItem);
  if (view.changes.length > 300) items.push(el('li', { text: `… and ${view.changes.length - 300} more` }));
  if (view.event?.q) {
    items.unshift(el('li', { text: 'Memory was not looked at here: the run is long. What changed shows at a later event.' }));
  } else if (!items.length) {
    items.push(el('li', { class: 'note', text: 'Nothing in memory.' }));
  }
  byId('changes').replaceChildren(...items);
}

function tableOf(id, caption, heads, rows) {
  byId(id).replaceChildren(
    el('caption', { class: 'hidden', text: caption }),
    el('thead', {}, el('tr', {}, ...heads.map((head) => el('th', { scope: 'col', text: head })))),
    el('tbody', {}, ...rows.slice(0, MOST_ROWS).map(({ cells, changed }) =>
      el('tr', { class: changed ? 'changed' : null }, ...cells.map((cell) =>
        cell instanceof Node ? el('td', {}, cell) : el('td', { class: typeof cell === 'number' ? 'n' : null, text: cell })))),
    rows.length > MOST_ROWS ? el('tr', {}, el('td', { colspan: heads.length, text: `and ${rows.length - MOST_ROWS} more` })) : null));
}

function drawRanges() {
  const space = shownSpace();
  const list = space ? ranges(view.state, space) : [];
  tableOf('ranges-table', space ? `Ranges that ${space.name} (pid ${space.pid}) maps` : 'No process',
    ['Virtual', 'End', 'Size', 'Rights', 'Pages', 'Physical', 'A', 'D', 'What', 'Also mapped by'],
    list.map((range) => {
      const user = range.page < 2 ** (space.bits - 13);
      const start = pageHex(range.page, space.bits);
      return {
        changed: changedPages(range),
        cells: [
          el('button', { type: 'button', class: 'link', text: start, on: { click: () => walkAddress(start, space.pid) } }),
          hex((pageAddress(range.page, space.bits) + (BigInt(range.pages) << PAGE_SHIFT)) & MASK_64),
          bytesText(range.pages), rightsText(range), `${range.entries} × ${PAGE_SIZES[range.level]}`,
          frameHex(range.frame), range.accessed, range.dirty,
          user ? labelOf(range, space) : 'kernel half',
          user ? aliasesOf(view.state, range).slice(0, 6).join('; ') : 'every process',
        ],
      };
    }));
}

function drawFrames() {
  if (!byId('frames-details').open) return;
  tableOf('frames-table', 'Physical memory', ['From', 'Frames', 'Kind', 'What', 'References', 'Mapped by'],
    segments(view.state).map((segment) => ({
      changed: changedFrames(segment),
      cells: [frameHex(segment.first), segment.count, segment.kind, segment.label, segment.references ?? 0,
        segment.kind === 'object' || segment.kind === 'private'
          ? [...new Set(mappersOf(view.state, segment.first, segment.count).map((range) => 'pid ' + range.pid))].join(', ') : ''],
    })));
}

function drawProcesses() {
  const select = byId('process');
  const shown = shownSpace();
  select.replaceChildren(...[...view.state.spaces.values()].map((space) =>
    el('option', { value: space.pid, selected: space === shown, text: `${space.name} (pid ${space.pid})` })));
  select.disabled = !shown;
}

/** Most events in the list at a time; the list moves with the event that is shown. */
const WINDOW = 400;
const EDGE = 20;
let windowStart = 0;

function eventItem(event, index) {
  return el('li', { class: event.k + (event.T || event.x ? ' changed' : ''), 'data-index': index },
    el('button', { type: 'button', tabindex: -1, title: event.t },
      el('span', { class: 'number', text: event.n + ' ' }),
      el('span', { class: event.p % 2 ? 'pid-odd' : '', text: event.p ? event.p + ' ' : '' }),
      event.t));
}

const moreItem = (index, text) => el('li', { 'data-index': index }, el('button', { type: 'button', tabindex: -1, text }));

function drawEventList() {
  const end = Math.min(events.length, windowStart + WINDOW);
  const items = events.slice(windowStart, end).map((event, i) => eventItem(event, windowStart + i));
  if (windowStart > 0) items.unshift(moreItem(windowStart - 1, '… earlier events'));
  if (end < events.length) items.push(moreItem(end, '… later events'));
  byId('events').replaceChildren(...items);
}

/** Says which events are missing. */
function drawLeftOut() {
  const missing = data.total - events.length;
  const gapAt = events.findIndex((event, i) => i > 0 && event.n !== events[i - 1].n + 1);
  byId('left-out').hidden = missing <= 0;
  if (missing > 0) {
    const from = gapAt > 0 ? events[gapAt - 1].n + 1 : 0;
    byId('left-out').textContent = `${missing.toLocaleString('en')} of ${data.total.toLocaleString('en')} events are left out: numbers ${from} to ${from + missing - 1}. What they changed shows at event ${from + missing}.`;
  }
}

function drawCurrent() {
  const list = byId('events');
  const focusInside = list.contains(document.activeElement);
  const end = Math.min(events.length, windowStart + WINDOW);
  const { index } = view;
  if (!list.children.length || (windowStart > 0 && index < windowStart + EDGE) || (end < events.length && index >= end - EDGE)) {
    windowStart = Math.max(0, Math.min(events.length - WINDOW, index - WINDOW / 2));
    drawEventList();
  }
  const item = list.children[index - windowStart + (windowStart > 0 ? 1 : 0)];
  list.querySelector('[aria-current]')?.removeAttribute('aria-current');
  list.querySelector('button[tabindex="0"]')?.setAttribute('tabindex', '-1');
  const button = item.firstElementChild;
  button.tabIndex = 0;
  button.setAttribute('aria-current', 'true');
  if (focusInside) button.focus({ preventScroll: true });
  const top = item.offsetTop - list.offsetTop;
  if (top < list.scrollTop || top + 24 > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
}

function drawOutcome() {
  const { outcome } = data;
  const holder = byId('outcome-body');
  byId('outcome').hidden = !outcome;
  if (!outcome) return;
  holder.replaceChildren(
    el('p', { class: outcome.good ? 'good-end' : 'bad-end' }, (outcome.good ? '✓ ' : '✗ ') + outcome.text),
    el('ul', {}, ...outcome.processes.map((process) => el('li', { class: process.good ? null : 'bad-end' },
      `${process.name} (pid ${process.pid}): ${process.end}`))),
    el('p', { class: 'note', text: `${plural(outcome.systemCalls, 'system call')}, ${plural(outcome.pageFaults, 'page fault')}, ${plural(outcome.switches, 'switch')}, ${plural(outcome.pagesMapped, 'page')} mapped; ${plural(outcome.framesInUse, 'frame')} in use at the end, ${outcome.kernelFrames} of them the kernel's; seed ${data.seed}, schedule hash ${outcome.scheduleHash}` }),
    ...outcome.processes.filter((process) => process.fault).flatMap((process) => [
      el('h3', { text: `Why ${process.name} (pid ${process.pid}) was ended` }),
      el('pre', { tabindex: 0, role: 'region', 'aria-label': `Fault report of pid ${process.pid}`, text: process.fault }),
    ]));
}
