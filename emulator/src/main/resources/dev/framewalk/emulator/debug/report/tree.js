// The tables of a process as a tree, its even runs as one line each.

const opened = new Set();

/** The entries of a table that are not zero, as runs of the same flags and even addresses. */
function entryRuns(entries) {
  const runs = [];
  for (let i = 0; i < 512; i++) {
    const lo = entries[2 * i], hi = entries[2 * i + 1];
    if (lo === 0 && hi === 0) continue;
    const last = runs[runs.length - 1];
    const frame = frameOf(hi, lo);
    if (last && last.index + last.count === i && (last.lo & 0xfff) === (lo & 0xfff)
        && (last.hi & 0xfff00000) === (hi & 0xfff00000)
        && (last.count === 1 || frame - last.lastFrame === last.stride)) {
      last.stride = frame - last.lastFrame;
      last.lastFrame = frame;
      last.count++;
    } else {
      runs.push({ index: i, count: 1, lo, hi, stride: 0, lastFrame: frame });
    }
  }
  return runs;
}

/** What stands in a table, as nodes; entries that lead to tables are never joined. */
function nodesOf(space, frame, level, page, depth) {
  const entries = view.state.tables.get(frame);
  if (!entries) return [];
  const old = view.before.tables.get(frame);
  const step = pagesOf(level);
  const nodes = [];
  const node = (index, count, lo, hi) => {
    let changed = false;
    for (let i = index; i < index + count && !changed; i++) {
      changed = view.before.tables.size > 0
        && (!old || old[2 * i] !== entries[2 * i] || old[2 * i + 1] !== entries[2 * i + 1]);
    }
    return { space, frame, level, page: page + index * step, index, count, lo, hi, depth, changed };
  };
  for (const run of entryRuns(entries)) {
    const table = (run.lo & P) !== 0 && !isLeaf(run.lo, level);
    if (table) {
      for (let i = run.index; i < run.index + run.count; i++) {
        nodes.push({ ...node(i, 1, entries[2 * i], entries[2 * i + 1]), table: true });
      }
    } else {
      nodes.push({ ...node(run.index, run.count, run.lo, run.hi), run: run.count > 1 });
    }
  }
  return nodes;
}

const keyOf = (node) => `${node.space.pid} ${node.level} ${node.page} ${node.count}`;

function childrenOf(node) {
  if (node.table) {
    const target = frameOf(node.hi, node.lo);
    return isReserved(node.hi, node.lo, node.level, node.space)
      ? [] : nodesOf(node.space, target, node.level - 1, node.page, node.depth + 1);
  }
  const entries = view.state.tables.get(node.frame);
  const nodes = [];
  for (let i = 0; i < node.count; i++) {
    const at = node.index + i;
    nodes.push({
      ...node, index: at, count: 1, run: false, lo: entries[2 * at], hi: entries[2 * at + 1],
      page: node.page + i * pagesOf(node.level), depth: node.depth + 1,
    });
  }
  return nodes;
}

function targetText(node) {
  if (!(node.lo & P)) return 'not present';
  const frame = frameOf(node.hi, node.lo);
  if (isReserved(node.hi, node.lo, node.level, node.space)) return 'reserved bit set';
  return (node.table ? 'table ' : 'page ') + frameHex(frame - (node.table ? 0 : frame % pagesOf(node.level)))
    + (node.run ? ' and on' : '');
}

function rowOf(node, position, size) {
  const expandable = node.table || node.run;
  const open = expandable && opened.has(keyOf(node));
  const level = LEVELS[node.level];
  const name = node.run
    ? `${level}[${hex(node.index)}…${hex(node.index + node.count - 1)}] ×${node.count}`
    : `${level}[${hex(node.index)}]`;
  const bad = !(node.lo & P) || isReserved(node.hi, node.lo, node.level, node.space);
  const row = el('div', {
    class: 'row' + (node.changed ? ' changed' : ''), role: 'treeitem', tabindex: -1,
    'aria-level': node.depth + 1, 'aria-posinset': position + 1, 'aria-setsize': size,
    'aria-expanded': expandable ? String(open) : null,
  },
  el('span', { class: 'twist', 'aria-hidden': 'true', text: expandable ? (open ? '▾' : '▸') : '' }),
  el('span', { class: 'index', text: name }),
  el('span', { class: 'virtual', text: pageHex(node.page, node.space.bits) }),
  el('span', { class: 'at', text: `at ${hex(node.frame * 4096 + node.index * 8)} = ${entryHex(node.hi, node.lo)}` }),
  el('span', { text: flagNames(node.hi, node.lo, node.level).join(' ') }),
  el('span', { class: bad ? 'bad' : null, text: targetText(node) }),
  node.changed ? el('span', { class: 'hidden', text: ', changed at this event' }) : null);
  row.style.setProperty('--depth', Math.min(node.depth, 5));
  row.node = node;
  return row;
}

function rowsOf(nodes, out) {
  nodes.forEach((node, i) => {
    out.push(rowOf(node, i, nodes.length));
    if ((node.table || node.run) && opened.has(keyOf(node))) rowsOf(childrenOf(node), out);
  });
}

/** Opens what leads to the user's first pages, as long as that is little. */
function openAtFirst(space) {
  if (opened.has('seen ' + space.pid)) return;
  opened.add('seen ' + space.pid);
  let budget = 40;
  const open = (nodes) => {
    for (const node of nodes) {
      if (!node.table || node.page >= 2 ** (space.bits - 13) || budget <= 0) continue;
      const children = childrenOf(node);
      budget -= children.length;
      opened.add(keyOf(node));
      open(children);
    }
  };
  open(nodesOf(space, space.root, space.levels - 1, 0, 0));
}

function drawTree() {
  const holder = byId('tree');
  const space = shownSpace();
  const focused = document.activeElement?.node && holder.contains(document.activeElement)
    ? keyOf(document.activeElement.node) : null;
  if (!space) {
    holder.replaceChildren(el('p', { class: 'note', text: 'No process lives at this event.' }));
    return;
  }
  openAtFirst(space);
  const rows = [];
  rowsOf(nodesOf(space, space.root, space.levels - 1, 0, 0), rows);
  holder.replaceChildren(...rows);
  if (rows.length) {
    const same = focused === null ? -1 : rows.findIndex((row) => keyOf(row.node) === focused);
    if (same >= 0) focusItem(rows, same);
    else rows[0].tabIndex = 0;
  }
}

function toggle(row, wanted) {
  const node = row.node;
  if (!(node.table || node.run)) return;
  const key = keyOf(node);
  if (wanted ?? !opened.has(key)) opened.add(key);
  else opened.delete(key);
  row.focus();
  drawTree();
}

function startTree() {
  const holder = byId('tree');
  holder.addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    if (row) toggle(row);
  });
  holder.addEventListener('keydown', (key) => {
    const row = key.target.closest?.('.row');
    if (!row) return;
    const open = row.getAttribute('aria-expanded') === 'true';
    if (key.key === 'Enter' || key.key === ' ' || (key.key === 'ArrowRight' && !open) || (key.key === 'ArrowLeft' && open)) {
      toggle(row);
    } else if (key.key === 'ArrowLeft') {
      let up = row.previousElementSibling;
      while (up && up.node.depth >= row.node.depth) up = up.previousElementSibling;
      if (up) focusItem([...holder.querySelectorAll('.row')], [...holder.children].indexOf(up));
    } else if (key.key !== 'ArrowRight') {
      return;
    }
    key.preventDefault();
    key.stopPropagation();
  });
  roving(holder, '.row', upAndDown);
}
