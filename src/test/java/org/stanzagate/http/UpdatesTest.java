package org.stanzagate.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stanzagate.http.PullUnderTest.get;
import static org.stanzagate.http.PullUnderTest.update;
import static org.stanzagate.http.PullUnderTest.updates;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stanzagate.config.AuthConfig;
import org.stanzagate.config.Rate;
import org.stanzagate.config.Tokens;

/** Long polling. */
@Timeout(60)
class UpdatesTest {
  @TempDir Path folder;

  private PullUnderTest pull;

  @BeforeEach
  void start() throws Exception {
    pull = new PullUnderTest(folder);
  }

  @AfterEach
  void stop() {
    pull.close();
  }

  @Test
  void aPollGetsWhatIsThere() throws Exception {
    long first = pull.comes("m1");
    long second = pull.comes("m2");
    var answer = pull.poll("");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).isEqualTo(updates(update(first, "m1"), update(second, "m2")));
    assertThat(pull.poll("?limit=1").body()).isEqualTo(updates(update(first, "m1")));
  }

  @Test
  void askingForWhatFollowsAcknowledgesWhatWasBefore() throws Exception {
    long first = pull.comes("m1");
    long second = pull.comes("m2");
    pull.poll("?limit=1");

    assertThat(pull.poll("?after=" + first).body()).isEqualTo(updates(update(second, "m2")));
    assertThat(pull.poll("").body()).isEqualTo(updates(update(second, "m2")));
    assertThat(pull.poll("?wait=0&after=" + second).body()).isEqualTo(updates());
    assertThat(pull.mailbox.size()).isZero();
    assertThat(pull.poll("?wait=0&after=" + first).status()).isEqualTo(200);
  }

  @Test
  void aPollWaitsForWhatComes() throws Exception {
    try (RawClient client = pull.http.client()) {
      client.send(get("updates", ""));
      await().until(pull.mailbox::isConnected);
      long first = pull.comes("m1");
      assertThat(client.read().body()).isEqualTo(updates(update(first, "m1")));

      client.send(get("updates?wait=300&after=" + first, ""));
      await().until(() -> pull.mailbox.size() == 0);
      long second = pull.comes("m2");
      assertThat(client.read().body()).isEqualTo(updates(update(second, "m2")));
    }
  }

  @Test
  void aPollWaitsNoLongerThanItSays() throws Exception {
    assertThat(pull.poll("?wait=1").body()).isEqualTo(updates());
    assertThat(pull.poll("?wait=0").body()).isEqualTo(updates());
  }

  @Test
  void whatWasNeverGivenCanNotBeAcknowledged() throws Exception {
    long first = pull.comes("m1");
    assertThat(pull.poll("?after=" + first).body())
        .contains("\"code\":400", "after is " + first + ", and the last id that was given is 0");
    pull.poll("");
    pull.comes("m2");

    var beyond = pull.poll("?after=" + (first + 1));
    assertThat(beyond.status()).isEqualTo(400);
    assertThat(beyond.body()).contains("the last id that was given is " + first + "; leave it out");
    assertThat(pull.mailbox.size()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          after=x                    | after is the id of an update, which is a whole number
          after=-1                   | after is the id of an update, which is a whole number
          after=                     | after is the id of an update, which is a whole number
          after=99999999999999999999 | after is the id of an update, which is a whole number
          limit=0                    | limit is a whole number from 1 to 1000
          limit=1001                 | limit is a whole number from 1 to 1000
          limit=many                 | limit is a whole number from 1 to 1000
          wait=301                   | wait is a whole number from 0 to 300
          wait=1.5                   | wait is a whole number from 0 to 300
          wait=99999999999           | wait is a whole number from 0 to 300
          offset=1                   | offset: nothing of that name can be in the URL's query
          aftr=1                     | did you mean after?
          wait=1&wait=2              | wait: is given twice
          """)
  void aQueryThatMeansNothingIs400(String query, String text) throws Exception {
    pull.comes("m1");
    var answer = pull.poll("?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body()).contains(text);
  }

  @Test
  void anErrorIsInTheTypeThatIsAskedFor() throws Exception {
    var xml = pull.ask(get("updates?limit=0", "Accept: application/xmpp+xml\n"));
    assertThat(xml.status()).isEqualTo(400);
    assertThat(xml.header("Content-Type")).isEqualTo("application/xmpp+xml");

    pull.comes("m1");
    var json = pull.ask(get("updates", "Accept: application/xmpp+xml\n"));
    assertThat(json.header("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void onlyATokenThatPullsMayPoll() throws Exception {
    String mine = get("updates", "");
    var none = pull.ask(mine.replaceAll("Authorization.*\n", ""));
    assertThat(none.status()).isEqualTo(401);

    var other = pull.ask(mine.replace(ServerUnderTest.TOKEN, PullUnderTest.OTHER_TOKEN));
    assertThat(other.status()).isEqualTo(403);
    assertThat(other.body())
        .contains("nothing is kept for other; ", "pull: NAME_OF_THE_TOKEN", "bot@rest.example.net");

    String basic =
        Base64.getEncoder().encodeToString("rest.example:s3cret".getBytes(StandardCharsets.UTF_8));
    var component = pull.ask(mine.replace("Bearer " + ServerUnderTest.TOKEN, "Basic " + basic));
    assertThat(component.status()).isEqualTo(403);
    assertThat(pull.ask(mine.replace("updates", "events?x").replace("Bearer", "Bearer x")).status())
        .isEqualTo(401);
  }

  @Test
  void anybodyPullsNothing() throws Exception {
    try (PullUnderTest open =
        new PullUnderTest(
            folder, ServerUnderTest.ANONYMOUS, ServerUnderTest.PATIENT, Duration.ofSeconds(15))) {
      var answer = open.ask(get("updates", ""));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("nothing is kept for requests without credentials");
    }
  }

  @Test
  void aSecondPollEndsTheFirst() throws Exception {
    try (RawClient first = pull.http.client();
        RawClient second = pull.http.client()) {
      first.send(get("updates", ""));
      await().until(pull.mailbox::isConnected);
      second.send(get("updates", ""));

      var ended = first.read();
      assertThat(ended.status()).isEqualTo(409);
      assertThat(ended.body()).contains("conflict", "another poll, or stream of events, has begun");
      long id = pull.comes("m1");
      assertThat(second.read().body()).isEqualTo(updates(update(id, "m1")));
    }
  }

  @Test
  void aClientThatLeavesGetsNothingMore() throws Exception {
    RawClient leaving = pull.http.client().send(get("updates?wait=300", ""));
    await().until(pull.mailbox::isConnected);
    leaving.close();
    pull.awaitNobody();

    pull.comes("m1");
    assertThat(pull.mailbox.lastHandedOut()).isZero();
    assertThat(pull.poll("").body()).contains("m1");
  }

  @Test
  void theEndOfTheGatewayEndsPollsAtOnce() throws Exception {
    try (RawClient client = pull.http.client()) {
      client.send(get("updates?wait=300", ""));
      await().until(pull.mailbox::isConnected);
      pull.http.server.stop(Duration.ofMinutes(5));

      var answer = client.read();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(updates());
    }
  }

  @Test
  void aStoreThatFailsIs503() throws Exception {
    pull.comes("m1");
    pull.store.broken = true;
    var answer = pull.poll("");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("5");
    assertThat(answer.body()).contains("the store can't be read or written now");

    pull.store.broken = false;
    assertThat(pull.poll("").body()).contains("m1");
  }

  @Test
  void headReadsAndAcknowledgesNothing() throws Exception {
    long id = pull.comes("m1");
    pull.poll("");
    try (RawClient waiting = pull.http.client();
        RawClient client = pull.http.client()) {
      waiting.send(get("updates?after=" + id, ""));
      await().until(() -> pull.mailbox.size() == 0);
      long second = pull.comes("m2");
      assertThat(waiting.read().body()).contains("m2");

      for (String path : List.of("updates", "events")) {
        String head = get(path, "").replaceFirst("GET", "HEAD");
        var answer = client.send(head).readHead();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      }
      client.send(get("updates?after=" + second, "").replaceFirst("GET", "HEAD")).readHead();
      assertThat(pull.mailbox.size()).isEqualTo(1);
    }
  }

  @Test
  void onlyGetIsServed() throws Exception {
    for (String path : List.of("updates", "events", "callbacks")) {
      var answer = pull.ask(get(path, "").replaceFirst("GET", "DELETE"));
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    var body = pull.ask(get("updates", "Content-Length: 2\n") + "{}");
    assertThat(body.status()).isEqualTo(400);
    assertThat(body.body()).contains("leave it out");
  }

  @Test
  void pollsDoNotCountForTheRate() throws Exception {
    AuthConfig slow =
        Tokens.auth(
            Tokens.token("echobot", ServerUnderTest.TOKEN).rate(new Rate(1, Duration.ofHours(1))));
    try (PullUnderTest limited =
        new PullUnderTest(folder, slow, ServerUnderTest.PATIENT, Duration.ofSeconds(15))) {
      for (int i = 0; i < 3; i++) {
        var answer = limited.poll("?wait=0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).startsWith("\"default\";r=1;");
      }
    }
  }
}
