// Who looks: asked once, and kept in this tab alone.
import { $ } from './dom.js';

const KEY = 'stanzagate-login';
let current = read();

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

/** {token} or {user, token}; null while there is none. */
export const login = () => current;

export function authorization() {
  if (!current) {
    return {};
  }
  if (!current.user) {
    return { Authorization: `Bearer ${current.token}` };
  }
  const pair = new TextEncoder().encode(`${current.user}:${current.token}`);
  return { Authorization: `Basic ${btoa(String.fromCharCode(...pair))}` };
}

export function forget() {
  current = null;
  sessionStorage.removeItem(KEY);
  $('forget').hidden = true;
}

/** What was asked for was let in. */
export function accepted() {
  $('forget').hidden = !current;
}

/** Completes once somebody has answered. */
export function ask(reason) {
  const dialog = $('login');
  $('login-reason').textContent = reason;
  $('token').value = '';
  if (!dialog.open) {
    dialog.showModal();
  }
  $('token').focus();
  return new Promise((resolve) => {
    // There is nothing to be seen without.
    dialog.oncancel = (event) => event.preventDefault();
    dialog.onclose = () => { if (!current) { dialog.showModal(); } };
    $('login-form').onsubmit = (event) => {
      event.preventDefault();
      const token = $('token').value.trim();
      const user = $('user').value.trim();
      if (/[^\x21-\x7e]/.test(token) && !user) {
        $('login-reason').textContent = 'A token has visible ASCII characters only, and no blanks; copy it again.';
        return;
      }
      current = user ? { user, token } : { token };
      sessionStorage.setItem(KEY, JSON.stringify(current));
      $('token').value = '';
      dialog.close();
      resolve();
    };
  });
}
