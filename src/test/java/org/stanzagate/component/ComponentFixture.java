package org.stanzagate.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jxmpp.jid.Jid;
import org.jxmpp.jid.impl.JidCreate;
import org.slf4j.LoggerFactory;
import org.stanzagate.component.ScriptedServer.Peer;
import org.stanzagate.config.ComponentConfig;
import org.stanzagate.config.Secret;
import org.stanzagate.stanza.Namespaces;
import org.stanzagate.stanza.Stanza;
import org.stanzagate.xml.ElementReader;

/** A component with a scripted server at the other end, what it received, and what it logged. */
final class ComponentFixture implements AutoCloseable {
  static final int MAX_STANZA = 512 * 1024;
  static final int MAX_SEND = 256 * 1024;

  /** The one that must not be told of errors, whatever it sends. */
  static final Jid ROOM = JidCreate.fromOrThrowUnchecked("room@muc.example.net");

  /** Nothing times out; reconnects come at once. */
  static final Timings PATIENT =
      new Timings(
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofHours(1),
          Duration.ofMillis(1),
          Duration.ofMillis(50),
          Duration.ofHours(1));

  final ScriptedServer server;
  final BlockingQueue<Stanza> received = new LinkedBlockingQueue<>();
  final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

  /** Who sees what passes. */
  final ScriptedTraffic traffic = new ScriptedTraffic();

  /** What became of those that waited. */
  final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  final ReconnectingComponent component;
  private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> log =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          logged.add(event);
        }
      };

  private final StanzaListener listener;

  ComponentFixture() throws IOException {
    this(PATIENT);
  }

  ComponentFixture(Timings timings) throws IOException {
    this(timings, stanza -> {});
  }

  ComponentFixture(Timings timings, StanzaListener listener) throws IOException {
    this(timings, listener, new ScriptedServer());
  }

  ComponentFixture(Timings timings, StanzaListener listener, ScriptedServer server)
      throws IOException {
    this.server = server;
    timer.setRemoveOnCancelPolicy(true);
    packageLogger().addAppender(log);
    packageLogger().setAdditive(false);
    log.start();
    component =
        new ReconnectingComponent(
            new ComponentConfig(
                JidCreate.fromOrThrowUnchecked(ScriptedServer.DOMAIN),
                new Secret(ScriptedServer.SECRET),
                server.host(),
                server.port(),
                server.tls(),
                MAX_STANZA,
                MAX_SEND),
            timings,
            timer,
            Clock.systemUTC(),
            () -> 0,
            (kind, end, took) -> ends.add(kind + " " + end),
            traffic,
            Runnable::run);
    this.listener =
        new StanzaListener() {
          @Override
          public void received(Stanza stanza) {
            received.add(stanza);
            listener.received(stanza);
          }

          @Override
          public void connected() {
            listener.connected();
          }
        };
  }

  static Timings handshake(Duration handshake) {
    return timings(handshake, PATIENT.farewell(), PATIENT.keepalive());
  }

  static Timings farewell(Duration farewell) {
    return timings(PATIENT.handshake(), farewell, PATIENT.keepalive());
  }

  static Timings keepalive(Duration keepalive) {
    return timings(PATIENT.handshake(), PATIENT.farewell(), keepalive);
  }

  static Timings retry(Duration first, Duration longest) {
    return new Timings(
        PATIENT.connect(),
        PATIENT.handshake(),
        PATIENT.farewell(),
        PATIENT.keepalive(),
        first,
        longest,
        PATIENT.steady());
  }

  /** The first pause is 10 ms. */
  static Timings steady(Duration steady) {
    return new Timings(
        PATIENT.connect(),
        PATIENT.handshake(),
        PATIENT.farewell(),
        PATIENT.keepalive(),
        Duration.ofMillis(10),
        Duration.ofHours(1),
        steady);
  }

  private static Timings timings(Duration handshake, Duration farewell, Duration keepalive) {
    return new Timings(
        PATIENT.connect(),
        handshake,
        farewell,
        keepalive,
        PATIENT.firstRetry(),
        PATIENT.longestRetry(),
        PATIENT.steady());
  }

  private static Logger packageLogger() {
    return (Logger) LoggerFactory.getLogger("org.stanzagate.component");
  }

  void start() {
    component.start(listener, stanza -> stanza.mayBeRefused() && !ROOM.equals(stanza.from()));
  }

  /** Starts, and waits for a stream. */
  Peer connect() throws IOException {
    start();
    return acceptStream();
  }

  /** Lets the component in, and waits until it knows. */
  Peer acceptStream() throws IOException {
    long before = component.counters().opened();
    Peer peer = server.acceptStream();
    await().until(() -> component.counters().opened() > before && component.isConnected());
    return peer;
  }

  CompletableFuture<Delivery> send(String xml) throws Exception {
    return component.send(stanza(xml));
  }

  CompletableFuture<Reply> request(String xml) throws Exception {
    return component.request(stanza(xml), Duration.ofMinutes(5));
  }

  static Stanza stanza(String xml) throws Exception {
    return Stanza.of(ElementReader.read(xml.getBytes(StandardCharsets.UTF_8), Namespaces.CLIENT));
  }

  /** The next stanza that reaches the listener. */
  Stanza nextReceived() throws InterruptedException {
    Stanza stanza = received.poll(20, TimeUnit.SECONDS);
    assertThat(stanza).as("a stanza for the listener").isNotNull();
    return stanza;
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  /** Stops in a thread of its own, for stopping waits. */
  Thread stop() {
    Thread stopping = new Thread(component::stop, "stop");
    stopping.start();
    return stopping;
  }

  /** What that class has logged so far, whatever the level. */
  List<ILoggingEvent> logged(Class<?> by) {
    return logged.stream().filter(event -> event.getLoggerName().equals(by.getName())).toList();
  }

  /** What was logged as a warning or worse, so far. */
  List<String> warnings() {
    return logged.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** Waits for a warning that says that. */
  void awaitWarning(String part) {
    await().untilAsserted(() -> assertThat(warnings()).anyMatch(text -> text.contains(part)));
  }

  @Override
  public void close() throws IOException {
    server.close();
    component.stop();
    timer.shutdownNow();
    packageLogger().detachAppender(log);
    packageLogger().setAdditive(true);
  }
}
