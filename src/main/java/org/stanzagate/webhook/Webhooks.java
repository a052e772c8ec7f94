package org.stanzagate.webhook;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.client.Receiver;
import org.stanzagate.client.WebhookClient;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.Component;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.config.PullConfig;
import org.stanzagate.config.WebhookConfig;
import org.stanzagate.outbox.Callbacks;
import org.stanzagate.outbox.Mailbox;
import org.stanzagate.outbox.Outbox;
import org.stanzagate.outbox.StoredStanza;
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

  /** What the store holds as well may take less. */
  private static final int PART_OF_HEAP_READ = 16;

  /** How long those may take to hear of it whose requests were cut off at the end. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(1);

  /** In the order in which they are asked. */
  private List<Callback> callbacks = List.of();

  /** Those that are no longer asked, and still have something to deliver. */
  private final Set<PostedCallback> retired = new HashSet<>();

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
      Duration later,
      Rooms rooms,
      StanzaListener unclaimed,
      Codecs codecs,
      Supplier<String> ids,
      String userAgent,
      ScheduledExecutorService timer,
      Clock clock) {
    long heap = Runtime.getRuntime().maxMemory();
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
            new Backlog(heap / PART_OF_HEAP),
            new Backlog(heap / PART_OF_HEAP),
            new Backlog(Math.max(heap / PART_OF_HEAP_READ, 2 * DurableConversations.MOST_READ)),
            new Backlog(heap / PART_OF_HEAP_READ),
            executor,
            timer,
            clock,
            userAgent);
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

  /** What becomes of a stanza that nobody pulled in time. */
  public void expired(StoredStanza stored) {
    new Refusals(shared.rooms()).expired(stored.stanza());
  }

  /** What administrators may know of them, and have done. */
  public Callbacks callbacks() {
    return new ConfiguredCallbacks(this::current);
  }

  /**
   * Takes over what the store holds of an earlier life; posts nothing before it is started.
   *
   * @param outbox null where no callback needs one
   * @throws IOException if the store can't be used; the text says why
   */
  public void open(List<CallbackConfig> configs, @Nullable Outbox outbox) throws IOException {
    List<CallbackConfig> posting = posting(configs);
    List<PostedCallback> posted =
        posting.stream().map(config -> new PostedCallback(config, shared)).toList();
    client.allow(connections(posting.stream()));
    if (outbox != null) {
      new PostedQueues(outbox.store(), shared).adopt(posted, posting);
    }
    goOnWith(configs, posted, PulledQueues.open(configs, outbox));
  }

  /** Begins to post, and asks the webhooks what they take. */
  public void start() {
    List<PostedCallback> all = posted();
    executor.execute(() -> all.forEach(PostedCallback::start));
  }

  /**
   * Goes on by another configuration, from the next stanza on. A callback that is in both goes on
   * with what it has to deliver, in the same order, by its new configuration; one that is in the
   * new one no more delivers what it has. Only one thread does this.
   *
   * @param outbox null where no callback ever needed one
   * @throws IOException if the store can't be used; the text says why. Nothing has changed then
   */
  public void reload(List<CallbackConfig> configs, @Nullable Outbox outbox) throws IOException {
    List<CallbackConfig> posting = posting(configs);
    List<Optional<PostedCallback>> heirs =
        Succession.of(posted(), Identity::of, posting.stream().map(Identity::of).toList());
    List<PostedCallback> next = new ArrayList<>();
    for (int i = 0; i < posting.size(); i++) {
      CallbackConfig config = posting.get(i);
      next.add(heirs.get(i).orElseGet(() -> new PostedCallback(config, shared)));
    }
    if (outbox != null) {
      new PostedQueues(outbox.store(), shared).assign(next, posting);
    }
    goOnWith(configs, next, PulledQueues.open(configs, outbox));
    start();
  }

  /**
   * @param next those with a webhook, in the order of their configurations
   */
  private synchronized void goOnWith(
      List<CallbackConfig> configs, List<PostedCallback> next, Map<String, Mailbox> mailboxes) {
    List<PostedCallback> before = posted();
    // Those of both first: a request that finds none free would wait for another one to end.
    client.allow(connections(Stream.concat(configs(before), posting(configs).stream())));
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
    callbacks = List.copyOf(all);
    retired.clear();
    before.stream().filter(callback -> !next.contains(callback)).forEach(this::retire);
    client.allow(connections(configs(posted())));
  }

  private static List<CallbackConfig> posting(List<CallbackConfig> configs) {
    return configs.stream()
        .filter(config -> config.destination() instanceof WebhookConfig)
        .toList();
  }

  private void retire(PostedCallback callback) {
    retired.add(callback);
    // In another thread, for this one may hold both locks, and the next only that of the callback.
    var unused = callback.whenEmpty().thenRunAsync(() -> forget(callback), executor);
  }

  private synchronized void forget(PostedCallback callback) {
    if (retired.remove(callback)) {
      client.allow(connections(configs(posted())));
    }
  }

  private static Map<Receiver, Integer> connections(Stream<CallbackConfig> configs) {
    return configs
        .map(config -> (WebhookConfig) config.destination())
        .collect(Collectors.toMap(Receiver::of, WebhookConfig::maxConnections, Integer::sum));
  }

  private static Stream<CallbackConfig> configs(List<PostedCallback> callbacks) {
    return callbacks.stream().map(PostedCallback::config);
  }

  private synchronized List<Callback> current() {
    return callbacks;
  }

  /** The retired too. */
  private synchronized List<PostedCallback> posted() {
    return Stream.concat(callbacks.stream(), retired.stream())
        .filter(PostedCallback.class::isInstance)
        .map(PostedCallback.class::cast)
        .toList();
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
      if (callback.config().filters().match(stanza)) {
        callback.take(stanza);
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until all that came and is in no store is delivered and answered, while the stream is
   * still up; refuses what then still waits for its turn.
   */
  public void drain(Duration atMost) {
    posted().forEach(PostedCallback::pause);
    awaitIdle(atMost);
    posted().forEach(PostedCallback::refuseWaiting);
  }

  /**
   * Ends, once the stream is closed and nothing more can come; the last may still be delivered, or
   * stored.
   */
  public void stop(Duration atMost) {
    shared.replies().end();
    if (!awaitIdle(atMost)) {
      LOG.warn("Some stanzas were still being delivered at the end; whether they were is unknown");
    }
    client.close();
    awaitIdle(LAST_MOMENT);
    executor.shutdown();
  }

  private boolean awaitIdle(Duration atMost) {
    CompletableFuture<?>[] all =
        posted().stream().map(PostedCallback::whenIdle).toArray(CompletableFuture<?>[]::new);
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
