// The same page before a debugging session: its stops are the events.

/** Asks the server that the page came from; the token is in the page's own address. */
async function ask(what, options = {}) {
  const base = location.pathname.replace(/[^/]*$/, '');
  const answer = await fetch(base + 'api/' + what, { cache: 'no-store', ...options });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

/** Takes over the events that have come since; stays at the last one if that was shown. */
function takeEvents(answer) {
  const last = events.length ? events[events.length - 1].n : -1;
  data.total = answer.total;
  if (answer.whole) {
    events.splice(0, events.length);
    forgetStates();
  }
  const fresh = answer.events.filter((event) => answer.whole || event.n > last);
  if (!fresh.length) return;
  events.push(...fresh);
  byId('slider').max = String(events.length - 1);
  windowStart = 0;
  drawEventList();
  drawLeftOut();
  drawTicks();
  show(events.length - 1);
}

const lastNumber = () => (events.length ? events[events.length - 1].n : -1);

function startLive() {
  if (!data.live) return;
  const holder = byId('live');
  holder.hidden = false;
  const said = el('span', { role: 'status' });
  const output = el('pre', { tabindex: 0, role: 'region', 'aria-label': 'Answer' });
  output.hidden = true;
  const buttons = [];
  let busy = false;
  const command = (name, label, title) => {
    const button = el('button', {
      type: 'button', text: label, title,
      on: {
        click: async () => {
          if (busy) return;
          busy = true;
          said.textContent = label + ' …';
          try {
            takeEvents(await ask(`${name}?since=${lastNumber()}`, { method: 'POST' }));
            said.textContent = '';
          } catch (problem) {
            said.textContent = problem.message;
          } finally {
            busy = false;
          }
        },
      },
    });
    buttons.push(button);
  };
  command('step', 'Step', 'One instruction');
  command('step-call', 'Step call', 'To the next system call that was served');
  command('continue', 'Continue', 'To a breakpoint, a watch or the end');
  command('back', 'Back', 'One instruction back');
  command('back-call', 'Back a call', 'To the system call before');
  const stop = el('button', {
    type: 'button', text: 'Interrupt', title: 'Stop what runs',
    on: { click: () => ask('interrupt', { method: 'POST' }).catch((problem) => { said.textContent = problem.message; }) },
  });
  const words = el('input', { type: 'text', 'aria-label': 'Question', placeholder: 'walk 100 0x401000', autocomplete: 'off', spellcheck: 'false' });
  const form = el('form', {
    on: {
      submit: async (event) => {
        event.preventDefault();
        output.hidden = false;
        try {
          output.textContent = (await ask('inspect?words=' + encodeURIComponent(words.value) + '&form=text')).text;
        } catch (problem) {
          output.textContent = problem.message;
        }
      },
    },
  }, words, el('button', { type: 'submit', text: 'Ask' }));
  form.className = 'live';
  holder.append(...buttons, stop, said, form, output);
  // Another tab may move the machine.
  setInterval(async () => {
    if (busy || document.hidden) return;
    try {
      const answer = await ask('events?since=' + lastNumber());
      if (answer.whole || answer.events.length) takeEvents(answer);
    } catch {
      said.textContent = 'The debugger does not answer any more.';
    }
  }, 1000);
}
