// XML and JSON, laid out for reading.

const TOKEN = /<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+/g;

/**
 * XML of the gateway, which has elements, attributes and character data alone. An element with text
 * in it stays on one line, for white space may mean something there. What was cut off stays as it is.
 */
export function prettyXml(xml) {
  const root = { open: '', children: [], hasText: false };
  const stack = [root];
  for (const [token] of xml.matchAll(TOKEN)) {
    const parent = stack[stack.length - 1];
    if (!token.startsWith('<')) {
      parent.children.push(token);
      parent.hasText ||= true;
    } else if (token.startsWith('</')) {
      parent.close = token;
      stack.pop();
      if (stack.length === 0) {
        return xml;
      }
    } else {
      const element = { open: token, children: [], hasText: false, close: '' };
      parent.children.push(element);
      if (!token.endsWith('/>')) {
        stack.push(element);
      }
    }
  }
  return root.children.map((child) => lines(child, '')).join('\n');
}

function flat(node) {
  return typeof node === 'string' ? node : node.open + node.children.map(flat).join('') + node.close;
}

function lines(node, indent) {
  if (typeof node === 'string' || node.hasText || node.children.length === 0) {
    return indent + flat(node);
  }
  const inner = node.children.map((child) => lines(child, indent + '  '));
  return [indent + node.open, ...inner, ...(node.close ? [indent + node.close] : [])].join('\n');
}

export const prettyJson = (value) => JSON.stringify(value, null, 2);

/** The body of an answer, by its Content-Type. */
export function prettyBody(type, text) {
  if (/xml/.test(type)) {
    return prettyXml(text);
  }
  if (/json/.test(type)) {
    try {
      return prettyJson(JSON.parse(text));
    } catch {
      return text;
    }
  }
  return text;
}
