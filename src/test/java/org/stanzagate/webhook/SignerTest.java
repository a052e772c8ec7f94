package org.stanzagate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stanzagate.config.Secret;

class SignerTest {
  private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
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

  @Test
  void withoutASecretNothingIsSigned() {
    assertThat(new Signer(List.of()).signs()).isFalse();
  }
}
