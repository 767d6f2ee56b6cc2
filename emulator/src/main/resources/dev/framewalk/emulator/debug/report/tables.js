// The tables of a state: their leaves as ranges, and who owns and who maps each frame.

const P = 1, W = 2, U = 4, PWT = 8, PCD = 16, A = 32, D = 64, PS = 128, G = 256, NX = 0x80000000;
const LEVELS = ['PT', 'PD', 'PDPT', 'PML4', 'PML5'];
const PAGE_SIZES = ['4K', '2M', '1G'];
const PURPOSES = ['table', 'object', 'private', 'kernel'];
const pagesOf = (level) => 512 ** level;

const isLeaf = (lo, level) => level === 0 || (level <= 2 && (lo & PS) !== 0);

/** The bits of an entry that must be clear (Intel SDM 3A 4.5.5, 4.7), as [high half, low half]. */
function reservedMask(level, leaf, space) {
  let hi = 0xfffff & ~((1 << (space.physicalBits - 32)) - 1);
  let lo = 0;
  if (level > 2) {
    lo |= PS;
  } else if (leaf && level > 0) {
    lo |= level === 1 ? 0x1fe000 : 0x3fffe000;
  }
  if (!space.noExecute) {
    hi |= NX;
  }
  return [hi >>> 0, lo];
}

const isReserved = (hi, lo, level, space) => {
  const [h, l] = reservedMask(level, isLeaf(lo, level), space);
  return (hi & h) !== 0 || (lo & l) !== 0;
};

/** The names of the flags of an entry. */
function flagNames(hi, lo, level) {
  const names = [];
  const leaf = isLeaf(lo, level);
  for (const [bit, name] of [[P, 'P'], [W, 'W'], [U, 'U'], [PWT, 'PWT'], [PCD, 'PCD'], [A, 'A']]) {
    if (lo & bit) names.push(name);
  }
  if (lo & D && leaf) names.push('D');
  if (lo & PS) names.push(level === 0 ? 'PAT' : 'PS');
  if (lo & G && leaf) names.push('G');
  if (leaf && level > 0 && lo & 0x1000) names.push('PAT');
  const key = (hi >>> 27) & 15;
  if (leaf && key) names.push('key ' + key);
  if (hi & NX) names.push('NX');
  return names;
}

/**
 * The leaves of a space as runs of pages that follow one another and have contiguous frames, equal
 * flags, and equal A and D.
 */
function fineRanges(state, space) {
  const key = 'fine ' + space.root + ' ' + space.physicalBits + space.noExecute + space.levels;
  if (state.cache.has(key)) {
    return state.cache.get(key);
  }
  const ranges = [];
  let last = null;
  const masks = [0, 1, 2, 3, 4].map((level) => [
    reservedMask(level, false, space), reservedMask(level, true, space)]);
  const nxMask = space.noExecute ? NX : 0;
  function scan(frame, level, page, writable, user, refused) {
    const entries = state.tables.get(frame);
    if (!entries) {
      return;
    }
    const step = pagesOf(level);
    const [table, leaf] = masks[level];
    for (let i = 0; i < 512; i++) {
      const lo = entries[2 * i];
      if (!(lo & P)) {
        continue;
      }
      const hi = entries[2 * i + 1];
      const w = writable & lo;
      const u = user & lo;
      const nx = refused | (hi & nxMask);
      const at = page + i * step;
      if (isLeaf(lo, level)) {
        if ((hi & leaf[0]) !== 0 || (lo & leaf[1]) !== 0) {
          continue;
        }
        let pfn = frameOf(hi, lo);
        pfn -= pfn % step;
        const flags = (lo & (PWT | PCD | G)) | (level === 0 ? lo & PS : (lo & 0x1000) >>> 5);
        const usage = lo & (A | D);
        const protectionKey = (hi >>> 27) & 15;
        if (last && last.level === level && last.page + last.pages === at
            && last.frame + last.pages === pfn && last.usage === usage && last.flags === flags
            && last.key === protectionKey && last.writable === (w !== 0)
            && last.user === (u !== 0) && last.executable === (nx === 0)) {
          last.pages += step;
        } else {
          last = {
            page: at, pages: step, frame: pfn, level, usage, flags, key: protectionKey,
            writable: w !== 0, user: u !== 0, executable: nx === 0,
          };
          ranges.push(last);
        }
      } else if ((hi & table[0]) === 0 && (lo & table[1]) === 0) {
        scan(frameOf(hi, lo), level - 1, at, w, u, nx);
      }
    }
  }
  scan(space.root, space.levels - 1, 0, W, U, 0);
  state.cache.set(key, ranges);
  return ranges;
}

