// What an event changed, by meaning.

/** Cuts two lists of ranges in page order where either has an edge, and shows each piece to take. */
function sweep(before, after, take) {
  let b = 0, a = 0, at = 0;
  while (b < before.length || a < after.length) {
    const one = before[b], two = after[a];
    const inOne = one && one.page <= at, inTwo = two && two.page <= at;
    const edge = (range, inside) => !range ? Infinity : inside ? range.page + range.pages : range.page;
    const next = Math.min(edge(one, inOne), edge(two, inTwo));
    if (inOne || inTwo) take(at, next - at, inOne ? one : null, inTwo ? two : null);
    at = next;
    if (one && one.page + one.pages <= at) b++;
    if (two && two.page + two.pages <= at) a++;
  }
}

function rangeChanges(list, pid, before, after, bits) {
  const open = new Map();
  const add = (kind, page, pages, frame, words) => {
    const key = kind + words;
    const last = open.get(key);
    if (last && last.page + last.pages === page && last.frame + last.pages === frame) {
      last.pages += pages;
      return;
    }
    const change = { kind, pid, page, pages, frame, words, bits };
    open.set(key, change);
    list.push(change);
  };
  sweep(before, after, (page, pages, one, two) => {
    const frame = (two ?? one).frame + page - (two ?? one).page;
    if (!one) {
      add('mapped', page, pages, frame, rightsText(two));
    } else if (!two) {
      add('unmapped', page, pages, frame, rightsText(one));
    } else {
      const old = one.frame + page - one.page;
      if (old !== frame) add('moved', page, pages, frame, 'to another frame, ' + rightsText(two));
      else if (!sameRights(one, two)) {
        add('rights', page, pages, frame, rightsText(one) + ' became ' + rightsText(two));
      }
      if (one.flags !== two.flags || one.key !== two.key || one.level !== two.level) {
        add('flags', page, pages, frame, one.level === two.level
          ? 'cache attributes, G or key' : 'page size ' + PAGE_SIZES[one.level] + ' became ' + PAGE_SIZES[two.level]);
      }
      if (old === frame) {
        const set = two.usage & ~one.usage, cleared = one.usage & ~two.usage;
        const names = (usage) => (usage & A && usage & D ? 'A and D' : usage & A ? 'A' : 'D');
        if (set) add('used', page, pages, frame, names(set) + ' set');
        if (cleared) add('used', page, pages, frame, names(cleared) + ' cleared');
      }
    }
  });
}

function objectChanges(list, before, after) {
  for (const object of after.objects.values()) {
    const old = before.objects.get(object.id);
    if (old === object) continue;
    if (!old) list.push({ kind: 'object', words: `object ${object.name} made, ${object.size} bytes` });
    else if (old.size !== object.size) {
      list.push({ kind: 'object', words: `object ${object.name}: ${old.size} bytes became ${object.size}` });
    } else if (old.linked && !object.linked) {
      list.push({ kind: 'object', words: `object ${object.name} lost its name` });
    }
  }
  for (const object of before.objects.values()) {
    if (!after.objects.has(object.id)) list.push({ kind: 'object', words: `object ${object.name} freed` });
  }
}

function areaChanges(list, before, after) {
  for (const space of after.spaces.values()) {
    const old = before.spaces.get(space.pid);
    if (!old || old === space) continue;
    const were = new Map(old.areas.map((area) => [area.start, area]));
    for (const area of space.areas) {
      const was = were.get(area.start);
      were.delete(area.start);
      if (was && was.pages === area.pages && was.rights === area.rights && was.label === area.label) continue;
      list.push({
        kind: 'area', pid: space.pid, page: area.start, pages: area.pages, bits: space.bits,
        words: (was ? 'now ' : 'promised: ') + area.rights + ' ' + area.label,
      });
    }
    for (const area of were.values()) {
      list.push({
        kind: 'area', pid: space.pid, page: area.start, pages: area.pages, bits: space.bits,
        words: 'no longer promised: ' + area.label,
      });
    }
  }
}

/** The changes from one state to the next, those of pages first. */
function changesBetween(before, after) {
  const list = [];
  if (before === after) {
    return list;
  }
  const pids = new Set([...before.spaces.keys(), ...after.spaces.keys()]);
  const user = (state, pid) => {
    const space = state.spaces.get(pid);
    return space ? fineRanges(state, space).filter((r) => r.page < 2 ** (space.bits - 13)) : [];
  };
  for (const pid of pids) {
    const bits = (after.spaces.get(pid) ?? before.spaces.get(pid)).bits;
    rangeChanges(list, pid, user(before, pid), user(after, pid), bits);
  }
  objectChanges(list, before, after);
  areaChanges(list, before, after);
  const tables = (one, other, word) => {
    const owners = tableOwners(one);
    const count = {};
    for (const frame of one.tables.keys()) {
      if (!other.tables.has(frame)) {
        const level = LEVELS[owners.get(frame)?.level ?? 0];
        (count[level] ??= []).push(frame);
      }
    }
    for (const level of LEVELS) {
      if (count[level]) {
        const where = count[level].slice(0, 4).map(frameHex).join(', ') + (count[level].length > 4 ? ', …' : '');
        list.push({ kind: 'table', words: `${plural(count[level].length, level + ' table')} ${word} at ${where}` });
      }
    }
  };
  tables(after, before, 'made');
  tables(before, after, 'freed');
  const was = frameCounts(before).used, is = frameCounts(after).used;
  if (was !== is) {
    list.push({ kind: 'frames', words: `${plural(Math.abs(is - was), 'frame')} ${is > was ? 'more' : 'fewer'} in use: ${is}` });
  }
  return list;
}
