// Physical memory as a strip in the middle, the processes' ranges beside it, and lines between.

const MOST_SEGMENTS = 160;
const MOST_RANGES = 40;
const MOST_SPACES = 6;

/** Patterns say the same as colours. */
function patterns() {
  const line = (d, width) => svg('path', { d, stroke: 'var(--panel)', 'stroke-width': width, fill: 'none' });
  return svg('defs', {},
    svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, line('M0 0V6', 3)),
    svg('pattern', { id: 'dots', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
      svg('circle', { cx: 2, cy: 2, r: 1.2, fill: 'var(--panel)' })),
    svg('pattern', { id: 'cross', width: 5, height: 5, patternUnits: 'userSpaceOnUse' }, line('M0 0L5 5M5 0L0 5', 1)));
}
const PATTERN = { table: 'hatch', private: 'dots', kernel: 'cross' };

/** A sample of a kind for the legend. */
function sample(kind, colour) {
  const parts = [svg('rect', { width: 16, height: 14, fill: 'var(--c)' })];
  if (PATTERN[kind]) parts.push(svg('rect', { width: 16, height: 14, fill: `url(#${PATTERN[kind]})` }));
  return svg('svg', { class: colour, 'aria-hidden': 'true' }, ...parts);
}

const cut = (text, width) => {
  const most = Math.max(1, Math.floor(width / 6.7));
  return text.length <= most ? text : text.slice(0, Math.max(1, most - 1)) + '…';
};

/** Joins neighbours until there are few enough to draw. */
function fewSegments(list) {
  let drawn = list;
  for (let size = Math.ceil(list.length / MOST_SEGMENTS); drawn.length > MOST_SEGMENTS; size *= 2) {
    const joined = [];
    for (const segment of list) {
      const last = joined[joined.length - 1];
      if (last && last.parts < size && segment.count < 512) {
        last.count += segment.count;
        last.parts++;
        if (last.label !== segment.label) {
          last.kind = last.kind === segment.kind ? last.kind : 'mixed';
          last.label = last.kind === 'mixed' ? 'mixed' : last.kind + ' of several';
          last.object = undefined;
        }
      } else {
        joined.push({ ...segment, parts: 1 });
      }
    }
    drawn = joined;
    if (size > 1 << 16) break;
  }
  return drawn.slice(0, 2 * MOST_SEGMENTS);
}

/** Whether pages of a range have changed; what has is in page order for each kind and process. */
function changedPages(range) {
  if (!view.changed) {
    view.changed = new Map();
    for (const change of view.changes) {
      if (['mapped', 'moved', 'rights', 'used', 'flags'].includes(change.kind)) {
        if (!view.changed.has(change.pid)) view.changed.set(change.pid, []);
        view.changed.get(change.pid).push(change);
      }
    }
    for (const list of view.changed.values()) {
      list.sort((a, b) => a.page - b.page);
      let reach = 0;
      list.reach = list.map((change) => (reach = Math.max(reach, change.page + change.pages)));
    }
  }
  const list = view.changed.get(range.pid);
  if (!list) return false;
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.reach[middle] <= range.page) low = middle + 1;
    else high = middle;
  }
  return low < list.length && list[low].page < range.page + range.pages;
}

const changedFrames = (segment) => {
  const changes = view.event?.F ?? [];
  for (let i = 0; i < changes.length; i += 3) {
    if (changes[i + 2] !== 0 && changes[i] < segment.first + segment.count
        && changes[i] + changes[i + 1] > segment.first) return true;
  }
  return false;
};

function labelOf(range, space) {
  const area = areaAt(space, range.page);
  return area ? area.label : 'no area';
}

/** Who else reaches the frames of a range, in words. */
function aliasesOf(state, range) {
  return mappersOf(state, range.frame, range.pages, 100)
    .filter((other) => !(other.pid === range.pid && other.page === range.page))
    .map((other) => {
      const first = Math.max(other.frame, range.frame);
      const space = state.spaces.get(other.pid);
      return `pid ${other.pid} at ${pageHex(other.page + first - other.frame, space.bits)} ${rightsText(other)}`;
    });
}

