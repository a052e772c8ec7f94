// The page: puts its parts together.
import { $, setText } from './dom.js';
import { showCallbacks, showNoStream, showStream } from './callbacks.js';
import { follow, restart } from './feed.js';
import { forget } from './login.js';
import * as send from './send.js';
import * as traffic from './traffic.js';

const api = document.querySelector('meta[name=stanzagate-api]').content;

let wasDown = false;

function feed({ state, text }) {
  setText($('notice'), state === 'down' ? text : '');
  if (state === 'ok') {
    send.showCurl();
    if (wasDown) {
      traffic.gap();
    }
  } else {
    showNoStream(state, state === 'down' ? 'No connection to the gateway' : text);
    $('callbacks').hidden = true;
  }
  wasDown = state === 'down';
}

const HANDLERS = {
  feed,
  state(state) {
    showStream(state);
    showCallbacks(state, api);
  },
  stanza: traffic.stanza,
  lost: traffic.lost,
  end() {},
};

const KEYS = {
  '/': () => $('filter').focus(),
  p: traffic.pause,
  c: traffic.clear,
  n: send.focus,
  '?': () => $('keys').showModal(),
};

function key(event) {
  if (event.key === 'Escape' && event.target.matches('input, textarea, select')) {
    event.target.blur();
    return;
  }
  const isTyping = event.target.matches('input:not([type=radio]), textarea, select');
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }
  const action = KEYS[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
}

traffic.begin();
send.begin(api);
document.addEventListener('keydown', key);
$('keys-button').addEventListener('click', () => $('keys').showModal());
$('keys-close').addEventListener('click', () => $('keys').close());
$('forget').addEventListener('click', () => {
  forget();
  traffic.clear();
  restart();
});
follow(`${api}/live`, (name, data) => HANDLERS[name]?.(data));
