package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stanzagate.xml.Element;

/** The receivers of alerts in {@code examples/}: nothing is lost, and nothing is said twice. */
@ExtendWith(FailureLogs.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AlertReceiversIT {
  private static final String ROOM = "ops@muc.localhost";
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  /** What Alertmanager posts, version 4. */
  static final String ALERTMANAGER =
      """
      {
        "version": "4", "groupKey": "{}:{alertname=\\"Load\\"}", "truncatedAlerts": 0, "status": "firing",
        "receiver": "room", "groupLabels": {"alertname": "Load"}, "commonLabels": {"alertname": "Load"},
        "commonAnnotations": {}, "externalURL": "http://prometheus.example.net:9093",
        "alerts": [
          {"status": "firing", "labels": {"alertname": "Load", "instance": "a:9100"},
           "annotations": {"summary": "Load of a is 17 > 8 & 'rising' é€ 🌹"}, "startsAt": "2026-11-22T09:00:00.123Z",
           "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus.example.net/g", "fingerprint": "1a"},
          {"status": "resolved", "labels": {"alertname": "Load", "instance": "b:9100"},
           "annotations": {"description": "Load of b"}, "startsAt": "2026-11-22T08:00:00.123Z",
           "endsAt": "2026-11-22T09:00:00Z", "generatorURL": "http://prometheus.example.net/g", "fingerprint": "2b"}
        ]
      }
      """;

  static final String SAID_OF_ALERTMANAGER =
      "FIRING Load: Load of a is 17 > 8 & 'rising' é€ 🌹\nRESOLVED Load: Load of b";

  /** What Grafana's alerting posts. */
  static final String GRAFANA =
      """
      {
        "receiver": "room", "status": "firing", "orgId": 1, "groupLabels": {"alertname": "Disk"},
        "commonLabels": {"alertname": "Disk"}, "commonAnnotations": {}, "externalURL": "https://grafana.example.net/",
        "version": "1", "groupKey": "{}:{alertname=\\"Disk\\"}", "truncatedAlerts": 0,
        "alerts": [
          {"status": "firing", "labels": {"alertname": "Disk"}, "annotations": {"summary": "Disk is full"},
           "startsAt": "2026-11-22T09:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "values": {"B": 99.5, "C": 1},
           "generatorURL": "https://grafana.example.net/alerting/a/edit", "fingerprint": "3c",
           "silenceURL": "https://grafana.example.net/alerting/silence/new", "dashboardURL": "", "panelURL": ""}
        ],
        "title": "[FIRING:1] Disk", "state": "alerting", "message": "**Firing**\\n\\nDisk is 99.5 % < full é€ 🌹"
      }
      """;

  static final String SAID_OF_GRAFANA =
      "[FIRING:1] Disk\n**Firing**\n\nDisk is 99.5 % < full é€ 🌹";

  @Test
  void anAlertIsTriedAgainAndSaidOnce() throws Exception {
    try (StreamServer server = StreamServer.start();
        GatewayProcess gateway = GatewayProcess.ready(server.settings());
        Example alertmanager = Example.start("alertmanager.py", environment(gateway));
        Example grafana = Example.start("grafana.mjs", environment(gateway))) {
      Map<Example, String> alerts = Map.of(alertmanager, ALERTMANAGER, grafana, GRAFANA);

      server.answers(AlertReceiversIT::refusal);
      assertThat(post(alerts)).containsExactly(502, 502);
      assertThat(alerts.keySet()).allMatch(receiver -> receiver.printed().contains("forbidden"));

      server.answers(stanza -> Optional.empty());
      server.leave();
      Awaitility.await("the gateway notices").until(() -> gateway.get("/readyz") == 503);
      assertThat(post(alerts)).containsExactly(502, 502);
      server.comeBack();
      gateway.awaitReady();

      assertThat(post(Map.of(alertmanager, "{}", grafana, "{"))).containsExactly(502, 502);
      awaitTime();
      assertThat(post(alerts)).containsExactly(204, 204);
      assertThat(post(alerts)).containsExactly(204, 204);
      gateway.post(GatewayProcess.JSON, "{\"to\":\"romeo@localhost\",\"body\":\"the end\"}");
      server.received().await("the end", stanza -> said(stanza).equals("the end"));
      assertThat(server.received().all(stanza -> !said(stanza).isEmpty()))
          .extracting(AlertReceiversIT::said)
          .containsExactlyInAnyOrder(SAID_OF_ALERTMANAGER, SAID_OF_GRAFANA, "the end");
    }
  }

  private static Map<String, String> environment(GatewayProcess gateway) {
    return Map.of("API", gateway.base() + "/rest", "TOKEN", GatewaySettings.TOKEN, "ROOM", ROOM);
  }

  /** Posts to all at once; gives the statuses. */
  private static List<Integer> post(Map<Example, String> alerts) {
    return alerts.entrySet().stream()
        .map(alert -> alert.getKey().post(alert.getValue()))
        .toList()
        .stream()
        .map(answer -> answer.join().statusCode())
        .toList();
  }

  /** Who enters the room is told no. */
  private static Optional<String> refusal(Element stanza) {
    assertThat(stanza.name()).isEqualTo("presence");
    assertThat(stanza.element("http://jabber.org/protocol/muc", "x")).isPresent();
    return Optional.of(
        ("<presence type='error' from='%s/alerts' to='%s' id='%s'><error type='auth'>"
                + "<forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></presence>")
            .formatted(ROOM, RealServer.GATEWAY, stanza.attribute("id")));
  }

  /** A key is good for what is left of ten minutes, which may be nearly over. */
  private static void awaitTime() {
    Awaitility.await("enough is left")
        .atMost(ENOUGH.multipliedBy(2))
        .until(() -> Instant.now().getEpochSecond() % 600 < 600 - ENOUGH.toSeconds());
  }

  private static String said(Element stanza) {
    return stanza.element(StreamServer.CLIENT, "body").map(Element::text).orElse("");
  }
}
