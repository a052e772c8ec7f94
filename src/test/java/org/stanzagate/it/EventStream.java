package org.stanzagate.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A client of server-sent events, as the WHATWG's HTML has them. It reads nothing until it is told
 * to, so that it may also be a slow one.
 */
final class EventStream implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final HttpResponse<InputStream> response;
  private final Arrivals<Event> events = new Arrivals<>();
  private final Arrivals<String> comments = new Arrivals<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private String id = "";
  private final StringBuilder data = new StringBuilder();

  /** What is dispatched at an empty line. */
  record Event(String id, String data) {
    long number() {
      return Long.parseLong(id);
    }

    JsonNode json() {
      return new ObjectMapper().readTree(data);
    }
  }

  private EventStream(HttpResponse<InputStream> response) {
    this.response = response;
  }

  /** Opens one, and waits for its head. */
  static EventStream open(URI url, String token, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token)
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new EventStream(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Reads from now on. */
  EventStream reading() {
    Thread reader = new Thread(this::read, "events");
    reader.setDaemon(true);
    reader.start();
    return this;
  }

  Arrivals<Event> events() {
    return events;
  }

  /** Comments, without the colon. */
  Arrivals<String> comments() {
    return comments;
  }

  /** Waits until the gateway has ended it. */
  void awaitEnd() throws Exception {
    ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  boolean hasEnded() {
    return ended.isDone();
  }

  private void read() {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        line(line);
      }
    } catch (IOException broken) {
      // Ended by either side without the last chunk, which is no more of an end.
      comments.add("broken: " + broken.getMessage());
    } finally {
      ended.complete(null);
    }
  }

  private void line(String line) {
    String[] field = line.split(": ?", 2);
    if (line.isEmpty()) {
      dispatch();
    } else if (field[0].isEmpty()) {
      comments.add(field[1]);
    } else if (field[0].equals("id")) {
      id = field[1];
    } else if (field[0].equals("data")) {
      data.append(data.isEmpty() ? "" : "\n").append(field[1]);
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      events.add(new Event(id, data.toString()));
      data.setLength(0);
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException closed) {
      ended.complete(null);
    }
  }
}
