package org.stanzagate.webhook;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
 * reads the stream, which it never holds up; started once, stopped once, by one thread.
 */
public final class Webhooks implements StanzaListener {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  /** What may wait is a part of the heap, whatever the number of conversations. */
  private static final int PART_OF_HEAP = 4;

  private final List<Callback> callbacks;
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
    this.client =
        new WebhookClient(
            callbacks.stream()
                .collect(
                    Collectors.toMap(
                        callback -> new UrlTemplate(callback.url()).host(),
                        CallbackConfig::maxConnections,
                        Integer::sum)),
            timer);
    Shared shared =
        new Shared(
            rooms,
            codecs,
            codecs.only("application/xmpp+xml", "application/json"),
            new Answers(codecs, rooms, ids),
            openIqs,
            client,
            new Backlog(Runtime.getRuntime().maxMemory() / PART_OF_HEAP),
            executor,
            timer,
            clock,
            userAgent);
    this.callbacks = callbacks.stream().map(callback -> new Callback(callback, shared)).toList();
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
    executor.execute(() -> callbacks.forEach(Callback::start));
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
    for (Callback callback : callbacks) {
      if (callback.takes(stanza)) {
        callback.take(stanza);
        return;
      }
    }
    unclaimed.received(stanza);
  }

  /**
   * Waits until all that came is delivered and answered, while the stream is still up; refuses what
   * then still waits for its turn.
   */
  public void drain(Duration atMost) {
    awaitIdle(atMost);
    callbacks.forEach(Callback::refuseWaiting);
  }

  /** Ends, once the stream is closed and nothing more can come; the last may still be delivered. */
  public void stop(Duration atMost) {
    callbacks.forEach(Callback::end);
    if (!awaitIdle(atMost)) {
      LOG.warn("Some stanzas were still being delivered at the end; whether they were is unknown");
    }
    client.close();
    executor.shutdown();
  }

  private boolean awaitIdle(Duration atMost) {
    CompletableFuture<?>[] all =
        callbacks.stream().map(Callback::whenIdle).toArray(CompletableFuture<?>[]::new);
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
