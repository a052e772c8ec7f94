package org.stanzagate.console;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stanzagate.listener.Answers;

/**
 * A file that browsers may have. It is kept by them, and asked for each time whether it is still
 * the same (RFC 9110 section 13). Nothing may be loaded or run beside what comes from here, and no
 * other site may frame or embed it.
 */
final class ConsoleFile implements HttpHandler {
  private static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  /** Nor can anything become markup or script that came as text (W3C Trusted Types). */
  static final String STRICT =
      POLICY + "; img-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

  /** Swagger UI has pictures in its style sheet, and makes markup of what it has cleaned. */
  static final String SWAGGER = POLICY + "; img-src 'self' data:";

  private static final HttpString OPENER_POLICY = new HttpString("Cross-Origin-Opener-Policy");
  private static final HttpString RESOURCE_POLICY = new HttpString("Cross-Origin-Resource-Policy");
  private static final HttpString REFERRER_POLICY = new HttpString("Referrer-Policy");
  private static final HttpString CONTENT_POLICY = new HttpString("Content-Security-Policy");
  private static final int NOT_MODIFIED = 304;

  private final String type;
  private final Supplier<byte[]> source;
  private final String policy;
  private final Answers answers;

  /** Once it was asked for, which for most gateways is never. */
  private volatile @Nullable Content content;

  private static final class Content {
    final byte[] bytes;

    /** A weak one, for what is compressed has the same. */
    final ETag tag;

    Content(byte[] bytes) {
      this.bytes = bytes;
      this.tag = new ETag(true, hash(bytes));
    }
  }

  /**
   * @param source read when the file is first asked for
   * @param policy the {@code Content-Security-Policy}
   */
  ConsoleFile(String type, Supplier<byte[]> source, String policy, Answers answers) {
    this.type = type;
    this.source = source;
    this.policy = policy;
    this.answers = answers;
  }

  /** Two that ask for it at the same time may both read it, which is the same twice. */
  private Content content() {
    Content known = content;
    if (known == null) {
      known = new Content(source.get());
      content = known;
    }
    return known;
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Content file = content();
    HeaderMap headers = exchange.getResponseHeaders();
    headers.put(Headers.ETAG, file.tag.toString());
    headers.put(Headers.CACHE_CONTROL, "no-cache");
    headers.put(CONTENT_POLICY, policy);
    headers.put(REFERRER_POLICY, "no-referrer");
    headers.put(OPENER_POLICY, "same-origin");
    headers.put(RESOURCE_POLICY, "same-origin");
    if (ETagUtils.handleIfNoneMatch(exchange, file.tag, true)) {
      answers.body(exchange, 200, type, file.bytes);
    } else {
      answers.empty(exchange, NOT_MODIFIED);
    }
  }
}
