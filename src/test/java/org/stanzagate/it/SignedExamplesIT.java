package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bots of {@code examples/} that check signatures believe nobody else. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SignedExamplesIT {
  private static final String STANZA = "{\"kind\":\"message\",\"body\":\"Hello\"}";
  private static final String ID = "msg_1";

  @ParameterizedTest
  @ValueSource(strings = {"echobot_flask.py", "echobot.mjs"})
  void onlyWhatIsSignedAndNewIsBelieved(String script) throws Exception {
    long now = Instant.now().getEpochSecond();
    String signature = signature(Example.SECRET, now, STANZA);
    try (Example bot = Example.start(script)) {
      HttpResponse<String> answer = post(bot, now, signature, STANZA);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("You said: Hello");
      // Each of two secrets signs while one takes the place of the other.
      assertThat(status(bot, now, "v1,b3RoZXI= v1a,x é " + signature, STANZA)).isEqualTo(200);

      String others = signature("whsec_" + "A".repeat(32), now, STANZA);
      for (String wrong : new String[] {others, "v1,", "v1", ",", "é", signature.substring(3)}) {
        assertThat(status(bot, now, wrong, STANZA)).as(wrong).isEqualTo(401);
      }
      assertThat(status(bot, now, signature, STANZA.replace("Hello", "hello"))).isEqualTo(401);
      assertThat(status(bot, now + 1, signature, STANZA)).isEqualTo(401);
      for (Duration age : new Duration[] {Duration.ofMinutes(6), Duration.ofMinutes(-6)}) {
        long then = now - age.toSeconds();
        String old = signature(Example.SECRET, then, STANZA);
        assertThat(status(bot, then, old, STANZA)).as("%s old", age).isEqualTo(401);
      }
      assertThat(bot.post(STANZA).join().statusCode()).as("no headers").isEqualTo(401);
      assertThat(
              bot.post(STANZA, "webhook-timestamp", "now", "webhook-signature", signature)
                  .join()
                  .statusCode())
          .isEqualTo(401);
      assertThat(status(bot, now, signature, STANZA)).isEqualTo(200);
    }
  }

  private static String signature(String secret, long timestamp, String body) throws Exception {
    return new Webhook(secret).sign(ID, timestamp, body);
  }

  private static int status(Example bot, long timestamp, String signature, String body) {
    return post(bot, timestamp, signature, body).statusCode();
  }

  private static HttpResponse<String> post(
      Example bot, long timestamp, String signature, String body) {
    return bot.post(
            body,
            "webhook-id",
            ID,
            "webhook-timestamp",
            String.valueOf(timestamp),
            "webhook-signature",
            signature)
        .join();
  }
}