function describeRange(state, range) {
  const space = state.spaces.get(range.pid);
  const aliases = aliasesOf(state, range);
  return `pid ${range.pid}: ${pageHex(range.page, space.bits)}, ${bytesText(range.pages)}, ${rightsText(range)}, `
    + `${labelOf(range, space)}, frames from ${frameHex(range.frame)}`
    + (aliases.length ? '; also mapped by ' + aliases.slice(0, 8).join('; ') + (aliases.length > 8 ? '; …' : '') : '; nobody else maps them');
}

function describeSegment(state, segment) {
  const mappers = segment.kind === 'free' || segment.kind === 'table' ? [] : mappersOf(state, segment.first, segment.count, 100);
  const where = mappers.slice(0, 8).map((range) =>
    `pid ${range.pid} at ${pageHex(range.page, state.spaces.get(range.pid).bits)} ${rightsText(range)}`);
  return `${frameHex(segment.first)}, ${plural(segment.count, 'frame')}: ${segment.label}`
    + (segment.references > 1 ? `, ${segment.references} references each` : '')
    + (where.length ? '; mapped by ' + where.join('; ') + (mappers.length > 8 ? '; …' : '') : '');
}

const heightOf = (count, least, most) => least + Math.min(most - least, Math.round(4 * Math.log2(count)));

function placeSpaces(spaces, state) {
  const sides = [{ y: 0, blocks: [], heads: [] }, { y: 0, blocks: [], heads: [] }];
  spaces.forEach((space, i) => {
    const side = sides[i % 2];
    side.heads.push({ y: side.y, space });
    side.y += 20;
    const list = userRanges(state, space);
    list.slice(0, MOST_RANGES).forEach((range) => {
      const height = heightOf(range.pages, 32, 64);
      side.blocks.push({ range, space, y: side.y, height });
      side.y += height + 4;
    });
    if (list.length > MOST_RANGES) {
      side.heads.push({ y: side.y, more: list.length - MOST_RANGES });
      side.y += 20;
    }
    side.y += 12;
  });
  return sides;
}

function blockShape(state, block, x, width, colour, left) {
  const { range, space } = block;
  const label = labelOf(range, space);
  const group = svg('g', {
    class: 'block ' + colour, tabindex: -1, role: 'button', 'aria-label': describeRange(state, range),
    'data-frame': range.frame, 'data-count': range.pages,
    on: { click: () => walkAddress(pageHex(range.page, space.bits), range.pid) },
  },
  svg('rect', { class: 'body', x, y: block.y, width, height: block.height, rx: 3 }),
  svg('rect', { class: 'bar', x: left ? x + width - 4 : x, y: block.y, width: 4, height: block.height }),
  svg('text', { x: x + 8, y: block.y + 13, text: cut(pageHex(range.page, space.bits) + ' ' + rightsText(range), width - 18) }),
  svg('text', { class: 'faint', x: x + 8, y: block.y + 26, text: cut(label, width - 18) }));
  if (changedPages(range)) {
    group.append(svg('circle', { class: 'new-mark', cx: x + width - 11, cy: block.y + 9, r: 4 },
      svg('title', { text: 'changed at this event' })));
  }
  return group;
}

function segmentShape(state, segment, x, width) {
  const group = svg('g', {
    class: `segment ${segment.kind} ${colourOf(segment)}`, tabindex: -1, role: 'button',
    'aria-label': describeSegment(state, segment), 'data-frame': segment.first, 'data-count': segment.count,
  },
  svg('rect', { class: 'body', x, y: segment.y, width, height: segment.height }),
  svg('rect', { class: 'bar', x, y: segment.y, width: 12, height: segment.height }));
  if (PATTERN[segment.kind]) {
    group.append(svg('rect', { x, y: segment.y, width: 12, height: segment.height, fill: `url(#${PATTERN[segment.kind]})` }));
  }
  const text = segment.kind === 'free'
    ? `${segment.count.toLocaleString('en')} free`
    : `${frameHex(segment.first)}${segment.count > 1 ? ' ×' + segment.count : ''} ${segment.label}`;
  group.append(svg('text', {
    class: segment.kind === 'free' ? 'faint' : null, x: x + 17, y: segment.y + segment.height / 2 + 4, text: cut(text, width - 22),
  }));
  if (changedFrames(segment)) {
    group.append(svg('circle', { class: 'new-mark', cx: x + width - 6, cy: segment.y + segment.height / 2, r: 4 },
      svg('title', { text: 'changed at this event' })));
  }
  return group;
}

