package org.stanzagate.it;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A gateway as it is installed: the JVM's options are those of the systemd unit. */
final class MeasuredGateway {
  /** The tests' gateways do without the best compiler. */
  static final List<String> JVM =
      List.of("-XX:TieredStopAtLevel=4", "-XX:+UseSerialGC", "-Xmx512m");

  private static final String CREDENTIALS = "Bearer " + GatewaySettings.TOKEN;

  private MeasuredGateway() {}

  /** One that takes large stanzas, too, and is connected. */
  static GatewayProcess ready(GatewaySettings settings) {
    GatewayProcess gateway =
        GatewayProcess.launch(
            Map.of("STANZAGATE_HTTP_MAX_BODY", "1MiB", "STANZAGATE_COMPONENT_MAX_SEND", "1MiB"),
            JVM,
            "run",
            "--config",
            GatewayProcess.write(settings.toYaml()).toString());
    gateway.awaitListening();
    gateway.awaitReady();
    return gateway;
  }

  /** What runs the jar. */
  static List<String> command(String... arguments) {
    return java(List.of("-jar", GatewayProcess.JAR.toString()), arguments);
  }

  /** What runs bare Undertow in the same JVM, answering 202. */
  static List<String> bareUndertow(int port) {
    return java(
        List.of("-cp", System.getProperty("java.class.path"), BareUndertow.class.getName()),
        String.valueOf(port),
        "202");
  }

  private static List<String> java(List<String> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(program);
    command.addAll(List.of(arguments));
    return command;
  }

  /** One that posts such stanzas to it. */
  static Wrk posts(GatewayProcess gateway, String stanza) {
    return new Wrk(
        gateway.base().resolve("/rest"), stanza, Track.JSON, "Authorization: " + CREDENTIALS);
  }

  /** Watches its live feed, until it is cancelled. */
  static CompletableFuture<HttpResponse<Void>> look(GatewayProcess gateway) {
    return HttpClient.newHttpClient()
        .sendAsync(
            HttpRequest.newBuilder(gateway.base().resolve("/rest/live"))
                .header("Authorization", CREDENTIALS)
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }
}
