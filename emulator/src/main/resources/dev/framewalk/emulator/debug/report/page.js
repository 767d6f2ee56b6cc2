// Starting the page, and its keys.

function setTheme(name) {
  document.documentElement.style.colorScheme = name;
  byId('theme').textContent = name === 'dark' ? 'Light' : 'Dark';
  byId('theme').setAttribute('aria-label', name === 'dark' ? 'Light colours' : 'Dark colours');
}

const isDark = () => {
  const chosen = document.documentElement.style.colorScheme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

function nextProcess() {
  const pids = [...view.state.spaces.keys()];
  const shown = shownSpace();
  if (shown) chooseProcess(pids[(pids.indexOf(shown.pid) + 1) % pids.length]);
}

function focusPart(id, selector) {
  const holder = byId(id);
  (holder.querySelector(selector + '[tabindex="0"]') ?? holder).focus();
  holder.scrollIntoView({ block: 'nearest' });
}

const KEYS = {
  ArrowLeft: () => show(view.index - 1), k: () => show(view.index - 1),
  ArrowRight: () => show(view.index + 1), j: () => show(view.index + 1),
  Home: () => show(0), End: () => show(events.length - 1),
  ' ': playOrStop, c: nextChanging, p: nextProcess,
  '/': () => byId('search').focus(),
  w: () => byId('walk-address').select(),
  m: () => focusPart('picture', '.block, .segment'),
  t: () => focusPart('tree', '.row'),
  d: () => setTheme(isDark() ? 'light' : 'dark'),
  '?': () => byId('help').showModal(),
};

document.addEventListener('keydown', (key) => {
  if (key.ctrlKey || key.altKey || key.metaKey || byId('help').open) return;
  const inField = key.target.closest?.('input:not([type=range]), select, textarea');
  if (inField || (key.target.closest?.('button, summary') && key.key === ' ')) return;
  if (key.target.closest?.('input[type=range]') && key.key !== ' ' && key.key.length > 1) return;
  const action = Object.hasOwn(KEYS, key.key) ? KEYS[key.key] : undefined;
  if (action) {
    key.preventDefault();
    if (key.key !== ' ') stopPlaying();
    action();
  }
});

const title = data.title || 'no program';
byId('title').textContent = title;
document.title = `Framewalk: ${title}`;
setTheme(isDark() ? 'dark' : 'light');
document.documentElement.style.colorScheme = '';
byId('theme').addEventListener('click', () => KEYS.d());
byId('help-open').addEventListener('click', () => KEYS['?']());
drawLeftOut();
drawTicks();
drawOutcome();
startTimeline();
startPicture();
startTree();
startWalk();
startSearch();
startLive();

/** The most telling event to begin with: a fault that ended a process, else the last that mapped. */
function firstShown() {
  if (data.live) return events.length - 1;
  const fatal = events.findIndex((event) => event.k === 'kill');
  if (fatal >= 0) return fatal;
  // Where most processes live, as late as that is.
  const alive = new Set();
  let most = 0, best = 0;
  events.forEach((event, i) => {
    for (const space of event.S ?? []) alive.add(space[0]);
    for (const pid of event.s ?? []) alive.delete(pid);
    if (alive.size >= most && !event.q) {
      most = alive.size;
      best = i;
    }
  });
  return best;
}
const first = firstShown();
view.pid = events[first]?.p ?? 0;
show(first);
if (events[first].a) {
  byId('walk-address').value = events[first].a;
  byId('walk-access').value = events[first].c;
  asked = { address: parseAddress(events[first].a), access: events[first].c, ring: 3 };
  drawWalk(false);
}

/** For tests, and for who looks into the page from his browser's console. */
window.framewalk = {
  ready: performance.now(), // milliseconds from the start of loading until all was drawn
  show,
  events: () => events.length,
  index: () => view.index,
  counts: () => frameCounts(view.state),
  ranges: (pid) => ranges(view.state, view.state.spaces.get(pid)).map((range) => ({
    start: pageHex(range.page, 48), pages: range.pages, frame: range.frame, rights: rightsText(range),
    accessed: range.accessed, dirty: range.dirty,
  })),
  walk: (pid, text, access, ring) => {
    const walk = walkTables(view.state, view.state.spaces.get(pid), parseAddress(text));
    const verdict = verdictOf(walk, access, ring);
    return {
      end: walk.end, allowed: verdict.allowed, rule: verdict.rule ? (RULES[verdict.rule] ?? verdict.rule) : null,
      level: verdict.step >= 0 ? LEVELS[walk.steps[verdict.step].level] : null, error: verdict.error,
      physical: walk.physical === null ? null : hex(walk.physical),
      entries: walk.steps.map((step) => entryHex(step.hi, step.lo)),
    };
  },
};
