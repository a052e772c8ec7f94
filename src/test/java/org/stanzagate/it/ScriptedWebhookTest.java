package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That the scripted webhook does what the tests on it believe, seen by another client. */
class ScriptedWebhookTest {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ScriptedWebhook webhook;

  @BeforeEach
  void start() throws IOException {
    webhook = ScriptedWebhook.start();
  }

  @AfterEach
  void stop() throws IOException {
    webhook.close();
  }

  private CompletableFuture<HttpResponse<String>> post(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(webhook.url() + "/a/%2e?b=c"))
            .header("X-Two", "one")
            .header("X-Two", "two")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestIsKeptAsItCame() throws Exception {
    webhook.answers(request -> WebhookAnswer.of(207, "text/plain", "\u00fc", "X-Mine: 1"));

    HttpResponse<String> answer = post("\u00fc\r\n\r\n").get(20, TimeUnit.SECONDS);

    assertThat(answer.statusCode()).isEqualTo(207);
    assertThat(answer.body()).isEqualTo("\u00fc");
    assertThat(answer.headers().firstValue("X-Mine")).contains("1");
    WebhookRequest request = webhook.post("\u00fc");
    assertThat(request.line()).isEqualTo("POST /a/%2e?b=c HTTP/1.1");
    assertThat(request.text()).isEqualTo("\u00fc\r\n\r\n");
    assertThat(request.headers("x-two")).containsExactly("one", "two");
  }

  @Test
  void requestsAreCountedUntilTheyAreAnswered() throws Exception {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    webhook.answers(request -> WebhookAnswer.text("open").after(gate));
    CompletableFuture<HttpResponse<String>> one = post("one");
    CompletableFuture<HttpResponse<String>> two = post("two");
    webhook.post("one");
    webhook.post("two");
    assertThat(one).isNotDone();
    gate.complete(null);

    assertThat(one.get(20, TimeUnit.SECONDS).body()).isEqualTo("open");
    assertThat(two.get(20, TimeUnit.SECONDS).body()).isEqualTo("open");
    webhook.answers(request -> WebhookAnswer.chunked("text/plain", "\u00fcxyz"));
    assertThat(post("three").get(20, TimeUnit.SECONDS).body()).isEqualTo("\u00fcxyz");
    assertThat(webhook.mostUnderWay()).isEqualTo(2);
    assertThat(webhook.mostConnections()).isEqualTo(2);
  }

  @Test
  void anAnswerByHalvesIsNone() {
    for (WebhookAnswer abuse :
        new WebhookAnswer[] {
          WebhookAnswer.closed(), WebhookAnswer.reset(), WebhookAnswer.half("text/plain", "abc")
        }) {
      webhook.answers(request -> abuse);
      assertThatThrownBy(() -> post("x").get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }
}