const sameRights = (a, b) =>
  a.writable === b.writable && a.user === b.user && a.executable === b.executable;
const rightsText = (range) =>
  (range.user ? '' : 'supervisor ') + 'r' + (range.writable ? 'w' : '-') + (range.executable ? 'x' : '-');

/** The same, whatever A and D are: each range says how many of its entries have them. */
function ranges(state, space) {
  const key = 'ranges ' + space.pid;
  if (!state.cache.has(key)) {
    const list = [];
    let last = null;
    for (const fine of fineRanges(state, space)) {
      const entries = fine.pages / pagesOf(fine.level);
      if (!(last && last.level === fine.level && last.page + last.pages === fine.page
          && last.frame + last.pages === fine.frame && last.flags === fine.flags
          && last.key === fine.key && sameRights(last, fine))) {
        last = { ...fine, pages: 0, entries: 0, accessed: 0, dirty: 0, pid: space.pid };
        list.push(last);
      }
      last.pages += fine.pages;
      last.entries += entries;
      last.accessed += fine.usage & A ? entries : 0;
      last.dirty += fine.usage & D ? entries : 0;
    }
    state.cache.set(key, list);
  }
  return state.cache.get(key);
}

/** Those that ring 3 can use. */
const userRanges = (state, space) =>
  ranges(state, space).filter((range) => range.page < 2 ** (space.bits - 13));

/** The area of a space that holds a page. */
function areaAt(space, page) {
  let low = 0;
  let high = space.areas.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const area = space.areas[middle];
    if (page < area.start) high = middle - 1;
    else if (page >= area.start + area.pages) low = middle + 1;
    else return area;
  }
  return null;
}

/** Table frames: which level, and the processes whose tables lead to them. */
function tableOwners(state) {
  const key = 'owners';
  if (!state.cache.has(key)) {
    const owners = new Map();
    const add = (frame, level, pid) => {
      const entries = state.tables.get(frame);
      if (!entries) return;
      let owner = owners.get(frame);
      if (!owner) owners.set(frame, (owner = { level, pids: new Set() }));
      if (owner.pids.has(pid)) return;
      owner.pids.add(pid);
      if (level === 0) return;
      for (let i = 0; i < 512; i++) {
        const lo = entries[2 * i];
        if (lo & P && !isLeaf(lo, level)) add(frameOf(entries[2 * i + 1], lo), level - 1, pid);
      }
    };
    add(data.kernelRoot, 3, 0);
    for (const space of state.spaces.values()) add(space.root, space.levels - 1, space.pid);
    state.cache.set(key, owners);
  }
  return state.cache.get(key);
}

/** Every user range of every process, by frame. */
function mappingsByFrame(state) {
  const key = 'mappings';
  if (!state.cache.has(key)) {
    const all = [];
    for (const space of state.spaces.values()) all.push(...userRanges(state, space));
    all.sort((a, b) => a.frame - b.frame);
    // How far the ranges up to each reach: so that those around a frame are found by halving.
    let reach = 0;
    all.reach = Float64Array.from(all, (range) => (reach = Math.max(reach, range.frame + range.pages)));
    state.cache.set(key, all);
  }
  return state.cache.get(key);
}

/** The ranges of processes that reach some of these frames. */
function mappersOf(state, frame, count, most = Infinity) {
  const all = mappingsByFrame(state);
  let low = 0, high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all.reach[middle] <= frame) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (let i = low; i < all.length && all[i].frame < frame + count && found.length < most; i++) {
    if (all[i].frame + all[i].pages > frame) found.push(all[i]);
  }
  return found;
}

/**
 * Physical memory as segments in order, free ones too: each has first, count, kind, a label, and
 * what it belongs to.
 */
