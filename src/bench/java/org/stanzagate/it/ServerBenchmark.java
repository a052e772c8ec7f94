package org.stanzagate.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Messages sent, iq round trips and stanzas to a webhook, through real servers: by Stanzagate, by a
 * component that writes to the stream itself, and by what the server has of its own for HTTP.
 */
final class ServerBenchmark {
  private static final String REST = "rest.localhost";

  private ServerBenchmark() {}

  /** Through Prosody; beside mod_rest, if its folder is told. */
  static void prosody(Optional<Path> modRest) throws Exception {
    int http = Ports.free();
    try (CountingWebhook webhook = new CountingWebhook();
        Prosody prosody =
            Prosody.started(
                "benchmark.cfg.lua",
                Map.of(
                    "HTTP", http,
                    "PLUGINS", modRest.map(folder -> "\"" + folder + "\"").orElse(""),
                    "REST", modRest.map(folder -> component(webhook)).orElse("")));
        Track track = new Track(prosody, prosody.componentPort(), webhook)) {
      Contest messages = track.messages("messages sent, Prosody");
      Contest iqs = track.iqs("iq round trips, Prosody");
      Contest webhooks = track.webhooks("stanzas to a webhook, Prosody");
      if (modRest.isPresent()) {
        URI url = URI.create("http://127.0.0.1:" + http + "/rest");
        messages.with("mod_rest", track.sender(new Wrk(url, Track.MESSAGE, Track.JSON)));
        iqs.with("mod_rest", new Wrk(url, Track.PING, Track.JSON).asking());
        webhooks.with("mod_rest", track.receiver(REST, webhook::countInto));
      }
      messages.run();
      iqs.run();
      webhooks.run();
    }
  }

  private static String component(CountingWebhook webhook) {
    return """
        Component "rest.localhost" "rest"
          authentication = "anonymous"
          anonymous_rest = true
          rest_callback_url = "%s"
          rest_callback_content_type = "application/json"
        """
        .formatted(webhook.url());
  }

  /** Through ejabberd; messages beside its own HTTP API. */
  static void ejabberd() throws Exception {
    int http = Ports.free();
    int raw = Ports.free();
    try (CountingWebhook webhook = new CountingWebhook();
        Ejabberd ejabberd = Ejabberd.started("benchmark.yml", Map.of("HTTP", http, "RAW", raw));
        Track track = new Track(ejabberd, raw, webhook)) {
      URI url = URI.create("http://127.0.0.1:" + http + "/api/send_message");
      track
          .messages("messages sent, ejabberd")
          .with("send_message", track.sender(new Wrk(url, Track.SEND_MESSAGE, Track.JSON)))
          .run();
      track.iqs("iq round trips, ejabberd").run();
      track.webhooks("stanzas to a webhook, ejabberd").run();
    }
  }
}
