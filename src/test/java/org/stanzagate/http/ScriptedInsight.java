package org.stanzagate.http;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.stanzagate.component.ScriptedStream;
import org.stanzagate.component.WaitingStanza;
import org.stanzagate.listener.RequestWatch;
import org.stanzagate.listener.TextContent;

/** What there is to be known of a gateway, as a test says. */
final class ScriptedInsight {
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  final ScriptedStream stream = new ScriptedStream();
  final ScriptedCallbacks callbacks = new ScriptedCallbacks();
  final List<WaitingStanza> openIqs = new CopyOnWriteArrayList<>();
  final BlockingQueue<String> accepted = new LinkedBlockingQueue<>();
  volatile TextContent metrics = new TextContent("text/plain; version=0.0.4", "up 1\n");

  Insight insight(boolean accessLog) {
    return new Insight(
        new RequestWatch((route, status, took) -> requests.add(route + " " + status), accessLog),
        accept -> {
          accepted.add(accept);
          return CompletableFuture.completedFuture(metrics);
        },
        stream,
        atMost -> openIqs.stream().limit(atMost).toList(),
        callbacks);
  }
}
