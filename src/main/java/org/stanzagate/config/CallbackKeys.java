package org.stanzagate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks {@code callbacks}, and {@code callback}, its short form. No code serves them yet. */
final class CallbackKeys {
  private static final Set<String> PLACEHOLDERS = Set.of("kind", "type", "to", "from");
  private static final Pattern URL_START = Pattern.compile("https?://[^/?#{}]+(?=[/?#]|$)");
  private static final Set<String> OUR_HEADERS =
      Set.of("host", "connection", "content-type", "content-length", "transfer-encoding");

  private static final ScalarType<String> URL =
      new ScalarType<>(
              "a URL like http://127.0.0.1:5000/{kind}, with {kind}, {type}, {to}, {from} in its path",
              CallbackKeys::url)
          .unshown();

  private static final ScalarType<Secret> SIGNING_SECRET =
      new ScalarType<>(
              "whsec_ and the base64 of 24 to 64 random bytes, as from: openssl rand -base64 32",
              CallbackKeys::signingSecret)
          .secret();

  private static final MapType<String> HEADERS =
      new MapType<>(
          new ScalarType<>(
              "the name of a header that the gateway doesn't set", CallbackKeys::header),
          ValueTypes.matching("text on one line", "[^\\p{Cntrl}]+").unshown());

  private static final ScalarType<String> EVENT =
      ValueTypes.oneOf(Map.of("bare", "bare", "full", "full", "host", "host"));

  private static final ScalarType<String> CONTENT_TYPE =
      ValueTypes.oneOf(Map.of("application/xmpp+xml", "xml", "application/json", "json"));

  private static final ScalarType<String> DELIVERY =
      ValueTypes.oneOf(Map.of("direct", "direct", "durable", "durable"));

  private CallbackKeys() {}

  static void check(Section root, Optional<AuthConfig> auth) {
    List<Section> list = root.sections("callbacks");
    UniqueNames names = new UniqueNames("callback-");
    list.forEach(callback -> check(callback, names, auth));
    Section single = root.section("callback");
    check(single, new UniqueNames("callback-"), auth);
    if (!list.isEmpty()) {
      root.refuse("callbacks");
    }
    if (single.isGiven()) {
      root.refuse("callback");
    }
  }

  private static void check(Section callback, UniqueNames names, Optional<AuthConfig> auth) {
    names.next(callback);
    callback.find("to", ListType.someOf(ValueTypes.JID_PATTERN));
    callback.find("from", ListType.someOf(ValueTypes.JID_PATTERN));
    callback.find("stanzas", ListType.someOf(ValueTypes.KIND));
    callback.find("events", ListType.someOf(EVENT));
    callback.find("content_type", CONTENT_TYPE);
    callback.find("timeout", ValueTypes.duration("1ms", "1h"));
    callback.find("max_connections", ValueTypes.integer("a number", 1, 10_000));
    callback.find("max_response", ValueTypes.size("1KiB", "16MiB"));
    callback.find("max_queue", ValueTypes.integer("a number", 1, 1_000_000));
    callback.find("secret", ListType.oneOrSomeOf(SIGNING_SECRET));
    callback.find("headers", HEADERS);
    callback.find("delivery", DELIVERY);
    callback.find("expire", ValueTypes.duration("1s", "8760h"));
    checkTarget(callback, auth);
  }

  /** Stanzas go to a url, or wait for the token that pulls them. */
  private static void checkTarget(Section callback, Optional<AuthConfig> auth) {
    boolean pushes = callback.has("url", URL);
    boolean pulls = callback.has("pull", ValueTypes.NAME);
    callback.find("url", URL);
    Optional<String> puller = callback.find("pull", ValueTypes.NAME);
    if (pushes && pulls) {
      callback.problem("pull", "is given beside url; keep one");
    } else if (!pushes && !pulls && callback.isGiven()) {
      callback.problem("url", "is missing; give url, or pull with a token's name");
    }
    if (puller.isPresent()
        && auth.isPresent()
        && auth.get().tokens().stream().noneMatch(t -> t.name().equals(puller.get()))) {
      callback.problem("pull", "names no token; give one the name " + puller.get());
    }
  }

  private static String url(String text) throws FaultyValue {
    Matcher start = URL_START.matcher(text);
    if (!start.lookingAt()) {
      throw new FaultyValue("scheme, host and port come first, and hold no placeholder");
    }
    String filled = Placeholders.check(text, PLACEHOLDERS);
    try {
      URI uri = new URI(filled);
      if (uri.getHost() == null) {
        throw new FaultyValue("it names no host");
      }
      if (uri.getUserInfo() != null) {
        throw new FaultyValue("credentials go into headers, as Authorization");
      }
      if (uri.getFragment() != null) {
        throw new FaultyValue("a fragment (#) is never sent");
      }
    } catch (URISyntaxException e) {
      throw new FaultyValue(e.getReason());
    }
    return text;
  }

  private static Secret signingSecret(String text) throws FaultyValue {
    if (!text.startsWith("whsec_")) {
      throw new FaultyValue("whsec_ is missing");
    }
    int length;
    try {
      length = Base64.getDecoder().decode(text.substring("whsec_".length())).length;
    } catch (IllegalArgumentException e) {
      throw new FaultyValue("that is no base64");
    }
    if (length < 24 || length > 64) {
      throw new FaultyValue("it has " + length + " bytes");
    }
    return new Secret(text);
  }

  private static String header(String name) throws FaultyValue {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!lower.matches("[!#$%&'*+.^_`|~0-9a-z-]+")) {
      throw new FaultyValue("no name of a header");
    }
    if (OUR_HEADERS.contains(lower) || lower.startsWith("webhook-")) {
      throw new FaultyValue("the gateway sets that itself");
    }
    return name;
  }
}