/** A line from each part of a block's frames to where it lies in the strip. */
function bands(block, drawn, from, to) {
  const paths = [];
  const { range } = block;
  for (const segment of drawn) {
    const first = Math.max(range.frame, segment.first);
    const end = Math.min(range.frame + range.pages, segment.first + segment.count);
    if (first >= end) continue;
    const a0 = block.y + (block.height * (first - range.frame)) / range.pages;
    const a1 = block.y + (block.height * (end - range.frame)) / range.pages;
    const b0 = segment.y + (segment.height * (first - segment.first)) / segment.count;
    const b1 = segment.y + (segment.height * (end - segment.first)) / segment.count;
    const middle = (from + to) / 2;
    paths.push(svg('path', {
      class: 'band ' + colourOf(segment), 'data-frame': first, 'data-count': end - first,
      d: `M${from} ${a0}C${middle} ${a0} ${middle} ${b0} ${to} ${b0}V${b1}C${middle} ${b1} ${middle} ${a1} ${from} ${a1}Z`,
    }));
  }
  return paths;
}

function drawPicture() {
  const { state } = view;
  const holder = byId('picture');
  const width = Math.max(280, holder.clientWidth);
  const chosen = shownSpace();
  const all = [...state.spaces.values()];
  const spaces = all.length <= MOST_SPACES ? all : [chosen, ...all.filter((s) => s !== chosen)].slice(0, MOST_SPACES);
  const narrow = width < 560;
  // One process stands on the left alone; several stand on both sides.
  const alone = spaces.length < 2;
  const gap = Math.round(width * (narrow ? 0.06 : 0.1));
  const strip = Math.round(alone ? (width - gap) / 2 : width * (narrow ? 0.32 : 0.3));
  const side = Math.floor(alone ? width - strip - gap : (width - strip - 2 * gap) / 2);
  const middle = side + gap;
  const drawn = fewSegments(segments(state));
  let y = 20;
  for (const segment of drawn) {
    segment.y = y;
    segment.height = heightOf(segment.kind === 'free' ? 1 : segment.count, 19, 72);
    y += segment.height + 1;
  }
  const sides = placeSpaces(spaces, state);
  if (all.length > spaces.length) {
    sides[0].heads.push({ y: sides[0].y, text: `and ${all.length - spaces.length} processes more` });
    sides[0].y += 20;
  }
  const height = Math.max(y, sides[0].y, sides[1].y, 60) + 4;
  const shapes = { bands: [], blocks: [[], []] };
  const heads = [svg('text', { class: 'head', x: middle, y: 13, text: cut('physical memory', strip) })];
  sides.forEach((one, i) => {
    const x = i === 0 ? 0 : width - side;
    for (const head of one.heads) {
      heads.push(svg('text', {
        class: head.space ? 'head' : 'faint', x, y: head.y + 13,
        text: cut(head.text ?? (head.space ? `pid ${head.space.pid} ${head.space.name}` : `and ${head.more} ranges more`), side),
      }));
    }
    for (const block of one.blocks) {
      const segment = drawn.find((s) => s.first <= block.range.frame && block.range.frame < s.first + s.count);
      shapes.blocks[i].push(blockShape(state, block, x, side, segment ? colourOf(segment) : 'c-mixed', i === 0));
      shapes.bands.push(...(i === 0
        ? bands(block, drawn, side, middle)
        : bands(block, drawn, width - side, middle + strip)));
    }
  });
  const picture = svg('svg', {
    viewBox: `0 0 ${width} ${height}`, height, role: 'group',
    'aria-label': 'Ranges of each process, and the frames that they map. The same stands in the tables below.',
  }, patterns(), ...heads, ...shapes.bands, ...shapes.blocks[0],
  ...drawn.map((segment) => segmentShape(state, segment, middle, strip)), ...shapes.blocks[1]);
  const refocus = holder.contains(document.activeElement)
    ? [...holder.querySelectorAll('.block, .segment')].indexOf(document.activeElement) : -1;
  holder.replaceChildren(picture);
  const items = [...picture.querySelectorAll('.block, .segment')];
  if (items.length) {
    items[0].setAttribute('tabindex', '0');
    if (refocus >= 0) focusItem(items, refocus);
  }
  drawCounts(state);
  drawScale(state);
}