function segments(state) {
  const key = 'segments';
  if (state.cache.has(key)) {
    return state.cache.get(key);
  }
  const objectRuns = [];
  for (const object of state.objects.values()) {
    let page = 0;
    for (let i = 0; i < object.runs.length; i += 2) {
      objectRuns.push({ first: object.runs[i], count: object.runs[i + 1], object, page });
      page += object.runs[i + 1];
    }
  }
  objectRuns.sort((a, b) => a.first - b.first);
  const owners = tableOwners(state);
  const list = [];
  const put = (segment) => {
    const last = list[list.length - 1];
    if (last && last.group === segment.group && last.first + last.count === segment.first
        && (segment.kind !== 'object' || last.objectPage + last.count === segment.objectPage)) {
      last.count += segment.count;
      if (last.levels && last.levels.length < 9) last.levels.push(...segment.levels);
    } else {
      list.push(segment);
    }
  };
  let at = 0;
  const free = (until) => {
    if (until > at) put({ first: at, count: until - at, kind: 'free', group: 'free', label: 'free' });
  };
  let o = 0;
  for (let i = 0; i < state.frames.length; i += 3) {
    const first = state.frames[i];
    const end = first + state.frames[i + 1];
    const use = state.frames[i + 2];
    const kind = PURPOSES[(use & 7) - 1];
    const references = Math.floor(use / 8);
    free(first);
    at = end;
    if (kind === 'table') {
      for (let frame = first; frame < end; frame++) {
        const owner = owners.get(frame);
        const pids = owner ? [...owner.pids].filter((pid) => pid !== 0) : [];
        const shared = owner && owner.pids.has(0);
        const whose = !owner ? 'table that nothing leads to'
          : shared ? 'of the kernel half' : 'of pid ' + pids.join(', ');
        put({
          first: frame, count: 1, kind, group: 'table ' + whose, whose, references, pids,
          levels: owner ? [LEVELS[owner.level]] : [],
        });
      }
    } else if (kind === 'object') {
      for (let frame = first; frame < end; ) {
        while (o < objectRuns.length && objectRuns[o].first + objectRuns[o].count <= frame) o++;
        const run = objectRuns[o];
        const hit = run && run.first <= frame;
        const stop = run ? Math.min(end, hit ? run.first + run.count : run.first) : end;
        put({
          first: frame, count: stop - frame, kind, references,
          group: hit ? 'object ' + run.object.id : 'object',
          label: hit ? run.object.name : 'object without a name',
          object: hit ? run.object : undefined,
          objectPage: hit ? run.page + (frame - run.first) : 0,
        });
        frame = stop;
      }
    } else if (kind === 'private') {
      for (const part of privateParts(state, first, end)) {
        put({ ...part, kind, references, group: part.label + ' ' + references });
      }
    } else {
      put({ first, count: end - first, kind, group: kind, label: 'kernel', references });
    }
  }
  free(data.frames);
  for (const segment of list) {
    if (segment.kind === 'table') {
      const each = segment.levels.length <= 4 ? segment.levels.join(' ')
        : new Set(segment.levels).size === 1 ? segment.levels[0] + ' tables' : 'tables';
      segment.label = (each ? each + ' ' : '') + segment.whose;
    }
  }
  state.cache.set(key, list);
  return list;
}

/** A run of private frames, cut where others map it, or it is for something else. */
function privateParts(state, first, end) {
  const parts = [];
  const mappers = mappersOf(state, first, end - first);
  const edges = new Set([first, end]);
  for (const range of mappers) {
    edges.add(Math.max(first, range.frame));
    edges.add(Math.min(end, range.frame + range.pages));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  let next = 0;
  let here = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    here = here.filter((r) => r.frame + r.pages > sorted[i]);
    while (next < mappers.length && mappers[next].frame <= sorted[i]) here.push(mappers[next++]);
    const pids = [...new Set(here.map((r) => r.pid))];
    const space = here.length ? state.spaces.get(here[0].pid) : null;
    const area = space && areaAt(space, here[0].page + (sorted[i] - here[0].frame));
    const label = pids.length
      ? (area ? area.label : 'private page') + ' of pid ' + pids.join(', ')
      : 'private page that nobody maps';
    parts.push({ first: sorted[i], count: sorted[i + 1] - sorted[i], pids, label });
  }
  return parts;
}

/** Frames by kind, as the allocator counts them. */
function frameCounts(state) {
  const counts = { table: 0, object: 0, private: 0, kernel: 0, used: 0, free: 0 };
  for (let i = 0; i < state.frames.length; i += 3) {
    counts[PURPOSES[(state.frames[i + 2] & 7) - 1]] += state.frames[i + 1];
    counts.used += state.frames[i + 1];
  }
  counts.free = data.frames - counts.used;
  return counts;
}
