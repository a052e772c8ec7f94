// The live feed: server-sent events, read with fetch, for EventSource can't send a token.
import { accepted, ask, authorization, forget, login } from './login.js';

const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30000;

/** A heartbeat comes every 15 s. */
const SILENCE = 40000;

let current = new AbortController();

/** Begins anew, with the credentials that there are now. */
export function restart() {
  current.abort('restart');
}

/**
 * Reads it for as long as the page lives.
 *
 * @param on is told of events by their names, and of `feed`: {state, text}
 */
export async function follow(url, on) {
  let retry = FIRST_RETRY;
  for (;;) {
    current = new AbortController();
    let reason;
    try {
      reason = await once(url, on, () => { retry = FIRST_RETRY; });
    } catch {
      reason = 'The gateway can\'t be reached.';
    }
    if (current.signal.reason === 'restart') {
      continue;
    }
    if (reason === null) {
      continue;
    }
    await wait(retry * (0.8 + 0.4 * Math.random()), reason, on);
    retry = Math.min(retry * 2, LONGEST_RETRY);
  }
}

/** Why it is over; null where there is no need to wait. */
async function once(url, on, opened) {
  const answer = await fetch(url, { headers: authorization(), signal: current.signal, cache: 'no-store' });
  if (answer.status === 401) {
    const reason = login()
      ? 'The gateway doesn\'t know this token, or no longer: it may be mistyped, taken away or expired.'
      : 'The gateway wants to know before it shows anything.';
    forget();
    on('feed', { state: 'wait', text: 'Waiting for a token' });
    await ask(reason);
    return null;
  }
  if (!answer.ok) {
    return await refusal(answer);
  }
  accepted();
  opened();
  on('feed', { state: 'ok', text: '' });
  return await read(answer.body, on);
}

async function refusal(answer) {
  const text = await answer.text();
  try {
    return `The gateway says: ${JSON.parse(text).error.text}.`;
  } catch {
    return `The gateway answers with the status ${answer.status}.`;
  }
}

async function read(body, on) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let event = {};
  let last = null;
  for (;;) {
    const alarm = setTimeout(() => current.abort('silent'), SILENCE);
    const { value, done } = await reader.read().finally(() => clearTimeout(alarm));
    if (done) {
      return last === 'end' ? null : 'The gateway has closed the connection.';
    }
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      if (line === '' && event.data !== undefined) {
        last = event.name;
        on(event.name, JSON.parse(event.data));
        event = {};
      } else if (line.startsWith('event: ')) {
        event.name = line.slice(7);
      } else if (line.startsWith('data: ')) {
        event.data = line.slice(6);
      }
    }
  }
}

/** Says so each second, and goes on at once where somebody wants that, or the network is back. */
function wait(time, reason, on) {
  const end = Date.now() + time;
  const signal = current.signal;
  return new Promise((resolve) => {
    const tick = setInterval(show, 1000);
    signal.addEventListener('abort', stop);
    addEventListener('online', stop);
    show();

    function show() {
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) {
        stop();
      } else {
        on('feed', { state: 'down', text: `${reason} Trying again in ${left} s.` });
      }
    }

    function stop() {
      clearInterval(tick);
      removeEventListener('online', stop);
      resolve();
    }
  });
}
