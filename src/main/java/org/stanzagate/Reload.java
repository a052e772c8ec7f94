package org.stanzagate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.ConfigException;
import org.stanzagate.config.ConfigFile.Loaded;
import org.stanzagate.config.ConfigProblem;
import org.stanzagate.config.GatewayConfig;
import org.stanzagate.config.Settings;

/**
 * Reads the configuration again, and hands on what may change in a service that runs: who may use
 * the API, the callbacks, and the certificate for HTTPS. A faulty configuration changes nothing at
 * all. For one thread.
 */
final class Reload implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private static final String TLS = "http.tls_";

  private final Source source;
  private final Service service;
  private final Settings started;
  private GatewayConfig running;

  /** Where the configuration comes from. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads it as it is now.
     *
     * @throws ConfigException with every problem there is
     */
    Loaded load() throws ConfigException;
  }

  /**
   * @param started what the service was made of
   */
  Reload(Source source, Service service, Loaded started) {
    this.source = source;
    this.service = service;
    this.started = started.settings();
    this.running = started.config();
  }

  /** A fault of ours ends no more than this. */
  @Override
  public void run() {
    try {
      reload(source.load());
    } catch (ConfigException e) {
      refuse(e.problems());
    } catch (IOException e) {
      LOG.error("Not reloaded, and all stays as it was: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error(
          "A fault of the gateway ended the reload, and a part of it may be in force: restart it, and please report this",
          e);
    }
  }

  private void reload(Loaded loaded) throws IOException {
    GatewayConfig next;
    try {
      next = running.with(loaded.config().auth()).with(loaded.config().callbacks());
      if (canChangeIdentity(loaded)) {
        next = next.with(requireNonNull(loaded.config().http().tls()));
      }
    } catch (IllegalArgumentException e) {
      // Fine with the new http.listen, and not with the one that stays.
      String reason = String.valueOf(e.getMessage());
      refuse(List.of(loaded.settings().problem("auth.anonymous", reason)));
      return;
    }
    loaded.warnings().forEach(warning -> warn(warning.where(), warning.message()));
    loaded.obstacles().forEach(obstacle -> warn(obstacle.where(), obstacle.message()));
    loaded.settings().changedFrom(started).stream()
        .filter(key -> !canChange(key) && !(key.startsWith(TLS) && canChangeIdentity(loaded)))
        .map(key -> loaded.settings().problem(key, "has changed, which takes a restart"))
        .forEach(change -> warn(change.where(), change.message()));
    service.reload(next);
    LOG.info("Reloaded; {}", changes(running, next));
    running = next;
  }

  private static void refuse(List<ConfigProblem> problems) {
    problems.forEach(problem -> LOG.error("{}: {}", problem.where(), problem.message()));
    LOG.error("Not reloaded, and all stays as it was: correct the faults above, and reload again");
  }

  private static void warn(String where, String message) {
    LOG.warn("{}: {}", where, message);
  }

  private static boolean canChange(String key) {
    return key.startsWith("auth.") || key.startsWith("callbacks[") || key.startsWith("callback.");
  }

  /** Between HTTP and HTTPS there is no way but a restart. */
  private boolean canChangeIdentity(Loaded loaded) {
    return running.http().tls() != null && loaded.config().http().tls() != null;
  }

  private static String changes(GatewayConfig before, GatewayConfig after) {
    List<String> changes = new ArrayList<>();
    if (before.auth().anonymous() != after.auth().anonymous()) {
      changes.add("auth.anonymous is now " + after.auth().anonymous());
    }
    if (before.auth().componentLogin() != after.auth().componentLogin()) {
      changes.add("auth.component_login is now " + after.auth().componentLogin());
    }
    Function<AuthConfig.Token, String> tokenName = AuthConfig.Token::name;
    changes.addAll(changes("tokens", before.auth().tokens(), after.auth().tokens(), tokenName));
    changes.addAll(
        changes("callbacks", before.callbacks(), after.callbacks(), CallbackConfig::name));
    if (!Objects.equals(before.http().tls(), after.http().tls())) {
      changes.add("there is another certificate for HTTPS");
    }
    return changes.isEmpty() ? "nothing has changed" : String.join("; ", changes);
  }

  private static <T> List<String> changes(
      String what, List<T> before, List<T> after, Function<T, String> name) {
    Map<String, T> old = before.stream().collect(Collectors.toMap(name, item -> item));
    Map<String, T> now = after.stream().collect(Collectors.toMap(name, item -> item));
    TreeSet<String> added = new TreeSet<>(now.keySet());
    added.removeAll(old.keySet());
    TreeSet<String> removed = new TreeSet<>(old.keySet());
    removed.removeAll(now.keySet());
    TreeSet<String> changed = new TreeSet<>(now.keySet());
    changed.removeIf(key -> added.contains(key) || Objects.equals(now.get(key), old.get(key)));
    List<String> said = new ArrayList<>();
    say(said, what + " added: ", added);
    say(said, what + " removed: ", removed);
    say(said, what + " changed: ", changed);
    if (said.isEmpty() && !before.equals(after)) {
      said.add(what + " in another order");
    }
    return said;
  }

  private static void say(List<String> said, String what, Set<String> names) {
    if (!names.isEmpty()) {
      said.add(what + String.join(", ", names));
    }
  }
}
