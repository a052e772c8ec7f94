package org.stanzagate.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.stanzagate.tls.ServerIdentity;

/**
 * The HTTP listener.
 *
 * @param listen looked up already; port 0 picks a free one
 * @param tls for HTTPS; null for plain HTTP
 * @param path where the API begins, e.g. {@code /rest}; no slash at its end
 * @param maxBody the largest request body, in bytes
 * @param lenient whether JSON keys that nobody knows are only warnings
 * @param accessLog whether the log has a line for each request
 * @param cors the origins whose pages may call from a browser, besides our own
 */
public record HttpConfig(
    InetSocketAddress listen,
    @Nullable ServerIdentity tls,
    String path,
    int maxBody,
    boolean lenient,
    boolean accessLog,
    List<Origin> cors) {
  /** What is beside the API. */
  private static final Pattern TAKEN =
      Pattern.compile(
          "/(?:healthz|readyz|metrics|docs|console|sandbox|openapi\\.json|openapi\\.yaml)(?:/.*)?");

  private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+");

  public HttpConfig {
    cors = List.copyOf(cors);
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException(listen.getHostString() + " has no address");
    }
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "write a path like /rest: a slash at its beginning, none at its end, and A-Za-z0-9._~-");
    }
    if (TAKEN.matcher(path).matches()) {
      throw new IllegalArgumentException("is taken already; write another path, like /rest");
    }
    if (maxBody < 1) {
      throw new IllegalArgumentException("a body has more than no bytes");
    }
  }

  /** The same with another certificate, and its key. */
  HttpConfig with(ServerIdentity other) {
    return new HttpConfig(listen, other, path, maxBody, lenient, accessLog, cors);
  }
}
