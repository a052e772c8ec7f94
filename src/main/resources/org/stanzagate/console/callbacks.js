// How the stream and the callbacks fare.
import { $, lasting, make, setText, since, span } from './dom.js';
import { authorization } from './login.js';

const cards = new Map();

export function showStream(state) {
  setText($('domain'), state.domain);
  const stream = state.stream;
  const last = stream.last_disconnect;
  if (stream.up) {
    mark('ok', 'Connected to the XMPP server', stream.last_opened ? [' for ', since(stream.last_opened, lasting)] : []);
  } else {
    mark('down', 'No connection to the XMPP server', last ? [`: ${last.text}`] : []);
  }
  const reconnects = stream.reconnects === 1 ? 'one reconnect' : `${stream.reconnects} reconnects`;
  $('stream').title = reconnects + (last ? `; last disconnect ${new Date(last.time).toLocaleString()}: ${last.text}` : '');
}

/** Nothing is known of it. */
export function showNoStream(state, text) {
  mark(state, text, []);
}

function mark(state, words, more) {
  $('stream').dataset.state = state;
  $('stream').querySelector('.words').replaceChildren(make('b', {}, words), ...more);
}

export function showCallbacks(state, api) {
  const callbacks = state.callbacks;
  $('callbacks').hidden = callbacks === undefined;
  if (callbacks === undefined) {
    return;
  }
  const nothing = callbacks === null
    ? 'The store can\'t be read, so nothing is known of them; the log says why.'
    : 'None is configured: stanzas that come are shown here, and forwarded nowhere.';
  setText($('no-callbacks'), nothing);
  $('no-callbacks').hidden = callbacks !== null && callbacks.length > 0;
  if (callbacks === null) {
    return;
  }
  const names = new Set(callbacks.map((callback) => callback.name));
  for (const [name, card] of cards) {
    if (!names.has(name)) {
      card.element.remove();
      cards.delete(name);
    }
  }
  for (const callback of callbacks) {
    if (!cards.has(callback.name)) {
      cards.set(callback.name, newCard(callback, state.you.admin, api));
    }
    const card = cards.get(callback.name);
    $('callback-list').append(card.element);
    update(card, callback);
  }
}

function newCard(callback, isAdmin, api) {
  const card = {
    words: make('span', { className: 'words' }),
    state: make('p', { className: 'state' }, make('span', { className: 'icon', 'aria-hidden': 'true' })),
    facts: make('dl'),
    result: make('p', { className: 'quiet', role: 'status' }),
  };
  card.state.append(card.words);
  const buttons = make('p', { className: 'buttons' });
  if (isAdmin && callback.delivery !== 'pull') {
    buttons.append(button(card, callback.name, 'Try now', 'flush', api), button(card, callback.name, 'Test', 'test', api));
  }
  card.element = make('li', { className: 'card', data: { name: callback.name } },
    make('h3', {}, make('bdi', {}, callback.name), make('small', {}, ` ${callback.delivery}`)),
    card.state, card.facts, buttons, card.result);
  return card;
}

function button(card, name, label, action, api) {
  const button = make('button', { type: 'button', 'aria-label': `${label}: ${name}` }, label);
  button.addEventListener('click', async () => {
    button.disabled = true;
    setText(card.result, '…');
    setText(card.result, await act(`${api}/callbacks/${encodeURIComponent(name)}/${action}`));
    button.disabled = false;
    button.focus();
  });
  return button;
}

async function act(url) {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { ...authorization(), Accept: 'application/json' } });
    const body = await answer.json();
    if (!answer.ok) {
      return body.error.text;
    }
    if (body.conversations !== undefined) {
      return `Tried now: ${body.conversations} that waited.`;
    }
    return body.error ? `No answer after ${body.ms} ms: ${body.error}` : `Answered ${body.status} in ${body.ms} ms.`;
  } catch (fault) {
    return `That didn't work: ${fault.message}`;
  }
}

function update(card, callback) {
  const error = callback.last_error;
  const isFailing = error && (!callback.last_success || error.time > callback.last_success);
  const [state, words] = isFailing ? ['down', 'Failing']
    : callback.queued > 0 ? ['wait', 'Delivering']
      : callback.last_success ? ['ok', 'Fine'] : ['idle', 'Idle'];
  card.state.dataset.state = state;
  setText(card.words, words);
  const key = JSON.stringify(callback);
  if (card.key !== key) {
    card.key = key;
    card.facts.replaceChildren(...facts(callback, error));
  }
}

function facts(callback, error) {
  const rows = [['Queue', callback.queued === 0 ? 'empty' : String(callback.queued)]];
  if (callback.oldest_age !== null) {
    rows.push(['Oldest', span(callback.oldest_age)]);
  }
  rows.push(['Last success', callback.last_success ? since(callback.last_success) : 'none yet']);
  rows.push(['Last error', error ? since(error.time) : 'none']);
  if (callback.next_try) {
    rows.push(['Next try', since(callback.next_try)]);
  }
  const list = rows.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value)));
  if (error) {
    const reason = make('dd', { className: 'reason', title: error.reason }, make('bdi', {}, error.reason));
    list[list.findIndex((row) => row.firstChild.textContent === 'Last error')].append(reason);
  }
  return list;
}
