// The line for a shell that does what the page does.

/** Within single quotes a POSIX shell takes everything as it is, but for the quote itself. */
export function quote(text) {
  return /^[A-Za-z0-9_.,:/@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The token is left to the shell's variable, so that it is in no history. */
function credentials(login) {
  if (!login) {
    return [];
  }
  return [login.user ? `--user ${quote(login.user)}:"$SECRET"` : '--oauth2-bearer "$TOKEN"'];
}

export function curlLine(url, type, body, login) {
  return [
    `curl -i ${quote(url)}`,
    ...credentials(login),
    `-H ${quote(`Content-Type: ${type}`)}`,
    `--data-raw ${quote(body)}`,
  ].join(' \\\n  ');
}
