// Whatever comes from outside gets into the page as text, and by these functions only.

export const $ = (id) => document.getElementById(id);

/** An element with properties, data and children; strings become text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'data') {
      Object.assign(element.dataset, value);
    } else if (name.includes('-') || name === 'role') {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** A button that copies what a function gives. */
export function copies(button, text) {
  button.addEventListener('click', async () => {
    const label = button.textContent;
    button.textContent = (await copy(text())) ? 'Copied' : 'Select and copy it';
    setTimeout(() => { button.textContent = label; }, 1500);
  });
  return button;
}

/** Only pages over HTTPS, or from this machine, have the clipboard's own API. */
async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(() => true, () => false);
  }
  const area = make('textarea', { value: text, className: 'hidden' });
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

const STEPS = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });

/** 90 is "in 1 min.", -5 is "5 sec. ago". */
export function relative(seconds) {
  const [step, unit] = STEPS.find(([size]) => Math.abs(seconds) >= size) ?? [1, 'second'];
  return Math.abs(seconds) < 1 ? 'now' : RELATIVE.format(Math.trunc(seconds / step), unit);
}

/** 90 is "1 min". */
export function span(seconds) {
  return seconds < 1 ? '0 s' : relative(-seconds).replace(/\.? ago$/, '');
}

/** An instant of the gateway's, as the time from or to it; goes on by itself. */
export function since(iso, words = relative) {
  const time = make('time', { dateTime: iso, title: new Date(iso).toLocaleString() });
  const refresh = () => setText(time, words((Date.parse(iso) - Date.now()) / 1000));
  refresh();
  ticking.add([new WeakRef(time), refresh]);
  return time;
}

/** For that long, until now. */
export const lasting = (seconds) => span(-seconds);

const ticking = new Set();

setInterval(() => {
  for (const entry of ticking) {
    if (entry[0].deref()?.isConnected) {
      entry[1]();
    } else {
      ticking.delete(entry);
    }
  }
}, 1000);
