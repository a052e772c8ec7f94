// The stanzas that pass, newest first.
import { $, copies, make, setText } from './dom.js';
import { prettyJson, prettyXml } from './pretty.js';

/** How many the page keeps. */
const MOST = 400;

/** What a row shows of one thing, in characters. */
const SHORT = 160;

const ARROWS = { in: '↓', out: '↑' };
const TIME = new Intl.DateTimeFormat([], { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });

const list = $('stanzas');
let arrived = [];
let isPaused = false;
let isDue = false;
let missed = 0;

export function arrive(item) {
  arrived.push(item);
  // What would be thrown out again needs no row; what was lost is counted all the same.
  if (arrived.length > MOST) {
    const first = arrived.shift();
    missed += first.count ?? 1;
  }
  if (isPaused) {
    showCount();
  } else if (!isDue) {
    isDue = true;
    setTimeout(flush, 50);
  }
}

export const stanza = (data) => arrive({ data });
export const lost = (data) => arrive({ count: data.count });

/** The connection was away: nobody knows what has passed meanwhile. */
export function gap() {
  if (list.children.length > 0) {
    list.prepend(make('li', { className: 'lost' }, '⚠ The gateway was out of reach here: what passed meanwhile isn\'t shown.'));
  }
}

function flush() {
  isDue = false;
  if (isPaused) {
    return;
  }
  const rows = [];
  if (missed > 0) {
    rows.push(lostRow(missed));
    missed = 0;
  }
  rows.push(...arrived.map((item) => (item.data ? row(item.data) : lostRow(item.count))));
  arrived = [];
  keepingPlace(() => {
    rows.forEach(place);
    while (list.children.length > MOST) {
      list.lastElementChild.remove();
    }
  });
  showCount();
}

/** The newest first. What went out is told once it is written, and its answer may be there by then. */
function place(item) {
  let next = list.firstElementChild;
  while (next && isLater(next, item)) {
    next = next.nextElementSibling;
  }
  list.insertBefore(item, next);
}

/** A little later: clocks can be set back. Rows that are no stanza have no time, and are not passed. */
function isLater(one, other) {
  const by = one.time - other.time;
  return (by > 0 && by < 1000) || (by === 0 && one.isAnswer && other.dataset.direction === 'out');
}

/** What somebody reads just now stays where it is. */
function keepingPlace(change) {
  const focused = list.contains(document.activeElement) ? document.activeElement : list.querySelector('[aria-expanded=true]');
  const before = focused?.getBoundingClientRect().top;
  change();
  if (focused?.isConnected && before > 0 && before < innerHeight) {
    scrollBy(0, focused.getBoundingClientRect().top - before);
  }
}

function lostRow(count) {
  const text = count === 1 ? 'One stanza isn\'t shown' : `${count} stanzas aren't shown`;
  return make('li', { className: 'lost' }, `⚠ ${text}: more passed than this page could take.`);
}

function cut(text) {
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}

function where(data) {
  if (data.direction === 'out') {
    return '';
  }
  return data.answer ? 'answer' : data.callback ? `→ ${data.callback}` : 'no callback';
}

/** What is said, or asked for. */
function gist(data) {
  const json = data.json;
  if (!json) {
    return `${Math.round(data.length / 1024)} KiB`;
  }
  if (json.error) {
    return `error: ${json.error.text ?? json.error.condition ?? ''}`;
  }
  if (json.body !== undefined) {
    return String(json.body);
  }
  const known = new Set(['kind', 'type', 'to', 'from', 'id', 'lang', 'xml']);
  const keys = Object.keys(json).filter((key) => !known.has(key));
  return keys.map((key) => (typeof json[key] === 'string' ? `${key}: ${json[key]}` : key)).join(', ');
}

function row(data) {
  const button = make('button', { type: 'button', className: 'row', 'aria-expanded': 'false' },
    make('span', { className: 'way' }, make('span', { 'aria-hidden': 'true' }, ARROWS[data.direction]), ` ${data.direction}`),
    make('span', { className: 'what' }, make('b', {}, data.kind), data.type ? ` ${cut(data.type)}` : ''),
    make('span', { className: 'who' }, make('bdi', {}, cut(data.from)), ' → ', make('bdi', {}, cut(data.to))),
    make('bdi', { className: 'gist' }, cut(gist(data))),
    make('span', { className: 'taker' }, where(data)),
    make('time', { className: 'at', dateTime: data.time }, TIME.format(new Date(data.time))));
  const item = make('li', { data: { direction: data.direction, kind: data.kind } }, button);
  item.time = Date.parse(data.time);
  item.isAnswer = data.answer;
  item.searched = `${data.from} ${data.to} ${data.id ?? ''} ${data.xml}`.toLowerCase();
  item.hidden = !matches(item);
  button.addEventListener('click', () => toggle(item, button, data));
  return item;
}

function toggle(item, button, data) {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  button.setAttribute('aria-expanded', String(!isOpen));
  if (isOpen) {
    item.lastElementChild.remove();
  } else {
    item.append(details(data));
  }
}

function details(data) {
  const box = make('div', { className: 'details' });
  if (data.cut) {
    box.append(make('p', { className: 'quiet' }, `Only the beginning is here, of ${data.length} characters.`));
  }
  box.append(code('XML', data.cut ? data.xml : prettyXml(data.xml), data.xml));
  if (data.json) {
    const json = prettyJson(data.json);
    box.append(code('JSON', json, json));
  }
  return box;
}

function code(name, text, copied) {
  return make('div', { className: 'code-box' },
    make('div', { className: 'code-head' }, make('span', {}, name),
      copies(make('button', { type: 'button', className: 'copy', 'aria-label': `Copy the ${name}` }, 'Copy'), () => copied)),
    make('pre', { tabIndex: 0, 'aria-label': name, data: { format: name } }, text));
}

function matches(item) {
  const text = $('filter').value.trim().toLowerCase();
  const direction = $('direction').value;
  const kind = $('kind').value;
  return (!direction || item.dataset.direction === direction)
    && (!kind || item.dataset.kind === kind)
    && (!text || item.searched.includes(text));
}

function filter() {
  for (const item of list.children) {
    item.hidden = item.searched !== undefined && !matches(item);
  }
  showCount();
}

function showCount() {
  const all = list.querySelectorAll(':scope > li[data-kind]').length;
  const shown = list.querySelectorAll(':scope > li[data-kind]:not([hidden])').length;
  const waiting = isPaused && arrived.length > 0 ? ` Paused: ${missed + arrived.length} more have passed.` : isPaused ? ' Paused.' : '';
  setText($('count'), (all === 0 ? '' : shown === all ? `The last ${all}.` : `${shown} of the last ${all}.`) + waiting);
  $('no-stanzas').hidden = list.children.length > 0;
}

export function pause() {
  isPaused = !isPaused;
  $('pause').setAttribute('aria-pressed', String(isPaused));
  setText($('pause'), isPaused ? 'Go on' : 'Pause');
  flush();
  showCount();
}

export function clear() {
  list.replaceChildren();
  arrived = [];
  missed = 0;
  showCount();
}

/** Up and down, from row to row. */
function walk(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp' || !event.target.matches('.row')) {
    return;
  }
  const rows = [...list.querySelectorAll('li:not([hidden]) > .row')];
  const next = rows[rows.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

export function begin() {
  list.addEventListener('keydown', walk);
  $('filter').addEventListener('input', filter);
  $('direction').addEventListener('change', filter);
  $('kind').addEventListener('change', filter);
  $('pause').addEventListener('click', pause);
  $('clear').addEventListener('click', clear);
}
