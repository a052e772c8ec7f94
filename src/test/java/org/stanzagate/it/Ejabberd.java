package org.stanzagate.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.stanzagate.tls.TestAuthority;

/**
 * ejabberd, with the configuration of {@code ejabberd.yml} or another one. Its Erlang node listens
 * on a loopback port of its own, so that no port mapper (epmd) is started or asked.
 */
final class Ejabberd extends RealServer {
  static final String CONTROL = "ejabberdctl";

  private static final Duration COMMAND = Duration.ofMinutes(1);
  private static final Duration END = Duration.ofMinutes(1);
  private static final Pattern INSTALL_USER = Pattern.compile("(?m)^INSTALLUSER=(\\w+)$");

  private final int nodePort = Ports.free();
  private final int peerPort = Ports.free();
  private final int tlsPort = Ports.free();
  private final TestAuthority authority = new TestAuthority("Authority");

  private Ejabberd() {
    super("ejabberd");
  }

  /** A new one, started, with its users. */
  static Ejabberd started() {
    return started("ejabberd.yml", Map.of());
  }

  /** A new one with that configuration, what is special to it filled in. */
  static Ejabberd started(String template, Map<String, ?> values) {
    Ejabberd ejabberd = new Ejabberd();
    ejabberd.setUp(template, values);
    ejabberd.start();
    for (String user : USERS) {
      ChildProcess.run(COMMAND, ejabberd.control("register", user, DOMAIN, PASSWORD));
    }
    return ejabberd;
  }

  /** Why this user can't start it, though it is there. */
  static Optional<String> problem() {
    String me = System.getProperty("user.name");
    return installUser()
        .filter(user -> !me.equals("root") && !me.equals(user))
        .map(user -> "its " + CONTROL + " wants to be run by root or by " + user);
  }

  /** The user that Debian's script changes to when root calls it. */
  private static Optional<String> installUser() {
    try {
      Matcher user = INSTALL_USER.matcher(Files.readString(ServerPackages.path(CONTROL)));
      return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setUp(String template, Map<String, ?> special) {
    try {
      Files.createDirectories(folder().resolve("log"));
      Files.createDirectories(folder().resolve("spool"));
      // It takes both out of one file, and of EC no key as the JDK writes it.
      TestAuthority.Issued issued = authority.issue("RSA", Duration.ofDays(30), "127.0.0.1");
      Path key = issued.writeKey(folder().resolve("key.pem"));
      Path pem = issued.writeChain(folder().resolve("component.pem"));
      Files.writeString(pem, Files.readString(key), StandardOpenOption.APPEND);
      authority.write(caFile());
      Map<String, Object> values = new HashMap<>(special);
      values.putAll(
          Map.of(
              "C2S", clientPort(),
              "COMPONENT", componentPort(),
              "PEER", peerPort,
              "TLS", tlsPort,
              "DIR", folder()));
      Resources.fillIn(template, values, folder().resolve("ejabberd.yml"));
      Resources.fillIn(
          "ejabberdctl.cfg", Map.of("NODE", nodePort), folder().resolve("ejabberdctl.cfg"));
      Files.writeString(folder().resolve("inetrc"), "{lookup, [\"file\", \"native\"]}.\n");
      if (System.getProperty("user.name").equals("root") && installUser().isPresent()) {
        giveTo(installUser().orElseThrow());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void giveTo(String user) throws IOException {
    UserPrincipal owner =
        folder().getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.toList()) {
        Files.setOwner(file, owner);
      }
    }
  }

  private List<String> control(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ServerPackages.path(CONTROL).toString());
    command.addAll(List.of("--config-dir", folder().toString()));
    command.addAll(List.of("--logs", folder().resolve("log").toString()));
    command.addAll(List.of("--spool", folder().resolve("spool").toString()));
    command.addAll(List.of("--node", "stanzagate" + nodePort + "@localhost"));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  List<String> command() {
    return control("foreground");
  }

  @Override
  int peerPort() {
    return peerPort;
  }

  /** Where components are spoken to with TLS. */
  int tlsPort() {
    return tlsPort;
  }

  /** The authority that signed the certificate there. */
  Path caFile() {
    return folder().resolve("ca.pem").toAbsolutePath();
  }

  @Override
  void shutDown(ChildProcess server) {
    // The script and su stand between us and Erlang, which ends in order when it is asked to.
    server.terminate("beam.smp");
    server.awaitExit(END);
  }
}
