package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Prosody, with the configuration of {@code prosody.cfg.lua} or another one. */
final class Prosody extends RealServer {
  private static final Duration COMMAND = Duration.ofSeconds(30);

  private final Path config = folder().resolve("prosody.cfg.lua");

  private Prosody() {
    super("prosody");
  }

  /** A new one, with its users, started. */
  static Prosody started() {
    return started("prosody.cfg.lua", Map.of());
  }

  /** A new one with that configuration, what is special to it filled in. */
  static Prosody started(String template, Map<String, ?> values) {
    Prosody prosody = new Prosody();
    prosody.setUp(template, values);
    prosody.start();
    return prosody;
  }

  private void setUp(String template, Map<String, ?> special) {
    try {
      Files.createDirectories(folder().resolve("data"));
      Files.createDirectories(folder().resolve("certs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> values = new HashMap<>(special);
    values.putAll(Map.of("DIR", folder(), "C2S", clientPort(), "COMPONENT", componentPort()));
    Resources.fillIn(template, values, config);
    for (String user : USERS) {
      ChildProcess.run(
          COMMAND,
          List.of(
              ServerPackages.path("prosodyctl").toString(),
              "--config",
              config.toString(),
              "register",
              user,
              DOMAIN,
              PASSWORD));
    }
  }

  @Override
  List<String> command() {
    return List.of(ServerPackages.path("prosody").toString(), "--config", config.toString(), "-F");
  }

  @Override
  void shutDown(ChildProcess server) {
    server.stop();
  }
}