/** Marks all that reaches the frames of one shape. */
function highlight(shape) {
  const picture = byId('picture').firstElementChild;
  if (!picture) return;
  picture.classList.toggle('some-hot', shape !== null);
  if (shape === null) {
    picture.querySelectorAll('.hot').forEach((hot) => hot.classList.remove('hot'));
    return;
  }
  const first = Number(shape.dataset.frame);
  const end = first + Number(shape.dataset.count);
  for (const other of picture.querySelectorAll('[data-frame]')) {
    const from = Number(other.dataset.frame);
    other.classList.toggle('hot', other === shape || (from < end && from + Number(other.dataset.count) > first));
  }
  byId('picture-note').textContent = shape.getAttribute('aria-label');
}

function drawCounts(state) {
  const counts = frameCounts(state);
  const cells = [];
  const put = (kind, colour, text, count) => cells.push(el('span', { 'data-kind': kind, 'data-count': count }, sample(kind, colour), text));
  put('kernel', 'c-kernel', `${counts.kernel} kernel`, counts.kernel);
  put('table', 'c-table', `${counts.table} page tables`, counts.table);
  put('private', 'c-private', `${counts.private} private`, counts.private);
  for (const object of [...state.objects.values()].slice(0, 12)) {
    let frames = 0;
    for (let i = 1; i < object.runs.length; i += 2) frames += object.runs[i];
    put('object', 'c-object-' + ((object.id - 1) % 6), `${frames} ${object.name}`, frames);
  }
  put('free', 'c-free', `${counts.free.toLocaleString('en')} free of ${data.frames.toLocaleString('en')}`, counts.free);
  byId('counts').replaceChildren(...cells);
}

/** All frames on one line, to scale: what most frames behind a point are. */
function drawScale(state) {
  const holder = byId('scale');
  const width = Math.max(200, Math.min(1600, holder.clientWidth));
  const shares = Array.from({ length: width }, () => new Map());
  const each = data.frames / width;
  for (const segment of segments(state)) {
    if (segment.kind === 'free') continue;
    const colour = colourOf(segment);
    const end = segment.first + segment.count;
    for (let x = Math.floor(segment.first / each); x < width && x * each < end; x++) {
      const inside = Math.min(end, (x + 1) * each) - Math.max(segment.first, x * each);
      shares[x].set(colour, (shares[x].get(colour) ?? 0) + inside);
    }
  }
  const rects = [svg('rect', { width, height: 18, fill: 'var(--free)' })];
  let from = 0;
  const colourAt = (x) => (x < width && shares[x].size ? [...shares[x]].sort((a, b) => b[1] - a[1])[0][0] : '');
  for (let x = 1; x <= width; x++) {
    if (x === width || colourAt(x) !== colourAt(from)) {
      if (colourAt(from)) rects.push(svg('rect', { class: colourAt(from), x: from, width: Math.max(1, x - from), height: 18, fill: 'var(--c)' }));
      from = x;
    }
  }
  holder.setAttribute('viewBox', `0 0 ${width} 18`);
  holder.setAttribute('preserveAspectRatio', 'none');
  holder.replaceChildren(...rects);
  const counts = frameCounts(state);
  holder.setAttribute('aria-label', `All of physical memory, to scale: ${counts.used} of ${data.frames} frames in use in ${
    segments(state).filter((segment) => segment.kind === 'free').length} gaps`);
}

function startPicture() {
  const holder = byId('picture');
  const shapeOf = (event) => event.target.closest?.('.block, .segment') ?? null;
  for (const name of ['pointerover', 'focusin']) {
    holder.addEventListener(name, (event) => { const shape = shapeOf(event); if (shape) highlight(shape); });
  }
  holder.addEventListener('pointerleave', () => highlight(null));
  holder.addEventListener('focusout', () => highlight(null));
  holder.addEventListener('keydown', (key) => {
    if ((key.key === 'Enter' || key.key === ' ') && shapeOf(key)) {
      key.preventDefault();
      key.stopPropagation();
      shapeOf(key).dispatchEvent(new MouseEvent('click', { bubbles: true }));
    }
  });
  roving(holder, '.block, .segment', (key, at, items) =>
    ({ ArrowDown: at + 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: items.length - 1 })[key.key]);
  let width = 0;
  new ResizeObserver(() => {
    if (holder.clientWidth !== width) {
      width = holder.clientWidth;
      drawPicture();
    }
  }).observe(holder);
}
