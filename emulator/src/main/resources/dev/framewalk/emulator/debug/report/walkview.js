// The walk of an address, shown level by level.

let asked = null; // { text, access, ring }
let walkTimers = [];

const grouped = (value, bits) => value.toString(2).padStart(bits, '0').replace(/(?=(?:.{3})+$)/g, ' ').trim();

function bitBoxes(address, space, walk) {
  const parts = splitAddress(address, space.levels);
  const box = (name, raw, value, on) => el('div', { class: on ? 'on' : '' },
    el('span', { class: 'name', text: name }), el('span', { class: 'raw', text: raw }), el('span', { class: 'value', text: value }));
  const top = space.levels - 1;
  const boxes = [box(`63…${64 - parts.signBits} sign`, hex(parts.sign), walk.end === 'not canonical' ? 'not canonical' : 'canonical', false)];
  parts.indices.forEach((index, i) => {
    const low = 12 + 9 * (top - i);
    boxes.push(box(`${low + 8}…${low} ${LEVELS[top - i]}`, grouped(index, 9), hex(index), i < walk.steps.length));
  });
  const leaf = walk.end === 'mapped' ? walk.steps[walk.steps.length - 1].level : 0;
  boxes.push(box('11…0 offset', grouped(parts.offset, 12), hex(parts.offset)
    + (leaf ? `, in all ${hex(address & ((BigInt(pagesOf(leaf)) << PAGE_SHIFT) - 1n))}` : ''), walk.end === 'mapped'));
  return el('div', { class: 'bits', role: 'group', 'aria-label': 'The address, split into sign, four indices of 9 bits and an offset of 12' }, ...boxes);
}

function stepCard(step, failing, rule) {
  const level = LEVELS[step.level];
  const names = flagNames(step.hi, step.lo, step.level);
  const present = (step.lo & P) !== 0;
  const card = el('li', { class: failing ? 'bad' : null, 'data-level': level },
    el('h4', {}, `${level}[${hex(step.index)}]`, failing ? ' ✗ stops here' : ''),
    el('div', { class: 'raw', text: `at ${hex(step.entryAddress)}` }),
    el('div', { text: '= ' + entryHex(step.hi, step.lo) }),
    el('div', {}, ...['P', 'W', 'U', 'A', ...(step.leaf ? ['D'] : []), 'NX'].map((name) =>
      el('span', { class: 'chip' + (names.includes(name) ? '' : ' off') },
        name, el('span', { class: 'hidden', text: names.includes(name) ? ' set ' : ' clear ' }))),
    ...names.filter((name) => !['P', 'W', 'U', 'A', 'D', 'NX'].includes(name)).map((name) => el('span', { class: 'chip', text: name }))),
    present ? el('div', { text: `→ ${step.leaf ? PAGE_SIZES[step.level] + ' page' : 'table'} ${frameHex(step.target)}` }) : null,
    present ? el('div', { class: 'so-far raw', text: `so far: ${step.user ? 'user' : 'supervisor'} r${step.writable ? 'w' : '-'}${step.executable ? 'x' : '-'}` }) : null,
    failing ? el('div', { text: rule }) : null);
  return card;
}

const VERBS = { r: 'read', w: 'write', x: 'fetch' };

function verdictLine(walk, verdict, access, ring) {
  const what = `A ${VERBS[access]} of ${hex(walk.address)} from ring ${ring} by ${walk.space.name} (pid ${walk.space.pid})`;
  if (verdict.allowed) {
    return el('p', { class: 'verdict good' }, el('strong', { text: 'Allowed. ' }), `${what} goes to physical ${hex(walk.physical)}.`);
  }
  if (verdict.rule === 'not canonical') {
    return el('p', { class: 'verdict bad' }, el('strong', { text: 'General protection. ' }),
      `${what}: the address is not canonical, bits 63 to ${walk.space.bits - 1} are not all equal. No table is read.`);
  }
  const step = walk.steps[verdict.step];
  return el('p', { class: 'verdict bad' }, el('strong', { text: 'Page fault. ' }),
    `${what} fails at the ${LEVELS[step.level]} entry: ${RULES[verdict.rule]}. Error code ${errorText(verdict.error)}.`);
}

function areaLine(walk) {
  if (walk.end === 'not canonical') return null;
  const page = Number((walk.address & ((1n << BigInt(walk.space.bits)) - 1n)) >> PAGE_SHIFT);
  const area = page < 2 ** (walk.space.bits - 13) ? areaAt(walk.space, page) : null;
  return el('p', { class: 'note', text: area
    ? `The kernel promised ${area.rights} there: ${pageHex(area.start, walk.space.bits)}, ${bytesText(area.pages)}, ${area.shared ? 'shared' : 'private'}, ${area.label}.`
    : 'The kernel promised nothing there.' });
}

/** Draws the walk that was asked for; from one card to the next if it was asked for just now. */
function drawWalk(animated) {
  walkTimers.forEach(clearTimeout);
  walkTimers = [];
  const holder = byId('walk');
  const space = shownSpace();
  if (!asked || !space) {
    holder.replaceChildren(el('p', { class: 'note', text: space
      ? 'Give an address, or choose a range in the picture.' : 'No process lives at this event.' }));
    return;
  }
  const walk = walkTables(view.state, space, asked.address);
  const verdict = verdictOf(walk, asked.access, asked.ring);
  const cards = walk.steps.map((step, i) => stepCard(step, i === verdict.step, RULES[verdict.rule]));
  const end = verdictLine(walk, verdict, asked.access, asked.ring);
  const boxes = bitBoxes(asked.address, space, walk);
  holder.replaceChildren(boxes, el('ol', { class: 'steps', 'aria-label': 'The walk, level by level' }, ...cards), end, areaLine(walk) ?? '');
  if (animated && !stillMotion()) {
    const marks = [...boxes.children].slice(1);
    cards.forEach((card) => card.classList.add('waits'));
    end.hidden = true;
    marks.forEach((mark) => mark.classList.remove('on'));
    cards.forEach((card, i) => walkTimers.push(setTimeout(() => {
      card.classList.remove('waits');
      marks[i].classList.add('on');
    }, 150 + 380 * i)));
    walkTimers.push(setTimeout(() => {
      end.hidden = false;
      if (walk.end === 'mapped') marks[marks.length - 1].classList.add('on');
    }, 150 + 380 * cards.length));
  }
  if (animated) announce(end.textContent);
}

/** Walks an address for a process: from a click or the search. */
function walkAddress(text, pid, access) {
  if (pid && view.state.spaces.has(pid)) chooseProcess(pid);
  byId('walk-address').value = text;
  if (access) byId('walk-access').value = access;
  submitWalk();
  byId('walk-head').scrollIntoView({ block: 'nearest', behavior: stillMotion() ? 'auto' : 'smooth' });
}

function submitWalk() {
  const text = byId('walk-address').value;
  const address = parseAddress(text);
  const field = byId('walk-address');
  if (address === null) {
    byId('walk-error').textContent = `Not a 64-bit number: ${text || 'nothing'}; hexadecimal ones begin with 0x.`;
    field.setAttribute('aria-invalid', 'true');
    return;
  }
  byId('walk-error').textContent = '';
  field.removeAttribute('aria-invalid');
  asked = { address, access: byId('walk-access').value, ring: Number(byId('walk-ring').value) };
  drawWalk(true);
}

function startWalk() {
  byId('walk-form').addEventListener('submit', (event) => {
    event.preventDefault();
    submitWalk();
  });
  for (const id of ['walk-access', 'walk-ring']) {
    byId(id).addEventListener('change', () => { if (byId('walk-address').value) submitWalk(); });
  }
}
