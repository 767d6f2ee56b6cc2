// What memory was at each event. A state is never changed once made; states share what stayed.

const data = JSON.parse(document.getElementById('data').textContent);
const events = data.events;

const NO_STATE = {
  tables: new Map(),
  frames: [],
  objects: new Map(),
  spaces: new Map(),
  cache: new Map(),
};

/** Writes the runs of a table's change; see TableChange.java and ReportJson.java. */
function decodeTable(entries, change) {
  let at = 0;
  for (let i = 1; i < change.length; i += 5) {
    at += change[i];
    const count = change[i + 1];
    const rotated = change[i + 2];
    const hi = ((rotated >>> 1) | (rotated << 31)) >>> 0;
    const lo = change[i + 3];
    const stride = change[i + 4];
    let frame = frameOf(hi, lo);
    for (let k = 0; k < count; k++, at++, frame += stride) {
      entries[2 * at] = ((lo & 0xfff) | ((frame % 0x100000) << 12)) >>> 0;
      entries[2 * at + 1] = ((hi & 0xfff00000) | Math.floor(frame / 0x100000)) >>> 0;
    }
  }
}

/** Runs of frames (first, count, use) with others laid over them; use 0 is a free frame. */
function overlay(runs, changes) {
  const out = [];
  let c = 0;
  for (let r = 0; r < runs.length; r += 3) {
    let from = runs[r];
    const end = runs[r] + runs[r + 1];
    while (c < changes.length && changes[c] + changes[c + 1] <= from) {
      c += 3;
    }
    for (let k = c; k < changes.length && changes[k] < end; k += 3) {
      if (changes[k] > from) {
        out.push([from, changes[k] - from, runs[r + 2]]);
      }
      from = Math.max(from, changes[k] + changes[k + 1]);
    }
    if (from < end) {
      out.push([from, end - from, runs[r + 2]]);
    }
  }
  for (let k = 0; k < changes.length; k += 3) {
    if (changes[k + 2] !== 0) {
      out.push([changes[k], changes[k + 1], changes[k + 2]]);
    }
  }
  out.sort((a, b) => a[0] - b[0]);
  const flat = [];
  for (const [first, count, use] of out) {
    const last = flat.length - 3;
    if (last >= 0 && flat[last] + flat[last + 1] === first && flat[last + 2] === use) {
      flat[last + 1] += count;
    } else {
      flat.push(first, count, use);
    }
  }
  return flat;
}

function nextSpace(before, [pid, name, root, flags, physicalBits, pkru, gone, added]) {
  const areas = new Map(before ? before.areas.map((area) => [area.start, area]) : []);
  for (const start of gone) {
    areas.delete(start);
  }
  for (let i = 0; i < added.length; i += 4) {
    areas.set(added[i], {
      start: added[i],
      pages: added[i + 1],
      rights: added[i + 2].slice(0, 3),
      shared: added[i + 2][3] === 's',
      label: added[i + 3],
    });
  }
  return {
    pid, name, root, physicalBits, pkru,
    writeProtect: (flags & 1) !== 0,
    smep: (flags & 2) !== 0,
    smap: (flags & 4) !== 0,
    keys: (flags & 8) !== 0,
    noExecute: (flags & 16) !== 0,
    levels: flags & 32 ? 5 : 4,
    bits: flags & 32 ? 57 : 48,
    areas: [...areas.values()].sort((a, b) => a.start - b.start),
  };
}

/** The state that an event makes of the one before it. */
function applyEvent(state, event) {
  const same = !(event.T || event.x || event.F || event.O || event.o || event.S || event.s);
  if (same) {
    return state;
  }
  const next = { ...state, cache: new Map() };
  if (event.T || event.x) {
    next.tables = new Map(state.tables);
    for (const frame of event.x ?? []) {
      next.tables.delete(frame);
    }
    for (const change of event.T ?? []) {
      const old = state.tables.get(change[0]);
      const entries = old ? old.slice() : new Uint32Array(1024);
      decodeTable(entries, change);
      next.tables.set(change[0], entries);
    }
  }
  if (event.F) {
    next.frames = overlay(state.frames, event.F);
  }
  if (event.O || event.o) {
    next.objects = new Map(state.objects);
    (event.o ?? []).forEach((id) => next.objects.delete(id));
    for (const [id, name, linked, size, runs] of event.O ?? []) {
      next.objects.set(id, { id, name, linked: linked === 1, size, runs });
    }
  }
  if (event.S || event.s) {
    next.spaces = new Map(state.spaces);
    (event.s ?? []).forEach((pid) => next.spaces.delete(pid));
    for (const space of event.S ?? []) {
      next.spaces.set(space[0], nextSpace(state.spaces.get(space[0]), space));
    }
  }
  return next;
}

const STRIDE = 32; // a state is kept for every so many events, and the last few that were asked for
const keptStates = new Map();
const recentStates = new Map();

/** The state at the event with this index. */
function stateAt(index) {
  if (index < 0) {
    return NO_STATE;
  }
  const ready = keptStates.get(index) ?? recentStates.get(index);
  if (ready) {
    return ready;
  }
  let from = index;
  while (from >= 0 && !keptStates.has(from) && !recentStates.has(from)) {
    from--;
  }
  let state = from < 0 ? NO_STATE : (keptStates.get(from) ?? recentStates.get(from));
  for (let i = from + 1; i <= index; i++) {
    state = applyEvent(state, events[i]);
    if (i % STRIDE === 0) {
      keptStates.set(i, state);
    }
  }
  recentStates.set(index, state);
  if (recentStates.size > 8) {
    recentStates.delete(recentStates.keys().next().value);
  }
  return state;
}

function forgetStates() {
  keptStates.clear();
  recentStates.clear();
}
