package org.stanzagate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.stanzagate.xml.Element;

/**
 * A gateway and a scripted XMPP server, between which a test sees every stanza. The server answers
 * every iq {@code get} or {@code set}, unless it is for somebody {@code silent}. Tests share one,
 * and run one after the other.
 */
final class RestBench implements AutoCloseable {
  static final String DOMAIN = RealServer.GATEWAY;

  /** Marks what is sent only to know that all before it is done. */
  private static final String BARRIER = "barrier-";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final StreamServer server;
  private final GatewayProcess gateway;

  private RestBench(StreamServer server, GatewayProcess gateway) {
    this.server = server;
    this.gateway = gateway;
    answersAsUsual();
  }

  /** Starts both; the YAML is added to the gateway's configuration. */
  static RestBench start(String yaml, String... jvmOptions) {
    return startAs(usual -> usual + yaml + "\n", jvmOptions);
  }

  /** Starts both; the gateway's configuration is what is made of the usual one. */
  static RestBench startAs(UnaryOperator<String> yaml, String... jvmOptions) {
    try {
      StreamServer server = StreamServer.start();
      String changed = yaml.apply(server.settings().toYaml());
      return new RestBench(server, GatewayProcess.ready(changed, jvmOptions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StreamServer server() {
    return server;
  }

  GatewayProcess gateway() {
    return gateway;
  }

  /** An id that no other stanza has. */
  static String newId() {
    return "rest-" + NUMBER.incrementAndGet();
  }

  RawConnection connect() throws IOException {
    return RawConnection.open(gateway.base());
  }

  /** The answer to a request, over a connection of its own. */
  RawAnswer exchange(RawRequest request) throws IOException {
    return exchange(request.bytes());
  }

  RawAnswer exchange(byte[] request) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(request).answer();
    }
  }

  void answersAsUsual() {
    server.answers(RestBench::usualAnswer);
  }

  static Optional<String> usualAnswer(Element stanza) {
    boolean asks =
        stanza.name().equals("iq")
            && List.of("get", "set").contains(String.valueOf(stanza.attribute("type")));
    return asks && !String.valueOf(stanza.attribute("to")).startsWith("silent")
        ? Optional.of(result(stanza, ""))
        : Optional.empty();
  }

  /** A result of an iq, with that payload. */
  static String result(Element iq, String payload) {
    return "<iq type='result' from='%s' to='%s' id='%s'>%s</iq>"
        .formatted(
            escaped(iq.attribute("to")),
            escaped(iq.attribute("from")),
            escaped(iq.attribute("id")),
            payload);
  }

  /** As the value of an attribute. */
  static String escaped(@Nullable String text) {
    return String.valueOf(text).replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
  }

  /** Everything that the gateway sent to the server while that was done, in its order. */
  List<Element> sentWhile(Attack attack) throws Exception {
    int before = server.received().all().size();
    attack.run();
    assertLives();
    List<Element> all = server.received().all();
    return all.subList(before, all.size()).stream().filter(stanza -> !isBarrier(stanza)).toList();
  }

  /** The gateway still answers a ping, and through the stream that it has had from the start. */
  void assertLives() throws IOException {
    String id = BARRIER + NUMBER.incrementAndGet();
    RawAnswer pong =
        exchange(
            RawRequest.xml(
                "<iq type='get' to='localhost' id='%s'><ping xmlns='urn:xmpp:ping'/></iq>"
                    .formatted(id)));
    assertThat(pong.status()).as("%s", pong).isEqualTo(200);
    assertThat(pong.body()).contains("type='result'", id);
    assertThat(server.streams()).as("streams that the gateway has opened").isEqualTo(1);
    assertThat(gateway.isAlive()).isTrue();
  }

  private static boolean isBarrier(Element stanza) {
    return String.valueOf(stanza.attribute("id")).startsWith(BARRIER);
  }

  /** An error of that status and condition, in the type that was asked for, with advice. */
  static void assertFault(RawAnswer answer, int status, String type, String condition) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
    assertThat(answer.type()).as("%s", answer).isEqualTo(type);
    RawAnswer.Fault fault = answer.fault();
    assertThat(fault.condition()).as("%s", answer).isEqualTo(condition);
    assertThat(fault.text()).as("%s", answer).isNotBlank();
  }

  /** What a test does to the gateway. */
  interface Attack {
    void run() throws Exception;
  }

  @Override
  public void close() {
    gateway.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
