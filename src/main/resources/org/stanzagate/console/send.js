// The form that sends a stanza, and what comes of it.
import { $, copies, make, setText } from './dom.js';
import { curlLine } from './curl.js';
import { authorization, login } from './login.js';
import { prettyBody, prettyJson } from './pretty.js';

const TYPES = {
  message: ['chat', 'normal', 'groupchat', 'headline', 'error'],
  presence: ['available', 'unavailable', 'subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'probe', 'error'],
  iq: ['get', 'set', 'result', 'error'],
};

const XML = {
  message: `<message to='user@example.org' type='chat'>\n  <body>Hello!</body>\n</message>`,
  presence: `<presence to='user@example.org'>\n  <status>Here</status>\n</presence>`,
  iq: `<iq to='example.org' type='get'>\n  <query xmlns='http://jabber.org/protocol/disco#info'/>\n</iq>`,
};

const MEDIA_TYPES = { xml: 'application/xmpp+xml', json: 'application/json', fields: 'application/json' };

/** Headers of the answer that tell something. */
const TELLING = ['Stanza-Id', 'Content-Type', 'Retry-After', 'RateLimit', 'WWW-Authenticate'];

const form = $('form');
let api;

const kind = () => form.elements.kind.value;
const format = () => form.elements.format.value;

/** The fields as JSON; what is left empty is left out. */
function stanzaOfFields() {
  const of = form.elements;
  const stanza = { kind: kind(), to: of.to.value.trim() };
  if (of.from.value.trim()) {
    stanza.from = of.from.value.trim();
  }
  if (kind() !== 'presence' || of.type.value !== 'available') {
    stanza.type = of.type.value;
  }
  if (kind() === 'message') {
    stanza.body = of.body.value;
  } else if (kind() === 'presence') {
    ['show', 'status'].filter((name) => of[name].value).forEach((name) => { stanza[name] = of[name].value; });
  } else if (of.query.value) {
    stanza[of.query.value] = true;
  } else if (of.payload.value.trim()) {
    stanza.xml = [of.payload.value.trim()];
  }
  return stanza;
}

function request() {
  const body = format() === 'fields' ? JSON.stringify(stanzaOfFields()) : form.elements.raw.value;
  return { type: MEDIA_TYPES[format()], body };
}

function showKind() {
  const types = form.elements.type;
  types.replaceChildren(...TYPES[kind()].map((type) => make('option', {}, type)));
  form.querySelectorAll('[data-for]').forEach((label) => { label.hidden = label.dataset.for !== kind(); });
  showPayload();
  if (format() === 'xml') {
    form.elements.raw.value = XML[kind()];
  } else if (format() === 'json') {
    form.elements.raw.value = prettyJson(stanzaOfFields());
  }
  showCurl();
}

function showPayload() {
  $('payload').hidden = kind() !== 'iq' || form.elements.query.value !== '';
}

function showFormat() {
  const isRaw = format() !== 'fields';
  $('fields').hidden = isRaw;
  $('raw').hidden = !isRaw;
  if (isRaw) {
    setText($('raw-label'), format() === 'xml' ? 'XML' : 'JSON');
    form.elements.raw.value = format() === 'xml' ? XML[kind()] : prettyJson(stanzaOfFields());
  }
  showCurl();
}

export function showCurl() {
  const { type, body } = request();
  setText($('curl'), curlLine(new URL(api, location.href).href, type, body, login()));
}

async function send(event) {
  event.preventDefault();
  const { type, body } = request();
  $('submit').disabled = true;
  try {
    const answer = await fetch(api, { method: 'POST', headers: { ...authorization(), 'Content-Type': type }, body });
    show(answer, await answer.text());
  } catch (fault) {
    showAnswer('down', `No answer: ${fault.message}`, [], '');
  }
  $('submit').disabled = false;
}

function show(answer, text) {
  const words = { 200: 'OK', 202: 'Accepted: on its way' }[answer.status] ?? answer.statusText;
  const isError = /"type":"error"|type='error'/.test(text.slice(0, 400));
  const headers = TELLING.filter((name) => answer.headers.has(name)).map((name) => [name, answer.headers.get(name)]);
  const state = !answer.ok ? 'down' : isError ? 'wait' : 'ok';
  showAnswer(state, `${answer.status} ${words}`.trim(), headers, prettyBody(answer.headers.get('Content-Type') ?? '', text));
}

function showAnswer(state, title, headers, body) {
  $('answer').hidden = false;
  $('answer').dataset.state = state;
  setText($('answer-title'), title);
  $('answer-headers').replaceChildren(...headers.map(([name, value]) =>
    make('div', {}, make('dt', {}, name), make('dd', {}, make('bdi', {}, value)))));
  setText($('answer-body'), body);
  $('answer-body').hidden = body === '';
  setText($('spoken'), `Answer: ${title}`);
}

export function focus() {
  (format() === 'fields' ? form.elements.to : form.elements.raw).focus();
}

export function begin(where) {
  api = where;
  form.elements.kind.forEach((radio) => radio.addEventListener('change', showKind));
  form.elements.format.forEach((radio) => radio.addEventListener('change', showFormat));
  form.elements.query.addEventListener('change', showPayload);
  form.addEventListener('input', showCurl);
  form.addEventListener('submit', send);
  copies($('copy-curl'), () => $('curl').textContent);
  showKind();
  showFormat();
}
