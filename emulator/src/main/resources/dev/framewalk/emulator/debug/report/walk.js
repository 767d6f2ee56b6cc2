// The walk of an address as the processor makes it, and its verdict on an access: Intel SDM 3A
// 4.5.4 "Linear-Address Translation", 4.6 "Access Rights", 4.7 "Page-Fault Exceptions".

const RULES = {
  'not present': 'the entry is not present (P=0)',
  'reserved bit': 'the entry has a reserved bit set',
  'supervisor only': 'a user-mode access to a supervisor page (U/S=0)',
  'SMEP': 'a supervisor fetch from a user page (CR4.SMEP=1)',
  'SMAP': 'a supervisor access to a user page (CR4.SMAP=1, EFLAGS.AC=0)',
  'no execute': 'a fetch from a page with execute disable (XD=1)',
  'write protected': 'a user-mode write to a read-only page (R/W=0)',
  'supervisor write protected': 'a supervisor write to a read-only page (R/W=0, CR0.WP=1)',
  'protection key': 'PKRU forbids the access to pages with this protection key',
};

/** The parts of an address: sign bits, an index for each level from the top, offset. */
function splitAddress(address, levels) {
  const indices = [];
  for (let level = levels - 1; level >= 0; level--) {
    indices.push(Number((address >> BigInt(12 + 9 * level)) & 511n));
  }
  return {
    sign: address >> BigInt(12 + 9 * levels),
    signBits: 64 - 12 - 9 * levels,
    indices,
    offset: Number(address & 4095n),
  };
}

/** Walks an address (BigInt) in a space, without asking what the access is. */
function walkTables(state, space, address) {
  const walk = { address, space, steps: [], end: 'mapped', physical: null };
  if (!isCanonical(address, space.bits)) {
    walk.end = 'not canonical';
    return walk;
  }
  const { indices } = splitAddress(address, space.levels);
  let frame = space.root;
  let writable = true, user = true, executable = true;
  for (let level = space.levels - 1; ; level--) {
    const index = indices[space.levels - 1 - level];
    const entries = state.tables.get(frame);
    const lo = entries ? entries[2 * index] : 0;
    const hi = entries ? entries[2 * index + 1] : 0;
    const leaf = isLeaf(lo, level);
    writable &&= (lo & W) !== 0;
    user &&= (lo & U) !== 0;
    executable &&= !(space.noExecute && hi & NX);
    const target = frameOf(hi, lo);
    walk.steps.push({
      level, table: frame, index, entryAddress: frame * 4096 + index * 8, hi, lo, leaf,
      target: leaf ? target - (target % pagesOf(level)) : target, writable, user, executable,
    });
    if (!(lo & P)) {
      walk.end = 'not present';
      return walk;
    }
    if (isReserved(hi, lo, level, space)) {
      walk.end = 'reserved bit';
      return walk;
    }
    if (leaf) {
      const size = BigInt(pagesOf(level)) << PAGE_SHIFT;
      const start = BigInt(walk.steps[walk.steps.length - 1].target) << PAGE_SHIFT;
      walk.physical = start + (address & (size - 1n));
      return walk;
    }
    frame = target;
  }
}

function keyForbids(space, leaf, access, ring) {
  if (!space.keys || access === 'x' || !leaf.user) {
    return false;
  }
  const rights = (space.pkru >>> (2 * ((leaf.hi >>> 27) & 15))) & 3;
  return (rights & 1) !== 0
    || (access === 'w' && (rights & 2) !== 0 && (ring === 3 || space.writeProtect));
}

function brokenRule(space, leaf, access, ring) {
  if (ring === 3 && !leaf.user) return 'supervisor only';
  if (access === 'x') {
    if (ring === 0 && leaf.user && space.smep) return 'SMEP';
    return leaf.executable ? null : 'no execute';
  }
  if (ring === 0 && leaf.user && space.smap) return 'SMAP';
  if (access === 'w' && !leaf.writable) {
    if (ring === 3) return 'write protected';
    if (space.writeProtect) return 'supervisor write protected';
  }
  return keyForbids(space, leaf, access, ring) ? 'protection key' : null;
}

/** The first step, from the top, that the rule is about; the leaf's if all of them are. */
function stepOf(walk, rule) {
  const forbids = {
    'supervisor only': (step) => !(step.lo & U),
    'no execute': (step) => (step.hi & NX) !== 0,
    'write protected': (step) => !(step.lo & W),
    'supervisor write protected': (step) => !(step.lo & W),
  }[rule] ?? (() => false);
  const found = walk.steps.findIndex(forbids);
  return found < 0 ? walk.steps.length - 1 : found;
}

/**
 * What an access (r, w or x) from a ring (0 or 3) comes to: allowed or not, the failing step, the
 * rule, and the error code that the processor would push.
 */
function verdictOf(walk, access, ring) {
  const space = walk.space;
  if (walk.end === 'not canonical') {
    return { allowed: false, rule: 'not canonical', step: -1, error: null };
  }
  const leaf = walk.steps[walk.steps.length - 1];
  let error = (access === 'w' ? 2 : 0) | (ring === 3 ? 4 : 0)
    | (access === 'x' && (space.noExecute || space.smep) ? 16 : 0);
  if (walk.end !== 'mapped') {
    if (walk.end === 'reserved bit') error |= 1 | 8;
    return { allowed: false, rule: walk.end, step: walk.steps.length - 1, error };
  }
  const rule = brokenRule(space, leaf, access, ring);
  if (!rule) {
    return { allowed: true, rule: null, step: -1, error: null };
  }
  error |= 1 | (keyForbids(space, leaf, access, ring) ? 32 : 0);
  return { allowed: false, rule, step: stepOf(walk, rule), error };
}

/** As "0x7 (protection, write, user)". */
function errorText(error) {
  return hex(error) + ' ('
    + [error & 1 ? 'protection' : 'not present',
      error & 2 ? 'write' : error & 16 ? 'fetch' : 'read',
      error & 4 ? 'user' : 'supervisor',
      error & 8 ? 'reserved bit' : '',
      error & 32 ? 'protection key' : ''].filter(Boolean).join(', ') + ')';
}
