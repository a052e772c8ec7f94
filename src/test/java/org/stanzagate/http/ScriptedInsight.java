package org.stanzagate.http;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.stanzagate.component.ScriptedStream;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.console.Feed;
import org.stanzagate.console.Traffic;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TextContent;

/** What there is to be known of a gateway, as a test says. */
final class ScriptedInsight {
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  final ScriptedStream stream = new ScriptedStream();
  final Traffic traffic = new Traffic(Clock.systemUTC());

  /** The feed's, which goes on by itself. */
  final ScheduledThreadPoolExecutor feedTimer =
      new ScheduledThreadPoolExecutor(1, ScriptedInsight::daemon);

  final ScriptedCallbacks callbacks = new ScriptedCallbacks();
  final List<WaitingStanza> openIqs = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> accepted = new LinkedBlockingQueue<>();
  volatile TextContent metrics = new TextContent("text/plain; version=0.0.4", "up 1\n");

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "feed");
    thread.setDaemon(true);
    return thread;
  }

  Insight insight(boolean accessLog) {
    return new Insight(
        new RequestWatch((route, status, took) -> requests.add(route + " " + status), accessLog),
        accept -> {
          accepted.add(accept);
          return CompletableFuture.completedFuture(metrics);
        },
        stream,
        atMost -> openIqs.stream().limit(atMost).toList(),
        callbacks,
        new Feed(traffic, callbacks, feedTimer));
  }
}
