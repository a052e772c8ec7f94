package org.stanzagate.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stanzagate.config.Secret;

class SignerTest {
  private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

  /** The library refuses what is minutes old. */
  private final String now = Long.toString(Instant.now().getEpochSecond());

  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

  /** The example that Standard Webhooks' own libraries are tested with. */
  @Test
  void itSignsAsStandardWebhooksDoes() {
    assertThat(new Signer(List.of(SECRET)).sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", BODY))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void eachSecretSigns() {
    Secret other = new Secret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    String first = new Signer(List.of(SECRET)).sign("msg_1", "1", BODY);
    String second = new Signer(List.of(other)).sign("msg_1", "1", BODY);

    assertThat(new Signer(List.of(SECRET, other)).sign("msg_1", "1", BODY))
        .isEqualTo(first + " " + second);
    assertThat(first).isNotEqualTo(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"test\": 2432232314}",
        "<message><body>Ünïcödé \uD83D\uDC18 \u202E \u2028 &amp; \r\n\t</body></message>",
        "\0\1\2\u007F\u0085\uFEFF\uFFFE\uFFFF.v1,.%00",
      })
  void theLibraryOfStandardWebhooksVerifiesWhatIsSigned(String body) throws Exception {
    Secret longest = new Secret("whsec_" + Base64.getEncoder().encodeToString(new byte[64]));
    String signature = sign(List.of(SECRET, longest), body);
    for (Secret secret : List.of(SECRET, longest)) {
      assertThat(verifies(secret, signature, body)).isTrue();
      assertThat(verifies(secret, signature, body + " ")).isFalse();
    }
    assertThat(verifies(longest, sign(List.of(SECRET), body), body)).isFalse();
  }

  private String sign(List<Secret> secrets, String body) {
    return new Signer(secrets).sign("msg_1", now, body.getBytes(StandardCharsets.UTF_8));
  }

  private boolean verifies(Secret secret, String signature, String body) {
    try {
      new Webhook(secret.value())
          .verify(
              body,
              Map.of(
                  "webhook-id",
                  List.of("msg_1"),
                  "webhook-timestamp",
                  List.of(now),
                  "webhook-signature",
                  List.of(signature)));
      return true;
    } catch (WebhookVerificationException e) {
      return false;
    }
  }

  @Test
  void withoutASecretNothingIsSigned() {
    assertThat(new Signer(List.of()).signs()).isFalse();
  }
}
