package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicHeader;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.tls.Authorities;

/** A client, and what the tests of TLS and HTTP/2 do with it. */
final class ClientFixture implements AutoCloseable {
  static final Duration PATIENT = Duration.ofSeconds(30);
  static final Duration SOON = Duration.ofMillis(200);
  static final int MAX_ANSWER = 1000;

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  final WebhookClient client;

  ClientFixture() {
    timer.setRemoveOnCancelPolicy(true);
    client = new WebhookClient(Map.of(), timer, Clock.systemUTC());
  }

  static Receiver receiver(String host, int port, Authorities authorities) {
    return new Receiver(new HttpHost("https", host, port), authorities);
  }

  CompletableFuture<WebhookAnswer> send(Receiver receiver, Duration timeout) {
    return client.send(
        new WebhookRequest(
            "POST",
            receiver,
            "/a?b=c",
            List.of(new BasicHeader("webhook-id", "msg_1"), new BasicHeader("X-Api-Key", "k")),
            "application/json",
            new Content("{\"ü\":1}".getBytes(StandardCharsets.UTF_8))),
        timeout,
        MAX_ANSWER);
  }

  WebhookAnswer post(Receiver receiver, Duration timeout) throws Exception {
    return send(receiver, timeout).get(40, TimeUnit.SECONDS);
  }

  WebhookAnswer post(Receiver receiver) throws Exception {
    return post(receiver, PATIENT);
  }

  /** So many, all at once; each has this for an answer. */
  void postAll(Receiver receiver, int number, String body) throws Exception {
    List<CompletableFuture<WebhookAnswer>> answers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      answers.add(send(receiver, PATIENT));
    }
    for (CompletableFuture<WebhookAnswer> answer : answers) {
      assertBody(answer.get(40, TimeUnit.SECONDS), body);
    }
  }

  static void assertBody(WebhookAnswer answer, String body) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answered.class, answered -> assertThat(answered.body().text()).isEqualTo(body));
  }

  static void assertNoConnection(WebhookAnswer answer, String... parts) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            WebhookAnswer.NoConnection.class, none -> assertThat(none.reason()).contains(parts));
  }

  @Override
  public void close() {
    client.close();
    timer.shutdownNow();
  }
}
