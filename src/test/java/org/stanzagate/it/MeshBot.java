package org.stanzagate.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bot that speaks the check-in contract as meshcore-bot does: one POST for each check-in, one
 * after the other; on 429 and 5xx one more after 5 seconds; then it goes on to the next.
 */
final class MeshBot {
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** What a check-in got in the end; 0 where nobody answered. */
  record Outcome(String hash, int status) {
    boolean isAccepted() {
      return status == 200 || status == 201;
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI url;
  private final String name;

  MeshBot(URI url, String name) {
    this.url = url;
    this.name = name;
  }

  /** Sends off what it has collected. */
  List<Outcome> flush(List<String> hashes) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>();
    for (String hash : hashes) {
      outcomes.add(submit(hash));
    }
    return outcomes;
  }

  Outcome submit(String hash) throws InterruptedException {
    int status = post(hash);
    if (status == 429 || status >= 500) {
      TimeUnit.MILLISECONDS.sleep(RETRY.toMillis()); // the bot's own time, not the test's
      status = post(hash);
    }
    return new Outcome(hash, status);
  }

  private int post(String hash) throws InterruptedException {
    String body =
        """
        {"packet_hash": "%s", "username": "HOWL", "message": "check in %s",
         "channel": "#meshmonday", "timestamp": "2025-03-03T14:30:00-07:00", "source_bot": "%s"}
        """
            .formatted(hash, hash, name);
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + CheckinGateway.API_SECRET)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException nobodyThere) {
      return 0;
    }
  }
}
