package org.stanzagate.component;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jxmpp.jid.Jid;
import org.jxmpp.stringprep.XmppStringprepException;
import org.stanzagate.stanza.Jids;
import org.stanzagate.stanza.Stanza;

/** A component whose outcomes the test gives; keeps what it was handed. */
public final class ScriptedComponent implements Component {
  public final BlockingQueue<Stanza> sent = new LinkedBlockingQueue<>();
  public final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

  public volatile boolean connected = true;
  public volatile Function<Stanza, CompletableFuture<Delivery>> onSend =
      stanza -> CompletableFuture.completedFuture(new Delivery.Written());
  public volatile Function<Stanza, CompletableFuture<Reply>> onRequest =
      iq -> new CompletableFuture<>();

  /** An iq that waits for its answer. */
  public record Request(Stanza iq, Duration timeout, CompletableFuture<Reply> reply) {}

  private final Jid domain;

  /** The component {@code rest.example}. */
  public ScriptedComponent() {
    this("rest.example");
  }

  public ScriptedComponent(String domain) {
    try {
      this.domain = Jids.parse(domain);
    } catch (XmppStringprepException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Jid domain() {
    return domain;
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public CompletableFuture<Delivery> send(Stanza stanza) {
    sent.add(stanza);
    return onSend.apply(stanza);
  }

  @Override
  public CompletableFuture<Reply> request(Stanza iq, Duration timeout) {
    CompletableFuture<Reply> reply = onRequest.apply(iq);
    requests.add(new Request(iq, timeout, reply));
    return reply;
  }

  /** The next iq that is asked to be sent; waits for it. */
  public Request nextRequest() throws InterruptedException {
    Request request = requests.poll(20, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no iq was sent");
    }
    return request;
  }
}
