package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.client.Content;
import org.stanzagate.client.WebhookAnswer;
import org.stanzagate.client.WebhookAnswer.Answered;
import org.stanzagate.codec.Codecs;
import org.stanzagate.codec.StanzaCodec;

class OptionsProbeTest {
  private static final Codecs CODECS =
      Codecs.load().only("application/xmpp+xml", "application/json");

  private final Deque<CompletableFuture<WebhookAnswer>> asked = new ArrayDeque<>();

  private OptionsProbe probe(@Nullable String configured) {
    return new OptionsProbe(
        CODECS,
        CODECS.forContentType(configured).orElse(null),
        () -> {
          CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
          asked.add(answer);
          return answer;
        },
        new DeliveryLog("test"));
  }

  private static Answered answer(int status, @Nullable String accept) {
    return new Answered(status, null, accept, false, null, Content.NONE);
  }

  private static String chosen(OptionsProbe probe) {
    CompletableFuture<StanzaCodec> codec = probe.codec();
    assertThat(codec).isDone();
    return codec.join().mediaType();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json                             | application/json",
        "application/json, application/xmpp+xml;q=0.5 | application/json",
        "text/html, application/json;q=0.1            | application/json",
        "application/xmpp+xml, application/json       | application/xmpp+xml",
        "*/*                                          | application/xmpp+xml",
        "text/plain                                   | application/xmpp+xml",
        "?!                                           | application/xmpp+xml",
        "                                             | application/xmpp+xml",
      })
  void theAcceptOfItsAnswerChooses(String accept, String chosen) {
    OptionsProbe probe = probe(null);
    probe.start();
    asked.remove().complete(answer(200, accept));

    assertThat(chosen(probe)).isEqualTo(chosen);
    assertThat(asked).isEmpty();
  }

  @Test
  void whatIsConfiguredIsNotForTheWebhookToChange() {
    OptionsProbe probe = probe("application/xmpp+xml");
    probe.start();
    asked.remove().complete(answer(200, "application/json"));

    assertThat(chosen(probe)).isEqualTo("application/xmpp+xml");
  }

  @Test
  void withAConfiguredTypeNoDeliveryWaits() {
    OptionsProbe probe = probe("application/json");

    assertThat(chosen(probe)).isEqualTo("application/json");
    assertThat(chosen(probe)).isEqualTo("application/json");
    assertThat(asked).hasSize(1);
  }

  @Test
  void theFirstDeliveriesWaitForTheQuestionThatIsUnderWay() {
    OptionsProbe probe = probe(null);
    probe.start();
    CompletableFuture<StanzaCodec> first = probe.codec();
    CompletableFuture<StanzaCodec> second = probe.codec();
    assertThat(first).isNotDone();

    assertThat(asked).hasSize(1);
    asked.remove().complete(answer(200, "application/json"));
    assertThat(first.join().mediaType()).isEqualTo("application/json");
    assertThat(second.join().mediaType()).isEqualTo("application/json");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 404, 500, 502, 503})
  void afterAFailureItAsksAgainBeforeTheNextDelivery(int status) {
    OptionsProbe probe = probe(null);
    probe.start();
    asked.remove().complete(answer(status, "application/json"));

    CompletableFuture<StanzaCodec> delivery = probe.codec();
    asked.remove().complete(new WebhookAnswer.NoConnection("refused"));
    assertThat(delivery.join().mediaType()).isEqualTo("application/xmpp+xml");
    CompletableFuture<StanzaCodec> next = probe.codec();
    asked.remove().complete(answer(200, "application/json"));
    assertThat(next.join().mediaType()).isEqualTo("application/json");
    assertThat(chosen(probe)).isEqualTo("application/json");
    assertThat(asked).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 405, 501})
  void aWebhookWithoutOptionsIsAskedOnce(int status) {
    OptionsProbe probe = probe(null);
    probe.start();
    asked.remove().complete(answer(status, "application/json"));

    assertThat(chosen(probe)).isEqualTo("application/xmpp+xml");
    assertThat(asked).isEmpty();
  }
}
