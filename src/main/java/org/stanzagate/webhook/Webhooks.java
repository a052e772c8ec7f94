package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.http.HttpHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.Component;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.rooms.Rooms;
import org.stanzagate.stanza.Kind;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.Backlog;

/**
 * All callbacks: each incoming stanza goes to the first that takes it, in order within its
 * conversation, and the webhook's answer goes back over XMPP. Hears of stanzas in the thread that
 * reads the stream, which it never holds up; started once, reloaded, and stopped once, by one
 * thread.
 */
public final class Webhooks implements StanzaListener {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  /** What may wait is a part of the heap, whatever the number of conversations. */
  private static final int PART_OF_HEAP = 4;

  /** In the order in which they are asked. */
  private List<Callback> callbacks;

  /** Those that are no longer asked, and still have something to deliver. */
  private final Set<Callback> retired = new HashSet<>();

  private final Shared shared;
  private final StanzaListener unclaimed;
  private final OpenIqs openIqs;
  private final WebhookClient client;
  private final ExecutorService executor;

  /**
   * @param later how long an iq stays open that the webhook answers later
   * @param rooms what is sent goes out through it
   * @param unclaimed takes what no callback takes
   * @param ids makes ids that nobody can guess, for the stanzas that are sent
   * @param userAgent the header of that name
   * @param timer must drop cancelled tasks at once
   */
  public Webhooks(
      List<CallbackConfig> callbacks,
      Duration later,
      Rooms rooms,
      StanzaListener unclaimed,
      Codecs codecs,
      Supplier<String> ids,
      String userAgent,
      ScheduledExecutorService timer,
      Clock clock) {
    this.unclaimed = unclaimed;
    this.openIqs = new OpenIqs(later, timer);
    this.executor = Executors.newSingleThreadExecutor(Webhooks::thread);
    this.client = new WebhookClient(Map.of(), timer, clock);
    this.shared =
        new Shared(
            rooms,
            codecs,
            codecs.only("application/xmpp+xml", "application/json"),
            new Answers(codecs, rooms, ids),
            new ReplySender(rooms, timer, clock),
            openIqs,
            client,
            new Backlog(Runtime.getRuntime().maxMemory() / PART_OF_HEAP),
            executor,
            timer,
            clock,
            userAgent);
    this.callbacks = callbacks.stream().map(callback -> new Callback(callback, shared)).toList();
    client.allow(connections(callbacks.stream()));
  }

  private static Map<HttpHost, Integer> connections(Stream<CallbackConfig> configs) {
    return configs.collect(
        Collectors.toMap(
            config -> new UrlTemplate(config.url()).host(),
            CallbackConfig::maxConnections,
            Integer::sum));
  }

  private synchronized List<Callback> all() {
    return Stream.concat(callbacks.stream(), retired.stream()).toList();
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "webhooks");
    thread.setDaemon(true);
    return thread;
  }

  /** The component for HTTP: it can answer the iqs that a webhook left open. */
  public Component answering(Component component) {
    return openIqs.watched(component);
  }

  /** Asks the webhooks what they take. */
  public void start() {
    executor.execute(() -> all().forEach(Callback::start));
  }

  /**
   * Goes on by another configuration, from the next stanza on. A callback that is in both goes on
   * with what it has to deliver, in the same order, by its new configuration; one that is in the
   * new one no more delivers what it has.
   */
  public synchronized void reload(List<CallbackConfig> configs) {
    List<Callback> before = all();
    // Those of both first: a request that finds none free would wait for another one to end.
    client.allow(connections(Stream.concat(configs(before), configs.stream())));
    List<Optional<Callback>> heirs = Succession.of(before, configs);
    List<Callback> next = new ArrayList<>();
    for (int i = 0; i < configs.size(); i++) {
      CallbackConfig config = configs.get(i);
      heirs.get(i).ifPresent(callback -> callback.changeTo(config));
      next.add(heirs.get(i).orElseGet(() -> new Callback(config, shared)));
    }
    callbacks = List.copyOf(next);
    retired.clear();
    before.stream().filter(callback -> !next.contains(callback)).forEach(this::retire);
    client.allow(connections(configs(all())));
    executor.execute(() -> next.forEach(Callback::start));
  }

  private void retire(Callback callback) {
    retired.add(callback);
    // In another thread, for this one may hold both locks, and the next only that of the callback.
    var unused = callback.whenIdle().thenRunAsync(() -> forget(callback), executor);
  }

  private synchronized void forget(Callback callback) {
    if (retired.remove(callback)) {
      client.allow(connections(configs(all())));
    }
  }

  private static Stream<CallbackConfig> configs(List<Callback> callbacks) {
    return callbacks.stream().map(Callback::config);
  }

  @Override
  public void received(Stanza stanza) {
    if (stanza.kind() == Kind.IQ && !stanza.isRequest() && !stanza.isResponse()) {
      LOG.warn(
          "Dropped an iq from {} to {} with no proper type: {}",
          stanza.from(),
          stanza.to(),
          stanza.element().attribute("type"));
      return;
    }
    if (!claimed(stanza)) {
      unclaimed.received(stanza);
    }
  }

  /** Choosing and queueing are one: a reload comes before both, or after both. */
  private synchronized boolean claimed(Stanza stanza) {
    for (Callback callback : callbacks) {
      if (callback.takes(stanza)) {
        callback.take(stanza);
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until all that came is delivered and answered, while the stream is still up; refuses what
   * then still waits for its turn.
   */
  public void drain(Duration atMost) {
    awaitIdle(atMost);
    all().forEach(Callback::refuseWaiting);
  }

  /** Ends, once the stream is closed and nothing more can come; the last may still be delivered. */
  public void stop(Duration atMost) {
    shared.replies().end();
    if (!awaitIdle(atMost)) {
      LOG.warn("Some stanzas were still being delivered at the end; whether they were is unknown");
    }
    client.close();
    executor.shutdown();
  }

  private boolean awaitIdle(Duration atMost) {
    CompletableFuture<?>[] all =
        all().stream().map(Callback::whenIdle).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(all).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
