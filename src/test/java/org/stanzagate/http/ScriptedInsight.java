package org.stanzagate.http;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.stanzagate.listener.RequestWatch;

/** What there is to be known of a gateway, as a test says. */
final class ScriptedInsight {
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  Insight insight(boolean accessLog) {
    return new Insight(
        new RequestWatch((route, status, took) -> requests.add(route + " " + status), accessLog));
  }
}
