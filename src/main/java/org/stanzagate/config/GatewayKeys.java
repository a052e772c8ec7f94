package org.stanzagate.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All keys there are, section by section. */
final class GatewayKeys {
  private static final Duration IQ_TIMEOUT = Duration.ofMinutes(2);

  private static final ScalarType<Secret> COMPONENT_SECRET =
      new ScalarType<>(
              "a secret of at most 1024 characters, on one line",
              text -> {
                if (!text.matches("[^\\p{Cntrl}]{1,1024}")) {
                  throw new FaultyValue("");
                }
                return new Secret(text);
              })
          .secret();

  private static final ScalarType<String> HOST =
      new ScalarType<>(
          "the name or the address of the XMPP server, like 127.0.0.1", GatewayKeys::host);

  private static final ScalarType<Origin> ORIGIN =
      new ScalarType<>(
          "an origin like https://app.example.net",
          text -> Origin.parse(text).orElseThrow(() -> new FaultyValue("")));

  private static final ScalarType<LogFormat> LOG =
      ValueTypes.oneOf(Map.of("text", LogFormat.TEXT, "json", LogFormat.JSON));

  private final Section root;
  private final Problems problems;
  private final Instant now;
  private final Path directory;
  private final TlsKeys tls;

  GatewayKeys(Section root, Reading reading) {
    this.root = root;
    this.problems = reading.problems();
    this.now = reading.now();
    this.directory = reading.directory();
    this.tls = new TlsKeys(reading.directory(), reading.now());
  }

  /** Empty if there is a problem. */
  Optional<GatewayConfig> read() {
    Optional<ComponentConfig> component = component(root.section("component"));
    Optional<HttpConfig> http = http(root.section("http"));
    Section authSection = root.section("auth");
    Optional<AuthConfig> auth =
        new AuthKeys(authSection, component.map(ComponentConfig::domain), now).read();
    Optional<IqConfig> iq = iq(root.section("iq"));
    Optional<List<CallbackConfig>> callbacks = CallbackKeys.read(root, auth, tls);
    Optional<CheckinConfig> checkin = CheckinKeys.read(root, directory, component);
    StoreKeys storeKeys = new StoreKeys(root.section("store"), directory);
    Optional<StoreConfig> store = storeKeys.read(checkin);
    if (callbacks.stream().flatMap(List::stream).anyMatch(CallbackConfig::needsStore)) {
      store.ifPresent(storeKeys::needed);
    }
    Optional<InetSocketAddress> metrics = metrics(root.section("metrics"), http);
    Optional<LogFormat> log = root.or("log", LOG, "text");
    if (!problems.isEmpty()) {
      return Optional.empty();
    }
    return authSection.build(
        "anonymous",
        () ->
            new GatewayConfig(
                component.orElseThrow(),
                http.orElseThrow(),
                auth.orElseThrow(),
                iq.orElseThrow(),
                callbacks.orElseThrow(),
                store.orElseThrow(),
                checkin.orElse(null),
                metrics.orElse(null),
                log.orElseThrow()));
  }

  private Optional<ComponentConfig> component(Section component) {
    var domain = component.require("domain", ValueTypes.DOMAIN);
    var secret = component.require("secret", COMPONENT_SECRET);
    var host = component.or("host", HOST, "127.0.0.1");
    var port = component.or("port", ValueTypes.PORT, "5347");
    var maxStanza = component.or("max_stanza", ValueTypes.size("10KiB", "16MiB"), "512KiB");
    var maxSend = component.or("max_send", ValueTypes.size("1KiB", "16MiB"), "256KiB");
    var authorities = tls.authorities(component);
    return component.build(
        "domain",
        () ->
            new ComponentConfig(
                domain.orElseThrow(),
                secret.orElseThrow(),
                host.orElseThrow(),
                port.orElseThrow(),
                authorities.orElse(null),
                maxStanza.orElseThrow(),
                maxSend.orElseThrow()));
  }

  private Optional<HttpConfig> http(Section http) {
    var listen = http.or("listen", ValueTypes.LISTEN, "127.0.0.1:8080");
    var path = http.or("path", ValueTypes.matching("a path like /rest", "/.*"), "/rest");
    var maxBody = http.or("max_body", ValueTypes.size("1KiB", "4MiB"), "192KiB");
    var lenient = http.or("lenient", ValueTypes.BOOLEAN, "false");
    var cors = http.find("cors", ListType.of(ORIGIN));
    var identity = tls.identity(http);
    var accessLog = http.or("access_log", ValueTypes.BOOLEAN, "false");
    return http.build(
        "path",
        () ->
            new HttpConfig(
                listen.orElseThrow(),
                identity.orElse(null),
                path.orElseThrow(),
                maxBody.orElseThrow(),
                lenient.orElseThrow(),
                accessLog.orElseThrow(),
                cors.orElse(List.of())));
  }

  private static Optional<InetSocketAddress> metrics(Section metrics, Optional<HttpConfig> http) {
    Optional<InetSocketAddress> listen = metrics.find("listen", ValueTypes.LISTEN);
    if (listen.isPresent() && listen.equals(http.map(HttpConfig::listen)) && hasPort(listen)) {
      metrics.problem(
          "listen",
          "is http.listen, where /metrics is for administrators; give another port, or leave it out");
    }
    return listen;
  }

  /** Each 0 is another port. */
  private static boolean hasPort(Optional<InetSocketAddress> listen) {
    return listen.filter(address -> address.getPort() != 0).isPresent();
  }

  /** A shorter max_timeout shortens the timeout that isn't given. */
  private static Optional<IqConfig> iq(Section iq) {
    var timeout = iq.find("timeout", ValueTypes.duration("1ms", "24h"));
    var maxTimeout = iq.or("max_timeout", ValueTypes.duration("1ms", "24h"), "300s");
    return iq.build(
        "timeout",
        () -> {
          Duration max = maxTimeout.orElseThrow();
          Duration usual = max.compareTo(IQ_TIMEOUT) < 0 ? max : IQ_TIMEOUT;
          return new IqConfig(timeout.orElse(usual), max);
        });
  }

  private static String host(String text) throws FaultyValue {
    if (text.matches("\\[[0-9A-Fa-f:.]+]")) {
      return text.substring(1, text.length() - 1);
    }
    if (text.matches("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
        || text.matches("[A-Za-z0-9._-]+")) {
      return text;
    }
    throw new FaultyValue(text.contains(":") ? "the port has its own key, component.port" : "");
  }
}
