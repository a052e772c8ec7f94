package org.stanzagate.webhook;

import static org.stanzagate.log.LogField.STANZA;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stanzagate.client.WebhookClient;
import org.stanzagate.codec.Codecs;
import org.stanzagate.component.Component;
import org.stanzagate.component.StanzaListener;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.config.CallbackConfig;
import org.stanzagate.outbox.Callbacks;
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

  private final Shared shared;
  private final Roster roster;
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
   * @param posts hears of each request
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
      Clock clock,
      PostListener posts) {
    long heap = Runtime.getRuntime().maxMemory();
    this.unclaimed = unclaimed;
    this.openIqs = new OpenIqs(later, timer, clock);
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
            new Backlog(Math.max(heap / PART_OF_HEAP_READ, 2 * LaneReader.MOST_READ)),
            new Backlog(heap / PART_OF_HEAP_READ),
            executor,
            timer,
            clock,
            posts,
            userAgent);
    this.roster = new Roster(shared);
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

  /** The iqs that have waited longest for an answer of a webhook or a puller, the oldest first. */
  public List<WaitingStanza> openIqs(int atMost) {
    return openIqs.oldest(atMost);
  }

  /** What administrators may know of them, and have done. */
  public Callbacks callbacks() {
    return new ConfiguredCallbacks(roster::asked);
  }

  /**
   * Takes over what the store holds of an earlier life; posts nothing before it is started.
   *
   * @param outbox null where no callback needs one
   * @throws IOException if the store can't be used; the text says why
   */
  public void open(List<CallbackConfig> configs, @Nullable Outbox outbox) throws IOException {
    List<CallbackConfig> posting = Roster.posting(configs);
    List<PostedCallback> posted =
        posting.stream().map(config -> new PostedCallback(config, shared)).toList();
    if (outbox != null) {
      new PostedQueues(outbox.store(), shared).adopt(posted, posting);
    }
    roster.goOnWith(configs, posted, PulledQueues.open(configs, outbox));
  }

  /** Begins to post, and asks the webhooks what they take. */
  public void start() {
    List<PostedCallback> all = roster.posted();
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
    List<CallbackConfig> posting = Roster.posting(configs);
    List<Optional<PostedCallback>> heirs =
        Succession.of(roster.posted(), Identity::of, posting.stream().map(Identity::of).toList());
    List<PostedCallback> next = new ArrayList<>();
    for (int i = 0; i < posting.size(); i++) {
      CallbackConfig config = posting.get(i);
      next.add(heirs.get(i).orElseGet(() -> new PostedCallback(config, shared)));
    }
    if (outbox != null) {
      new PostedQueues(outbox.store(), shared).assign(next, posting);
    }
    roster.goOnWith(configs, next, PulledQueues.open(configs, outbox));
    start();
  }

  @Override
  public void received(Stanza stanza) {
    if (stanza.kind() == Kind.IQ && !stanza.isRequest() && !stanza.isResponse()) {
      STANZA
          .on(LOG.atWarn(), stanza.id())
          .log(
              "Dropped an iq from {} to {} with no proper type, as its sender must correct: {}",
              stanza.from(),
              stanza.to(),
              stanza.element().attribute("type"));
      return;
    }
    if (!roster.claim(stanza)) {
      unclaimed.received(stanza);
    }
  }

  /**
   * Waits until all that came and is in no store is delivered and answered, while the stream is
   * still up; refuses what then still waits for its turn.
   */
  public void drain(Duration atMost) {
    roster.posted().forEach(PostedCallback::pause);
    awaitIdle(atMost);
    roster.posted().forEach(PostedCallback::refuseWaiting);
  }

  /**
   * Ends, once the stream is closed and nothing more can come; the last may still be delivered, or
   * stored.
   */
  public void stop(Duration atMost) {
    shared.replies().end();
    if (!awaitIdle(atMost)) {
      LOG.warn(
          "Some stanzas were still being delivered at the end; whether they were, the webhook must know");
    }
    client.close();
    awaitIdle(LAST_MOMENT);
    executor.shutdown();
  }

  private boolean awaitIdle(Duration atMost) {
    CompletableFuture<?>[] all =
        roster.posted().stream().map(PostedCallback::whenIdle).toArray(CompletableFuture<?>[]::new);
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
