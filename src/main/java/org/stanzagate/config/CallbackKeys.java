package org.stanzagate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.stanzagate.config.CallbackConfig.Destination;
import org.stanzagate.config.CallbackConfig.Filters;
import org.stanzagate.stanza.AddressForm;
import org.stanzagate.stanza.Kind;
import org.stanzagate.tls.Authorities;

/** Reads {@code callbacks}, and {@code callback}, its short form. */
final class CallbackKeys {
  private static final Set<String> PLACEHOLDERS = Set.of("kind", "type", "to", "from");
  private static final Pattern URL_START = Pattern.compile("https?://[^/?#{}]+(?=[/?#]|$)");
  private static final Set<String> OUR_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-type",
          "content-length",
          "transfer-encoding",
          // Those that HTTP/2 does not allow (RFC 9113 section 8.2.2).
          "keep-alive",
          "proxy-connection",
          "te",
          "upgrade");

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

  private static final MapType<Secret> HEADERS =
      new MapType<>(
          new ScalarType<>(
              "the name of a header that the gateway doesn't set", CallbackKeys::header),
          new ScalarType<>("visible ASCII text on one line", CallbackKeys::headerValue).secret());

  private static final ScalarType<AddressForm> EVENT =
      ValueTypes.oneOf(
          Map.of("bare", AddressForm.BARE, "full", AddressForm.FULL, "host", AddressForm.HOST));

  private static final ScalarType<String> CONTENT_TYPE =
      ValueTypes.oneOf(
          Map.of(
              "application/xmpp+xml", "application/xmpp+xml",
              "application/json", "application/json"));

  private static final ScalarType<String> DELIVERY =
      ValueTypes.oneOf(Map.of("direct", "direct", "durable", "durable"));

  private static final List<String> OF_WEBHOOKS =
      List.of(
          "tls_ca_file",
          "content_type",
          "timeout",
          "max_connections",
          "max_response",
          "secret",
          "headers",
          "delivery");

  private CallbackKeys() {}

  static Optional<List<CallbackConfig>> read(Section root, Optional<AuthConfig> auth, TlsKeys tls) {
    List<Section> list = root.sections("callbacks");
    UniqueNames names = new UniqueNames("callback-");
    List<Optional<CallbackConfig>> read = new ArrayList<>();
    list.forEach(callback -> read.add(read(callback, names, auth, tls)));
    Section single = root.section("callback");
    // Read first: whether it is given can hang on a variable for one of its keys.
    Optional<CallbackConfig> one = read(single, new UniqueNames("callback-"), auth, tls);
    if (single.isGiven()) {
      read.add(one);
      if (!list.isEmpty()) {
        root.problem("callback", "is given beside callbacks; make it one of that list");
      }
    }
    boolean whole = read.stream().allMatch(Optional::isPresent);
    return whole ? Optional.of(read.stream().flatMap(Optional::stream).toList()) : Optional.empty();
  }

  private static Optional<CallbackConfig> read(
      Section callback, UniqueNames names, Optional<AuthConfig> auth, TlsKeys tls) {
    Optional<String> name = names.next(callback);
    Optional<Filters> filters = filters(callback);
    var maxQueue = callback.or("max_queue", ValueTypes.integer("a number", 1, 1_000_000), "10000");
    var expire = callback.or("expire", ValueTypes.duration("1s", "8760h"), "75h");
    Optional<? extends Destination> destination = destination(callback, auth, tls);
    if (destination.isEmpty()) {
      return Optional.empty();
    }
    return callback.build(
        "url",
        () ->
            new CallbackConfig(
                name.orElseThrow(),
                filters.orElseThrow(),
                destination.orElseThrow(),
                maxQueue.orElseThrow(),
                expire.orElseThrow()));
  }

  private static Optional<Filters> filters(Section callback) {
    var to = callback.find("to", ListType.someOf(ValueTypes.JID_PATTERN));
    var from = callback.find("from", ListType.someOf(ValueTypes.JID_PATTERN));
    var stanzas = callback.find("stanzas", ListType.someOf(ValueTypes.KIND));
    var events = callback.find("events", ListType.someOf(EVENT));
    return callback.build(
        "to",
        () ->
            new Filters(
                to.orElse(List.of()),
                from.orElse(List.of()),
                stanzas.map(EnumSet::copyOf).orElse(EnumSet.allOf(Kind.class)),
                events.map(EnumSet::copyOf).orElse(EnumSet.allOf(AddressForm.class))));
  }

  /** Stanzas go to a url, or wait for the token that pulls them. */
  private static Optional<? extends Destination> destination(
      Section callback, Optional<AuthConfig> auth, TlsKeys tls) {
    boolean pushes = callback.has("url", URL);
    boolean pulls = callback.has("pull", ValueTypes.NAME);
    Optional<WebhookConfig> webhook = webhook(callback, tls);
    Optional<PullConfig> pull = pull(callback, auth);
    if (pushes && pulls) {
      callback.problem("pull", "is given beside url; keep one");
    } else if (!pushes && !pulls && callback.isGiven()) {
      callback.problem("url", "is missing; give url, or pull with a token's name");
    } else if (pulls) {
      OF_WEBHOOKS.stream()
          .filter(callback::isGiven)
          .forEach(key -> callback.warning(key, "goes with url, and means nothing beside pull"));
    }
    return pulls ? pull : webhook;
  }

  private static Optional<WebhookConfig> webhook(Section callback, TlsKeys tls) {
    Optional<String> url = callback.find("url", URL);
    Authorities authorities = tls.authorities(callback, url);
    var contentType = callback.find("content_type", CONTENT_TYPE);
    var timeout = callback.or("timeout", ValueTypes.duration("1ms", "1h"), "15s");
    var connections =
        callback.or("max_connections", ValueTypes.integer("a number", 1, 10_000), "40");
    var maxResponse = callback.or("max_response", ValueTypes.size("1KiB", "16MiB"), "192KiB");
    var secrets = callback.find("secret", ListType.oneOrSomeOf(SIGNING_SECRET));
    var headers = callback.find("headers", HEADERS);
    var delivery = callback.or("delivery", DELIVERY, "direct");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    return callback.build(
        "url",
        () ->
            new WebhookConfig(
                url.orElseThrow(),
                authorities,
                contentType.orElse(null),
                timeout.orElseThrow(),
                connections.orElseThrow(),
                maxResponse.orElseThrow(),
                secrets.orElse(List.of()),
                headers.orElse(Map.of()),
                delivery.orElseThrow().equals("durable")));
  }

  private static Optional<PullConfig> pull(Section callback, Optional<AuthConfig> auth) {
    Optional<String> token = callback.find("pull", ValueTypes.NAME);
    if (token.isPresent() && auth.isPresent() && !isToken(auth.get(), token.get())) {
      callback.problem("pull", "names no token; give one the name " + token.get());
    }
    return token.map(PullConfig::new);
  }

  private static boolean isToken(AuthConfig auth, String name) {
    return auth.tokens().stream().anyMatch(token -> token.name().equals(name));
  }

  private static String url(String text) throws FaultyValue {
    Matcher start = URL_START.matcher(text);
    if (!start.lookingAt()) {
      throw new FaultyValue("scheme, host and port come first, and hold no placeholder");
    }
    if (!text.chars().allMatch(c -> c < 0x80)) {
      throw new FaultyValue("percent-encode what is not ASCII; a domain becomes xn--…");
    }
    String filled = Placeholders.check(text, PLACEHOLDERS);
    try {
      URI uri = new URI(filled);
      checkAddress(uri);
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

  /** RFC 1035 section 2.3.4. */
  private static void checkAddress(URI uri) throws FaultyValue {
    String host = uri.getHost();
    if (host == null) {
      throw new FaultyValue("it names no host; a name is of letters, digits, hyphens and dots");
    }
    if (!host.startsWith("[") && (host.length() > 253 || host.matches(".*[^.]{64}.*"))) {
      throw new FaultyValue("no host has so long a name");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65535) {
      throw new FaultyValue("there is no port " + uri.getPort());
    }
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

  /** RFC 9110 section 5.5; what is beyond ASCII has no meaning that all agree on. */
  private static Secret headerValue(String text) throws FaultyValue {
    if (!text.matches("[!-~](?:[ -~\\t]*[!-~])?")) {
      throw new FaultyValue("");
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
