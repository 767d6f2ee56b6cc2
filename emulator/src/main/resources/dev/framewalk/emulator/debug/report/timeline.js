// Which event is shown.

const KIND_NAMES = { boot: 'boot', start: 'start', call: 'call', exit: 'call', fault: 'fault', kill: 'fault', end: 'end', over: 'over', stop: 'stop' };
const TICKS = { call: 'var(--accent)', exit: 'var(--accent)', fault: 'var(--warn)', kill: 'var(--bad)', start: 'var(--good)' };
let playing = 0;

function announce(text) {
  byId('announce').textContent = text;
}

/** Shows an event, and all that hangs on it. */
function show(index) {
  const to = Math.max(0, Math.min(events.length - 1, index));
  const event = events[to];
  view.index = to;
  view.event = event;
  view.before = stateAt(to - 1);
  view.state = stateAt(to);
  view.changed = null;
  view.changes = to === 0 ? [] : changesBetween(view.before, view.state);
  const slider = byId('slider');
  slider.value = String(to);
  const who = event.p ? `pid ${event.p}${event.i ? ' task ' + event.i : ''} ` : '';
  slider.setAttribute('aria-valuetext', `event ${event.n}, ${who}${event.t}`);
  byId('position').textContent = `${event.n} / ${data.total - 1}`;
  byId('event-kind').textContent = KIND_NAMES[event.k];
  byId('event-kind').className = 'kind ' + event.k;
  byId('event-who').textContent = `${who}at place ${event.w}`;
  byId('event-text').replaceChildren(...withAddresses(event.t, event.p));
  byId('previous').disabled = to === 0;
  byId('next').disabled = to === events.length - 1;
  drawProcesses();
  drawChanges();
  drawPicture();
  drawWalk(false);
  drawTree();
  drawRanges();
  drawFrames();
  drawCurrent();
  announce(`Event ${event.n}: ${who}${event.t}. ${view.changes.length ? plural(view.changes.length, 'change') + ' in memory' : 'No change in memory'}.`);
}

function chooseProcess(pid) {
  view.pid = pid;
  drawProcesses();
  drawPicture();
  drawTree();
  drawRanges();
  drawWalk(false);
}

function stopPlaying() {
  clearInterval(playing);
  playing = 0;
  byId('play').textContent = '▶';
  byId('play').setAttribute('aria-label', 'Play');
}

function playOrStop() {
  if (playing) {
    stopPlaying();
    return;
  }
  if (view.index === events.length - 1) show(0);
  byId('play').textContent = '❚❚';
  byId('play').setAttribute('aria-label', 'Stop');
  playing = setInterval(() => {
    show(view.index + 1);
    if (view.index === events.length - 1) stopPlaying();
  }, 900);
}

function nextChanging() {
  const at = events.findIndex((event, i) => i > view.index && (event.T || event.x));
  if (at >= 0) show(at);
}

/** Where along the slider there are events of which kind. */
function drawTicks() {
  const width = 1000;
  const shapes = [];
  events.forEach((event, i) => {
    const x = events.length < 2 ? 0 : (i * width) / (events.length - 1);
    const changed = event.T || event.x;
    shapes.push(svg('rect', {
      x: x - 1, y: changed ? 1 : 6, width: Math.max(1.5, Math.min(5, width / events.length / 2)), height: changed ? 11 : 6,
      fill: TICKS[event.k] ?? 'var(--faint)',
    }));
  });
  const ticks = byId('ticks');
  ticks.setAttribute('viewBox', `0 0 ${width} 12`);
  ticks.setAttribute('preserveAspectRatio', 'none');
  ticks.replaceChildren(...shapes);
}

function startTimeline() {
  const slider = byId('slider');
  slider.max = String(events.length - 1);
  slider.addEventListener('input', () => { stopPlaying(); show(Number(slider.value)); });
  byId('previous').addEventListener('click', () => { stopPlaying(); show(view.index - 1); });
  byId('next').addEventListener('click', () => { stopPlaying(); show(view.index + 1); });
  byId('play').addEventListener('click', playOrStop);
  byId('process').addEventListener('change', () => chooseProcess(Number(byId('process').value)));
  byId('frames-details').addEventListener('toggle', drawFrames);
  roving(byId('events'), 'button', upAndDown);
  byId('events').addEventListener('click', (event) => {
    const item = event.target.closest('li');
    if (item) {
      stopPlaying();
      show(Number(item.dataset.index));
    }
  });
  byId('events').addEventListener('focusin', (event) => {
    const item = event.target.closest('li');
    if (item && Number(item.dataset.index) !== view.index) show(Number(item.dataset.index));
  });
}
