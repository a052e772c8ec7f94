package org.stanzagate.webhook;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stanzagate.client.Receiver;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.PullConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.stanza.Stanza;

/**
 * Which callbacks there are: those that are asked for each stanza, in order, and those that no
 * longer are and still have something to deliver. The client may have as many connections as all of
 * them together. Safe in any thread.
 */
final class Roster {
  private final Shared shared;
  private List<Callback> asked = List.of();
  private final Set<PostedCallback> retired = new HashSet<>();

  Roster(Shared shared) {
    this.shared = shared;
  }

  /**
   * Gives a stanza to the first that takes it; false where none does. Choosing and queueing are
   * one: a reload comes before both, or after both.
   */
  synchronized boolean claim(Stanza stanza) {
    for (Callback callback : asked) {
      if (callback.config().filters().match(stanza)) {
        callback.take(stanza);
        return true;
      }
    }
    return false;
  }

  /**
   * From the next stanza on, those that are asked are these; the others deliver what they have.
   *
   * @param next those with a webhook, in the order of their configurations
   * @param mailboxes by the token that pulls
   */
  synchronized void goOnWith(
      List<CallbackConfig> configs, List<PostedCallback> next, Map<String, Mailbox> mailboxes) {
    List<PostedCallback> before = posted();
    // Those of both first: a request that finds none free would wait for another one to end.
    allow(Stream.concat(configs(before), posting(configs).stream()));
    Iterator<PostedCallback> posted = next.iterator();
    List<Callback> all = new ArrayList<>();
    for (CallbackConfig config : configs) {
      if (config.destination() instanceof PullConfig pull) {
        Mailbox mailbox = Objects.requireNonNull(mailboxes.get(pull.token()));
        all.add(new PulledCallback(config, mailbox, shared));
      } else {
        PostedCallback callback = posted.next();
        callback.changeTo(config);
        all.add(callback);
      }
    }
    asked = List.copyOf(all);
    retired.clear();
    before.stream().filter(callback -> !next.contains(callback)).forEach(this::retire);
    allow(configs(posted()));
  }

  private void retire(PostedCallback callback) {
    retired.add(callback);
    // In another thread, for this one may hold both locks, and the next only that of the callback.
    var unused = callback.whenEmpty().thenRunAsync(() -> forget(callback), shared.executor());
  }

  private synchronized void forget(PostedCallback callback) {
    if (retired.remove(callback)) {
      allow(configs(posted()));
    }
  }

  private void allow(Stream<CallbackConfig> configs) {
    shared
        .client()
        .allow(
            configs
                .map(config -> (WebhookConfig) config.destination())
                .collect(
                    Collectors.toMap(Receiver::of, WebhookConfig::maxConnections, Integer::sum)));
  }

  private static Stream<CallbackConfig> configs(List<PostedCallback> callbacks) {
    return callbacks.stream().map(PostedCallback::config);
  }

  /** Those that are asked, in order. */
  synchronized List<Callback> asked() {
    return asked;
  }

  /** Those with a webhook, the retired too. */
  synchronized List<PostedCallback> posted() {
    return Stream.concat(asked.stream(), retired.stream())
        .filter(PostedCallback.class::isInstance)
        .map(PostedCallback.class::cast)
        .toList();
  }

  /** Those with a webhook. */
  static List<CallbackConfig> posting(List<CallbackConfig> configs) {
    return configs.stream()
        .filter(config -> config.destination() instanceof WebhookConfig)
        .toList();
  }
}
