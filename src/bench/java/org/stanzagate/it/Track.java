package org.stanzagate.it;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What runs on a server while it is measured: a gateway, a component that writes to the stream
 * itself, and the other side of both, which counts messages, answers iqs and sends. The gateway's
 * live feed has a viewer all the time.
 */
final class Track implements AutoCloseable {
  static final String JSON = "Content-Type: application/json";
  static final String MESSAGE =
      "{\"kind\":\"message\",\"type\":\"chat\",\"to\":\"romeo@localhost\",\"id\":\"@ID@\","
          + "\"body\":\""
          + Flood.BODY
          + "\"}";
  static final String PING =
      "{\"kind\":\"iq\",\"type\":\"get\",\"to\":\"peer.localhost\",\"id\":\"@ID@\",\"ping\":true}";
  static final String SEND_MESSAGE =
      "{\"type\":\"chat\",\"from\":\"raw.localhost\",\"to\":\"romeo@localhost\",\"subject\":\"\","
          + "\"body\":\""
          + Flood.BODY
          + "\"}";

  private static final String PEER = RealServer.PEER;
  private static final String ROMEO = "romeo@localhost";
  private static final String RAW = "raw.localhost";
  private static final String RAW_STREAM = "raw stream";

  private final CountingWebhook webhook;
  private final RawStream peer;
  private final RawStream raw;
  private final RawStream romeo;
  private final GatewayProcess gateway;
  private final CompletableFuture<HttpResponse<Void>> viewer;
  private volatile Tally atRomeo = new Tally("");
  private volatile Tally atRaw = new Tally("");

  Track(RealServer server, int rawPort, CountingWebhook webhook) throws IOException {
    this.webhook = webhook;
    this.peer = RawStream.component(server.peerPort(), RealServer.PEER);
    this.raw = RawStream.component(rawPort, RAW);
    this.romeo = RawStream.user(server.clientPort(), "romeo");
    peer.answer();
    romeo.read(tag -> atRomeo.count(StartTags.attribute(tag, "id")));
    raw.read(tag -> atRaw.count(StartTags.attribute(tag, "id")));
    this.gateway =
        MeasuredGateway.ready(
            GatewaySettings.on(server)
                .with(
                    "callback: { url: '%s', content_type: application/json }"
                        .formatted(webhook.url())));
    this.viewer = MeasuredGateway.look(gateway);
  }

  /** Messages posted as JSON, beside messages written to the stream. */
  Contest messages(String work) {
    return Contest.cold(work)
        .with(Contest.STANZAGATE, sender(MeasuredGateway.posts(gateway, MESSAGE)))
        .with(
            RAW_STREAM,
            name ->
                Flood.over(
                    raw::write,
                    atRomeo = new Tally(name),
                    number -> Flood.message(RAW, ROMEO, name, number)));
  }

  /** Iqs posted as JSON and answered, beside iqs written to the stream. */
  Contest iqs(String work) {
    return Contest.cold(work)
        .with(Contest.STANZAGATE, MeasuredGateway.posts(gateway, PING).asking())
        .with(
            RAW_STREAM,
            name -> Flood.over(raw::write, atRaw = new Tally(name), number -> ping(name, number)));
  }

  /** Messages posted to a webhook as JSON, beside messages that only come over the stream. */
  Contest webhooks(String work) {
    return Contest.cold(work)
        .with(Contest.STANZAGATE, receiver(RealServer.GATEWAY, webhook::countInto))
        .with(RAW_STREAM, receiver(RAW, tally -> atRaw = tally));
  }

  /** One that posts messages; what counts is how fast they arrive. */
  Contest.Side sender(Wrk wrk) {
    return wrk.sending(tally -> atRomeo = tally);
  }

  /** One that gets messages. */
  Contest.Side receiver(String domain, Consumer<Tally> counter) {
    return name -> {
      Tally tally = new Tally(name);
      counter.accept(tally);
      return Flood.over(peer::write, tally, number -> Flood.message(number, PEER, domain, name));
    };
  }

  private static String ping(String name, int number) {
    return "<iq type='get' from='%s' to='%s' id='%s-%d'><ping xmlns='urn:xmpp:ping'/></iq>"
        .formatted(RAW, PEER, name, number);
  }

  @Override
  public void close() throws IOException {
    viewer.cancel(true);
    gateway.close();
    romeo.close();
    raw.close();
    peer.close();
  }
}
