package org.stanzagate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.stanzagate.config.GatewayConfig;

@Timeout(60)
class SystemdTest {
  private static final String SOON = "100000";

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.stanzagate");
  private final Patient service = new Patient();

  @TempDir Path directory;

  /** A service that says how it is, and is as alive as the test wants. */
  private static final class Patient implements Service {
    final AtomicInteger probes = new AtomicInteger();
    volatile String status = "Fine";
    volatile Future<Void> pulse = CompletableFuture.completedFuture(null);

    @Override
    public void start() {}

    @Override
    public void reload(GatewayConfig config) {}

    @Override
    public String status() {
      return status;
    }

    @Override
    public Future<Void> probe() {
      probes.incrementAndGet();
      return pulse;
    }

    @Override
    public void stop() {}
  }

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.setAdditive(true);
    logger.detachAppender(logged);
  }

  @Test
  void systemdHearsOfEachStepInItsOrder() throws Exception {
    try (NotifySocket socket = NotifySocket.in(directory)) {
      Systemd systemd = Systemd.of(socket.environment());

      systemd.started(service);
      systemd.reloading();
      systemd.ready();
      systemd.stopping();

      for (String step :
          List.of("STATUS=Fine", "READY=1", "RELOADING=1", "READY=1", "STOPPING=1")) {
        assertThat(socket.next()).isEqualTo(step);
      }
      assertThat(service.probes).as("no watchdog was asked for").hasValue(0);
    }
  }

  @Test
  void theStatusIsToldAgainWhenItChangesAndIsOneLine() throws Exception {
    try (NotifySocket socket = NotifySocket.in(directory)) {
      Systemd systemd = Systemd.of(socket.environment());
      systemd.started(service);
      socket.await("READY=1");

      service.status = "Ill\nREADY=1";

      assertThat(socket.next()).isEqualTo("STATUS=Ill\\nREADY=1");
      systemd.stopping();
    }
  }

  @Test
  void aFailedStartIsTheStatus() throws Exception {
    try (NotifySocket socket = NotifySocket.in(directory)) {
      Systemd.of(socket.environment()).failed("Can't start: the port is taken");

      assertThat(socket.next()).isEqualTo("STATUS=Can't start: the port is taken");
    }
  }

  @Test
  void theWatchdogHearsOfAServiceOnlyWhileItsThreadsRun() throws Exception {
    try (NotifySocket socket = NotifySocket.in(directory)) {
      Systemd systemd = Systemd.of(watched(socket, ProcessHandle.current().pid()));
      systemd.started(service);
      socket.await("WATCHDOG=1");
      socket.await("WATCHDOG=1");

      service.pulse = new CompletableFuture<>();
      awaitLogged("The gateway is stuck", 2);
      List<String> before = socket.rest();
      awaitLogged("The gateway is stuck", 4);
      assertThat(socket.rest()).isEqualTo(before);

      service.pulse = CompletableFuture.completedFuture(null);
      await().until(() -> socket.rest().size() > before.size());
      assertThat(socket.next()).isEqualTo("WATCHDOG=1");
      systemd.stopping();
    }
  }

  @Test
  void aWatchdogForAnotherProcessIsNoneForThis() throws Exception {
    try (NotifySocket socket = NotifySocket.in(directory)) {
      Systemd systemd = Systemd.of(watched(socket, ProcessHandle.current().pid() + 1));
      systemd.started(service);
      socket.await("READY=1");

      service.status = "Later";

      assertThat(socket.next()).isEqualTo("STATUS=Later");
      assertThat(service.probes).hasValue(0);
      systemd.stopping();
    }
  }

  @Test
  void aSocketThatNobodyHasIsAWarningAndNoMore() {
    Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", directory.resolve("nobody").toString()));

    systemd.ready();

    assertThat(logged.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .startsWith("systemd could not be told READY=1: ");
  }

  private void awaitLogged(String start, int times) {
    await()
        .until(
            () ->
                List.copyOf(logged.list).stream()
                        .filter(event -> event.getFormattedMessage().startsWith(start))
                        .count()
                    >= times);
  }

  private static Map<String, String> watched(NotifySocket socket, long pid) {
    Map<String, String> environment = new HashMap<>(socket.environment());
    environment.put("WATCHDOG_USEC", SOON);
    environment.put("WATCHDOG_PID", String.valueOf(pid));
    return environment;
  }
}
