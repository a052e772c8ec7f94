package org.stanzagate.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpHost;

/**
 * The URL of a callback, in which parts of the stanza are filled in: never in scheme, host or port,
 * and never so that a value could be more than the text between two delimiters (RFC 3986 section
 * 2.2). Immutable.
 */
final class UrlTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(kind|type|to|from)}");
  private static final Pattern ONLY_DOTS = Pattern.compile("\\.+");
  private static final String HEX = "0123456789ABCDEF";

  private final HttpHost host;

  /** What stands before, between and after the placeholders; one more than those. */
  private final List<String> texts = new ArrayList<>();

  private final List<String> placeholders = new ArrayList<>();

  /** What is filled in for a stanza. */
  record Values(String kind, String type, String to, String from) {
    private String of(String placeholder) {
      return switch (placeholder) {
        case "kind" -> kind;
        case "type" -> type;
        case "to" -> to;
        default -> from;
      };
    }
  }

  /** Takes a URL that the configuration has checked. */
  UrlTemplate(String url) {
    int path = url.indexOf("://") + 3;
    while (path < url.length() && "/?".indexOf(url.charAt(path)) < 0) {
      path++;
    }
    URI authority = URI.create(url.substring(0, path));
    host = new HttpHost(authority.getScheme(), authority.getHost(), authority.getPort());
    String target = url.startsWith("/", path) ? url.substring(path) : "/" + url.substring(path);
    Matcher placeholder = PLACEHOLDER.matcher(target);
    int end = 0;
    while (placeholder.find()) {
      texts.add(target.substring(end, placeholder.start()));
      placeholders.add(placeholder.group(1));
      end = placeholder.end();
    }
    texts.add(target.substring(end));
  }

  HttpHost host() {
    return host;
  }

  /** Path and query, with these filled in. */
  String target(Values values) {
    if (placeholders.isEmpty()) {
      return texts.get(0);
    }
    StringBuilder target = new StringBuilder(texts.get(0));
    for (int i = 0; i < placeholders.size(); i++) {
      appendEncoded(target, values.of(placeholders.get(i)));
      target.append(texts.get(i + 1));
    }
    return target.toString();
  }

  /** A segment of dots alone would lead to another folder, so those are encoded too. */
  private static void appendEncoded(StringBuilder target, String value) {
    boolean onlyDots = ONLY_DOTS.matcher(value).matches();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b) && !onlyDots) {
        target.append((char) b);
      } else {
        target.append('%').append(HEX.charAt((b >> 4) & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
  }

  /** RFC 3986 section 2.3. */
  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
